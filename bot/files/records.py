"""A record: one line of a sheet, before anybody knows what it means."""

from typing import NamedTuple


class Record(NamedTuple):
    """One row of a sheet, numbered as a spreadsheet counts, from 1. Without cells: it is broken.

    Not `whole`: the file ends in the middle of its line, and cells may have been lost. `as_found`: the cells of a row
    that could be read and does not fit; only for a person to look at.
    """

    number: int
    cells: list[str] | None
    whole: bool = True
    as_found: list[str] | None = None
