"""Decodes the rows of a target list from the lines that the child process writes."""

from datetime import date
from typing import NamedTuple

from bot.files.sealed_rows import SealedLine
from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.target_rows import Target


class SealedValue(NamedTuple):
    """A keyed hash, and the encrypted value."""

    key: bytes
    box: bytes


class SealedPhone(NamedTuple):
    """A number's keyed hash, the encrypted number, and whether it is a mobile one."""

    key: bytes
    box: bytes
    mobile: bool


SealedRow = Target[SealedValue, SealedPhone, bytes]
KEY = 32


def decode_target(line: SealedLine) -> SealedRow:
    """Decode a line that `RowSealer.targets` made."""
    if len(line) == 2:
        return Target(line[0], Rejected(line[1]))
    (
        number, corrected, taxpayer, phone, mobile, name, tax, year, instalment, due_on, demanded_on, amount,
        calls, promised, promised_on, flagged, arrears, fiscal_year, phone_obtained_on, own, language,
        last_called_on, letter_on,
    ) = line  # fmt: skip
    return Target(
        number,
        None,
        _decode_corrected(corrected),
        _split_value(taxpayer),
        _split_phone(phone, mobile),
        bytes.fromhex(name) if name else None,
        tax,
        year,
        instalment,
        _parse_day(due_on),
        _parse_day(demanded_on),
        amount,
        calls,
        promised,
        _parse_day(promised_on),
        flagged,
        arrears,
        fiscal_year,
        _parse_day(phone_obtained_on),
        own,
        language,
        _parse_day(last_called_on),
        _parse_day(letter_on),
    )


def _split_value(text: str) -> SealedValue:
    both = bytes.fromhex(text)
    return SealedValue(both[:KEY], both[KEY:])


def _split_phone(text: str, mobile: bool) -> SealedPhone:
    both = bytes.fromhex(text)
    return SealedPhone(both[:KEY], both[KEY:], mobile)


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decode_corrected(text: str) -> tuple[Corrected, ...]:
    return tuple(map(Corrected, text.split(","))) if text else ()
