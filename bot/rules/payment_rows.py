"""One row of a payment file (消込) in clear: it exists only inside the files' own process."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.rules.cells import is_reversal, plain, read_taxpayer
from bot.rules.columns import Layout
from bot.rules.debts import read_instalment, read_tax, read_tax_year
from bot.rules.headings import Column
from bot.rules.reading import Reading
from bot.rules.reasons import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """What a row says of one payment. `amount` is in yen; `channel` is the file's word, in one form of its characters.

    `paid_on` is when the citizen paid, `booked_on` when the city learnt of it (None: the file does not say);
    `reversal` takes an earlier payment back. A rejected row carries its reason and nothing else.
    """

    number: int
    rejected: Rejected | None = None
    tax: str = ""
    year: str = ""
    instalment: str = ""
    paid_on: date | None = None
    booked_on: date | None = None
    amount: int | None = None
    channel: str = ""
    reversal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow(PaymentFacts):
    """A row with the person who paid, in clear."""

    taxpayer: str | None = field(default=None, repr=False)


def read_payment(number: int, cells: Sequence[str], layout: Layout) -> PaymentRow:
    """One row of a payment file; `cells` fit the layout. It never raises."""
    row = Reading(cells, layout)
    channel = plain(row.text(Column.CHANNEL) or "")
    reversal = row.checked(is_reversal(row.text(Column.REVERSAL) or ""))
    read = PaymentRow(
        number=number,
        taxpayer=row.checked(read_taxpayer(row.text(Column.TAXPAYER) or "")),
        tax=read_tax(row.text(Column.TAX) or ""),
        year=read_tax_year(row.text(Column.YEAR) or ""),
        instalment=read_instalment(row.text(Column.INSTALMENT) or ""),
        paid_on=row.day(Column.PAID_ON, required=True),
        booked_on=row.day(Column.BOOKED_ON),
        amount=row.yen(Column.AMOUNT, required=True),
        channel=channel,
        reversal=bool(reversal) or "取消" in channel,
    )
    return PaymentRow(number=number, rejected=row.rejected) if row.rejected else read
