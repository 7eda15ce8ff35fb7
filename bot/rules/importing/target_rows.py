"""Rows of a target list. Plain text exists only in the file reader's process, which encrypts it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from bot.model.reasons import Corrected, Rejected, RowQuestion
from bot.rules.importing.cells import (
    DASHES,
    fold_cell,
    is_clear_no,
    is_nothing,
    read_count,
    read_language,
    read_person,
)
from bot.rules.importing.codes import fold_code
from bot.rules.importing.dates import ReadDay, read_date, read_year
from bot.rules.importing.debts import find_year_of_day, is_arrears
from bot.rules.importing.exclusion_grounds import CellGround, ExclusionGround, combine_grounds
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.mark_columns import read_exact_word, read_row_ground
from bot.rules.importing.name_words import read_name
from bot.rules.importing.number_choice import make_phone_chooser
from bot.rules.importing.owners import Owner
from bot.rules.importing.paid_sums import make_sum_reader
from bot.rules.importing.phones import Phone
from bot.rules.importing.row_reader import (
    MOST_CACHED,
    CellReader,
    CellReaders,
    CellResult,
    RowContext,
    find_first_fault,
    list_corrections,
    make_cell_result,
    make_debt_readers,
    make_past_day_reader,
    make_word_reader,
    read_day,
    read_needed_day,
    read_sum,
)
from bot.rules.importing.slip_numbers import find_slip_column, read_slip_number
from bot.rules.importing.spare_columns import make_spare_reader

Taxpayer = TypeVar("Taxpayer")
Number = TypeVar("Number")
Name = TypeVar("Name")


class Target(NamedTuple, Generic[Taxpayer, Number, Name]):
    """One debt and its taxpayer. None: the file has no such column, or the cell is blank.

    `number`: the row's number in the spreadsheet, from 1; `others`: the row's other mobile numbers, which are not used;
    `slip`: the number of the debt's slip, converted as all facts behind it;
    `amount`: unpaid yen; `promised`: also without a day; `own`: the file does not name another owner of the number. A
    rejected row has its reason, and if its taxpayer or number can be read, what keeps messages from them
    (UNREAD_FACTS). A NamedTuple, because hundreds of thousands are created and a frozen dataclass takes ten times as
    long.
    """

    number: int
    rejected: Rejected | None = None
    corrected: tuple[Corrected, ...] = ()
    taxpayer: Taxpayer | None = None
    phone: Number | None = None
    name: Name | None = None
    others: tuple[Number, ...] = ()
    slip: Any = None
    tax: str = ""
    year: str = ""
    instalment: str = ""
    due_on: date | None = None
    demanded_on: date | None = None
    amount: int | None = None
    calls: int | None = None
    promised: bool = False
    promised_on: date | None = None
    flagged: bool = False
    arrears: bool | None = None
    fiscal_year: int | None = None
    phone_obtained_on: date | None = None
    own: bool = True
    language: str = ""
    last_called_on: date | None = None
    letter_on: date | None = None
    last_paid_on: date | None = None

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Target(number={self.number}, rejected={self.rejected})"


TargetRow = Target[str, Phone, str]
"""A row in plain text."""

TARGET_FACTS = Target._fields.index("tax")
"""Index of the first field that is not about the row itself or the person."""


UNREAD_FACTS = tuple(map(Target._fields.index, ("promised", "promised_on", "flagged", "arrears", "last_paid_on")))
"""Indexes of the fields of a rejected row that keep messages from its taxpayer."""

_CORRECTED, _TAXPAYER, _PHONE, _NAME, _OTHERS, _SLIP, _FLAGGED, _OWN, _ARREARS, _LAST_PAID_ON = map(
    Target._fields.index,
    ("corrected", "taxpayer", "phone", "name", "others", "slip", "flagged", "own", "arrears", "last_paid_on"),
)


def make_target_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], TargetRow]:
    """Make a reader for rows of a target list: it converts every field after `others`, and never raises.

    A slip's number is converted only if there is one.
    """
    convert = context.convert
    cell_readers = CellReaders(layout, Target._fields, _make_readers(context), convert)
    arrears_at = None if context.tables.arrears else layout.positions.get(Column.ARREARS)
    taxpayer_at, name_at = layout.positions[Column.TAXPAYER], layout.positions.get(Column.NAME)
    choose_phone, slip_at = make_phone_chooser(layout), find_slip_column(layout)
    make: Callable[[type[TargetRow], list[Any]], TargetRow] = tuple.__new__
    blank: list[Any] = [*TargetRow(0)[:TARGET_FACTS], *map(convert, TargetRow(0)[TARGET_FACTS:])]
    flagged, not_own, read_marks = convert(True), convert(False), _make_mark_reader(layout, context)
    reject = _make_rejecter(layout, convert, context.questions)

    def read(number: int, cells: Sequence[str]) -> TargetRow:
        row = blank.copy()
        found: list[CellResult[Any]] = []
        taxpayer, fault = read_person(cells[taxpayer_at])
        phone, owner, others = choose_phone(cells)
        if fault or isinstance(phone, Rejected):
            found += [CellResult(None, fault), make_cell_result(phone)]
        elif phone.corrected:
            found.append(CellResult(phone, None, phone.corrected))
        cell_readers.read(cells, row, found)
        ground = read_marks(cells)
        if not cells[taxpayer_at].isascii() and any(map(str.isdecimal, cells[taxpayer_at])):  # 1001234（DV）
            ground = combine_grounds(ground, read_name(cells[taxpayer_at]))
        if ground is not ExclusionGround.NONE:
            row[_FLAGGED] = flagged
            context.questions[RowQuestion.EXCLUDED_WORD] += ground is ExclusionGround.UNKNOWN
        row[0], row[_TAXPAYER], row[_PHONE], row[_OTHERS] = number, taxpayer, phone, others
        if found:
            if fault := find_first_fault(found):
                if arrears_at is not None and fold_code(cells[arrears_at]) == "0":
                    context.questions[RowQuestion.ARREARS_CODE] += 1
                return reject(row, fault, cells)
            row[_CORRECTED] = list_corrections(found)
        if owner is not Owner.OWN:
            row[_OWN] = not_own
            context.questions[RowQuestion.OWNER_WORD] += owner is Owner.UNKNOWN
        row[_NAME] = None if name_at is None else cells[name_at].strip() or None
        if slip_at is not None and (slip := read_slip_number(cells[slip_at].strip()).value) is not None:
            row[_SLIP] = convert(slip)
        return make(Target, row)  # like `_make`, without its check of the length

    return read


def _make_rejecter(
    layout: Layout, convert: Callable[[Any], Any], questions: Counter[RowQuestion]
) -> Callable[[list[Any], Rejected, Sequence[str]], TargetRow]:
    """Make a function that rejects a row. What cannot be read in it may keep messages from its taxpayer, too."""
    arrears_at, paid_at = (layout.positions.get(column) for column in (Column.ARREARS, Column.LAST_PAID_ON))
    nothing, no, yes = map(convert, (None, False, True))
    says_nothing = (nothing, no)

    def reject(row: list[Any], fault: Rejected, cells: Sequence[str]) -> TargetRow:
        phone = row[_PHONE] if isinstance(row[_PHONE], Phone) and row[_PHONE].mobile else None
        if isinstance(row[_TAXPAYER], Rejected):  # who else has this number may be the person of the row
            if phone is None:
                return Target(row[0], fault)
            row[_TAXPAYER] = None
        if paid_at is not None and row[_LAST_PAID_ON] == nothing and not is_nothing(fold_cell(cells[paid_at])):
            row[_FLAGGED] = yes
        if row[_FLAGGED] == no and any(read_exact_word(cell) is not ExclusionGround.NONE for cell in cells):
            row[_FLAGGED] = yes  # 死亡 in place of a number
        questions[RowQuestion.UNREAD_ROW] += any(row[at] not in says_nothing for at in UNREAD_FACTS)
        if arrears_at is not None and row[_ARREARS] == nothing:
            row[_ARREARS] = yes
        row[1], row[_PHONE] = fault, phone
        return Target._make(row)

    return reject


def _make_mark_reader(layout: Layout, context: RowContext) -> Callable[[Sequence[str]], ExclusionGround]:
    """Make a function that returns the ground of a row: of its marks, and of its other columns and remarks."""
    grounds, read_spare = _GroundCache(layout.exclusions), make_spare_reader(layout, context, today=context.today)
    marks = itemgetter(*(at for at, _ in layout.exclusions)) if layout.exclusions else lambda _: ()

    says_paid = make_sum_reader(layout)
    if read_spare is None and says_paid is None:
        return lambda cells: grounds[marks(cells)]

    def read(cells: Sequence[str]) -> ExclusionGround:
        spare = ExclusionGround.NONE if read_spare is None else read_spare(cells)
        ground = grounds[marks(cells)]
        if says_paid is not None and says_paid(cells):
            ground = combine_grounds(ground, ExclusionGround.FLAGGED)
        return ground if spare is ExclusionGround.NONE else combine_grounds(ground, spare)

    return read


class _GroundCache(dict[str | tuple[str, ...], ExclusionGround]):
    """Cache of the ground of a row, by the cells of the columns of exclusions."""

    def __init__(self, columns: Sequence[tuple[int, CellGround]]) -> None:
        super().__init__()
        self._columns = list(enumerate(reader for _, reader in columns))

    def __missing__(self, cells: str | tuple[str, ...]) -> ExclusionGround:
        if len(self) >= MOST_CACHED:
            self.clear()
        row = (cells,) if isinstance(cells, str) else cells
        known = self[cells] = read_row_ground(row, self._columns)
        return known


def _read_promised(cell: str) -> CellResult[bool]:
    return CellResult(not is_clear_no(cell))


_ABOUT = re.compile(r"\d{1,2}月(?:末|上旬|中旬|下旬|中|頃|ごろ|初め|半ば)(?:頃|ごろ|まで)?")
"""A promise for a part of a month: which day it is, is not certain."""


def read_promised_on(cell: str) -> CellResult[date | None]:
    """The promised day; None for a mark without a day, also `7月末`. Any other cell with digits must be a date."""
    marked = is_clear_no(cell) or cell == "1" or not any(sign.isdigit() for sign in cell) or _ABOUT.fullmatch(cell)
    return CellResult(None) if marked else read_day(cell)


_BLANK = frozenset({"", "null", "none", "nil", "nan", "nat"})
"""Folded cells without a value; databases write a word for it."""


def _read_unpaid(cell: str) -> CellResult[int | None]:
    """An unpaid sum. A word for nothing (なし) says that nothing is unpaid; a blank cell or a dash says nothing."""
    found = read_sum(cell)
    is_stated = found.value is None and not found.fault and fold_cell(cell).strip(DASHES) not in _BLANK
    return CellResult(0) if is_stated else found


def _read_fiscal_year(cell: str) -> CellResult[int | None]:
    return make_cell_result(read_year(cell) or find_year_of_day(cell) or Rejected.BAD_ROW) if cell else CellResult(None)


def _make_readers(context: RowContext) -> dict[str, tuple[Column, CellReader]]:
    """The readers of the columns; those of codes know the city's tables, and those of past days know today."""
    debts, arrears = make_debt_readers(context.tables), context.tables.arrears
    read_past_day = make_past_day_reader(context.today)
    return {
        **debts,
        "year": (Column.YEAR, _refuse_days(debts["year"][1])),
        "arrears": (Column.ARREARS, lambda cell: make_cell_result(is_arrears(cell, arrears))),
        **_READERS,
        **{column.value: (column, read_past_day) for column in _PAST_DAYS},
    }


