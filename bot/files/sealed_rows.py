"""Rows as the rest of the program sees them: numbers, names and taxpayers only sealed."""

from datetime import date, time
from functools import lru_cache
from typing import Any, NamedTuple

from bot.model.lists import SharedChoice
from bot.model.reasons import Rejected
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.call_rows import Call
from bot.rules.importing.decision_rows import Decision
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.exclusion_rows import Exclusion
from bot.rules.importing.payment_rows import Payment
from bot.vault import SealedValue


class SealedPhone(NamedTuple):
    """A number: `key` finds equal ones, `box` can be opened with the vault, `mask` may be shown."""

    key: bytes
    box: bytes
    mask: str
    mobile: bool


SealedPayment = Payment[SealedValue]
"""A row of a payment file."""

SealedCall = Call[SealedValue, SealedPhone]
"""A row of a day's call results."""

SealedExclusion = Exclusion[SealedValue]
"""A row of an exclusion file."""

SealedDecision = Decision[SealedValue, SealedPhone]
"""A row of a file of decisions on shared numbers."""

SealedLine = list[Any]
"""One row, as JSON has it; a rejected row is only [number, reason]. Those of a target list go into the store so."""

_KEY = 32


def read_payment(line: SealedLine) -> SealedPayment:
    """The row that `Sealer.persons` made."""
    if len(line) == 2:
        return Payment(line[0], Rejected(line[1]))
    number, taxpayer, tax, year, instalment, paid_on, booked_on, amount, channel, reversal = line
    return Payment(
        number,
        None,
        _read_sealed(taxpayer),
        tax,
        year,
        instalment,
        _read_day(paid_on),
        _read_day(booked_on),
        amount,
        channel,
        reversal,
    )


def read_call(line: SealedLine) -> SealedCall:
    """The row that `Sealer.calls` made."""
    if len(line) == 2:
        return Call(line[0], Rejected(line[1]))
    number, taxpayer, phone, shown, mobile, called_on, called_time, result, promised_on, unclear, several = line
    return Call(
        number,
        None,
        _read_sealed(taxpayer),
        None if phone is None else _read_phone(phone, shown, mobile),
        _read_day(called_on),
        None if called_time is None else time.fromisoformat(called_time),
        CallResult(result),
        _read_day(promised_on),
        unclear,
        several,
    )


def read_exclusion(line: SealedLine) -> SealedExclusion:
    """The row that `Sealer.persons` made."""
    if len(line) == 2:
        return Exclusion(line[0], Rejected(line[1]))
    number, taxpayer, as_of, ground = line
    return Exclusion(number, None, _read_sealed(taxpayer), _read_day(as_of), ExclusionGround(ground))


def read_decision(line: SealedLine) -> SealedDecision:
    """The row that `Sealer.calls` made of a decision."""
    if len(line) == 2:
        return Decision(line[0], Rejected(line[1]))
    number, taxpayer, phone, shown, mobile, list_id, mark = line
    return Decision(
        number, None, _read_sealed(taxpayer), _read_phone(phone, shown, mobile), int(list_id), SharedChoice(mark)
    )


def _read_sealed(text: str) -> SealedValue:
    both = bytes.fromhex(text)
    return SealedValue(both[:_KEY], both[_KEY:])


def _read_phone(text: str, shown: str, mobile: bool) -> SealedPhone:
    both = bytes.fromhex(text)
    return SealedPhone(both[:_KEY], both[_KEY:], shown, mobile)


def _read_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


@lru_cache(maxsize=1024)
def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
