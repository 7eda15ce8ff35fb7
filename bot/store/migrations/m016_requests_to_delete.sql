-- One message asks for several files of a user; the size of each.

-- Bytes; null: Slack did not say.
ALTER TABLE slack_files ADD COLUMN size INTEGER;

-- The first file of the message that asks for this one; null: its uploader was not asked yet.
ALTER TABLE slack_files ADD COLUMN request TEXT;

UPDATE slack_files SET request = file WHERE asked_at IS NOT NULL;

CREATE INDEX slack_files_by_request ON slack_files (request) WHERE request IS NOT NULL;
