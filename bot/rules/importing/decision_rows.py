"""One row of a file of decisions on shared numbers. In clear it exists only inside the files' own process."""

import re
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple

from bot.model.lists import SharedChoice
from bot.model.reasons import Rejected
from bot.rules.importing.cells import normalise_cell, read_taxpayer
from bot.rules.importing.columns import Layout
from bot.rules.importing.headings import Column
from bot.rules.importing.phones import Phone, read_phone
from bot.rules.importing.row_reader import ValueForm, find_first_fault, keep_value, make_cell_value
from bot.rules.importing.target_rows import Number, Taxpayer
from bot.rules.shared_numbers import read_choice

_LIST = re.compile(r"([1-9][0-9]{0,8})(?:\.0+)?")


class Decision(NamedTuple, Generic[Taxpayer, Number]):
    """What a row says of one person and one number of a list. A rejected row carries its reason only."""

    number: int
    rejected: Rejected | None = None
    taxpayer: Taxpayer | None = None
    phone: Number | None = None
    list_id: int = 0
    mark: SharedChoice = SharedChoice.NONE

    def __repr__(self) -> str:
        """Its place only: a row that is shown in a traceback must name nobody."""
        return f"Decision(number={self.number}, rejected={self.rejected})"


DecisionRow = Decision[str, Phone]
"""A row with the person it is about, in clear."""


def make_decision_reader(layout: Layout, form: ValueForm = keep_value) -> Callable[[int, Sequence[str]], DecisionRow]:
    """What reads the rows of such a file: their number and their cells, which fit the layout. It never raises."""
    taxpayer_at, list_at, mark_at = (
        layout.places[column] for column in (Column.TAXPAYER, Column.LIST, Column.DECISION)
    )
    phone_at = layout.places[Column.PHONE]

    def read(number: int, cells: Sequence[str]) -> DecisionRow:
        taxpayer, phone = read_taxpayer(cells[taxpayer_at]), read_phone(cells[phone_at])
        found = _LIST.fullmatch(normalise_cell(cells[list_at]))
        of_list = int(found[1]) if found else Rejected.BAD_ROW
        fault = find_first_fault([make_cell_value(taxpayer), make_cell_value(phone), make_cell_value(of_list)])
        if fault or isinstance(taxpayer, Rejected) or isinstance(phone, Rejected):
            return Decision(number, fault)
        return Decision(number, None, taxpayer, phone, form(of_list), form(read_choice(cells[mark_at])))

    return read
