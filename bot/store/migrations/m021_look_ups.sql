-- What the provider answered about an uncertain message; requests of a message by how they ended.

-- Since the claim; null: not yet.
ALTER TABLE messages ADD COLUMN looked_up_at TEXT;

-- A code; null: none yet.
ALTER TABLE messages ADD COLUMN look_up_answer TEXT;

-- Requests with an unknown outcome.
ALTER TABLE messages ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;

-- Requests which did not leave.
ALTER TABLE messages ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

UPDATE messages SET doubts = 1 WHERE state = 'uncertain';
