-- What a submission stands for, so that a change of it is found without reading its messages, and can be named.

ALTER TABLE campaigns ADD COLUMN terms TEXT;

ALTER TABLE campaigns ADD COLUMN messages_hash TEXT;
