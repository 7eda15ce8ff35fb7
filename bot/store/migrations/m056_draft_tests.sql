-- Test messages of drafts to phones of staff, which count nowhere else; and what a person said in place of receipts.

CREATE TABLE draft_tests (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    run INTEGER NOT NULL,              -- how often the button of this campaign had been pressed, this time included
    position INTEGER NOT NULL,         -- of the phone in TEST_PHONES, from 1: the number itself is not stored
    phone_key BLOB NOT NULL,
    text_hash TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    units INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (
        state IN ('waiting', 'claimed', 'accepted', 'delivered', 'undelivered', 'unknown', 'uncertain', 'not_sent')
    ),
    reason TEXT,
    requested_by TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    claimed_at TEXT,
    ended_at TEXT,
    provider_id TEXT,
    units_billed INTEGER,
    UNIQUE (campaign_id, run, phone_key)
) STRICT;

CREATE INDEX draft_tests_provider_id ON draft_tests (provider, provider_id);

CREATE INDEX draft_tests_open ON draft_tests (state, provider)
WHERE state IN ('waiting', 'claimed', 'accepted', 'uncertain');

CREATE TRIGGER draft_tests_once BEFORE UPDATE OF state ON draft_tests
WHEN NEW.state = 'waiting' OR NEW.state = 'claimed' AND OLD.state <> 'waiting'
BEGIN SELECT RAISE(ABORT, 'a test message is sent once'); END;

CREATE TABLE draft_test_statements (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    text_hash TEXT NOT NULL,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('waived', 'arrived')),
    reason TEXT,                       -- of a waiver
    note TEXT NOT NULL DEFAULT '',
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX draft_test_statements_campaign ON draft_test_statements (campaign_id);
