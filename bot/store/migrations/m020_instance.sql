-- What this file knows of itself: its own id, its runs, and whether it may send (docs/decisions/0042).

CREATE TABLE instance (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    database_id TEXT NOT NULL,         -- random; part of the reference of each message, so that it is known as ours
    epoch INTEGER NOT NULL,            -- grows with each run of the bot; an earlier run claims nothing
    identity TEXT,                     -- keyed hash of machine and path, or of NOFU_INSTANCE; null: it has never run
    account TEXT,                      -- the provider account of the last run that might send
    locked TEXT,                       -- why nothing is sent until a person has reconciled; null: it may send
    locked_at TEXT,                    -- null: not locked
    reconciled_event INTEGER NOT NULL DEFAULT 0 -- the newest message event when a person last reconciled
) STRICT;

INSERT INTO instance (id, database_id, epoch) VALUES (1, lower(hex(randomblob(5))), 0);

CREATE TRIGGER instance_no_delete BEFORE DELETE ON instance
BEGIN SELECT RAISE(ABORT, 'instance: no DELETE'); END;
