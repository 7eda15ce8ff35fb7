"""The schema of the database: one baseline (baseline.sql), and the migrations that follow it.

The baseline and every released migration are append-only: never edit one, add the next (tests/store/test_schema.py
compares their hash). The baseline contains what ALTER TABLE cannot add later: constraints, keys, triggers.

A moment is UTC text of one width (times.py), a day is ISO text. `*_key` is a keyed hash, `*_box` an encrypted value
(bot/vault.py): no number, name or 宛名番号 is stored in clear. Boxes are in tables of their own (docs/decisions/0025),
so that a purge deletes them without changing counts, receipts and the audit. Never call sqlite-utils' `transform()` on
a table with triggers: it drops them silently.
"""

from importlib.resources import files

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("nofu")


def list_known_names() -> frozenset[str]:
    """Return the name of every migration that this version knows."""
    return frozenset(migration.name for migration in MIGRATIONS.pending(Database(memory=True)))


@MIGRATIONS()
def m001_baseline(db: Database) -> None:
    """Create every table of the first release."""
    script = files("bot.store").joinpath("baseline.sql").read_text("utf-8")
    for statement in script.split(";\n\n"):
        db.execute(statement)
    for table in _APPEND_ONLY + _PURGEABLE:
        _forbid(db, table, "UPDATE")
    for table in _APPEND_ONLY:
        _forbid(db, table, "DELETE")
    for table in _PURGEABLE:
        _forbid(db, table, "DELETE", _UNLESS_PURGED)
    # Without its keys, a file would create new ones, and no hash of a person would match again.
    _forbid(db, "keys", "DELETE")
    # No purge deletes a suppression.
    _forbid(db, "suppressions", "DELETE")


@MIGRATIONS()
def m002_questions(db: Database) -> None:
    """Doubts about the cells of a list, by code, and the last payment that the list names."""
    db.execute("ALTER TABLE target_lists ADD COLUMN questions TEXT NOT NULL DEFAULT '{}'")  # JSON: code → rows
    db.execute("UPDATE target_lists SET questions = json_object('excluded_word', unclear) WHERE unclear > 0")
    db.execute("ALTER TABLE target_lists DROP COLUMN unclear")
    db.execute("ALTER TABLE recipients ADD COLUMN last_paid_on TEXT")  # null: none, or the file does not say


@MIGRATIONS()
def m003_counted_payments(db: Database) -> None:
    """Count payments as a bag with states (docs/decisions/0026): `payments` holds the rows, `counted_payments` the
    payments that they prove together. What is there already is counted here, one reversal for one payment."""
    for statement in _COUNTED_PAYMENTS.split(";\n\n"):
        db.execute(statement)


@MIGRATIONS()
def m004_references_to_headings(db: Database) -> None:
    """Headings are stored as references (letters and keyed hash), and layouts as keyed hashes; those in clear go."""
    db.execute("DELETE FROM column_mappings")
    db.execute("UPDATE target_lists SET layout = NULL, assigned = '{}', unknown = '[]'")
    db.execute("UPDATE imported_files SET layout = NULL, assigned = '{}'")


@MIGRATIONS()
def m005_unread_rows(db: Database) -> None:
    """What rows say of their person that could not be imported: it keeps messages from them (docs/decisions/0031)."""
    db.execute(_UNREAD_ROWS)
    db.execute("CREATE INDEX unread_rows_by_taxpayer ON unread_rows (taxpayer_key)")
    db.execute("CREATE INDEX unread_rows_by_list ON unread_rows (list_id) WHERE list_id IS NOT NULL")
    db.execute("CREATE INDEX unread_rows_by_phone ON unread_rows (phone_key) WHERE phone_key IS NOT NULL")


_UNREAD_ROWS = """
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
) STRICT
"""


