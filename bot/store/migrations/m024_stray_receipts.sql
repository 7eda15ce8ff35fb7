-- Networks, reports that belong to no message as it was sent, and collections that were cut.

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
) STRICT;
