-- What a supervisor decided on a message that was uncertain.

-- sent | again; null: nobody decided
ALTER TABLE messages ADD COLUMN decided TEXT;
