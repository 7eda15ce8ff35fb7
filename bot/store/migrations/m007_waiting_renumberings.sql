-- Files of the inbox folder `renumber` wait for a supervisor. Their own names are not stored.

CREATE TABLE waiting_renumberings (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,                -- when it came, and its kind; the file in `waiting` begins with the same time
    content_hash TEXT NOT NULL,        -- keyed hash of the file's bytes
    counts TEXT NOT NULL,              -- JSON
    state TEXT NOT NULL CHECK (state IN ('waiting', 'applied', 'discarded')),
    came_at TEXT NOT NULL,
    decided_by TEXT,                   -- null: not decided
    decided_at TEXT
) STRICT;
