"""A record: one line of a sheet, before anybody knows what it means."""

from typing import NamedTuple


class Record(NamedTuple):
    """One row of a sheet, numbered as a spreadsheet counts, from 1. Without cells: it is broken.

    Not `whole`: the file ends in the middle of its line, and cells may have been lost.
    """

    number: int
    cells: list[str] | None
    whole: bool = True