@MIGRATIONS()
def m006_renumbering(db: Database) -> None:
    """People can get new ids (docs/decisions/0032): rows that refuse every change let their taxpayer be changed while
    `allow_renumbering` (database.py) is open, messages know the person they count for, and pairs are kept."""
    db.execute("ALTER TABLE purge_guard ADD COLUMN may_renumber INTEGER NOT NULL DEFAULT 0")
    for table, columns in _RENUMBERED.items():
        others = ", ".join(column.name for column in db[table].columns if column.name not in columns)
        db.execute(f"DROP TRIGGER {table}_no_update")
        _forbid(db, table, "UPDATE", "WHEN COALESCE((SELECT may_renumber FROM purge_guard), 0) = 0")
        db.execute(
            f"CREATE TRIGGER {table}_same_facts BEFORE UPDATE OF {others} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: no UPDATE'); END"
        )
    for statement in _RENUMBERING.split(";\n\n"):
        db.execute(statement)


_RENUMBERED = {
    "payments": ("taxpayer_key", "ordinal"),
    "calls": ("taxpayer_key", "quiet_until"),
    "exclusions": ("taxpayer_key",),
    "message_phones": ("phone_box",),
}
"""Columns of append-only tables that a renumbering changes."""

_RENUMBERING = """
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
) STRICT
"""


@MIGRATIONS()
def m007_waiting_renumberings(db: Database) -> None:
    """Files of the inbox folder `renumber` wait for a supervisor. Their own names are not stored."""
    db.execute(_WAITING_RENUMBERINGS)


_WAITING_RENUMBERINGS = """
CREATE TABLE waiting_renumberings (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,                -- when it came, and its kind; the file in `waiting` begins with the same time
    content_hash TEXT NOT NULL,        -- keyed hash of the file's bytes
    counts TEXT NOT NULL,              -- JSON
    state TEXT NOT NULL CHECK (state IN ('waiting', 'applied', 'discarded')),
    came_at TEXT NOT NULL,
    decided_by TEXT,                   -- null: not decided
    decided_at TEXT
) STRICT
"""


@MIGRATIONS()
def m008_seen_roles(db: Database) -> None:
    """The roles that Slack gave each user, for the time when it cannot be asked."""
    db.execute(_SEEN_ROLES)


_SEEN_ROLES = """
CREATE TABLE seen_roles (
    user TEXT NOT NULL,                -- Slack's id
    role TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (user, role)
) STRICT
"""


@MIGRATIONS()
def m009_campaign_cards(db: Database) -> None:
    """Indexes for the card of a campaign: what was done to it, and what was handed over when."""
    db.execute("CREATE INDEX audit_by_subject ON audit (subject, id)")
    db.execute("CREATE INDEX messages_handed_over ON messages (campaign_id, claimed_at) WHERE accepted_at IS NOT NULL")


@MIGRATIONS()
def m010_assigned_later(db: Database) -> None:
    """An imported file can get its columns assigned later and be read again (docs/decisions/0034)."""
    for statement in _ASSIGNED_LATER.split(";\n\n"):
        db.execute(statement)


_ASSIGNED_LATER = """
-- The columns of the file, comma-separated.
ALTER TABLE imported_files ADD COLUMN columns TEXT NOT NULL DEFAULT '';

-- JSON: references to the headings that are not known.
ALTER TABLE imported_files ADD COLUMN unknown TEXT NOT NULL DEFAULT '[]';

-- Slack's id of the file; null: it did not come through Slack.
ALTER TABLE imported_files ADD COLUMN slack_file TEXT;

DROP VIEW calls_counted_now;

-- Calls that count as attempts. A later file that says something else of the same minute corrects an earlier one.
-- A call without a time is at midnight in Japan, and is not corrected; it is the same as a call of that day in
-- another file that has the times.
CREATE VIEW calls_counted_now AS
SELECT c.* FROM calls c WHERE c.counted AND CASE WHEN c.called_at LIKE '%T15:00:00.000000Z' THEN NOT EXISTS (
    SELECT 1 FROM calls t WHERE t.taxpayer_key = c.taxpayer_key AND t.called_on = c.called_on
        AND t.file_id <> c.file_id AND t.counted AND t.called_at <> c.called_at
) ELSE NOT EXISTS (
    SELECT 1 FROM calls n WHERE n.taxpayer_key = c.taxpayer_key AND n.called_at = c.called_at
        AND n.file_id > c.file_id AND NOT n.counted
) END
"""


