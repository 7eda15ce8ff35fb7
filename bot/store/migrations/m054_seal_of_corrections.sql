-- The tables of corrections and of repeated suppressions have seals. They are empty, as the seals say.

INSERT INTO table_seals (name, rows, seal, audited)
VALUES ('call_back_corrections', 0, zeroblob(32), 1), ('suppression_repeats', 0, zeroblob(32), 1);
