-- What rows say of their person that could not be imported: it keeps messages from them (docs/decisions/0031).

CREATE TABLE unread_rows (
    id INTEGER PRIMARY KEY,
    list_id INTEGER REFERENCES target_lists ON DELETE CASCADE, -- null: of an imported file
    file_id INTEGER REFERENCES imported_files, -- null: of a list
    line INTEGER NOT NULL,
    taxpayer_key BLOB NOT NULL,
    phone_key BLOB,                    -- a mobile number of a list's row; null: none, or unreadable
    flagged INTEGER NOT NULL DEFAULT 0, -- 1: it excludes its person
    promised INTEGER NOT NULL DEFAULT 0, -- 1: it has a promise without a day
    promised_on TEXT,
    arrears INTEGER NOT NULL DEFAULT 0, -- 1: its debt was carried over, or that could not be read
    last_paid_on TEXT,                 -- the day of a payment; the day of the import where it could not be read
    called_on TEXT,                    -- of a call whose result is not known; null: another fault
    quiet_until TEXT,                  -- the last day without messages because of a call
    CHECK ((list_id IS NULL) <> (file_id IS NULL))
) STRICT;

CREATE INDEX unread_rows_by_taxpayer ON unread_rows (taxpayer_key);

CREATE INDEX unread_rows_by_list ON unread_rows (list_id) WHERE list_id IS NOT NULL;

CREATE INDEX unread_rows_by_phone ON unread_rows (phone_key) WHERE phone_key IS NOT NULL;