@MIGRATIONS()
def m011_unused_phones(db: Database) -> None:
    """Mobile numbers that stand in the row of one person of a list, unused, and are another's (docs/decisions/0036)."""
    db.execute(_UNUSED_PHONES)


_UNUSED_PHONES = """
CREATE TABLE unused_phones (
    list_id INTEGER NOT NULL REFERENCES target_lists ON DELETE CASCADE,
    phone_key BLOB NOT NULL,
    recipient_id INTEGER NOT NULL,     -- the person in whose row it stands
    PRIMARY KEY (list_id, phone_key, recipient_id)
) STRICT, WITHOUT ROWID
"""


@MIGRATIONS()
def m012_debts_of_messages(db: Database) -> None:
    """The lines of the list that a message is about, as JSON; null: all of its person's."""
    db.execute("ALTER TABLE messages ADD COLUMN debts TEXT")


@MIGRATIONS()
def m013_posts_on_events(db: Database) -> None:
    """Links to cards, posts whose key is a campaign and an audit entry, and when people were told of a doubt."""
    db.execute("ALTER TABLE posts ADD COLUMN link TEXT")  # null: Slack was not asked for it
    db.execute("DELETE FROM posts WHERE kind = 'alert'")  # their key was a campaign, so a second pause was an edit
    db.execute("ALTER TABLE campaigns ADD COLUMN doubt_at TEXT")  # null: no uncertain message waits for a person


@MIGRATIONS()
def m014_unknown_paid_days(db: Database) -> None:
    """Files of payments may have booked days alone; of what was imported before, that is not known."""
    db.execute("ALTER TABLE payments ADD COLUMN day_unknown INTEGER NOT NULL DEFAULT 0")  # 1: paid_on is the booked day


@MIGRATIONS()
def m015_failing_posts(db: Database) -> None:
    """Posts that Slack refuses: the code of the last attempt and the time of the first; null: none failed."""
    db.execute("ALTER TABLE posts ADD COLUMN failure TEXT")
    db.execute("ALTER TABLE posts ADD COLUMN failing_since TEXT")


@MIGRATIONS()
def m016_requests_to_delete(db: Database) -> None:
    """One message asks for several files of a user; the size of each."""
    db.execute("ALTER TABLE slack_files ADD COLUMN size INTEGER")  # bytes; null: Slack did not say
    # The first file of the message that asks for this one; null: its uploader was not asked yet.
    db.execute("ALTER TABLE slack_files ADD COLUMN request TEXT")
    db.execute("UPDATE slack_files SET request = file WHERE asked_at IS NOT NULL")
    db.execute("CREATE INDEX slack_files_by_request ON slack_files (request) WHERE request IS NOT NULL")


@MIGRATIONS()
def m017_notes_of_decisions(db: Database) -> None:
    """What the person who decided on a campaign added to the reason; null: nothing."""
    db.execute("ALTER TABLE campaigns ADD COLUMN note TEXT")


@MIGRATIONS()
def m018_calls_of_old_ids(db: Database) -> None:
    """Calls of people who became one do not add up (docs/decisions/0032)."""
    # The id that the person had when the call was made, where several people became one or the file had an old id.
    db.execute("ALTER TABLE calls ADD COLUMN old_key BLOB")


@MIGRATIONS()
def m019_seen_locales(db: Database) -> None:
    """The language of each user's Slack profile, for what is shown before Slack can be asked."""
    db.execute("CREATE TABLE seen_locales (user TEXT PRIMARY KEY, locale TEXT NOT NULL) STRICT")  # user: Slack's id


