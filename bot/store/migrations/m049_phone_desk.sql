-- The office's phones: while all are busy, no message leaves; and how large a share of readers has called back.

CREATE TABLE phone_holds (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;

CREATE TABLE call_back_shares (
    day TEXT PRIMARY KEY,              -- on which it was counted
    messages INTEGER NOT NULL,         -- delivered ones of the last months
    callers INTEGER NOT NULL           -- how many of these a recorded call was about
) STRICT, WITHOUT ROWID;
