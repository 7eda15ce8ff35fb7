"""Reading rows: each column has a reader, each writing of a cell is read once, the first fault by order counts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.cells import Yen, read_yen
from bot.rules.importing.columns import Layout
from bot.rules.importing.dates import ReadDay, read_date
from bot.rules.importing.headings import Column

T = TypeVar("T")
_MOST_REMEMBERED = 4_096
_ORDER = {reason: place for place, reason in enumerate(Rejected)}


class CellValue(NamedTuple, Generic[T]):
    """What one cell says: its value, or the fault of its row; and what had to be repaired."""

    value: T
    fault: Rejected | None = None
    corrected: tuple[Corrected, ...] = ()


CellReader = Callable[[str], CellValue[Any]]
ValueForm = Callable[[Any], Any]
_Known = tuple[Any, CellValue[Any] | None]


def keep_value(value: Any) -> Any:
    """The form of a value that is wanted as it is."""
    return value


class _Memo(dict[str, _Known]):
    """A column's writings: what each says, in its form, and the reading itself if there is something to note about it.

    Most columns of a list have few writings: a tax, a year, a due date.
    """

    def __init__(self, read: CellReader, form: ValueForm) -> None:
        super().__init__()
        self._read = read
        self._form = form

    def __missing__(self, cell: str) -> _Known:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        read = self._read(cell.strip())
        known = self[cell] = self._form(read.value), read if read.fault or read.corrected else None
        return known


class CellReaders:
    """Reads the columns of a layout into the fields of a row; what the file does not have keeps its field as it is."""

    __slots__ = ("_columns",)

    def __init__(
        self, layout: Layout, fields: Sequence[str], readers: Mapping[str, tuple[Column, CellReader]], form: ValueForm
    ) -> None:
        self._columns = [
            (fields.index(name), layout.places[column], _Memo(read, form))
            for name, (column, read) in readers.items()
            if column in layout.places
        ]

    def read(self, cells: Sequence[str], row: list[Any], found: list[CellValue[Any]]) -> None:
        """Fill in a row; whatever had a fault or was repaired is added to `found`. It never raises."""
        for field, place, memo in self._columns:
            row[field], noted = memo[cells[place]]
            if noted is not None:
                found.append(noted)


def find_first_fault(found: Sequence[CellValue[Any]]) -> Rejected | None:
    """The fault that counts, None when the row could be read."""
    for read in found:
        if read.fault:
            return min((read.fault for read in found if read.fault), key=_ORDER.__getitem__)
    return None


def list_corrections(found: Sequence[CellValue[Any]]) -> tuple[Corrected, ...]:
    """Each kind of repair once."""
    first = found[0].corrected
    for read in found:
        if read.corrected != first:  # as seldom: two dates are written in one style
            return tuple(dict.fromkeys([corrected for read in found for corrected in read.corrected]))
    return first


def make_cell_value(value: T | Rejected) -> CellValue[T | None]:
    """A value that was read, or its fault."""
    return CellValue(None, value) if isinstance(value, Rejected) else CellValue(value)


def read_day(cell: str) -> CellValue[Any]:
    """A date; None when the cell is blank."""
    found = read_date(cell)
    return CellValue(found.day, None, found.corrected) if isinstance(found, ReadDay) else CellValue(None, found)


def read_needed_day(cell: str) -> CellValue[Any]:
    """A date that the row cannot do without."""
    found = read_day(cell)
    return found if found.value else CellValue(None, Rejected.BAD_DATE)


def read_sum(cell: str) -> CellValue[Any]:
    """A sum of yen; None when the cell is blank."""
    found = read_yen(cell)
    return CellValue(found.amount, None, found.corrected) if isinstance(found, Yen) else CellValue(None, found)


def read_needed_sum(cell: str) -> CellValue[Any]:
    """A sum that the row cannot do without, and that is more than nothing."""
    found = read_sum(cell)
    return found if found.value else CellValue(None, Rejected.BAD_AMOUNT)


def make_word_reader(read: Callable[[str], str]) -> CellReader:
    """A reader for words; what a spreadsheet writes where a formula failed (#N/A, #####) is a fault."""
    return lambda cell: CellValue("", Rejected.BAD_ROW) if cell.startswith(("#", "＃")) else CellValue(read(cell))