@MIGRATIONS()
def m020_instance(db: Database) -> None:
    """What this file knows of itself: its own id, its runs, and whether it may send (docs/decisions/0042)."""
    db.execute(_INSTANCE)
    db.execute("INSERT INTO instance (id, database_id, epoch) VALUES (1, lower(hex(randomblob(5))), 0)")
    _forbid(db, "instance", "DELETE")


_INSTANCE = """
CREATE TABLE instance (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    database_id TEXT NOT NULL,         -- random; part of the reference of each message, so that it is known as ours
    epoch INTEGER NOT NULL,            -- grows with each run of the bot; an earlier run claims nothing
    identity TEXT,                     -- keyed hash of machine and path, or of NOFU_INSTANCE; null: it has never run
    account TEXT,                      -- the provider account of the last run that might send
    locked TEXT,                       -- why nothing is sent until a person has reconciled; null: it may send
    locked_at TEXT,                    -- null: not locked
    reconciled_event INTEGER NOT NULL DEFAULT 0 -- the newest message event when a person last reconciled
) STRICT
"""


@MIGRATIONS()
def m021_look_ups(db: Database) -> None:
    """What the provider answered about an uncertain message; requests of a message by how they ended."""
    db.execute("ALTER TABLE messages ADD COLUMN looked_up_at TEXT")  # since the claim; null: not yet
    db.execute("ALTER TABLE messages ADD COLUMN look_up_answer TEXT")  # a code; null: none yet
    db.execute("ALTER TABLE messages ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0")  # with an unknown outcome
    db.execute("ALTER TABLE messages ADD COLUMN failures INTEGER NOT NULL DEFAULT 0")  # which did not leave
    db.execute("UPDATE messages SET doubts = 1 WHERE state = 'uncertain'")


@MIGRATIONS()
def m022_first_batch(db: Database) -> None:
    """The ids of the messages of a campaign that go first; null: the others need not wait for these."""
    db.execute("ALTER TABLE campaigns ADD COLUMN batch_first INTEGER")
    db.execute("ALTER TABLE campaigns ADD COLUMN batch_last INTEGER")


@MIGRATIONS()
def m023_decided_messages(db: Database) -> None:
    """What a supervisor decided on a message that was uncertain."""
    db.execute("ALTER TABLE messages ADD COLUMN decided TEXT")  # sent | again; null: nobody decided


@MIGRATIONS()
def m024_stray_receipts(db: Database) -> None:
    """Networks, reports that belong to no message as it was sent, and collections that were cut."""
    for statement in _STRAY_RECEIPTS.split(";\n\n"):
        db.execute(statement)


_STRAY_RECEIPTS = """
-- The network: docomo | au | softbank | rakuten; null: the provider has not said.
ALTER TABLE messages ADD COLUMN carrier TEXT;

ALTER TABLE receipts ADD COLUMN carrier TEXT;

-- Only receipts with a status that is not known leave a message under way.
CREATE INDEX receipts_with_unknown_code ON receipts (raw, message_id) WHERE state = 'accepted';

CREATE TABLE stray_receipts (
    provider TEXT NOT NULL,            -- the provider account
    provider_id TEXT NOT NULL,
    message_id INTEGER,                -- the message with its reference, which has another id; null: none
    campaign_id INTEGER,               -- of that message
    state TEXT NOT NULL,
    raw TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (provider, provider_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX stray_receipts_by_campaign ON stray_receipts (campaign_id) WHERE campaign_id IS NOT NULL;

CREATE TABLE receipt_faults (
    provider TEXT PRIMARY KEY,         -- the provider account
    code TEXT NOT NULL,
    since TEXT NOT NULL
) STRICT
"""


