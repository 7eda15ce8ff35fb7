-- People can get new ids (docs/decisions/0032): rows that refuse every change let their taxpayer be changed while
-- `allow_renumbering` (database.py) is open, messages know the person they count for, and pairs are kept.

ALTER TABLE purge_guard ADD COLUMN may_renumber INTEGER NOT NULL DEFAULT 0;

-- Columns of append-only tables that a renumbering changes; all others stay as they are.
DROP TRIGGER payments_no_update;

CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments
WHEN COALESCE((SELECT may_renumber FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'payments: no UPDATE'); END;

CREATE TRIGGER payments_same_facts BEFORE UPDATE OF id, file_id, line, payment_id, tax, year, instalment, paid_on,
    booked_on, amount, channel, reversal, matched ON payments
BEGIN SELECT RAISE(ABORT, 'payments: no UPDATE'); END;

DROP TRIGGER calls_no_update;

CREATE TRIGGER calls_no_update BEFORE UPDATE ON calls
WHEN COALESCE((SELECT may_renumber FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'calls: no UPDATE'); END;

CREATE TRIGGER calls_same_facts BEFORE UPDATE OF id, file_id, line, phone_key, called_on, called_at, result,
    counted, promised_on ON calls
BEGIN SELECT RAISE(ABORT, 'calls: no UPDATE'); END;

DROP TRIGGER exclusions_no_update;

CREATE TRIGGER exclusions_no_update BEFORE UPDATE ON exclusions
WHEN COALESCE((SELECT may_renumber FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'exclusions: no UPDATE'); END;

CREATE TRIGGER exclusions_same_facts BEFORE UPDATE OF id, file_id, line, as_of, excluded, ground ON exclusions
BEGIN SELECT RAISE(ABORT, 'exclusions: no UPDATE'); END;

DROP TRIGGER message_phones_no_update;

CREATE TRIGGER message_phones_no_update BEFORE UPDATE ON message_phones
WHEN COALESCE((SELECT may_renumber FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'message_phones: no UPDATE'); END;

CREATE TRIGGER message_phones_same_facts BEFORE UPDATE OF message_id ON message_phones
BEGIN SELECT RAISE(ABORT, 'message_phones: no UPDATE'); END;

-- 1: several people of the list became this one, and it is in doubt whether all of them may be messaged.
ALTER TABLE recipients ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;

-- Null: the message counts for its taxpayer_key. Otherwise its person became one with another recipient of the
-- campaign, and taxpayer_key is a key that nobody has.
ALTER TABLE messages ADD COLUMN merged_key BLOB;

ALTER TABLE messages ADD COLUMN person_key BLOB AS (COALESCE(merged_key, taxpayer_key)) VIRTUAL;

DROP INDEX messages_by_taxpayer;

CREATE INDEX messages_by_person ON messages (person_key, claimed_at);

DROP VIEW contacts;

CREATE VIEW contacts AS
SELECT m.person_key AS taxpayer_key, m.phone_key, m.claimed_at FROM messages m
WHERE m.claimed_at IS NOT NULL AND m.reason IS NOT 'rejected_by_provider' AND m.provider <> 'dry_run';

-- Pairs of ids that were carried out: none is carried out twice.
CREATE TABLE renumbered (
    old_key BLOB NOT NULL,
    new_key BLOB NOT NULL,
    file_id INTEGER NOT NULL REFERENCES imported_files,
    PRIMARY KEY (old_key, new_key)
) STRICT;
