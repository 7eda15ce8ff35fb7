-- The daily files have what callers said, too: up to which record a day has them.

-- The day has the records with a greater id than this one …
ALTER TABLE record_days ADD COLUMN after_call INTEGER NOT NULL DEFAULT 0;

-- … up to this one.
ALTER TABLE record_days ADD COLUMN last_call INTEGER NOT NULL DEFAULT 0;
