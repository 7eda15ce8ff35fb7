-- When a person last reconciled file and provider: what the provider took before then has been looked at.

-- Null: never.
ALTER TABLE instance ADD COLUMN reconciled_at TEXT;
