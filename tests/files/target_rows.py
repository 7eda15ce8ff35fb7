"""Decodes the rows of a target list from the lines that the child process writes."""

from datetime import date
from typing import Any, NamedTuple

from bot.files.sealed_rows import SealedLine
from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.target_rows import TARGET_FACTS, Target


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
DAYS = ("due_on", "demanded_on", "promised_on", "phone_obtained_on", "last_called_on", "letter_on")


def decode_target(line: SealedLine) -> SealedRow:
    """Decode a line that `RowSealer.targets` made."""
    if line[1] in frozenset(Rejected):
        return Target(line[0], Rejected(line[1]))
    number, corrected, taxpayer, phone, mobile, name, *facts = line
    row: SealedRow = Target(
        number,
        None,
        _decode_corrected(corrected),
        _split_value(taxpayer),
        SealedPhone(*_split_value(phone), mobile),
        bytes.fromhex(name) if name else None,
        (),
        None,
        *facts[: len(Target._fields) - TARGET_FACTS],
    )
    days: dict[str, Any] = {field: _parse_day(getattr(row, field)) for field in DAYS}
    return row._replace(**days)


def _split_value(text: str) -> SealedValue:
    both = bytes.fromhex(text)
    return SealedValue(both[:KEY], both[KEY:])


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _decode_corrected(text: str) -> tuple[Corrected, ...]:
    return tuple(map(Corrected, text.split(","))) if text else ()
