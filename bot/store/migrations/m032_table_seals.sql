-- A seal for each table that keeps messages from people (bot/store/table_seals.py, docs/decisions/0053).

CREATE TABLE table_seals (
    name TEXT PRIMARY KEY,             -- of the table
    rows INTEGER NOT NULL,
    seal BLOB,                         -- the sum of the keyed hashes of its rows; null: not computed yet
    audited INTEGER NOT NULL DEFAULT 0 -- 0: changed since the newest audit entry that has the seals
) STRICT, WITHOUT ROWID;

INSERT INTO table_seals (name, rows)
VALUES ('payments', 0), ('counted_payments', 0), ('promises', 0), ('calls', 0), ('exclusions', 0), ('suppressions', 0),
    ('unread_rows', 0), ('number_checks', 0);
