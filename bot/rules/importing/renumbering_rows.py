"""Rows of a file of renumbered taxpayers. Plain text exists only in the file reader's process."""

import re
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.model.reasons import Rejected
from bot.rules.importing.cells import read_taxpayer
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.row_reader import RowContext, find_first_fault, make_cell_result
from bot.rules.importing.target_rows import Taxpayer

NewTaxpayer = TypeVar("NewTaxpayer")


class SealedTaxpayer(NamedTuple):
    """A taxpayer id as it leaves the reading process: its keyed hash, and a box that holds it."""

    key: bytes
    box: bytes


class Renumbering(NamedTuple, Generic[Taxpayer, NewTaxpayer]):
    """The old id of one person, and the new one in `new`. A rejected row has only its reason."""

    number: int
    rejected: Rejected | None = None
    taxpayer: Taxpayer | None = None
    new: NewTaxpayer | None = None

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Renumbering(number={self.number}, rejected={self.rejected})"


RenumberingRow = Renumbering[str, str]
"""A row in plain text."""


_ID = re.compile(r"[A-Z-]*[0-9][0-9A-Z-]*")


def _read_id(cell: str) -> str | Rejected:
    """An id of letters, digits and hyphens; a word (同左, 廃止) or an arrow is no id that anybody has."""
    found = read_taxpayer(cell)
    return found if isinstance(found, Rejected) or _ID.fullmatch(found) else Rejected.BAD_ROW


def make_renumbering_reader(layout: Layout, _: RowContext) -> Callable[[int, Sequence[str]], RenumberingRow]:
    """Make a reader for rows of old and new ids. The cells must fit the layout; the reader never raises."""
    old_at, new_at = layout.positions[Column.TAXPAYER], layout.positions[Column.NEW_TAXPAYER]

    def read(number: int, cells: Sequence[str]) -> RenumberingRow:
        old, new = _read_id(cells[old_at]), _read_id(cells[new_at])
        fault = find_first_fault([make_cell_result(old), make_cell_result(new)])
        if fault or isinstance(old, Rejected) or isinstance(new, Rejected):
            return Renumbering(number, fault)
        return Renumbering(number, None, old, new)

    return read
