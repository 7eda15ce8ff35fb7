"""One row of a target list in clear: it exists only inside the files' own process, which seals it before it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.rules.cells import is_arrears, is_excluded, read_count, read_taxpayer, says_no
from bot.rules.columns import Layout
from bot.rules.dates import read_year
from bot.rules.debts import read_instalment, read_tax, read_tax_year
from bot.rules.headings import Column
from bot.rules.phones import Phone, read_phone
from bot.rules.reading import Reading
from bot.rules.reasons import Corrected, Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """What a row says of one debt, and of nobody by name. None: the file has no such column, or the cell is blank.

    `number` is the row as a spreadsheet counts, from 1; `amount` is yen still unpaid; `promised` holds also where no
    date is given. A rejected row carries its reason and nothing else.
    """

    number: int
    rejected: Rejected | None = None
    corrected: tuple[Corrected, ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow(TargetFacts):
    """A row with the person it is about, in clear."""

    taxpayer: str | None = field(default=None, repr=False)
    phone: Phone | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)


def read_target(number: int, cells: Sequence[str], layout: Layout) -> TargetRow:
    """One row of a target list; `cells` fit the layout. It never raises."""
    row = Reading(cells, layout)
    taxpayer = row.checked(read_taxpayer(row.text(Column.TAXPAYER) or ""))
    phone = row.checked(_best([read_phone(cell) for cell in row.phones()]))
    row.repaired(phone.corrected if phone else ())
    promised, promised_on = _promise(row)
    read = TargetRow(
        number=number,
        taxpayer=taxpayer,
        phone=phone,
        name=row.text(Column.NAME) or None,
        tax=read_tax(row.text(Column.TAX) or ""),
        year=read_tax_year(row.text(Column.YEAR) or ""),
        instalment=read_instalment(row.text(Column.INSTALMENT) or ""),
        due_on=row.day(Column.DUE_ON, required=True),
        demanded_on=row.day(Column.DEMANDED_ON),
        amount=row.yen(Column.AMOUNT),
        calls=_calls(row),
        promised=promised,
        promised_on=promised_on,
        flagged=is_excluded(row.text(Column.EXCLUDED) or ""),
        arrears=_arrears(row),
        fiscal_year=_fiscal_year(row),
        phone_obtained_on=row.day(Column.PHONE_OBTAINED_ON),
        corrected=row.corrected,
    )
    return TargetRow(number=number, rejected=row.rejected) if row.rejected else read


def _best(found: list[Phone | Rejected]) -> Phone | Rejected:
    """Of several columns the first mobile number; a faulty one only where there is no good one."""
    numbers = [phone for phone in found if isinstance(phone, Phone)]
    if numbers:
        return next((phone for phone in numbers if phone.mobile), numbers[0])
    return Rejected.INVALID_PHONE if Rejected.INVALID_PHONE in found else Rejected.MISSING_PHONE


def _promise(row: Reading) -> tuple[bool, date | None]:
    """A mark without a date is a promise, too; what has digits must be a date."""
    text = row.text(Column.PROMISED_ON) or ""
    if says_no(text):
        return False, None
    if text == "1" or not any(sign.isdigit() for sign in text):
        return True, None
    return True, row.day(Column.PROMISED_ON)


def _calls(row: Reading) -> int | None:
    text = row.text(Column.CALLS)
    return None if text is None else row.checked(read_count(text))


def _arrears(row: Reading) -> bool | None:
    text = row.text(Column.ARREARS)
    return None if text is None else row.checked(is_arrears(text))


def _fiscal_year(row: Reading) -> int | None:
    text = row.text(Column.FISCAL_YEAR)
    return None if not text else row.checked(read_year(text) or Rejected.BAD_ROW)
