-- The ids of the messages of a campaign that go first; null: the others need not wait for these.

ALTER TABLE campaigns ADD COLUMN batch_first INTEGER;

ALTER TABLE campaigns ADD COLUMN batch_last INTEGER;
