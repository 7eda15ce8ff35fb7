-- The campaign whose unsent messages a later one is for; null: it is for everybody on its list.

ALTER TABLE campaigns ADD COLUMN rest_of INTEGER REFERENCES campaigns (id);
