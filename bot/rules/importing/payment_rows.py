"""Rows of a payment file (消込). Plain text exists only in the file reader's process."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.rules.importing.cells import (
    PersonReader,
    Yen,
    clean_cell,
    fold_cell,
    is_nothing,
    normalise_cell,
    normalise_taxpayer,
    read_taxpayer,
    read_yen,
)
from bot.rules.importing.channels import REFUND, PaymentNature, read_nature
from bot.rules.importing.free_text import FreeText
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.nature_columns import find_row_word, list_refund_days
from bot.rules.importing.row_reader import (
    CellReader,
    CellReaders,
    CellResult,
    Converter,
    RowContext,
    find_first_fault,
    make_debt_readers,
    read_day,
    read_sum,
)
from bot.rules.importing.slip_numbers import find_slip_column, read_slip_number
from bot.rules.importing.target_rows import Taxpayer


class Payment(NamedTuple, Generic[Taxpayer]):
    """One row of a payment file. `amount`: the yen that pay the debt; `channel`: a word of channels.py.

    `paid_on`: the day when the citizen paid (None: the file has no such column); `booked_on`: the day when the city
    booked it (None: the file does not say); `reversal`: an earlier payment is cancelled; `payment_id`: the city's own
    id of the payment, as a keyed hash once it is sealed; so is `slip`, the number of the slip that was paid. A rejected
    row has its reason, and its taxpayer if that can be read and they paid something.
    """

    number: int
    rejected: Rejected | None = None
    taxpayer: Taxpayer | None = None
    tax: str = ""
    year: str = ""
    instalment: str = ""
    paid_on: date | None = None
    booked_on: date | None = None
    amount: int | None = None
    channel: str | FreeText = ""
    reversal: bool = False
    payment_id: FreeText | bytes | None = None
    slip: FreeText | bytes | None = None

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Payment(number={self.number}, rejected={self.rejected})"


PaymentRow = Payment[str]
"""A row in plain text."""

PAYMENT_FACTS = Payment._fields.index("tax")
"""Index of the first field that is not about the person."""

_MOST_CACHED = 4_096
_NO_ID = re.compile(r"[-0*]*|なし|無し?|不明|null")


_TAXPAYER, _PAID_ON, _BOOKED_ON, _AMOUNT, _CHANNEL, _REVERSAL, _SLIP = map(
    Payment._fields.index, ("taxpayer", "paid_on", "booked_on", "amount", "channel", "reversal", "slip")
)


def make_payment_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], PaymentRow]:
    """Make a reader for rows of a payment file. The cells must fit the layout; the reader never raises.

    Every field after `taxpayer` is converted.
    """
    convert = context.convert
    readers = {**make_debt_readers(context.tables), **_READERS}
    cell_readers = CellReaders(layout, Payment._fields, readers, convert)
    natures = _NatureReader(layout, convert)
    correct_sum = _make_sum_corrector(layout, convert)
    taxpayer_at, people = layout.positions[Column.TAXPAYER], PersonReader()
    telling = [layout.positions[column] for column in _PROVE_PAYMENT if column in layout.positions]
    blank: list[Any] = [*PaymentRow(0)[:PAYMENT_FACTS], *map(convert, PaymentRow(0)[PAYMENT_FACTS:])]
    nothing, no_yen, yes, refund = map(convert, (None, 0, True, REFUND))
    refund_days = list_refund_days(layout)
    booked_at = layout.positions.get(Column.BOOKED_ON)
    slip_at = find_slip_column(layout)

    def find_last_day(cells: Sequence[str]) -> date | None:
        """The day when the city booked the row, or gave its sum back: from then on its payer is held."""
        places = [*refund_days, *([] if booked_at is None else [booked_at])]
        days = [read_day(cells[at].strip()).value for at in places]
        return max((day for day in days if day and day <= context.today), default=None)

    make: Callable[[type[PaymentRow], list[Any]], PaymentRow] = tuple.__new__
    has_no_paid_day = layout.positions[Column.PAID_ON] == layout.positions.get(Column.BOOKED_ON)

    def read(number: int, cells: Sequence[str]) -> PaymentRow:
        row = blank.copy()
        found: list[CellResult[Any]] = []
        taxpayer, id_fault = people.read(cells[taxpayer_at])
        if id_fault:
            found.append(CellResult(None, id_fault))
        cell_readers.read(cells, row, found)
        is_unpaid = natures.read(cells, row)
        if row[_REVERSAL] == yes or row[_CHANNEL] == refund:
            found = [one for one in found if one.value is None or one.fault is not Rejected.BAD_AMOUNT]
        if row[_PAID_ON] == nothing:  # one day holds the payer as well as two
            row[_PAID_ON] = row[_BOOKED_ON]
            if row[_PAID_ON] == nothing:
                found.append(CellResult(None, Rejected.BAD_DATE))
        if has_no_paid_day:
            row[_PAID_ON] = nothing
        if (fault := correct_sum(cells, row)) is not None:
            found.append(CellResult(None, fault))
        if is_unpaid:
            row[_AMOUNT] = no_yen
        if refund_days and row[_CHANNEL] == refund:
            row[_BOOKED_ON] = convert(find_last_day(cells))
        if slip_at is not None:
            row[_SLIP] = convert(read_slip_number(cells[slip_at].strip()).value)
        row[0], row[_TAXPAYER] = number, taxpayer
        if found and (fault := find_first_fault(found)):
            says_something = any(not is_nothing(fold_cell(cells[at])) for at in telling)
            if isinstance(taxpayer, Rejected) or not says_something:
                return Payment(number, fault)
            row[1] = fault
        return make(Payment, row)  # like `_make`, without its check of the length

    return read


def _make_sum_corrector(layout: Layout, convert: Converter) -> Callable[[Sequence[str], list[Any]], Rejected | None]:
    """Make a function that sets the amount of a row by its other sums, or returns the fault of a row without a sum."""
    amount_at, amount_field = layout.positions[Column.AMOUNT], Payment._fields.index("amount")
    others = [layout.positions[column] for column in _NO_DEBT if column in layout.positions]
    is_tax_alone = "本税" in layout.heading[amount_at]
    parts = [] if is_tax_alone else [at for at in others if _PART.search(fold_cell(layout.heading[at]))]
    may_be_nothing = (convert(None), convert(0))

    def correct(cells: Sequence[str], row: list[Any]) -> Rejected | None:
        if row[amount_field] in may_be_nothing and _is_nothing(cells[amount_at]):
            if all(_is_nothing(cells[place]) for place in others):
                return Rejected.BAD_AMOUNT
            row[amount_field] = convert(0)
        elif parts and isinstance(paid := read_yen(cells[amount_at].strip()), Yen):
            row[amount_field] = convert(paid.amount - _add_yen([cells[place] for place in parts], paid.amount))
        return None

    return correct


def _add_yen(cells: Sequence[str], most: int) -> int:
    """The sum of parts of an amount; 0 if they are more than it (`most`), and so are none of it."""
    total = sum(read.amount for cell in cells if isinstance(read := read_yen(cell.strip()), Yen))
    return total if total <= most else 0


_PART = re.compile(r"(?:^|[(|])(?:内|うち)")
"""A sum that is a part of the amount: うち延滞金, 納付額(内延滞金)."""
_NATURE = {"channel": Column.CHANNEL, "stage": Column.STAGE, "reversal": Column.REVERSAL}


class _NatureReader(dict[tuple[str, ...], tuple[Any, Any, bool]]):
    """Reads channel and reversal from their columns together, once for each distinct group of cells.

    Of the channel, the best column counts; of the others, all.
    """

    def __init__(self, layout: Layout, convert: Converter) -> None:
        super().__init__()
        self._convert = convert
        found = [(name, layout.places[column]) for name, column in _NATURE.items() if column in layout.places]
        pairs = [(name, at) for name, places in found for at in (places[:1] if name == "channel" else places)]
        self._names = [name for name, _ in pairs]
        self._readers = [find_row_word(layout, at) or itemgetter(at) for _, at in pairs]
        self._channel_at, self._reversal_at = (Payment._fields.index(name) for name in ("channel", "reversal"))

    def read(self, cells: Sequence[str], row: list[Any]) -> bool:
        """Set the fields of a row, and return whether it says that nothing was paid."""
        if not self._readers:
            return False
        row[self._channel_at], row[self._reversal_at], is_unpaid = self[tuple([read(cells) for read in self._readers])]
        return is_unpaid

    def __missing__(self, cells: tuple[str, ...]) -> tuple[Any, Any, bool]:
        if len(self) >= _MOST_CACHED:
            self.clear()
        said: dict[str, list[str]] = {name: [] for name in _NATURE}
        for name, cell in zip(self._names, cells, strict=True):
            said[name].append(cell)
        nature: PaymentNature = read_nature(*("\n".join(said[name]) for name in _NATURE))
        known = self[cells] = self._convert(nature.channel), self._convert(nature.reversal), nature.unpaid
        return known


_PROVE_PAYMENT = (Column.PAID_ON, Column.BOOKED_ON, Column.AMOUNT)
"""With any of these, a row that cannot be read tells that somebody paid; lists of all debts leave them blank."""
_NO_DEBT = (Column.LATE_CHARGE, Column.DEMAND_FEE)
"""Sums that pay no debt. A row with one of these alone says that somebody paid, and pays 0 yen of a debt."""


@lru_cache(maxsize=4096)
def _is_nothing(cell: str) -> bool:
    """Whether a cell of a sum says that nothing was paid."""
    found = read_yen(cell)
    return found is None or (isinstance(found, Yen) and found.amount == 0)


def _read_day_if_clear(cell: str) -> CellResult[Any]:
    """A day; None if it cannot be read. A row that has one of its two days is a payment."""
    return CellResult(read_day(cell).value)


_NEGATIVE = re.compile(r"(?:[-−▲△]|マイナス)(.+)|\((.+)\)|(.*[0-9円])[-−]")


def _read_paid_sum(cell: str) -> CellResult[Any]:
    """An amount in yen. A negative one (▲12,000) has a value and a fault: it is right where money was given back."""
    found = read_sum(cell)
    negative = _NEGATIVE.fullmatch(clean_cell(cell)) if found.fault else None
    amount = read_yen(next(filter(None, negative.groups())).strip()) if negative else None
    return CellResult(amount.amount, Rejected.BAD_AMOUNT) if isinstance(amount, Yen) and amount.amount else found


def _read_payment_id(cell: str) -> CellResult[Any]:
    """The city's id of a payment, without what spreadsheets change; digits that are lost (1.2E+11) make no id."""
    text = read_taxpayer(normalise_cell(cell).replace("-", ""))
    if isinstance(text, Rejected) or _NO_ID.fullmatch(text.casefold()):
        return CellResult(None)
    return CellResult(FreeText(normalise_taxpayer(text)))


_READERS: Mapping[str, tuple[Column, CellReader]] = {
    "paid_on": (Column.PAID_ON, _read_day_if_clear),
    "booked_on": (Column.BOOKED_ON, _read_day_if_clear),
    "amount": (Column.AMOUNT, _read_paid_sum),
    "payment_id": (Column.PAYMENT_ID, _read_payment_id),
}
