-- The language of each user's Slack profile, for what is shown before Slack can be asked.

-- user: Slack's id
CREATE TABLE seen_locales (user TEXT PRIMARY KEY, locale TEXT NOT NULL) STRICT;
