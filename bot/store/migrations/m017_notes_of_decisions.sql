-- What the person who decided on a campaign added to the reason; null: nothing.

ALTER TABLE campaigns ADD COLUMN note TEXT;
