"""Files as city offices really make them, each made by code, with what must become of it beside.

case       what a case is, and the good row that most files are made of
cells      writings of single cells
texts      CSV and TSV: encodings, shapes, headings; what only looks like a table; 個人番号; payment files
known      what the city knows beside its lists: call results, exclusions
books      workbooks, ordinary and harmful; workbooks.py writes them sign by sign
nursery    the files' process, started once for all of them
table      the table in docs/files.md
"""

from tests.corpus import books, cells, known, texts

ALL = [*cells.cases(), *texts.cases(), *known.cases(), *books.cases()]
"""The corpus."""
