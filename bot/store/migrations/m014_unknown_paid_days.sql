-- Files of payments may have booked days alone; of what was imported before, that is not known.

-- 1: paid_on is the booked day.
ALTER TABLE payments ADD COLUMN day_unknown INTEGER NOT NULL DEFAULT 0;
