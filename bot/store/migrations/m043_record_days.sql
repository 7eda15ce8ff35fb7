-- The days of which what became of messages was written into a file for the city's system (docs/decisions/0065).

CREATE TABLE record_days (
    day TEXT PRIMARY KEY,              -- in Japan
    after INTEGER NOT NULL,            -- the day has the steps of messages with a greater id …
    last INTEGER NOT NULL,             -- … up to this one
    rows INTEGER NOT NULL,
    files TEXT NOT NULL,               -- JSON: the name of each file with its SHA-256
    written_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER record_days_no_update BEFORE UPDATE ON record_days
BEGIN SELECT RAISE(ABORT, 'record_days: no UPDATE'); END;

CREATE TRIGGER record_days_no_delete BEFORE DELETE ON record_days
BEGIN SELECT RAISE(ABORT, 'record_days: no DELETE'); END;
