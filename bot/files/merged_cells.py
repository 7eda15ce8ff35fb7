"""Fills the cells of merged areas of a sheet: a workbook has their value in the first cell only."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from bot.files.tables import Record
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.spare_columns import list_spare

_SUMS = (Column.AMOUNT, Column.LATE_CHARGE, Column.DEMAND_FEE)
_END = Record(sys.maxsize, None)


class Area(NamedTuple):
    """A merged area. Rows are counted from 1, as in a spreadsheet, and columns from 0, as in a record."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def list_areas(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[Area]:
    """Make areas of the first and the last cell of each, counted from 0."""
    return sorted(Area(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)


def fill_merged(rows: Iterator[Record], areas: Sequence[Area], layout: Layout) -> Iterator[Record]:
    """Yield rows with the values of areas in all of their cells. An area counts if it begins in one of the rows.

    In the columns beside the first one, the value is filled in only if these hold people (marks, remarks, unknown
    headings): other columns could let somebody in. A sum over several rows is that of none of them, so they have none.
    """
    pending = deque(areas)
    sums = {at for column in _SUMS for at in layout.places.get(column, ())}
    holding = {*(at for at, _ in layout.exclusions), *list_spare(layout)}
    filled: dict[int, tuple[int, str]] = {}  # column → the last row of its area, and the value
    for row, following in pairwise(chain(rows, [_END])):
        cells = (row.as_found if row.cells is None else row.cells) or []
        while pending and pending[0].first_row <= row.number:
            area = pending.popleft()
            first = area.first_column
            if area.first_row < row.number or first >= len(cells):
                continue
            if first in sums and following.number <= area.last_row:
                cells[first] = ""
            beside = holding.intersection(range(first + 1, min(area.last_column + 1, len(cells))))
            filled |= dict.fromkeys((first, *beside), (area.last_row, cells[first]))
        filled = {column: (last, value) for column, (last, value) in filled.items() if last >= row.number}
        for column, (_, value) in filled.items():
            if column < len(cells) and not cells[column].strip():
                cells[column] = value
        yield row
