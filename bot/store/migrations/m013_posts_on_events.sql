-- Links to cards, posts whose key is a campaign and an audit entry, and when people were told of a doubt.

-- Null: Slack was not asked for it.
ALTER TABLE posts ADD COLUMN link TEXT;

-- Their key was a campaign, so a second pause was an edit.
DELETE FROM posts WHERE kind = 'alert';

-- Null: no uncertain message waits for a person.
ALTER TABLE campaigns ADD COLUMN doubt_at TEXT;
