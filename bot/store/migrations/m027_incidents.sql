-- Incidents (誤送信), whose rows cannot be deleted while they are open, and campaigns that correct one.

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

CREATE TRIGGER incidents_evidence BEFORE UPDATE OF campaign_id, kind, noticed_on, wrongful, reported_at,
    reported_by,
    fingerprint, states, event_id, audit_head, audit_count, paused, was_running ON incidents
BEGIN SELECT RAISE(ABORT, 'incidents: evidence does not change'); END;

ALTER TABLE campaigns ADD COLUMN correction_of INTEGER REFERENCES incidents (id);

-- The tables that say who was messaged keep their rows while an incident is open.
CREATE TRIGGER messages_of_incidents BEFORE DELETE ON messages WHEN EXISTS (
    SELECT 1 FROM incidents n JOIN messages m ON m.campaign_id = n.campaign_id
    WHERE n.closed_at IS NULL AND m.id = OLD.id
) BEGIN SELECT RAISE(ABORT, 'messages: evidence of an open incident'); END;

CREATE TRIGGER message_phones_of_incidents BEFORE DELETE ON message_phones WHEN EXISTS (
    SELECT 1 FROM incidents n JOIN messages m ON m.campaign_id = n.campaign_id
    WHERE n.closed_at IS NULL AND m.id = OLD.message_id
) BEGIN SELECT RAISE(ABORT, 'message_phones: evidence of an open incident'); END;

CREATE TRIGGER recipients_of_incidents BEFORE DELETE ON recipients WHEN EXISTS (
    SELECT 1 FROM incidents n JOIN messages m ON m.campaign_id = n.campaign_id
    WHERE n.closed_at IS NULL AND m.recipient_id = OLD.id
) BEGIN SELECT RAISE(ABORT, 'recipients: evidence of an open incident'); END;

CREATE TRIGGER recipient_identities_of_incidents BEFORE DELETE ON recipient_identities WHEN EXISTS (
    SELECT 1 FROM incidents n JOIN messages m ON m.campaign_id = n.campaign_id
    WHERE n.closed_at IS NULL AND m.recipient_id = OLD.recipient_id
) BEGIN SELECT RAISE(ABORT, 'recipient_identities: evidence of an open incident'); END;

CREATE TRIGGER recipient_phones_of_incidents BEFORE DELETE ON recipient_phones WHEN EXISTS (
    SELECT 1 FROM incidents n JOIN messages m ON m.campaign_id = n.campaign_id
    WHERE n.closed_at IS NULL AND m.recipient_id = OLD.recipient_id
) BEGIN SELECT RAISE(ABORT, 'recipient_phones: evidence of an open incident'); END;

CREATE TRIGGER incidents_no_delete BEFORE DELETE ON incidents
BEGIN SELECT RAISE(ABORT, 'incidents: no DELETE'); END;
