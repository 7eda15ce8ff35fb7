"""How a row passes from the files' process to ours: a JSON list, personal data sealed, which `sealing` wrote.

JSON, because the reading process is not trusted: whatever it answers, nothing but plain values can come of it. (A
binary framing would save a tenth of the time; marshal and pickle can be made to harm who reads them.)
"""

from datetime import date, time
from functools import lru_cache
from typing import Any

from bot.files.sealed import SealedCall, SealedDecision, SealedExclusion, SealedPayment, SealedPhone
from bot.rules.call_results import CallResult
from bot.rules.call_rows import Call
from bot.rules.decision_rows import Decision
from bot.rules.exclusion_grounds import Ground
from bot.rules.exclusion_rows import Exclusion
from bot.rules.payment_rows import Payment
from bot.rules.reasons import Rejected
from bot.rules.shared import Mark
from bot.vault import Sealed

Line = list[Any]
"""One row, as JSON has it; a rejected row is only [number, reason]. Those of a target list go into the store so."""

_KEY = 32


def payment(line: Line) -> SealedPayment:
    """The row that `Sealer.persons` made."""
    if len(line) == 2:
        return Payment(line[0], Rejected(line[1]))
    number, taxpayer, tax, year, instalment, paid_on, booked_on, amount, channel, reversal = line
    return Payment(
        number,
        None,
        _sealed(taxpayer),
        tax,
        year,
        instalment,
        _day(paid_on),
        _day(booked_on),
        amount,
        channel,
        reversal,
    )


def call(line: Line) -> SealedCall:
    """The row that `Sealer.calls` made."""
    if len(line) == 2:
        return Call(line[0], Rejected(line[1]))
    number, taxpayer, phone, shown, mobile, called_on, called_time, result, promised_on, unclear, several = line
    return Call(
        number,
        None,
        _sealed(taxpayer),
        None if phone is None else _phone(phone, shown, mobile),
        _day(called_on),
        None if called_time is None else time.fromisoformat(called_time),
        CallResult(result),
        _day(promised_on),
        unclear,
        several,
    )


def exclusion(line: Line) -> SealedExclusion:
    """The row that `Sealer.persons` made."""
    if len(line) == 2:
        return Exclusion(line[0], Rejected(line[1]))
    number, taxpayer, as_of, ground = line
    return Exclusion(number, None, _sealed(taxpayer), _day(as_of), Ground(ground))


def decision(line: Line) -> SealedDecision:
    """The row that `Sealer.calls` made of a decision."""
    if len(line) == 2:
        return Decision(line[0], Rejected(line[1]))
    number, taxpayer, phone, shown, mobile, list_id, mark = line
    return Decision(number, None, _sealed(taxpayer), _phone(phone, shown, mobile), int(list_id), Mark(mark))


def _sealed(text: str) -> Sealed:
    both = bytes.fromhex(text)
    return Sealed(both[:_KEY], both[_KEY:])


def _phone(text: str, shown: str, mobile: bool) -> SealedPhone:
    both = bytes.fromhex(text)
    return SealedPhone(both[:_KEY], both[_KEY:], shown, mobile)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


@lru_cache(maxsize=1024)
def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
