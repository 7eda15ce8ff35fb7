-- Who changed a draft last, and how often it was changed: a form that is older than its draft does not replace it.

ALTER TABLE campaigns ADD COLUMN editor TEXT;

ALTER TABLE campaigns ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER campaigns_frozen_edit BEFORE UPDATE OF editor, version ON campaigns
WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'a submitted campaign does not change'); END;
