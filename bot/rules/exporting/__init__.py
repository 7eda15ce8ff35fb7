"""Layouts of the files that go to the city's own system: which columns, how a day is written, which codes."""
