"""One row of a payment file (消込). In clear it exists only inside the files' own process."""

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
    CellValue,
    ValueForm,
    find_first_fault,
    keep_value,
    make_cell_value,
    make_word_reader,
    read_day,
    read_needed_day,
    read_needed_sum,
)
from bot.rules.importing.target_rows import Taxpayer


class Payment(NamedTuple, Generic[Taxpayer]):
    """What a row says of one payment. `amount` is in yen; `channel` is the file's word, in one form of its characters.

    `paid_on` is when the citizen paid, `booked_on` when the city learnt of it (None: the file does not say);
    `reversal` takes an earlier payment back. A rejected row carries its reason and nothing else.
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
        """Its place only: a row that is shown in a traceback must name nobody."""
        return f"Payment(number={self.number}, rejected={self.rejected})"


PaymentRow = Payment[str]
"""A row with the person who paid, in clear."""

PAYMENT_FACTS = Payment._fields.index("tax")
"""Where the facts begin."""

_TAKEN_BACK = "取消"


def make_payment_reader(layout: Layout, form: ValueForm = keep_value) -> Callable[[int, Sequence[str]], PaymentRow]:
    """What reads the rows of a payment file: their number and their cells, which fit the layout. It never raises.

    `form` is what every fact (the fields behind `taxpayer`) is put into, once for each writing of a cell.
    """
    cells_of = CellReaders(layout, Payment._fields, _READERS, form)
    taxpayer_at = layout.places[Column.TAXPAYER]
    blank: list[Any] = [*PaymentRow(0)[:PAYMENT_FACTS], *map(form, PaymentRow(0)[PAYMENT_FACTS:])]
    channel_at, reversal_at = layout.places.get(Column.CHANNEL), Payment._fields.index("reversal")
    taxpayer_field = Payment._fields.index("taxpayer")

    def read(number: int, cells: Sequence[str]) -> PaymentRow:
        row = blank.copy()
        found: list[CellValue[Any]] = []
        taxpayer = read_taxpayer(cells[taxpayer_at])
        if isinstance(taxpayer, Rejected):
            found.append(make_cell_value(taxpayer))
        cells_of.read(cells, row, found)
        if found and (fault := find_first_fault(found)):
            return Payment(number, fault)
        row[0], row[taxpayer_field] = number, taxpayer
        if channel_at is not None and _TAKEN_BACK in normalise_cell(cells[channel_at]):
            row[reversal_at] = form(True)
        return Payment._make(row)

    return read


_READERS: Mapping[str, tuple[Column, CellReader]] = {
    "tax": (Column.TAX, make_word_reader(read_tax)),
    "year": (Column.YEAR, make_word_reader(read_tax_year)),
    "instalment": (Column.INSTALMENT, make_word_reader(read_instalment)),
    "paid_on": (Column.PAID_ON, read_needed_day),
    "booked_on": (Column.BOOKED_ON, read_day),
    "amount": (Column.AMOUNT, read_needed_sum),
    "channel": (Column.CHANNEL, lambda cell: CellValue(normalise_cell(cell))),
    "reversal": (Column.REVERSAL, lambda cell: make_cell_value(is_reversal(cell))),
}
