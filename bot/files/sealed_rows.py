"""Rows as they leave the reading process: numbers, names and taxpayers only as keyed hashes or encrypted."""

from datetime import date, time
from functools import lru_cache
from typing import Any

from bot.model.lists import SharedChoice
from bot.model.reasons import Rejected
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.call_rows import Call
from bot.rules.importing.decision_rows import Decision
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.exclusion_rows import Exclusion
from bot.rules.importing.payment_rows import Payment

SealedPayment = Payment[bytes]
"""A row of a payment file."""

SealedCall = Call[bytes, bytes]
"""A row of a day's call results."""

SealedExclusion = Exclusion[bytes]
"""A row of an exclusion file."""

SealedDecision = Decision[bytes, bytes]
"""A row of a file of decisions on shared numbers."""

SealedLine = list[Any]
"""One row, as JSON has it; a rejected row is only [number, reason]. Those of a target list go into the store so."""


def read_payment(line: SealedLine) -> SealedPayment:
    """The row that `Sealer.persons` made."""
    if len(line) == 2:
        return Payment(line[0], Rejected(line[1]))
    number, taxpayer, tax, year, instalment, paid_on, booked_on, amount, channel, reversal = line
    return Payment(
        number,
        None,
        bytes.fromhex(taxpayer),
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
    number, taxpayer, phone, called_on, called_time, result, promised_on, unclear, several = line
    return Call(
        number,
        None,
        bytes.fromhex(taxpayer),
        None if phone is None else bytes.fromhex(phone),
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
    return Exclusion(number, None, bytes.fromhex(taxpayer), _read_day(as_of), ExclusionGround(ground))


def read_decision(line: SealedLine) -> SealedDecision:
    """The row that `Sealer.calls` made of a decision."""
    if len(line) == 2:
        return Decision(line[0], Rejected(line[1]))
    number, taxpayer, phone, list_id, mark = line
    return Decision(number, None, bytes.fromhex(taxpayer), bytes.fromhex(phone), int(list_id), SharedChoice(mark))


@lru_cache(maxsize=1024)
def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
