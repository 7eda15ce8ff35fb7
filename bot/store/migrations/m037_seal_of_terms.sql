-- The table of the last days of suppressions has a seal. It is empty, as the seal says.

INSERT INTO table_seals (name, rows, seal, audited) VALUES ('suppression_terms', 0, zeroblob(32), 1);
