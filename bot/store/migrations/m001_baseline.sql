-- Create every table of the first release: what ALTER TABLE cannot add later (constraints, keys, triggers) is here.

CREATE TABLE target_lists (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('loading', 'ready')),
    source TEXT NOT NULL,              -- slack | terminal | inbox
    uploader TEXT,                     -- null: unusable until a user adopts it
    content_hash TEXT NOT NULL,        -- keyed hash of the file's bytes
    content_key TEXT,                  -- keyed hash of the rows' meaning; null while loading
    hidden_rows INTEGER NOT NULL DEFAULT 0,
    columns TEXT NOT NULL,             -- the columns of the file, comma-separated
    layout TEXT,                       -- fingerprint of the headings
    assigned TEXT NOT NULL DEFAULT '{}', -- JSON: column → heading, as a user said
    unknown TEXT NOT NULL DEFAULT '[]', -- JSON: headings that are not known
    unclear INTEGER NOT NULL DEFAULT 0, -- rows excluded for a word that is not known
    counts TEXT,                       -- JSON; null while loading
    confirmed_by TEXT,                 -- these three: null until a user confirms
    confirmed_at TEXT,
    confirmed_mark TEXT,               -- a digest of the counts that were confirmed
    shared_decided TEXT CHECK (shared_decided IN ('leave', 'one', 'file')), -- these three: null until decided
    shared_decided_by TEXT,
    shared_decided_at TEXT,
    exports TEXT,                      -- JSON: files in NOFU_EXPORTS; null: none, or not written yet
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX target_lists_by_content ON target_lists (content_hash);

CREATE INDEX target_lists_ownerless ON target_lists (id) WHERE uploader IS NULL;

CREATE TABLE replaced_lists (
    list_id INTEGER PRIMARY KEY,       -- a deleted list; its id is not used again
    successor INTEGER NOT NULL         -- the list made of the same file in its place
) STRICT;

CREATE TABLE recipients (
    id INTEGER PRIMARY KEY,
    list_id INTEGER NOT NULL REFERENCES target_lists ON DELETE CASCADE,
    taxpayer_key BLOB NOT NULL,
    phone_key BLOB,                    -- the number in use
    phone_obtained_on TEXT,            -- 番号取得日; null: unknown
    mobile INTEGER NOT NULL DEFAULT 0,
    own INTEGER NOT NULL DEFAULT 1,    -- 0: the list says that the number is another person's
    shared INTEGER NOT NULL DEFAULT 0, -- another taxpayer of this list has the number too
    shared_decision TEXT CHECK (shared_decision IN ('send', 'leave')), -- null: not decided, nothing is sent
    flagged INTEGER NOT NULL DEFAULT 0,
    calls INTEGER,                     -- null: the file does not say
    last_called_on TEXT,               -- null: never, or the file does not say
    promised INTEGER NOT NULL DEFAULT 0,
    promised_on TEXT,                  -- null: none, or without a date
    letter_on TEXT,                    -- day a letter was posted; null: none, or unknown
    UNIQUE (list_id, taxpayer_key)
) STRICT;

CREATE INDEX recipients_by_taxpayer ON recipients (taxpayer_key, list_id);

CREATE INDEX recipients_shared ON recipients (list_id) WHERE shared;

CREATE TABLE recipient_identities (
    recipient_id INTEGER PRIMARY KEY REFERENCES recipients ON DELETE CASCADE,
    taxpayer_box BLOB NOT NULL,
    name_box BLOB                      -- null: the file had no name
) STRICT;

CREATE TABLE recipient_phones (
    recipient_id INTEGER NOT NULL REFERENCES recipients ON DELETE CASCADE,
    phone_key BLOB NOT NULL,
    phone_box BLOB NOT NULL,
    mobile INTEGER NOT NULL,
    own INTEGER NOT NULL DEFAULT 1,
    obtained_on TEXT,                  -- 番号取得日; null: unknown
    line INTEGER NOT NULL,
    PRIMARY KEY (recipient_id, phone_key)
) STRICT;

CREATE INDEX recipient_phones_by_phone ON recipient_phones (phone_key);

CREATE TABLE list_rows (
    list_id INTEGER NOT NULL REFERENCES target_lists ON DELETE CASCADE,
    line INTEGER NOT NULL,             -- as a spreadsheet counts, from 1
    recipient_id INTEGER REFERENCES recipients ON DELETE CASCADE, -- null: the row was rejected
    rejected TEXT,
    excluded TEXT,
    corrected TEXT NOT NULL DEFAULT '',
    tax TEXT NOT NULL DEFAULT '',
    year TEXT NOT NULL DEFAULT '',
    instalment TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    demanded_on TEXT,
    amount INTEGER,                    -- yen still unpaid; null: the file does not say
    arrears INTEGER,                   -- 現滞区分; null: the file does not say
    fiscal_year INTEGER,               -- 調定年度; null: the file does not say
    PRIMARY KEY (list_id, line)
) STRICT;

