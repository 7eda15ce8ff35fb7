"""Files that come in, and files that go out. Reading: reader (ours) -> child (its own process) -> formats -> rows.

reader     opens a file and hands out its rows, sealed, in batches
child      the other process: limits, keys from its standard input, rows to its standard output
formats    what a file really is
text       the records of a CSV or TSV; encodings says in which characters it is, lines reads it strictly
workbook   the records of an XLSX; package checks the zip file around it, sheet what the reading library leaves out
records    one line of a sheet, before anybody knows what it means
tables     where the heading is, and which records are rows
sealing    … and their lines, sealed, many rows at a time; wire is their form, and reads them on our side
sealed     the rows as the rest of the program sees them; ahead: our side reads while theirs works
inbox      the folder in which files come without Slack: taken up when complete, moved away when done

Writing: exports (ours) -> writer (its own process, too) -> sheets.

process    how such a process is started and asked; confined is the same from inside: limits, and no word too much
"""
