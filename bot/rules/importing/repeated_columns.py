"""Columns that mean the same: of their cells in a row, the one counts that messages the fewest people.

Core systems write 最終納付日 beside 最終収納日, or 納付約束日 beside 納付予定日, and leave one of them blank.
Columns that only let people in (calls, demand notices) and those of the person are not merged: there, the best heading
counts alone. Of several due dates the last one counts: after 変更後納期限, not after 納期限.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.rules.importing.cells import Yen, fold_cell, is_clear_no, is_nothing, read_yen
from bot.rules.importing.dates import ReadDay, read_date
from bot.rules.importing.debts import is_known_instalment, is_known_tax, read_instalment, read_tax
from bot.rules.importing.headings import Column
from bot.rules.importing.owners import Owner, read_owner

_MADE = frozenset({"有", "有り", "あり", "1", "01", "○", "〇", "◯", "済", "約束", "約束あり", "約束有"})
_ARREARS = re.compile("滞|繰|過年")
Choose = Callable[[Sequence[str]], str]


def _choose_first(cells: Sequence[str]) -> str:
    return next((cell for cell in cells if not is_nothing(fold_cell(cell))), cells[0])


def _choose_last_day(cells: Sequence[str]) -> str:
    """The latest day."""
    days = [(read.day, cell) for cell in cells if isinstance(read := read_date(cell.strip()), ReadDay)]
    return max(days)[1] if days else _choose_first(cells)


def _choose_promise(cells: Sequence[str]) -> str:
    """A promise whose day cannot be read, which holds its person; else the latest day. 有 beside a day adds nothing."""
    given = [cell for cell in cells if not is_clear_no(cell)]
    days = [cell for cell in given if isinstance(read_date(cell.strip()), ReadDay)]
    unread = [cell for cell in given if cell not in days and not (days and fold_cell(cell) in _MADE)]
    return unread[0] if unread else _choose_last_day(cells)


def _choose_due_day(cells: Sequence[str]) -> str:
    """A due date that cannot be read, so that its row is not used; else the latest one."""
    return _choose_promise(cells)


def _choose_arrears(cells: Sequence[str]) -> str:
    return next((cell for cell in cells if _ARREARS.search(cell)), _choose_first(cells))


def _choose_owner(cells: Sequence[str]) -> str:
    found = {read_owner(cell): cell for cell in cells}
    return found.get(Owner.OTHER) or found.get(Owner.UNKNOWN) or cells[0]


def _choose_least_yen(cells: Sequence[str]) -> str:
    """The least sum that is unpaid."""
    sums = [(read.amount, cell) for cell in cells if isinstance(read := read_yen(cell.strip()), Yen)]
    return min(sums)[1] if sums else _choose_first(cells)


def _make_known_chooser(is_known: Callable[[str], bool]) -> Choose:
    """The first cell that is known: 税目名 beside a 税目 of codes."""
    return lambda cells: next(filter(is_known, cells), None) or _choose_first(cells)


_CHOICES: Mapping[Column, Choose] = {
    Column.TAX: _make_known_chooser(lambda cell: is_known_tax(read_tax(cell))),
    Column.INSTALMENT: _make_known_chooser(lambda cell: is_known_instalment(read_instalment(cell))),
    Column.PROMISED_ON: _choose_promise,
    Column.LAST_PAID_ON: _choose_last_day,
    Column.DUE_ON: _choose_due_day,
    Column.PAID_ON: _choose_first,
    Column.BOOKED_ON: _choose_last_day,
    Column.ARREARS: _choose_arrears,
    Column.RELATION: _choose_owner,
}


def make_merger(places_of: Mapping[Column, Sequence[int]]) -> Callable[[Sequence[str]], Sequence[str]] | None:
    """Make a function that puts the cell that counts at the place of the best heading; None if nothing is to merge.

    `places_of`: the positions of each column, of the best heading first.
    """
    # A sum of a payment is not replaced by another one: the other may have fees and charges, which pay no debt.
    choices = _CHOICES if Column.PAID_ON in places_of else {**_CHOICES, Column.AMOUNT: _choose_least_yen}
    merged = [
        (places, choices[column]) for column, places in places_of.items() if column in choices and len(places) > 1
    ]
    if not merged:
        return None

    def merge(cells: Sequence[str]) -> Sequence[str]:
        found = list(cells)
        for places, choose in merged:
            found[places[0]] = choose([cells[place] for place in places])
        return found

    return merge