def _refuse_days(read_year_cell: CellReader) -> CellReader:
    """A reader of years for which a day that is the first of no year is a fault: the cell may show another year."""

    def read(cell: str) -> CellResult[Any]:
        is_day = isinstance(read_date(cell), ReadDay) and read_year(cell) is None and find_year_of_day(cell) is None
        return CellResult("", Rejected.BAD_ROW) if is_day else read_year_cell(cell)

    return read


_READERS: Mapping[str, tuple[Column, CellReader]] = {
    "due_on": (Column.DUE_ON, read_needed_day),
    "amount": (Column.AMOUNT, _read_unpaid),
    "calls": (Column.CALLS, lambda cell: make_cell_result(read_count(cell))),
    "promised": (Column.PROMISED_ON, _read_promised),
    "promised_on": (Column.PROMISED_ON, read_promised_on),
    "fiscal_year": (Column.FISCAL_YEAR, _read_fiscal_year),
    "language": (Column.LANGUAGE, make_word_reader(read_language)),
}
_PAST_DAYS = (
    Column.DEMANDED_ON,
    Column.PHONE_OBTAINED_ON,
    Column.LAST_CALLED_ON,
    Column.LETTER_ON,
    Column.LAST_PAID_ON,
)
"""Days of what has happened; a due date and a promised day may be to come."""
