-- The roles that Slack gave each user, for the time when it cannot be asked.

CREATE TABLE seen_roles (
    user TEXT NOT NULL,                -- Slack's id
    role TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (user, role)
) STRICT;
