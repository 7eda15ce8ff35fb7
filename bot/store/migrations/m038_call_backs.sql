-- What callers said, by the message about which they called. A record is never changed; its note is in a table of its
-- own, so that a purge deletes the note alone.

CREATE TABLE call_backs (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES messages,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    verified INTEGER NOT NULL,         -- 1: the operator had confirmed that the caller is the person
    result TEXT NOT NULL,              -- a code of model/call_backs
    detail TEXT NOT NULL,
    promised_on TEXT                   -- null: no promise
) STRICT;

CREATE INDEX call_backs_by_message ON call_backs (message_id);

CREATE INDEX call_backs_by_result ON call_backs (result, message_id);

CREATE TABLE call_back_notes (
    call_back_id INTEGER PRIMARY KEY REFERENCES call_backs ON DELETE CASCADE,
    note_box BLOB NOT NULL
) STRICT;

CREATE TRIGGER call_backs_no_update BEFORE UPDATE ON call_backs
BEGIN SELECT RAISE(ABORT, 'call_backs: no UPDATE'); END;

CREATE TRIGGER call_backs_no_delete BEFORE DELETE ON call_backs
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'call_backs: no DELETE'); END;

CREATE TRIGGER call_back_notes_no_update BEFORE UPDATE ON call_back_notes
BEGIN SELECT RAISE(ABORT, 'call_back_notes: no UPDATE'); END;

CREATE TRIGGER call_back_notes_no_delete BEFORE DELETE ON call_back_notes
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'call_back_notes: no DELETE'); END;