@MIGRATIONS()
def m025_reconciled_at(db: Database) -> None:
    """When a person last reconciled file and provider: what the provider took before then has been looked at."""
    db.execute("ALTER TABLE instance ADD COLUMN reconciled_at TEXT")  # null: never


@MIGRATIONS()
def m026_rest_of_a_campaign(db: Database) -> None:
    """The campaign whose unsent messages a later one is for; null: it is for everybody on its list."""
    db.execute("ALTER TABLE campaigns ADD COLUMN rest_of INTEGER REFERENCES campaigns (id)")


@MIGRATIONS()
def m027_incidents(db: Database) -> None:
    """Incidents (誤送信), whose rows cannot be deleted while they are open, and campaigns that correct one."""
    for statement in _INCIDENTS.split(";\n\n"):
        db.execute(statement)
    for table, column in _EVIDENCE.items():
        condition = f"WHEN EXISTS ({_IS_EVIDENCE.format(column=column)})"
        db.execute(
            f"CREATE TRIGGER {table}_of_incidents BEFORE DELETE ON {table} {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: evidence of an open incident'); END"
        )
    _forbid(db, "incidents", "DELETE")


_INCIDENTS = """
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns,
    kind TEXT NOT NULL,
    noticed_on TEXT NOT NULL,          -- the day in Japan
    wrongful INTEGER NOT NULL,         -- 1: a wrongful purpose is suspected
    reported_at TEXT NOT NULL,
    reported_by TEXT NOT NULL,
    fingerprint TEXT,                  -- from here to was_running: what was so at the report
    states TEXT NOT NULL,              -- JSON: messages by state
    event_id INTEGER NOT NULL,         -- the newest message event
    audit_head TEXT NOT NULL,          -- the newest audit entry's hash
    audit_count INTEGER NOT NULL,
    paused TEXT NOT NULL,              -- JSON: the other campaigns that were sending
    was_running INTEGER NOT NULL,      -- 1: the campaign was stopped by the report
    files TEXT,                        -- JSON: files in NOFU_EXPORTS; null: none, or not written yet
    reminded TEXT,                     -- prompt | final; null: nobody was reminded
    closed_at TEXT,                    -- these three: null while it is open
    closed_by TEXT,
    close_reason TEXT
) STRICT;

CREATE UNIQUE INDEX incidents_open ON incidents (campaign_id) WHERE closed_at IS NULL;

CREATE TRIGGER incidents_evidence BEFORE UPDATE OF campaign_id, kind, noticed_on, wrongful, reported_at, reported_by,
    fingerprint, states, event_id, audit_head, audit_count, paused, was_running ON incidents
BEGIN SELECT RAISE(ABORT, 'incidents: evidence does not change'); END;

ALTER TABLE campaigns ADD COLUMN correction_of INTEGER REFERENCES incidents (id)
"""
_IS_EVIDENCE = """
    SELECT 1 FROM incidents n JOIN messages m ON m.campaign_id = n.campaign_id
    WHERE n.closed_at IS NULL AND m.{column}
"""
_EVIDENCE = {
    "messages": "id = OLD.id",
    "message_phones": "id = OLD.message_id",
    "recipients": "recipient_id = OLD.id",
    "recipient_identities": "recipient_id = OLD.recipient_id",
    "recipient_phones": "recipient_id = OLD.recipient_id",
}
"""The tables that say who was messaged, and which of a message's ids names their row."""


@MIGRATIONS()
def m028_number_checks(db: Database) -> None:
    """Questions to the provider whether a number has another holder since a day."""
    for statement in _NUMBER_CHECKS.split(";\n\n"):
        db.execute(statement)


@MIGRATIONS()
def m029_payments_of_old_ids(db: Database) -> None:
    """A payment under an id that a renumbering replaced keeps no promise (docs/decisions/0032)."""
    db.execute("ALTER TABLE payments ADD COLUMN old_id INTEGER NOT NULL DEFAULT 0")  # 1: the file had such an id


