"""Rows of a payment file (消込). Plain text exists only in the file reader's process."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.rules.importing.cells import is_reversal, normalise_cell, read_taxpayer
from bot.rules.importing.columns import Layout
from bot.rules.importing.debts import read_instalment, read_tax, read_tax_year
from bot.rules.importing.headings import Column
from bot.rules.importing.row_reader import (
    CellReader,
    CellReaders,
    CellResult,
    RowContext,
    find_first_fault,
    make_cell_result,
    make_word_reader,
    read_day,
    read_needed_day,
    read_needed_sum,
)
from bot.rules.importing.target_rows import Taxpayer


class Payment(NamedTuple, Generic[Taxpayer]):
    """One payment. `amount` is in yen; `channel` is the normalised word of the file.

    `paid_on`: the day when the citizen paid; `booked_on`: the day when the city booked it (None: the file does not
    say); `reversal`: an earlier payment is cancelled. A rejected row has only its reason.
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
    channel: str = ""
    reversal: bool = False

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Payment(number={self.number}, rejected={self.rejected})"


PaymentRow = Payment[str]
"""A row in plain text."""

PAYMENT_FACTS = Payment._fields.index("tax")
"""Index of the first field that is not about the person."""

_CANCELLED = "取消"


def make_payment_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], PaymentRow]:
    """Make a reader for rows of a payment file. The cells must fit the layout; the reader never raises.

    Every field after `taxpayer` is converted.
    """
    convert = context.convert
    cell_readers = CellReaders(layout, Payment._fields, _READERS, convert)
    taxpayer_at = layout.positions[Column.TAXPAYER]
    blank: list[Any] = [*PaymentRow(0)[:PAYMENT_FACTS], *map(convert, PaymentRow(0)[PAYMENT_FACTS:])]
    channel_at, reversal_at = layout.positions.get(Column.CHANNEL), Payment._fields.index("reversal")
    taxpayer_field = Payment._fields.index("taxpayer")

    def read(number: int, cells: Sequence[str]) -> PaymentRow:
        row = blank.copy()
        found: list[CellResult[Any]] = []
        taxpayer = read_taxpayer(cells[taxpayer_at])
        if isinstance(taxpayer, Rejected):
            found.append(make_cell_result(taxpayer))
        cell_readers.read(cells, row, found)
        if found and (fault := find_first_fault(found)):
            return Payment(number, fault)
        row[0], row[taxpayer_field] = number, taxpayer
        if channel_at is not None and _CANCELLED in normalise_cell(cells[channel_at]):
            row[reversal_at] = convert(True)
        return Payment._make(row)

    return read


_READERS: Mapping[str, tuple[Column, CellReader]] = {
    "tax": (Column.TAX, make_word_reader(read_tax)),
    "year": (Column.YEAR, make_word_reader(read_tax_year)),
    "instalment": (Column.INSTALMENT, make_word_reader(read_instalment)),
    "paid_on": (Column.PAID_ON, read_needed_day),
    "booked_on": (Column.BOOKED_ON, read_day),
    "amount": (Column.AMOUNT, read_needed_sum),
    "channel": (Column.CHANNEL, lambda cell: CellResult(normalise_cell(cell))),
    "reversal": (Column.REVERSAL, lambda cell: make_cell_result(is_reversal(cell))),
}
