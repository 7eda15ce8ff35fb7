"""Rows of a file of suppressions, as nofu writes it. Plain text exists only in the file reader's process."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.model.suppressions import SuppressionReason
from bot.rules.importing.cells import normalise_cell, read_taxpayer
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.phones import Phone, read_phone
from bot.rules.importing.row_reader import RowContext, read_day
from bot.rules.importing.target_rows import Number, Taxpayer


class Suppressed(NamedTuple, Generic[Taxpayer, Number]):
    """A taxpayer, a number or both that get no message. A rejected row has only its reason."""

    number: int
    rejected: Rejected | None = None
    taxpayer: Taxpayer | None = None
    phone: Number | None = None
    reason: SuppressionReason = SuppressionReason.CITY_ORDER
    until: date | None = None

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Suppressed(number={self.number}, rejected={self.rejected})"


SuppressedRow = Suppressed[str, Phone]
"""A row in plain text."""

_REASONS = {reason.value: reason for reason in SuppressionReason}


def make_suppression_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], SuppressedRow]:
    """Make a reader for rows of suppressions. The cells must fit the layout; the reader never raises.

    A code that is not known is the city's order, and a last day that cannot be read is none: nobody gets a message by
    either. Of an id and a number one is enough, also if the other cannot be read.
    """
    positions, convert = layout.positions, context.convert
    reason_at = positions[Column.SUPPRESSION]
    taxpayer_at, phone_at, until_at = (positions.get(one) for one in (Column.TAXPAYER, Column.PHONE, Column.UNTIL))

    def read(number: int, cells: Sequence[str]) -> SuppressedRow:
        taxpayer = Rejected.MISSING_TAXPAYER_ID if taxpayer_at is None else read_taxpayer(cells[taxpayer_at])
        phone = Rejected.MISSING_PHONE if phone_at is None else read_phone(cells[phone_at])
        known_id = None if isinstance(taxpayer, Rejected) else taxpayer
        known_phone = None if isinstance(phone, Rejected) else phone
        if known_id is None and known_phone is None:
            faults: list[Any] = [taxpayer, phone]
            blank = (Rejected.MISSING_TAXPAYER_ID, Rejected.MISSING_PHONE)
            return Suppressed(number, next((one for one in faults if one not in blank), faults[0]))
        reason = _REASONS.get(normalise_cell(cells[reason_at]).casefold(), SuppressionReason.CITY_ORDER)
        until = None if until_at is None else read_day(cells[until_at].strip()).value
        return Suppressed(number, None, known_id, known_phone, convert(reason), convert(until))

    return read
