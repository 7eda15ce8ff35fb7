-- Calls of people who became one do not add up (docs/decisions/0032).

-- The id that the person had when the call was made, where several people became one or the file had an old id.
ALTER TABLE calls ADD COLUMN old_key BLOB;
