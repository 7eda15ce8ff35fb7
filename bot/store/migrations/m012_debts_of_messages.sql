-- The lines of the list that a message is about, as JSON; null: all of its person's.

ALTER TABLE messages ADD COLUMN debts TEXT;