CREATE INDEX list_rows_by_recipient ON list_rows (recipient_id);

CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,
    list_id INTEGER NOT NULL REFERENCES target_lists,
    intent TEXT NOT NULL,
    not_before TEXT,                   -- null: as soon as it is approved
    state TEXT NOT NULL CHECK (state IN ('draft', 'pending', 'approved', 'sending', 'paused',
        'finished', 'stopped', 'rejected', 'withdrawn', 'expired')),
    author TEXT NOT NULL,
    created_at TEXT NOT NULL,
    submitted_at TEXT,                 -- from here on: null until it happens
    fingerprint TEXT,
    recipients INTEGER,
    units INTEGER,
    yen INTEGER,
    left_out TEXT,                     -- JSON: people left out, by reason
    provider TEXT,
    expires_at TEXT,
    decided_by TEXT,
    decided_at TEXT,
    reason TEXT,
    starts_at TEXT,
    started_at TEXT,
    ended_at TEXT
) STRICT;

CREATE INDEX campaigns_by_state ON campaigns (state);

CREATE TRIGGER campaigns_frozen BEFORE UPDATE OF list_id, intent, not_before, author ON campaigns
WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'a submitted campaign does not change'); END;

CREATE TABLE campaign_texts (
    campaign_id INTEGER NOT NULL REFERENCES campaigns,
    language TEXT NOT NULL,            -- ja, en, …
    body TEXT NOT NULL,
    PRIMARY KEY (campaign_id, language)
) STRICT;

