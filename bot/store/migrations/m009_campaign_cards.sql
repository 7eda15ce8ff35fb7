-- Indexes for the card of a campaign: what was done to it, and what was handed over when.

CREATE INDEX audit_by_subject ON audit (subject, id);

CREATE INDEX messages_handed_over ON messages (campaign_id, claimed_at) WHERE accepted_at IS NOT NULL;
