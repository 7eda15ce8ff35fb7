-- Which template a text began as, whether somebody changed it, and the day on which the letters of a text were posted.

ALTER TABLE campaigns ADD COLUMN template TEXT;

ALTER TABLE campaigns ADD COLUMN template_version INTEGER;

ALTER TABLE campaigns ADD COLUMN template_changed INTEGER;

ALTER TABLE campaigns ADD COLUMN letter_on TEXT;

CREATE TRIGGER campaigns_frozen_text
BEFORE UPDATE OF template, template_version, template_changed, letter_on ON campaigns
WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'a submitted campaign does not change'); END;
