-- Posts that Slack refuses: the code of the last attempt and the time of the first; null: none failed.

ALTER TABLE posts ADD COLUMN failure TEXT;

ALTER TABLE posts ADD COLUMN failing_since TEXT;