_NUMBER_CHECKS = """
CREATE TABLE number_checks (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns, -- the draft for which it was asked
    phone_key BLOB NOT NULL,
    reference_on TEXT NOT NULL,        -- since this day
    checked_on TEXT,                   -- null: not asked yet
    result TEXT                        -- same | other | unknown; null: no answer
) STRICT;

CREATE INDEX number_checks_by_phone ON number_checks (phone_key);

CREATE INDEX number_checks_by_campaign ON number_checks (campaign_id);

CREATE INDEX number_checks_waiting ON number_checks (campaign_id) WHERE checked_on IS NULL
"""


@MIGRATIONS()
def m030_append_only_stray_receipts(db: Database) -> None:
    """Reports that belong to no message are append-only, as receipts are; only a purge deletes them."""
    _forbid(db, "stray_receipts", "UPDATE")
    _forbid(db, "stray_receipts", "DELETE", _UNLESS_PURGED)


@MIGRATIONS()
def m031_steps_by_message(db: Database) -> None:
    """The claim compares a message with its steps, which are found by their message from now on."""
    db.execute("CREATE INDEX message_events_by_message ON message_events (message_id)")


_COUNTED_PAYMENTS = """
CREATE TABLE counted_payments (
    known_by INTEGER PRIMARY KEY REFERENCES payments ON DELETE CASCADE, -- the row by which it became known
    taken_back_by INTEGER REFERENCES payments ON DELETE CASCADE, -- the row that reversed it; null: it stands
    taxpayer_key BLOB NOT NULL,
    tax TEXT NOT NULL,
    year TEXT NOT NULL,
    instalment TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    booked_on TEXT NOT NULL,           -- the last booked day of its rows, or the paid day
    amount INTEGER NOT NULL            -- yen that pay the debt; 0: a refund
) STRICT;

CREATE INDEX counted_payments_by_taxpayer ON counted_payments (taxpayer_key);

CREATE INDEX counted_payments_by_reversal ON counted_payments (taken_back_by) WHERE taken_back_by IS NOT NULL;

-- One id may be on several rows: several instalments, or 速報 and 確報. Rows with an id have an ordinal made of it.
DROP INDEX payments_by_payment_id;

DROP VIEW payments_in_force;

CREATE VIEW payments_in_force AS
SELECT c.*, p.file_id FROM counted_payments c JOIN payments p ON p.id = c.known_by
WHERE c.taken_back_by IS NULL AND c.amount > 0;

WITH placed AS (
    SELECT p.*, REPLACE(p.channel, '取消', '') AS way, ROW_NUMBER() OVER (
        PARTITION BY taxpayer_key, tax, year, instalment, amount, reversal, REPLACE(channel, '取消', '')
        ORDER BY booked_on, id
    ) AS place FROM payments p
)
INSERT INTO counted_payments (known_by, taken_back_by, taxpayer_key, tax, year, instalment, paid_on, booked_on, amount)
SELECT p.id, (
    SELECT r.id FROM placed r WHERE r.reversal AND r.taxpayer_key = p.taxpayer_key AND r.tax = p.tax
        AND r.year = p.year AND r.instalment = p.instalment AND r.amount = p.amount AND r.way = p.way
        AND r.place = p.place AND r.booked_on >= p.booked_on
), p.taxpayer_key, p.tax, p.year, p.instalment, p.paid_on, MAX(p.paid_on, p.booked_on), p.amount
FROM placed p WHERE NOT p.reversal
"""


_APPEND_ONLY = ("audit", "message_events", "receipts", "approvals")
_PURGEABLE = ("payments", "calls", "exclusions", "inbox_failures", "message_phones")
"""Append-only, but a purge (database.py, `allow_purge`) deletes old rows. So are `stray_receipts`, since m030."""
_UNLESS_PURGED = "WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0"


def _forbid(db: Database, table: str, verb: str, condition: str = "") -> None:
    db.execute(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: no {verb}'); END"
    )
