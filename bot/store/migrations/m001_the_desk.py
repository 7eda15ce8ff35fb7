"""The first schema: lists, campaigns, messages, payments, promises, posts, jobs, the audit and the wrapped keys."""

from sqlite_utils import Database

from bot.store.migrations.registry import MIGRATIONS, forbid


@MIGRATIONS()
def m001_the_desk(db: Database) -> None:
    """Lists, campaigns, messages, payments, promises, posts, jobs, the audit and the wrapped keys."""
    for statement in (*_LISTS, *_CAMPAIGNS, *_MONEY, *_HOUSE):
        db.execute(statement)
    for table in ("audit", "message_events", "receipts", "payments", "approvals"):
        forbid(db, table, "UPDATE", "DELETE")
    forbid(db, "keys", "DELETE")  # a file that lost its keys would make new ones, and find nobody again


_LISTS = (
    """
    CREATE TABLE target_lists (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('loading', 'ready')),
        source TEXT NOT NULL CHECK (source IN ('slack', 'terminal', 'inbox')),
        uploader TEXT,                     -- null: came without a person; unusable until one adopts it
        sha256 TEXT NOT NULL,              -- of the file's content, by which the same file is known again
        content_key TEXT,                  -- of its rows, whatever their order, name, encoding; null while loading
        hidden_rows INTEGER NOT NULL DEFAULT 0, -- rows that the sheet does not show; they count like all others
        columns TEXT NOT NULL,             -- the columns that the file had, comma-separated
        counts TEXT,                       -- JSON, null while loading
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX target_lists_by_content ON target_lists (sha256)",
    """
    CREATE TABLE recipients (
        id INTEGER PRIMARY KEY,
        list_id INTEGER NOT NULL REFERENCES target_lists ON DELETE CASCADE,
        taxpayer_key BLOB NOT NULL,
        taxpayer_box BLOB NOT NULL,
        name_box BLOB,                     -- null: the file had no name
        phone_key BLOB,                    -- the number in use; null until the list is judged
        phone_box BLOB,
        phone_mask TEXT,
        mobile INTEGER NOT NULL DEFAULT 0,
        shared INTEGER NOT NULL DEFAULT 0, -- the number stands with another taxpayer of this list, too
        flagged INTEGER NOT NULL DEFAULT 0,
        calls INTEGER,                     -- null: the file does not say
        promised INTEGER NOT NULL DEFAULT 0,
        promised_on TEXT,                  -- null: none, or without a date
        UNIQUE (list_id, taxpayer_key)
    ) STRICT
    """,
    "CREATE INDEX recipients_by_taxpayer ON recipients (taxpayer_key, list_id)",
    """
    CREATE TABLE recipient_phones (
        recipient_id INTEGER NOT NULL REFERENCES recipients ON DELETE CASCADE,
        phone_key BLOB NOT NULL,
        phone_box BLOB NOT NULL,
        mask TEXT NOT NULL,
        mobile INTEGER NOT NULL,
        obtained_on TEXT,                  -- 番号取得日; null: unknown
        line INTEGER NOT NULL,
        PRIMARY KEY (recipient_id, phone_key)
    ) STRICT
    """,
    "CREATE INDEX recipient_phones_by_phone ON recipient_phones (phone_key)",
    """
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
    ) STRICT
    """,
    "CREATE INDEX list_rows_by_recipient ON list_rows (recipient_id)",
)

_CAMPAIGNS = (
    """
    CREATE TABLE campaigns (
        id INTEGER PRIMARY KEY,
        list_id INTEGER NOT NULL REFERENCES target_lists,
        intent TEXT NOT NULL,
        body TEXT NOT NULL,
        not_before TEXT,                   -- null: as soon as it is approved
        state TEXT NOT NULL CHECK (state IN ('draft', 'pending', 'approved', 'sending', 'paused',
            'finished', 'stopped', 'rejected', 'withdrawn', 'expired')),
        author TEXT NOT NULL,
        created_at TEXT NOT NULL,
        submitted_at TEXT,                 -- these stay null until it happens
        fingerprint TEXT,
        recipients INTEGER,
        units INTEGER,
        yen INTEGER,
        left_out TEXT,                     -- JSON: people kept out, by reason
        provider TEXT,
        expires_at TEXT,
        decided_by TEXT,
        decided_at TEXT,
        reason TEXT,
        starts_at TEXT,
        started_at TEXT,
        ended_at TEXT
    ) STRICT
    """,
    "CREATE INDEX campaigns_by_state ON campaigns (state)",
    """
    CREATE TRIGGER campaigns_frozen BEFORE UPDATE OF list_id, intent, body, not_before, author ON campaigns
    WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'a submitted campaign does not change'); END
    """,
    """
    CREATE TABLE approvals (
        campaign_id INTEGER NOT NULL REFERENCES campaigns,
        by TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (campaign_id, by, fingerprint)
    ) STRICT
    """,
    """
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        campaign_id INTEGER NOT NULL REFERENCES campaigns,
        recipient_id INTEGER NOT NULL REFERENCES recipients,
        taxpayer_key BLOB NOT NULL,
        phone_key BLOB NOT NULL,
        phone_box BLOB NOT NULL,
        phone_mask TEXT NOT NULL,
        ref TEXT NOT NULL UNIQUE,          -- 受付番号
        reference TEXT NOT NULL UNIQUE,    -- ours, at the provider
        state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'accepted', 'delivered', 'undelivered',
            'unknown', 'uncertain', 'held', 'cancelled')),
        reason TEXT,
        text_hash TEXT NOT NULL,           -- SHA-256 of the text as it was approved
        units INTEGER NOT NULL,            -- estimated
        units_billed INTEGER,              -- null: the provider has not said
        provider_id TEXT,                  -- null: never accepted
        attempts INTEGER NOT NULL DEFAULT 0,
        claimed_at TEXT,
        accepted_at TEXT,
        ended_at TEXT,
        ask_at TEXT,                       -- when the provider is asked about a doubtful one; null: not now
        UNIQUE (campaign_id, phone_key),
        UNIQUE (campaign_id, taxpayer_key)
    ) STRICT
    """,
    "CREATE INDEX messages_by_state ON messages (campaign_id, state, reason, units)",
    """
    CREATE INDEX messages_moving ON messages (state, id)
    WHERE state IN ('queued', 'claimed', 'accepted', 'uncertain')
    """,
    "CREATE INDEX messages_queue ON messages (campaign_id, id) WHERE state = 'queued'",
    "CREATE INDEX messages_by_taxpayer ON messages (taxpayer_key, claimed_at)",
    "CREATE INDEX messages_by_phone ON messages (phone_key, claimed_at)",
    "CREATE INDEX messages_by_provider_id ON messages (provider_id)",
    "CREATE INDEX messages_by_acceptance ON messages (accepted_at)",
    """
    CREATE TABLE message_events (
        id INTEGER PRIMARY KEY,
        message_id INTEGER NOT NULL REFERENCES messages,
        at TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT
    ) STRICT
    """,
    "CREATE INDEX message_events_by_time ON message_events (at, state)",
    """
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
    ) STRICT
    """,
)

_MONEY = (
    """
    CREATE TABLE payment_files (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        source TEXT NOT NULL,
        uploader TEXT,                     -- null: from a terminal
        as_of TEXT,                        -- null: no readable row named a date
        counts TEXT NOT NULL,              -- JSON
        imported_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE payments (
        id INTEGER PRIMARY KEY,
        file_id INTEGER NOT NULL REFERENCES payment_files,
        line INTEGER NOT NULL,
        taxpayer_key BLOB NOT NULL,
        tax TEXT NOT NULL,
        year TEXT NOT NULL,
        instalment TEXT NOT NULL,
        paid_on TEXT NOT NULL,
        booked_on TEXT NOT NULL,
        amount INTEGER NOT NULL,           -- yen
        channel TEXT NOT NULL,
        reversal INTEGER NOT NULL,
        matched TEXT NOT NULL CHECK (matched IN ('applied', 'unmatched', 'doubtful', 'reversal')),
        UNIQUE (taxpayer_key, tax, year, instalment, paid_on, booked_on, amount, channel, reversal)
    ) STRICT
    """,
    "CREATE INDEX payments_by_file ON payments (file_id)",
    """
    CREATE TABLE promises (
        id INTEGER PRIMARY KEY,
        taxpayer_key BLOB NOT NULL,
        promised_on TEXT NOT NULL,         -- the day by which payment was promised
        state TEXT NOT NULL CHECK (state IN ('open', 'kept', 'broken', 'cancelled')),
        list_id INTEGER REFERENCES target_lists ON DELETE SET NULL, -- null: the list is gone
        made_on TEXT NOT NULL,
        settled_on TEXT,                   -- null: open
        UNIQUE (taxpayer_key, promised_on)
    ) STRICT
    """,
)

_HOUSE = (
    """
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        place TEXT NOT NULL,               -- desk | digest, or a person's id
        wanted INTEGER NOT NULL DEFAULT 1, -- how often a change asked for it to be shown anew
        shown INTEGER NOT NULL DEFAULT 0,  -- the `wanted` that Slack shows
        channel TEXT,                      -- null until posted
        ts TEXT,                           -- null until posted
        claimed_at TEXT,                   -- set before the first post leaves; null once its answer is known
        repeated INTEGER NOT NULL DEFAULT 0,
        try_at TEXT,                       -- null: at once
        tries INTEGER NOT NULL DEFAULT 0,
        UNIQUE (kind, key, place)
    ) STRICT
    """,
    "CREATE INDEX posts_waiting ON posts (id) WHERE shown < wanted",
    "CREATE TABLE jobs (name TEXT PRIMARY KEY, last_at TEXT NOT NULL) STRICT",
    """
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        outcome TEXT NOT NULL,             -- done, or the code of a refusal
        facts TEXT NOT NULL,               -- JSON: ids, counts, keyed hashes
        previous TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TABLE keys (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        wrapped BLOB NOT NULL              -- the inner keys under NOFU_DATA_KEY
    ) STRICT
    """,
)
