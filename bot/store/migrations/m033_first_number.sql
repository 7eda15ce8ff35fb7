-- A database that was set back has lost the 受付番号 of messages that people have. Later messages get none of these.

-- The number of a message is at least this.
ALTER TABLE instance ADD COLUMN first_number INTEGER NOT NULL DEFAULT 1;
