"""Finds the heading of a file and the records that are rows."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise, product
from typing import NamedTuple

from bot.model.errors import FileRefused
from bot.rules.importing.cells import find_personal_number, has_twelve_digits, name_place
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.footers import is_note
from bot.rules.importing.heading_names import HashHeading, resolve_references
from bot.rules.importing.heading_rows import find_heading, is_turned
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout, build_layout, join_lines
from bot.rules.importing.section_lines import Section, excludes_all, find_section
from bot.rules.importing.side_by_side import SideBySide, find_side_by_side


class Record(NamedTuple):
    """One row of a sheet; `number` starts at 1, as in a spreadsheet. `cells` is None if the row is broken.

    `whole` is false if the file ends within the line, so that cells may be missing. `as_found`: the cells of a row that
    is broken or does not fit the layout: for display to a user, and for what may keep messages from its person.
    `garbled`: a character of it was lost, so that it is not displayed. `is_excluded`: a line says that nobody of the
    rows below it is messaged, or not the person above.
    """

    number: int
    cells: list[str] | None
    whole: bool = True
    as_found: list[str] | None = None
    garbled: bool = False
    is_excluded: bool = False


class Batch(NamedTuple):
    """Rows of a table: the record of each, its cells to read, and the distinct cells of each column.

    A row that is broken or does not fit the layout has its cells as they were found, too; none if there are none.
    Most columns have few distinct cells: what is searched there, need not be searched in every row.
    """

    records: list[Record]
    rows: list[list[str]]
    columns: list[set[str]]


_MAX_HEADING_ROW = 30
_MAX_NOTES = 30
_MOST_ABOVE = 100
"""So many rows are kept back: a line below them may say something of the people above it (上記2名、死亡)."""
_BATCH = 250
"""Rows of a batch: so few that their cells stay in the cache of the processor."""

_DAY_NUMBER = re.compile(r"([0-9]{5})(\.[0-9]+)?", re.ASCII)
"""A day counted by a spreadsheet, with or without the time as a part of a day."""


class Table:
    """A file's layout and its rows, without titles, blank lines, repeated headings, totals and last notes.

    A row without cells is broken or does not fit the layout. `hidden_rows` counts the rows returned so far whose number
    is in `hidden`. `struck`: the numbers of rows that are struck through; `commented`: of those with a comment
    that excludes.
    """

    def __init__(self, layout: Layout, rows: Iterator[Record], hidden: frozenset[int]) -> None:
        self.layout = layout
        self.hidden_columns = 0
        self.hidden_rows = 0
        self.struck: frozenset[int] = frozenset()
        self.commented: frozenset[int] = frozenset()
        self._hidden = hidden
        self._set_rows(rows)

    def _set_rows(self, rows: Iterator[Record]) -> None:
        self._first = next(rows, None)
        self._rows = rows
        if self._first:
            _refuse_personal_number(self._first, self.layout.other_numbers)

    def _chain_rows(self) -> Iterator[Record]:
        return chain([self._first], self._rows) if self._first else iter(())

    def change_rows(self, change: Callable[[Iterator[Record]], Iterator[Record]]) -> None:
        """Change the rows that will be returned."""
        self._set_rows(change(self._chain_rows()))

    @property
    def has_rows(self) -> bool:
        """Whether there is a row below the heading."""
        return self._first is not None

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(batch.records for batch in self.read_batches())

    def read_batches(self) -> Iterator[Batch]:
        """Return the rows in batches. Raises FileRefused (personal_number)."""
        records = self._chain_rows()
        while batch := list(islice(records, _BATCH)):
            rows = [self._list_cells(record) for record in batch]
            columns = [set(column) for column in zip(*filter(None, rows), strict=False)]
            if any(map(has_twelve_digits, columns)):
                for record in batch:
                    _refuse_personal_number(record, self.layout.other_numbers)
            if self._hidden:
                self.hidden_rows += sum(record.number in self._hidden for record in batch)
            yield Batch(batch, rows, columns)

    def _list_cells(self, record: Record) -> list[str]:
        if record.cells is not None:
            return record.cells
        return self.layout.force(record.as_found) if record.as_found else []


def open_table(
    records: Iterator[Record],
    kind: FileColumns,
    chosen: Mapping[str, str],
    hash_heading: HashHeading,
    *,
    hidden: frozenset[int] = frozenset(),
    days: int = 0,
) -> Table:
    """Find the heading among the first records. Raises FileRefused (no_heading, no_phone_column, …).

    Reading the rows can raise it, too (personal_number). `days` is added to day numbers in columns of dates.
    `hash_heading` makes the references to headings; `chosen` may have such instead of headings.
    """
    if kind.side_by_side:
        records = _split_rows(records, kind)
    opening = list(islice(records, _MAX_HEADING_ROW))
    cells = [record.cells or [] for record in opening]
    if chosen:
        pairs = chain.from_iterable(join_lines(pair) for pair in pairwise(cells))
        chosen = resolve_references(chosen, chain(chain.from_iterable(cells), pairs), hash_heading)
    heading_at, lines = find_heading(cells, kind, chosen)
    rows_below = cells[heading_at + len(lines) :]
    below = None if is_turned([*lines[-1:], *rows_below], kind) else next(iter(rows_below), [])
    layout = build_layout(lines, kind, chosen, hash_heading, below)
    for record in opening[:heading_at]:
        _refuse_personal_number(record, frozenset())
    rows = _select_rows(chain(opening[heading_at + len(lines) :], records), layout)
    rows = _drop_last_notes(rows, layout)
    if kind.has_notes:
        rows = _exclude_sections(rows, layout, is_excluded=any(map(excludes_all, cells[:heading_at])))
    return Table(layout, _shift_days(rows, layout, days) if days else rows, hidden)


def _split_rows(records: Iterator[Record], kind: FileColumns) -> Iterator[Record]:
    """Return a row for each call, if the heading has several calls side by side; else the records as they are."""
    opening = list(islice(records, _MAX_HEADING_ROW))
    for count, at in product((1, 2), range(len(opening))):  # two lines last: the upper one may be a title
        lines = opening[at : at + count]
        found = find_side_by_side(join_lines([line.cells or [] for line in lines]), kind)
        if found is not None:
            yield from opening[:at]
            yield opening[at]._replace(cells=found.heading)
            for row in chain(opening[at + count :], records):
                yield from _split_row(row, found, lines)
            return
    yield from chain(opening, records)


def _split_row(record: Record, found: SideBySide, heading: Sequence[Record]) -> Iterator[Record]:
    cells = record.as_found if record.cells is None else record.cells
    if cells is None:
        yield record
    elif all(cells != line.cells for line in heading):
        is_broken = record.cells is None or any(cell.strip() for cell in cells[len(found.heading) :])
        for row in found.split(cells):
            yield record._replace(cells=None, as_found=row) if is_broken else record._replace(cells=row)


def _select_rows(records: Iterator[Record], layout: Layout) -> Iterator[Record]:
    width = len(layout.heading)
    first = {line[0] for line in layout.lines if line}
    required_at = layout.never_in_totals[0] if layout.never_in_totals else None
    for record in records:
        cells = record.cells
        if cells is None:
            _refuse_personal_number(record, layout.other_numbers)
            yield record
            continue
        # True for nearly all rows; fast.
        if len(cells) == width and required_at is not None and cells[required_at].strip() and cells[0] not in first:
            yield record
            continue
        _refuse_personal_number(record, layout.other_numbers)
        if not (layout.is_blank_or_total(cells) or layout.is_heading(cells)):
            fitted = layout.fit(cells, whole=record.whole)
            yield record if fitted is cells else Record(record.number, fitted, record.whole, cells)


def _drop_last_notes(rows: Iterator[Record], layout: Layout) -> Iterator[Record]:
    """Drop the notes below the last row of a printed list; between rows, a note stays a row that cannot be read."""
    required_at = layout.never_in_totals[0] if layout.never_in_totals else 0
    notes: list[Record] = []
    for row in rows:
        is_data = row.cells is not None and row.cells[required_at]  # nearly all; fast
        if not is_data and len(notes) < _MAX_NOTES and is_note(row.cells or row.as_found or []):
            notes.append(row)
            continue
        if notes:
            yield from notes
            notes.clear()
        yield row


def _exclude_sections(rows: Iterator[Record], layout: Layout, *, is_excluded: bool) -> Iterator[Record]:
    """Mark the rows below lines that exclude all of them, and those of the person above a line about that person.

    These lines are no rows. `is_excluded`: by the title.
    """
    taxpayer_at, due_at = layout.positions[Column.TAXPAYER], layout.positions[Column.DUE_ON]
    above: deque[Record] = deque()
    for row in rows:
        cells = row.cells
        is_data = cells is not None and cells[taxpayer_at] and cells[due_at]  # nearly all; fast
        if not is_data and (found := cells or row.as_found) and (line := find_section(found, layout)) is not None:
            if line.section in (Section.ABOVE, Section.BOTH):
                _exclude_people(above, line.people, taxpayer_at)
            if line.section is not Section.ABOVE:
                is_excluded = line.section is not Section.MESSAGED
            continue
        above.append(row._replace(is_excluded=True) if is_excluded else row)
        if len(above) > _MOST_ABOVE:
            yield above.popleft()
    yield from above


def _exclude_people(above: deque[Record], people: int, taxpayer_at: int) -> None:
    """Mark the rows of the last people: each has one row or several."""
    last = None
    for at in range(len(above) - 1, -1, -1):
        cells = above[at].cells or above[at].as_found or []
        taxpayer = cells[taxpayer_at] if taxpayer_at < len(cells) else ""
        if taxpayer.strip() and taxpayer != last:
            people -= 1
            if people < 0:
                return
            last = taxpayer
        above[at] = above[at]._replace(is_excluded=True)


def _refuse_personal_number(record: Record, other_numbers: frozenset[int]) -> None:
    """Raise FileRefused if a cell is a 個人番号, with its place: some number of another kind may look like one."""
    if (at := find_personal_number(record.cells or record.as_found or [], other_numbers)) is not None:
        raise FileRefused("personal_number", place=f"{name_place(at)}{record.number}")


def _shift_days(rows: Iterator[Record], layout: Layout, days: int) -> Iterator[Record]:
    positions = [position for column, position in layout.positions.items() if column.endswith("_on")]
    for row in rows:
        for position in positions if row.cells else ():
            if row.cells and (found := _DAY_NUMBER.fullmatch(row.cells[position])):
                row.cells[position] = f"{int(found[1]) + days}{found[2] or ''}"
        yield row
