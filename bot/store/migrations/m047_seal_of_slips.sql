-- The table of the slips of payments has a seal. It is empty, as the seal says.

INSERT INTO table_seals (name, rows, seal, audited) VALUES ('payment_slips', 0, zeroblob(32), 1);
