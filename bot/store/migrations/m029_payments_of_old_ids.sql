-- A payment under an id that a renumbering replaced keeps no promise (docs/decisions/0032).

-- 1: the file had such an id.
ALTER TABLE payments ADD COLUMN old_id INTEGER NOT NULL DEFAULT 0;