CREATE TRIGGER campaign_texts_frozen_insert BEFORE INSERT ON campaign_texts
WHEN (SELECT state FROM campaigns WHERE id = NEW.campaign_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a submitted campaign does not change'); END;

CREATE TRIGGER campaign_texts_frozen_update BEFORE UPDATE ON campaign_texts
WHEN (SELECT state FROM campaigns WHERE id = OLD.campaign_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a submitted campaign does not change'); END;

CREATE TRIGGER campaign_texts_frozen_delete BEFORE DELETE ON campaign_texts
WHEN (SELECT state FROM campaigns WHERE id = OLD.campaign_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a submitted campaign does not change'); END;

CREATE TABLE approvals (
    campaign_id INTEGER NOT NULL REFERENCES campaigns,
    by TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at TEXT NOT NULL,
    seal BLOB,                         -- a keyed hash of the row; null: made without one
    PRIMARY KEY (campaign_id, by, fingerprint)
) STRICT;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns,
    recipient_id INTEGER NOT NULL REFERENCES recipients,
    taxpayer_key BLOB NOT NULL,
    phone_key BLOB NOT NULL,
    ref TEXT NOT NULL UNIQUE,          -- 受付番号
    reference TEXT NOT NULL UNIQUE,    -- our id at the provider
    arm TEXT NOT NULL DEFAULT 'send' CHECK (arm IN ('send', 'wave', 'withheld', 'call')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'accepted', 'delivered', 'undelivered',
        'unknown', 'uncertain', 'held', 'cancelled', 'withheld')),
    reason TEXT,
    text_hash TEXT NOT NULL,           -- SHA-256 of the text as it was approved
    units INTEGER NOT NULL,            -- estimated
    units_billed INTEGER,              -- null: the provider has not said
    provider TEXT NOT NULL,            -- the provider account
    provider_id TEXT,                  -- null: never accepted
    seal BLOB,                         -- a keyed hash of what was approved; null: made without one
    attempts INTEGER NOT NULL DEFAULT 0,
    claimed_at TEXT,
    accepted_at TEXT,
    ended_at TEXT,
    look_up_at TEXT,                   -- when the provider is asked about an uncertain one; null: not now
    UNIQUE (campaign_id, phone_key),
    UNIQUE (campaign_id, taxpayer_key),
    UNIQUE (provider, provider_id)
) STRICT;

CREATE INDEX messages_by_state ON messages (campaign_id, state, reason, units);

CREATE INDEX messages_moving ON messages (state, id)
WHERE state IN ('queued', 'claimed', 'accepted', 'uncertain');

CREATE INDEX messages_queue ON messages (campaign_id, id) WHERE state = 'queued';

CREATE INDEX messages_by_taxpayer ON messages (taxpayer_key, claimed_at);

CREATE INDEX messages_by_phone ON messages (phone_key, claimed_at);

CREATE INDEX messages_by_acceptance ON messages (accepted_at);

CREATE TABLE message_phones (
    message_id INTEGER PRIMARY KEY REFERENCES messages,
    phone_box BLOB NOT NULL
) STRICT;

CREATE TABLE message_events (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES messages,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT
) STRICT;

CREATE INDEX message_events_by_time ON message_events (at, state);

CREATE TABLE receipts (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES messages,
    provider_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    units INTEGER,
    raw TEXT NOT NULL,
    at TEXT,                           -- the provider's time; null: it did not say
    seen_at TEXT NOT NULL,
    UNIQUE (message_id, state, raw)
) STRICT;

-- No CHECK on kind or source: SQLite cannot widen one, and more kinds follow.
CREATE TABLE imported_files (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                -- payments | calls | exclusions
    name TEXT NOT NULL,
    content_hash TEXT NOT NULL,        -- keyed hash of the file's bytes
    source TEXT NOT NULL,              -- slack | terminal | inbox
    uploader TEXT,                     -- null: no user
    as_of TEXT,                        -- the last day of its data; null: unknown, or still being read
    counts TEXT NOT NULL DEFAULT '{}', -- JSON
    layout TEXT,                       -- fingerprint of the headings
    assigned TEXT NOT NULL DEFAULT '{}', -- JSON: column → heading, as a user said
    problems TEXT NOT NULL DEFAULT '[]', -- JSON: [line, reason] of the first rejected rows
    unclear TEXT NOT NULL DEFAULT '[]', -- JSON: lines of the first rows that a person is asked about
    imported_at TEXT NOT NULL
) STRICT;

CREATE INDEX imported_files_by_kind ON imported_files (kind, as_of);

CREATE INDEX imported_files_by_content ON imported_files (content_hash, kind);

CREATE TABLE column_mappings (
    kind TEXT NOT NULL,                -- of files
    layout TEXT NOT NULL,              -- fingerprint of the headings
    assigned TEXT NOT NULL,            -- JSON: column → heading
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (kind, layout)
) STRICT;

CREATE TABLE inbox_failures (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                -- of files
    name TEXT NOT NULL,                -- in the folder `failed`
    code TEXT NOT NULL,                -- of the refusal
    facts TEXT NOT NULL,               -- JSON: what fills the refusal's sentence
    at TEXT NOT NULL
) STRICT;

-- The name of a file is not stored: it may be a person's name.
CREATE TABLE slack_files (
    file TEXT PRIMARY KEY,             -- Slack's id
    uploader TEXT NOT NULL,            -- the user who uploaded it to Slack
    kind TEXT NOT NULL,                -- targets | payments
    read_at TEXT NOT NULL,             -- when it was first read
    check_at TEXT NOT NULL,            -- when Slack is asked again whether it exists
    checked_at TEXT,                   -- when Slack last said that it exists; null: not asked yet
    asked_at TEXT,                     -- when its uploader was asked to delete it; null: not yet
    tries INTEGER NOT NULL DEFAULT 0,  -- checks in a row without an answer
    gone_at TEXT,                      -- null: it still exists, as far as is known
    recognised INTEGER NOT NULL DEFAULT 0 -- 1: it has personal data
) STRICT;

CREATE INDEX slack_files_due ON slack_files (check_at) WHERE gone_at IS NULL;

CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    file_id INTEGER NOT NULL REFERENCES imported_files,
    line INTEGER NOT NULL,
    payment_id BLOB,                   -- keyed hash of the city's own payment id; null: the file has none
    taxpayer_key BLOB NOT NULL,
    tax TEXT NOT NULL,
    year TEXT NOT NULL,
    instalment TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    booked_on TEXT NOT NULL,
    amount INTEGER NOT NULL,           -- yen
    channel TEXT NOT NULL,
    reversal INTEGER NOT NULL,
    ordinal INTEGER NOT NULL DEFAULT 1, -- among equal rows of one file, from 1
    matched TEXT NOT NULL CHECK (matched IN ('applied', 'unmatched', 'doubtful', 'reversal')),
    UNIQUE (taxpayer_key, tax, year, instalment, paid_on, booked_on, amount, channel, reversal, ordinal)
) STRICT;

CREATE INDEX payments_by_file ON payments (file_id);

-- A reversal has the id of its payment.
CREATE UNIQUE INDEX payments_by_payment_id ON payments (payment_id, reversal) WHERE payment_id IS NOT NULL;

