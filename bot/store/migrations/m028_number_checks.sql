-- Questions to the provider whether a number has another holder since a day.

CREATE TABLE number_checks (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns, -- the draft for which it was asked
    phone_key BLOB NOT NULL,
    reference_on TEXT NOT NULL,        -- since this day
    checked_on TEXT,                   -- null: not asked yet
    result TEXT                        -- same | other | unknown; null: no answer
) STRICT;

CREATE INDEX number_checks_by_phone ON number_checks (phone_key);

CREATE INDEX number_checks_by_campaign ON number_checks (campaign_id);

CREATE INDEX number_checks_waiting ON number_checks (campaign_id) WHERE checked_on IS NULL;
