-- Numbers that were messaged by a part of this database that is lost, as the provider's list says: they count as contacted.

CREATE TABLE lost_contacts (
    phone_key BLOB NOT NULL,
    claimed_at TEXT NOT NULL,
    PRIMARY KEY (phone_key, claimed_at)
) STRICT, WITHOUT ROWID;
