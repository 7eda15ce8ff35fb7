-- Mobile numbers that stand in the row of one person of a list, unused, and are another's (docs/decisions/0036).

CREATE TABLE unused_phones (
    list_id INTEGER NOT NULL REFERENCES target_lists ON DELETE CASCADE,
    phone_key BLOB NOT NULL,
    recipient_id INTEGER NOT NULL,     -- the person in whose row it stands
    PRIMARY KEY (list_id, phone_key, recipient_id)
) STRICT, WITHOUT ROWID;
