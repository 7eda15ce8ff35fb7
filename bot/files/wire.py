"""How a row passes from the files' process to ours: a JSON list, personal data sealed. Both directions stand here."""

from datetime import date
from typing import Any

from bot.files.sealed import SealedPayment, SealedPhone, SealedRow
from bot.rules.cells import taxpayer_key
from bot.rules.payment_rows import PaymentRow
from bot.rules.phones import Phone, mask
from bot.rules.reasons import Corrected, Rejected
from bot.rules.rows import TargetRow
from bot.vault import Sealed, Vault

Line = list[Any]
"""One row, as JSON has it; a rejected row is only [number, reason]."""


def seal_target(row: TargetRow, vault: Vault) -> Line:
    """A row of a target list, sealed."""
    if row.rejected:
        return [row.number, row.rejected]
    return [
        row.number,
        row.corrected,
        _seal_taxpayer(row.taxpayer, vault),
        _seal_phone(row.phone, vault),
        vault.seal("name", row.name).box.hex() if row.name else None,
        row.tax,
        row.year,
        row.instalment,
        _text(row.due_on),
        _text(row.demanded_on),
        row.amount,
        row.calls,
        row.promised,
        _text(row.promised_on),
        row.flagged,
        row.arrears,
        row.fiscal_year,
        _text(row.phone_obtained_on),
    ]


def target(line: Line) -> SealedRow:
    """The row that `seal_target` made."""
    if len(line) == 2:
        return SealedRow(number=line[0], rejected=Rejected(line[1]))
    return SealedRow(
        number=line[0],
        corrected=tuple(map(Corrected, line[1])),
        taxpayer=_taxpayer(line[2]),
        phone=_phone(line[3]),
        name=bytes.fromhex(line[4]) if line[4] else None,
        tax=line[5],
        year=line[6],
        instalment=line[7],
        due_on=_day(line[8]),
        demanded_on=_day(line[9]),
        amount=line[10],
        calls=line[11],
        promised=line[12],
        promised_on=_day(line[13]),
        flagged=line[14],
        arrears=line[15],
        fiscal_year=line[16],
        phone_obtained_on=_day(line[17]),
    )


def seal_payment(row: PaymentRow, vault: Vault) -> Line:
    """A row of a payment file, sealed."""
    if row.rejected:
        return [row.number, row.rejected]
    return [
        row.number,
        _seal_taxpayer(row.taxpayer, vault),
        row.tax,
        row.year,
        row.instalment,
        _text(row.paid_on),
        _text(row.booked_on),
        row.amount,
        row.channel,
        row.reversal,
    ]


def payment(line: Line) -> SealedPayment:
    """The row that `seal_payment` made."""
    if len(line) == 2:
        return SealedPayment(number=line[0], rejected=Rejected(line[1]))
    return SealedPayment(
        number=line[0],
        taxpayer=_taxpayer(line[1]),
        tax=line[2],
        year=line[3],
        instalment=line[4],
        paid_on=_day(line[5]),
        booked_on=_day(line[6]),
        amount=line[7],
        channel=line[8],
        reversal=line[9],
    )


def _seal_taxpayer(taxpayer: str | None, vault: Vault) -> Line | None:
    if taxpayer is None:
        return None
    return [vault.find("taxpayer", taxpayer_key(taxpayer)).hex(), vault.seal("taxpayer", taxpayer).box.hex()]


def _seal_phone(phone: Phone | None, vault: Vault) -> Line | None:
    if phone is None:
        return None
    sealed = vault.seal("phone", phone.digits)
    return [sealed.key.hex(), sealed.box.hex(), mask(phone.digits), phone.mobile]


def _taxpayer(line: Line | None) -> Sealed | None:
    return Sealed(bytes.fromhex(line[0]), bytes.fromhex(line[1])) if line else None


def _phone(line: Line | None) -> SealedPhone | None:
    return SealedPhone(bytes.fromhex(line[0]), bytes.fromhex(line[1]), line[2], line[3]) if line else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
