"""The number that is printed on a slip (納付書): eL番号, 納付番号. It names the debts that the slip pays.

An eL番号 consists of 収納機関番号, 納付番号, 確認番号 and 納付区分
(https://www.city.musashino.lg.jp/kurashi_tetsuzuki/zeikin/zeikin_oshirase/1034937.html). Of its parts, only 納付番号
identifies a slip.
"""

from typing import Any

from bot.model.reasons import Rejected
from bot.rules.importing.cells import normalise_cell, normalise_taxpayer, read_taxpayer
from bot.rules.importing.free_text import FreeText
from bot.rules.importing.heading_names import normalise_heading, strip_brackets
from bot.rules.importing.headings import SLIP_NUMBERS, Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.row_reader import CellResult

_LEAST_SIGNS = 8
"""A shorter number may be a running one, which another file gives to somebody else."""
_EXACT_DIGITS = 15
"""Spreadsheets keep so many digits of a number, and write zeros for the others."""
_RANKS = {normalise_heading(name): rank for rank, name in enumerate(SLIP_NUMBERS)}


def find_slip_column(layout: Layout) -> int | None:
    """The position of the column of slip numbers; None without one. A payment file may have it as the payment's id."""
    chosen = layout.places.get(Column.SLIP_NUMBER, ())
    ids = layout.places.get(Column.PAYMENT_ID, ())
    ranks = {at: _RANKS.get(strip_brackets(normalise_heading(layout.heading[at]))) for at in (*chosen, *ids)}
    found = [(-1 if rank is None else rank, at) for at, rank in ranks.items() if at in chosen or rank is not None]
    return min(found)[1] if found else None


def read_slip_number(cell: str) -> CellResult[Any]:
    """A slip's number as text to seal; None if it is blank, short, or not exact any more."""
    text = read_taxpayer(normalise_cell(cell).replace("-", ""))
    if isinstance(text, Rejected):
        return CellResult(None)
    number = normalise_taxpayer(text)
    is_rounded = number.isdecimal() and len(number) > _EXACT_DIGITS and not number[_EXACT_DIGITS:].strip("0")
    return CellResult(None if len(number) < _LEAST_SIGNS or is_rounded else FreeText(number))
