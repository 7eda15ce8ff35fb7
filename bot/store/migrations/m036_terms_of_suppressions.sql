-- A suppression may have a last day, a note, and a reason for its end. The last day is in a table of its own: a seal
-- includes no new column (bot/store/table_seals.py), and it decides until when nobody is messaged.

CREATE TABLE suppression_terms (
    suppression_id INTEGER PRIMARY KEY REFERENCES suppressions,
    until TEXT NOT NULL                -- the last day on which the suppression is in force
) STRICT;

ALTER TABLE suppressions ADD COLUMN note TEXT;

-- A user's id, or the name of the job that ended it; null: an older version did.
ALTER TABLE suppressions ADD COLUMN ended_by TEXT;

ALTER TABLE suppressions ADD COLUMN ended_reason TEXT;

ALTER TABLE suppressions ADD COLUMN ended_note TEXT;

CREATE INDEX suppressions_by_reason ON suppressions (reason, id) WHERE ended_at IS NULL;
