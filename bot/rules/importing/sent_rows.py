"""Rows of a provider's own list of what was sent. Plain text exists only in the file reader's process."""

import re
from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.rules.importing.call_rows import read_day_and_time
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.phones import Phone, read_phone
from bot.rules.importing.row_reader import RowContext
from bot.rules.importing.target_rows import Number

_REFERENCE = re.compile(r"nofu:[0-9a-f]{24}")


class Sent(NamedTuple, Generic[Number]):
    """A message of a provider's list: its number, when it was taken (JST), and our reference; None: the list has none.

    A rejected row has only its reason. What became of the message is not read: a failed one was handed over, too.
    """

    number: int
    rejected: Rejected | None = None
    phone: Number | None = None
    reference: str | None = None
    sent_on: date | None = None
    sent_time: time | None = None

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Sent(number={self.number}, rejected={self.rejected})"


SentRow = Sent[Phone]
"""A row in plain text."""


def make_sent_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], SentRow]:
    """Make a reader for rows of a list of what was sent. The cells must fit the layout; the reader never raises.

    Of a reference only one of nofu's own form leaves the process.
    """
    positions, convert = layout.positions, context.convert
    phone_at, sent_at = positions[Column.PHONE], positions[Column.SENT_ON]
    time_at, reference_at = positions.get(Column.SENT_TIME), positions.get(Column.REFERENCE)

    def read(number: int, cells: Sequence[str]) -> SentRow:
        phone = read_phone(cells[phone_at])
        if isinstance(phone, Rejected):
            return Sent(number, phone)
        day, clock = read_day_and_time(cells[sent_at].strip(), "" if time_at is None else cells[time_at].strip())
        if day.value is None or clock.value is None:  # without a time, it may be another message to the number
            return Sent(number, Rejected.BAD_DATE)
        text = "" if reference_at is None else cells[reference_at].strip()
        reference = text if _REFERENCE.fullmatch(text) else None
        return Sent(number, None, phone, *map(convert, (reference, day.value, clock.value)))

    return read