CREATE TABLE promises (
    id INTEGER PRIMARY KEY,
    taxpayer_key BLOB NOT NULL,
    promised_on TEXT NOT NULL,         -- the day by which payment was promised
    state TEXT NOT NULL CHECK (state IN ('open', 'kept', 'broken', 'cancelled')),
    list_id INTEGER REFERENCES target_lists ON DELETE SET NULL, -- null: from a call, or the list was deleted
    made_on TEXT NOT NULL,
    settled_on TEXT,                   -- null: open
    UNIQUE (taxpayer_key, promised_on)
) STRICT;

CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    file_id INTEGER NOT NULL REFERENCES imported_files,
    line INTEGER NOT NULL,
    taxpayer_key BLOB NOT NULL,
    phone_key BLOB,                    -- null: the file does not say which number was called
    called_on TEXT NOT NULL,           -- the day in Japan
    called_at TEXT NOT NULL,           -- the moment; midnight of that day where the file has no time
    result TEXT NOT NULL,              -- a code of rules/importing/call_results
    counted INTEGER NOT NULL,          -- 1: counts as an attempt (absent, voicemail, busy)
    promised_on TEXT,                  -- null: no promise, or one without a date
    quiet_until TEXT                   -- the last day without messages after this call; null: none
) STRICT;

CREATE INDEX calls_by_taxpayer ON calls (taxpayer_key, called_at);

CREATE INDEX calls_by_quiet ON calls (taxpayer_key, quiet_until) WHERE quiet_until IS NOT NULL;

-- An attempt counts once a moment. Other results differ by the number and the promised day too.
CREATE UNIQUE INDEX calls_counted ON calls (taxpayer_key, called_at, result) WHERE counted;

CREATE UNIQUE INDEX calls_not_counted ON calls (taxpayer_key, called_at, result, IFNULL(phone_key, x''),
    IFNULL(promised_on, '')) WHERE NOT counted;

CREATE TABLE exclusions (
    id INTEGER PRIMARY KEY,
    file_id INTEGER NOT NULL REFERENCES imported_files,
    line INTEGER NOT NULL,
    taxpayer_key BLOB NOT NULL,
    as_of TEXT NOT NULL,
    excluded INTEGER NOT NULL,         -- 0: ends an earlier exclusion
    ground TEXT NOT NULL               -- a code of rules/importing/exclusion_grounds; sensitive ones are all 'city'
) STRICT;

CREATE INDEX exclusions_by_taxpayer ON exclusions (taxpayer_key, as_of, file_id);

CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('phone', 'taxpayer')),
    key BLOB NOT NULL,
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    source TEXT NOT NULL,              -- calls:<file>, slack, …
    by TEXT,                           -- null: a file, not a user
    ended_at TEXT                      -- null: in force
) STRICT;

CREATE UNIQUE INDEX suppressions_in_force ON suppressions (key, kind, reason) WHERE ended_at IS NULL;

-- Payments that no reversal took back. A reversal takes back what was booked up to its day, not what came later.
CREATE VIEW payments_in_force AS
SELECT p.* FROM payments p WHERE NOT p.reversal AND NOT EXISTS (
    SELECT 1 FROM payments u WHERE u.taxpayer_key = p.taxpayer_key AND u.tax = p.tax AND u.year = p.year
        AND u.instalment = p.instalment AND u.amount = p.amount AND u.reversal AND u.booked_on >= p.booked_on
);

-- Calls that count as attempts. A later file that says something else of the same minute corrects an earlier one;
-- a call without a time is at midnight in Japan, and is not corrected.
CREATE VIEW calls_counted_now AS
SELECT c.* FROM calls c WHERE c.counted AND NOT EXISTS (
    SELECT 1 FROM calls n WHERE n.taxpayer_key = c.taxpayer_key AND n.called_at = c.called_at
        AND n.file_id > c.file_id AND NOT n.counted AND c.called_at NOT LIKE '%T15:00:00.000000Z'
);

-- The newest day decides; of one day the newest file.
CREATE VIEW exclusions_in_force AS
SELECT e.* FROM exclusions e WHERE e.excluded AND NOT EXISTS (
    SELECT 1 FROM exclusions n WHERE n.taxpayer_key = e.taxpayer_key
        AND (n.as_of > e.as_of OR (n.as_of = e.as_of AND n.file_id > e.file_id))
);

-- A message is a contact from its claim on, for it may be read at any moment; not if the provider refused it, or
-- if it was a dry run.
CREATE VIEW contacts AS
SELECT m.taxpayer_key, m.phone_key, m.claimed_at FROM messages m
WHERE m.claimed_at IS NOT NULL AND m.reason IS NOT 'rejected_by_provider' AND m.provider <> 'dry_run';

CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    place TEXT NOT NULL,               -- desk | digest, or a user's id
    wanted INTEGER NOT NULL DEFAULT 1, -- how often it was queued
    shown INTEGER NOT NULL DEFAULT 0,  -- the `wanted` that Slack shows
    channel TEXT,                      -- null until posted
    ts TEXT,                           -- null until posted
    claimed_at TEXT,                   -- set before the first request leaves; null once its answer is known
    repeated INTEGER NOT NULL DEFAULT 0,
    try_at TEXT,                       -- null: at once
    tries INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, key, place)
) STRICT;

CREATE INDEX posts_waiting ON posts (id) WHERE shown < wanted;

CREATE TABLE jobs (name TEXT PRIMARY KEY, last_at TEXT NOT NULL) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    count INTEGER NOT NULL UNIQUE,     -- runs from 1 without a gap
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL,             -- done, or the code of a refusal
    facts TEXT NOT NULL,               -- JSON: ids, counts, keyed hashes
    previous TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE          -- keyed, over the previous hash, the count and the entry
) STRICT;

CREATE TABLE keys (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    wrapped BLOB NOT NULL              -- the inner keys under NOFU_DATA_KEY
) STRICT;

-- Rows of the purgeable tables can be deleted while is_open is 1; only `allow_purge` sets it.
CREATE TABLE purge_guard (id INTEGER PRIMARY KEY CHECK (id = 1), is_open INTEGER NOT NULL) STRICT;

INSERT INTO purge_guard (id, is_open) VALUES (1, 0);

-- Append-only tables. Of some, a purge (database.py, `allow_purge`) deletes old rows.
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit: no UPDATE'); END;

CREATE TRIGGER message_events_no_update BEFORE UPDATE ON message_events
BEGIN SELECT RAISE(ABORT, 'message_events: no UPDATE'); END;

CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts
BEGIN SELECT RAISE(ABORT, 'receipts: no UPDATE'); END;

CREATE TRIGGER approvals_no_update BEFORE UPDATE ON approvals
BEGIN SELECT RAISE(ABORT, 'approvals: no UPDATE'); END;

CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments
BEGIN SELECT RAISE(ABORT, 'payments: no UPDATE'); END;

CREATE TRIGGER calls_no_update BEFORE UPDATE ON calls
BEGIN SELECT RAISE(ABORT, 'calls: no UPDATE'); END;

CREATE TRIGGER exclusions_no_update BEFORE UPDATE ON exclusions
BEGIN SELECT RAISE(ABORT, 'exclusions: no UPDATE'); END;

CREATE TRIGGER inbox_failures_no_update BEFORE UPDATE ON inbox_failures
BEGIN SELECT RAISE(ABORT, 'inbox_failures: no UPDATE'); END;

CREATE TRIGGER message_phones_no_update BEFORE UPDATE ON message_phones
BEGIN SELECT RAISE(ABORT, 'message_phones: no UPDATE'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit: no DELETE'); END;

CREATE TRIGGER message_events_no_delete BEFORE DELETE ON message_events
BEGIN SELECT RAISE(ABORT, 'message_events: no DELETE'); END;

CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts
BEGIN SELECT RAISE(ABORT, 'receipts: no DELETE'); END;

CREATE TRIGGER approvals_no_delete BEFORE DELETE ON approvals
BEGIN SELECT RAISE(ABORT, 'approvals: no DELETE'); END;

CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'payments: no DELETE'); END;

CREATE TRIGGER calls_no_delete BEFORE DELETE ON calls
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'calls: no DELETE'); END;

CREATE TRIGGER exclusions_no_delete BEFORE DELETE ON exclusions
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'exclusions: no DELETE'); END;

CREATE TRIGGER inbox_failures_no_delete BEFORE DELETE ON inbox_failures
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'inbox_failures: no DELETE'); END;

CREATE TRIGGER message_phones_no_delete BEFORE DELETE ON message_phones
WHEN COALESCE((SELECT is_open FROM purge_guard), 0) = 0
BEGIN SELECT RAISE(ABORT, 'message_phones: no DELETE'); END;

-- Without its keys, a file would create new ones, and no hash of a person would match again.
CREATE TRIGGER keys_no_delete BEFORE DELETE ON keys
BEGIN SELECT RAISE(ABORT, 'keys: no DELETE'); END;

-- No purge deletes a suppression.
CREATE TRIGGER suppressions_no_delete BEFORE DELETE ON suppressions
BEGIN SELECT RAISE(ABORT, 'suppressions: no DELETE'); END;
