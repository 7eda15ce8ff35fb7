"""Rows of a provider's list of numbers that want no messages. Plain text exists only in the file reader's process."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.rules.importing.cells import normalise_cell
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.phones import Phone, read_phone
from bot.rules.importing.row_reader import Converter, RowContext
from bot.rules.importing.target_rows import Number


class StopMark(StrEnum):
    """What a row says of its number: it wants no messages, or the person has taken that back."""

    STOPPED = "stopped"
    LIFTED = "lifted"


class Stop(NamedTuple, Generic[Number]):
    """A number of a provider's list. A rejected row has only its reason."""

    number: int
    rejected: Rejected | None = None
    phone: Number | None = None
    mark: StopMark = StopMark.STOPPED

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Stop(number={self.number}, rejected={self.rejected})"


StopRow = Stop[Phone]
"""A row in plain text."""

_LIFTED = frozenset(
    {
        *("解除", "停止解除", "配信停止解除", "解除済", "解除済み", "再開", "配信再開", "再開済", "再開済み", "受信可"),
        *("start", "unstop", "subscribed", "opted-in", "opted in", "opt-in", "lifted"),
    }
)
"""Words that end a stop. Every other cell, also a blank one, is a stop: the list is one of numbers to leave alone, and
"0", "active" or 取消 may mean either."""


def read_mark(cell: str) -> StopMark:
    """Return what a cell of the column of marks says."""
    return StopMark.LIFTED if normalise_cell(cell).casefold() in _LIFTED else StopMark.STOPPED


def make_stop_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], StopRow]:
    """Make a reader for rows of a list of stops. The cells must fit the layout; the reader never raises."""
    phone_at, mark_at, convert = layout.positions[Column.PHONE], layout.positions.get(Column.STOPPED), context.convert

    def read(number: int, cells: Sequence[str]) -> StopRow:
        phone = read_phone(cells[phone_at])
        if isinstance(phone, Rejected):
            return Stop(number, phone)
        return Stop(number, None, phone, convert(StopMark.STOPPED if mark_at is None else read_mark(cells[mark_at])))

    return read


def strike_stop(row: Stop[Any], convert: Converter) -> Stop[Any]:
    """A struck row that ends a stop is not read; a struck stop still holds."""
    return row if row.rejected or row.mark != convert(StopMark.LIFTED) else Stop(row.number, Rejected.STRUCK_ROW)
