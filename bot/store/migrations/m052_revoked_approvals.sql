-- Approvals that do not count any more: their user had lost the role when the last approval was given.

CREATE TABLE revoked_approvals (
    campaign_id INTEGER NOT NULL,
    by TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (campaign_id, by, fingerprint),
    FOREIGN KEY (campaign_id, by, fingerprint) REFERENCES approvals
) STRICT;
