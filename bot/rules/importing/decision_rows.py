"""Rows of a file of decisions on shared numbers. Plain text exists only in the file reader's process."""

import re
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple

from bot.model.lists import SharedChoice
from bot.model.reasons import Rejected
from bot.rules.importing.cells import normalise_cell, read_taxpayer
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.phones import Phone, read_phone
from bot.rules.importing.row_reader import RowContext, find_first_fault, make_cell_result
from bot.rules.importing.target_rows import Number, Taxpayer
from bot.rules.shared_numbers import read_choice

_LIST = re.compile(r"([1-9][0-9]{0,8})(?:\.0+)?")


class Decision(NamedTuple, Generic[Taxpayer, Number]):
    """The decision on one person and one number of a list. A rejected row has only its reason."""

    number: int
    rejected: Rejected | None = None
    taxpayer: Taxpayer | None = None
    phone: Number | None = None
    list_id: int = 0
    mark: SharedChoice = SharedChoice.NONE

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Decision(number={self.number}, rejected={self.rejected})"


DecisionRow = Decision[str, Phone]
"""A row in plain text."""


def make_decision_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], DecisionRow]:
    """Make a reader for rows of a file of decisions. The cells must fit the layout; the reader never raises."""
    taxpayer_at, list_at, mark_at = (
        layout.positions[column] for column in (Column.TAXPAYER, Column.LIST, Column.DECISION)
    )
    phone_at, convert = layout.positions[Column.PHONE], context.convert

    def read(number: int, cells: Sequence[str]) -> DecisionRow:
        taxpayer, phone = read_taxpayer(cells[taxpayer_at]), read_phone(cells[phone_at])
        found = _LIST.fullmatch(normalise_cell(cells[list_at]))
        of_list = int(found[1]) if found else Rejected.BAD_ROW
        fault = find_first_fault([make_cell_result(taxpayer), make_cell_result(phone), make_cell_result(of_list)])
        if fault or isinstance(taxpayer, Rejected) or isinstance(phone, Rejected):
            return Decision(number, fault)
        return Decision(number, None, taxpayer, phone, convert(of_list), convert(read_choice(cells[mark_at])))

    return read
