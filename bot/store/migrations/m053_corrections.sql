-- Records of calls that were recorded in error: each has at most one correcting record, which is never changed either.

CREATE TABLE call_back_corrections (
    id INTEGER PRIMARY KEY,
    call_back_id INTEGER NOT NULL UNIQUE REFERENCES call_backs ON DELETE CASCADE,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL               -- a code of model/call_backs
) STRICT;

CREATE TRIGGER call_back_corrections_no_update BEFORE UPDATE ON call_back_corrections
BEGIN SELECT RAISE(ABORT, 'call_back_corrections: no UPDATE'); END;

CREATE TRIGGER call_back_corrections_no_delete BEFORE DELETE ON call_back_corrections
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'call_back_corrections: no DELETE'); END;

-- Other sources that say the same as a suppression in force: a correction does not end it.
CREATE TABLE suppression_repeats (
    suppression_id INTEGER NOT NULL REFERENCES suppressions,
    source TEXT NOT NULL,              -- as of a suppression; another one than its own
    PRIMARY KEY (suppression_id, source)
) STRICT, WITHOUT ROWID;

-- The daily files have corrections, too: the day has those with a greater id than this one …
ALTER TABLE record_days ADD COLUMN after_correction INTEGER NOT NULL DEFAULT 0;

-- … up to this one.
ALTER TABLE record_days ADD COLUMN last_correction INTEGER NOT NULL DEFAULT 0;
