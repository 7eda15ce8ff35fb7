-- What callers said keeps messages from people, by what followed from it. The table has a seal; it is empty, as it says.

INSERT INTO table_seals (name, rows, seal, audited) VALUES ('call_backs', 0, zeroblob(32), 1);
