"""Read the columns of rows, with a cache of the cells of each column."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as make_field
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from bot.model.reasons import Corrected, Rejected, RowQuestion
from bot.rules.importing.cells import DITTOS, MAX_DIGITS, Yen, read_yen
from bot.rules.importing.code_tables import NO_CODES, CodeTables
from bot.rules.importing.dates import LATEST_DAY, ReadDay, read_date
from bot.rules.importing.debts import (
    ONE_INSTALMENT,
    ONLY_INSTALMENT,
    WHOLE_YEAR,
    is_known_instalment,
    is_known_tax,
    is_known_year,
    read_instalment,
    read_tax,
    read_tax_year,
)
from bot.rules.importing.free_text import FreeText
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout

T = TypeVar("T")
MOST_CACHED = 4_096
_ORDER = {reason: position for position, reason in enumerate(Rejected)}


class CellResult(NamedTuple, Generic[T]):
    """The result of reading a cell: its value or fault, and the corrections."""

    value: T
    fault: Rejected | None = None
    corrected: tuple[Corrected, ...] = ()


def keep_value(value: Any) -> Any:
    """The default converter: return the value unchanged."""
    return value


Columns = Sequence[Collection[str]]
"""The distinct cells of each column of some rows."""


@dataclass(slots=True)
class RowContext:
    """What a reader of rows needs besides the layout.

    `convert` is applied to each value, once for each distinct cell; `tables` say what the city's codes mean;
    what has happened cannot have a day after `today`; `questions` counts the rows that were read in the meaning that
    messages nobody. `batch`: the columns of the rows that are read now; None if they are not known.
    """

    convert: "Converter" = keep_value
    tables: CodeTables = NO_CODES
    today: date = LATEST_DAY
    questions: Counter[RowQuestion] = make_field(default_factory=Counter)
    batch: Columns | None = None


def search_batches(context: RowContext, search: Callable[[Columns], T]) -> Callable[[Sequence[str]], T]:
    """Make a function that returns what was found in the batch of a row; in the row alone, if its batch is not known.

    A batch has few distinct cells in most columns, and nothing to find, so that no row need be searched by itself.
    """
    searched: Columns | None = None
    found: T

    def find(cells: Sequence[str]) -> T:
        nonlocal searched, found
        if context.batch is None:
            return search([(cell,) for cell in cells])
        if context.batch is not searched:
            searched, found = context.batch, search(context.batch)
        return found

    return find


CellReader = Callable[[str], CellResult[Any]]
Converter = Callable[[Any], Any]
_CachedCell = tuple[Any, CellResult[Any] | None]


class _CellCache(dict[str, _CachedCell]):
    """Cache of a column: the converted value of each distinct cell, with its result if it has a fault or correction.

    Most columns have few distinct cells: taxes, years, due dates.
    """

    def __init__(self, read: CellReader, convert: Converter) -> None:
        super().__init__()
        self._read = read
        self._convert = convert

    def __missing__(self, cell: str) -> _CachedCell:
        if len(self) >= MOST_CACHED:
            self.clear()
        read = self._read(cell.strip())
        known = self[cell] = self._convert(read.value), read if read.fault or read.corrected else None
        return known


class CellReaders:
    """Reads the columns of a layout into the fields of a row, which names a debt; fields without a column keep theirs.

    The only instalment of a tax that has one a year is the whole year, however the file writes it.
    """

    __slots__ = ("_columns", "_instalment_at", "_one_instalment", "_only", "_tax_at", "_whole_year")

    def __init__(
        self,
        layout: Layout,
        fields: Sequence[str],
        readers: Mapping[str, tuple[Column, CellReader]],
        convert: Converter,
    ) -> None:
        self._columns = [
            (fields.index(name), layout.positions[column], _CellCache(read, convert))
            for name, (column, read) in readers.items()
            if column in layout.positions
        ]
        self._tax_at, self._instalment_at = fields.index("tax"), fields.index("instalment")
        self._one_instalment = convert(ONE_INSTALMENT)
        self._only, self._whole_year = [*map(convert, ONLY_INSTALMENT)], convert(WHOLE_YEAR)

    def read(self, cells: Sequence[str], row: list[Any], found: list[CellResult[Any]]) -> None:
        """Set the fields of a row and append results with a fault or correction to `found`. Never raises."""
        for field, position, memo in self._columns:
            row[field], result = memo[cells[position]]
            if result is not None:
                found.append(result)
        if row[self._tax_at] == self._one_instalment and row[self._instalment_at] in self._only:
            row[self._instalment_at] = self._whole_year


def find_first_fault(found: Sequence[CellResult[Any]]) -> Rejected | None:
    """The first fault by the order of `Rejected`; None without a fault."""
    for read in found:
        if read.fault:
            return min((read.fault for read in found if read.fault), key=_ORDER.__getitem__)
    return None


def list_corrections(found: Sequence[CellResult[Any]]) -> tuple[Corrected, ...]:
    """The corrections, each kind once."""
    first = found[0].corrected
    for read in found:
        if read.corrected != first:  # rare: dates of a row usually have the same format
            return tuple(dict.fromkeys([corrected for read in found for corrected in read.corrected]))
    return first


def make_cell_result(value: T | Rejected) -> CellResult[T | None]:
    """The result for a value or a fault."""
    return CellResult(None, value) if isinstance(value, Rejected) else CellResult(value)


def read_day(cell: str) -> CellResult[Any]:
    """A date; None if the cell is blank."""
    found = read_date(cell)
    return CellResult(found.day, None, found.corrected) if isinstance(found, ReadDay) else CellResult(None, found)


def read_needed_day(cell: str) -> CellResult[Any]:
    """A required date."""
    found = read_day(cell)
    return found if found.value else CellResult(None, Rejected.BAD_DATE)


def make_past_day_reader(today: date) -> CellReader:
    """Make a reader for days of what has happened: one after `today` is a fault."""

    def read(cell: str) -> CellResult[Any]:
        found = read_day(cell)
        return CellResult(None, Rejected.BAD_DATE) if found.value and found.value > today else found

    return read


def read_sum(cell: str) -> CellResult[Any]:
    """An amount in yen; None if the cell is blank."""
    if cell.isascii() and cell.isdigit() and len(cell) < MAX_DIGITS:  # nearly all; a cache finds few of them again
        return CellResult(int(cell))
    found = read_yen(cell)
    return CellResult(found.amount, None, found.corrected) if isinstance(found, Yen) else CellResult(None, found)


def make_word_reader(read: Callable[[str], str]) -> CellReader:
    """Make a reader for words; the error values of spreadsheets (#N/A, #####) are faults."""
    return lambda cell: CellResult("", Rejected.BAD_ROW) if cell.startswith(("#", "＃")) else CellResult(read(cell))


def _make_debt_reader(read: Callable[[str], str], is_known: Callable[[str], bool]) -> CellReader:
    """Make a reader for a column of a debt. A word that is not known is sealed: payments still match their debts.

    "The same as above" (〃) is a fault: after sorting, another row is above.
    """
    read_word = make_word_reader(read)

    def read_cell(cell: str) -> CellResult[Any]:
        found = read_word(cell)
        if cell in DITTOS:
            return CellResult("", Rejected.BAD_ROW)
        return found if not found.value or is_known(found.value) else found._replace(value=FreeText(found.value, "#"))

    return read_cell


def make_debt_readers(tables: CodeTables) -> dict[str, tuple[Column, CellReader]]:
    """Make the readers of the columns that name a debt, in target lists and payment files."""
    return {
        "tax": (Column.TAX, _make_debt_reader(lambda cell: read_tax(cell, tables.taxes), is_known_tax)),
        "year": (Column.YEAR, _make_debt_reader(read_tax_year, is_known_year)),
        "instalment": (Column.INSTALMENT, _make_debt_reader(read_instalment, is_known_instalment)),
    }
