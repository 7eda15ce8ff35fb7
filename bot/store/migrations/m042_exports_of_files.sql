-- Files in NOFU_EXPORTS with the rows of an imported file that a person must check.

ALTER TABLE imported_files ADD COLUMN exports TEXT; -- JSON; null: none, or not written yet
