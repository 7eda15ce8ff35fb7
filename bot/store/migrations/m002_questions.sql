-- Doubts about the cells of a list, by code, and the last payment that the list names.

-- JSON: code → rows
ALTER TABLE target_lists ADD COLUMN questions TEXT NOT NULL DEFAULT '{}';

UPDATE target_lists SET questions = json_object('excluded_word', unclear) WHERE unclear > 0;

ALTER TABLE target_lists DROP COLUMN unclear;

-- Null: none, or the file does not say.
ALTER TABLE recipients ADD COLUMN last_paid_on TEXT;
