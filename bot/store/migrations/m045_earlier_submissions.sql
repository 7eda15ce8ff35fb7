-- A campaign that was submitted and became a draft again keeps its earlier submission in a row of its own: its messages
-- are cancelled, keep their 受付番号, and belong to that row (bot/store/submissions.py, docs/decisions/0074).

ALTER TABLE campaigns ADD COLUMN submission_of INTEGER REFERENCES campaigns;

CREATE INDEX campaigns_submissions ON campaigns (submission_of) WHERE submission_of IS NOT NULL;
