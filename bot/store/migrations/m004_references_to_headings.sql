-- Headings are stored as references (letters and keyed hash), and layouts as keyed hashes; those in clear go.

DELETE FROM column_mappings;

UPDATE target_lists SET layout = NULL, assigned = '{}', unknown = '[]';

UPDATE imported_files SET layout = NULL, assigned = '{}';
