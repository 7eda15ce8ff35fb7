-- A suppression may have a last day, notes, and a reason for its end. The last day is in a table of its own: a seal
-- includes no new column (bot/store/table_seals.py), and it decides until when nobody is messaged. Notes are encrypted.

CREATE TABLE suppression_terms (
    suppression_id INTEGER PRIMARY KEY REFERENCES suppressions,
    until TEXT NOT NULL                -- the last day on which the suppression is in force
) STRICT;

CREATE TABLE suppression_notes (
    suppression_id INTEGER NOT NULL REFERENCES suppressions,
    of_end INTEGER NOT NULL,           -- 0: of whoever added the suppression; 1: of whoever ended it
    note_box BLOB NOT NULL,
    PRIMARY KEY (suppression_id, of_end)
) STRICT;

CREATE TRIGGER suppression_notes_no_update BEFORE UPDATE ON suppression_notes
BEGIN SELECT RAISE(ABORT, 'suppression_notes: no UPDATE'); END;

CREATE TRIGGER suppression_notes_no_delete BEFORE DELETE ON suppression_notes
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'suppression_notes: no DELETE'); END;

-- A user's id, or the name of the job that ended it; null: an older version did.
ALTER TABLE suppressions ADD COLUMN ended_by TEXT;

ALTER TABLE suppressions ADD COLUMN ended_reason TEXT;

CREATE INDEX suppressions_by_reason ON suppressions (reason, id) WHERE ended_at IS NULL;
