"""One row of a target list. In clear it exists only inside the files' own process, which seals it before it leaves."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.cells import (
    is_arrears,
    is_clear_no,
    is_excluded,
    is_own_number,
    read_count,
    read_language,
    read_taxpayer,
)
from bot.rules.importing.columns import Layout
from bot.rules.importing.dates import read_year
from bot.rules.importing.debts import read_instalment, read_tax, read_tax_year
from bot.rules.importing.headings import Column
from bot.rules.importing.phones import Phone, read_phone
from bot.rules.importing.row_reader import (
    CellReader,
    CellReaders,
    CellValue,
    ValueForm,
    find_first_fault,
    keep_value,
    list_corrections,
    make_cell_value,
    make_word_reader,
    read_day,
    read_needed_day,
    read_sum,
)

Taxpayer = TypeVar("Taxpayer")
Number = TypeVar("Number")
Name = TypeVar("Name")


class Target(NamedTuple, Generic[Taxpayer, Number, Name]):
    """What a row says of one debt, and of whom. None: the file has no such column, or the cell is blank.

    `number` is the row as a spreadsheet counts, from 1; `amount` is yen still unpaid; `promised` holds also where no
    date is given; `own`: nothing says that the number is somebody else's. A rejected row carries its reason only.
    A NamedTuple, since hundreds of thousands are made in one go: a frozen dataclass takes ten times as long.
    """

    number: int
    rejected: Rejected | None = None
    corrected: tuple[Corrected, ...] = ()
    taxpayer: Taxpayer | None = None
    phone: Number | None = None
    name: Name | None = None
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

    def __repr__(self) -> str:
        """Its place only: a row that is shown in a traceback must name nobody."""
        return f"Target(number={self.number}, rejected={self.rejected})"


TargetRow = Target[str, Phone, str]
"""A row with the person it is about, in clear."""

TARGET_FACTS = Target._fields.index("tax")
"""Where the facts begin: what stands before them is the row's own (number, faults, repairs) and the person."""


def make_target_reader(layout: Layout, form: ValueForm = keep_value) -> Callable[[int, Sequence[str]], TargetRow]:
    """What reads the rows of a target list: their number and their cells, which fit the layout. It never raises.

    `form` is what every fact (the fields behind `name`) is put into; once for each writing of a cell, not for each row.
    """
    cells_of = CellReaders(layout, Target._fields, _READERS, form)
    taxpayer_at, name_at, phones_at = layout.places[Column.TAXPAYER], layout.places.get(Column.NAME), layout.phones
    make: Callable[[type[TargetRow], list[Any]], TargetRow] = tuple.__new__
    phone_at, only_phone = phones_at[0], len(phones_at) == 1
    blank: list[Any] = [*TargetRow(0)[:TARGET_FACTS], *map(form, TargetRow(0)[TARGET_FACTS:])]
    corrected_at, taxpayer_field, phone_field, name_field = map(
        Target._fields.index, ("corrected", "taxpayer", "phone", "name")
    )

    def read(number: int, cells: Sequence[str]) -> TargetRow:
        row = blank.copy()
        found: list[CellValue[Any]] = []
        taxpayer = read_taxpayer(cells[taxpayer_at])
        phone = read_phone(cells[phone_at]) if only_phone else _best([cells[at] for at in phones_at])
        if isinstance(taxpayer, Rejected) or isinstance(phone, Rejected):
            found += [make_cell_value(taxpayer), make_cell_value(phone)]
        elif phone.corrected:
            found.append(CellValue(phone, None, phone.corrected))
        cells_of.read(cells, row, found)
        if found:
            if fault := find_first_fault(found):
                return Target(number, fault)
            row[corrected_at] = list_corrections(found)
        row[0], row[taxpayer_field], row[phone_field] = number, taxpayer, phone
        row[name_field] = None if name_at is None else cells[name_at].strip() or None
        return make(Target, row)  # what `_make` does, but for a check that a list of this length does not need

    return read


def _best(cells: Sequence[str]) -> Phone | Rejected:
    """Of several columns the first mobile number; a faulty one only where there is no good one."""
    found = [read_phone(cell) for cell in cells]
    numbers = [phone for phone in found if isinstance(phone, Phone)]
    if numbers:
        return next((phone for phone in numbers if phone.mobile), numbers[0])
    return Rejected.INVALID_PHONE if Rejected.INVALID_PHONE in found else Rejected.MISSING_PHONE


def _promised(cell: str) -> CellValue[bool]:
    return CellValue(not is_clear_no(cell))


def read_promised_on(cell: str) -> CellValue[date | None]:
    """A mark without a date is a promise, too; what has digits must be a date."""
    marked = is_clear_no(cell) or cell == "1" or not any(sign.isdigit() for sign in cell)
    return CellValue(None) if marked else read_day(cell)


def _fiscal_year(cell: str) -> CellValue[int | None]:
    return make_cell_value(read_year(cell) or Rejected.BAD_ROW) if cell else CellValue(None)


_READERS: Mapping[str, tuple[Column, CellReader]] = {
    "tax": (Column.TAX, make_word_reader(read_tax)),
    "year": (Column.YEAR, make_word_reader(read_tax_year)),
    "instalment": (Column.INSTALMENT, make_word_reader(read_instalment)),
    "due_on": (Column.DUE_ON, read_needed_day),
    "demanded_on": (Column.DEMANDED_ON, read_day),
    "amount": (Column.AMOUNT, read_sum),
    "calls": (Column.CALLS, lambda cell: make_cell_value(read_count(cell))),
    "promised": (Column.PROMISED_ON, _promised),
    "promised_on": (Column.PROMISED_ON, read_promised_on),
    "flagged": (Column.EXCLUDED, lambda cell: CellValue(is_excluded(cell))),
    "arrears": (Column.ARREARS, lambda cell: make_cell_value(is_arrears(cell))),
    "fiscal_year": (Column.FISCAL_YEAR, _fiscal_year),
    "phone_obtained_on": (Column.PHONE_OBTAINED_ON, read_day),
    "own": (Column.RELATION, lambda cell: CellValue(is_own_number(cell))),
    "language": (Column.LANGUAGE, make_word_reader(read_language)),
    "last_called_on": (Column.LAST_CALLED_ON, read_day),
    "letter_on": (Column.LETTER_ON, read_day),
}
