"""Finds out whether a sheet beside the table of a workbook has people in it, whatever kind of file it would be."""

from collections.abc import Callable, Mapping, Sequence

from bot.model.errors import FileRefused
from bot.model.reasons import Rejected
from bot.rules.importing.cells import fold_cell, read_taxpayer
from bot.rules.importing.heading_names import match_heading, rank_headings
from bot.rules.importing.heading_rows import find_heading
from bot.rules.importing.headings import Column
from bot.rules.importing.kinds import FILE_FORMATS
from bot.rules.importing.layouts import join_lines

_LEAST_DIGITS = 9


def is_table_of_people(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a sheet has an id or a telephone number of a person below its heading, or names beside grounds.

    Notes, legends and tables of codes have none. `rows` are the first ones of the sheet.
    """
    return any(_names_people(rows, code) for code in FILE_FORMATS)


def _names_people(rows: Sequence[Sequence[str]], code: str) -> bool:
    kind = FILE_FORMATS[code].columns
    try:
        at, lines = find_heading(rows, kind, {})
    except FileRefused:
        return False
    names = rank_headings(kind, {})
    matches = enumerate(match_heading(cell, names) for cell in join_lines(lines))
    columns = {place: match[0] for place, match in matches if match}
    tests = [(place, _IS_OF_PERSON[column]) for place, column in columns.items() if column in _IS_OF_PERSON]
    if not _GROUNDS.isdisjoint(columns.values()):  # 氏名 and 理由, without ids
        tests += [(place, _is_name) for place, column in columns.items() if column is Column.NAME]
    below = rows[at + len(lines) :]
    return any(test(row[place]) for place, test in tests for row in below if place < len(row))


def _is_id(cell: str) -> bool:
    return not isinstance(read_taxpayer(cell), Rejected) and any(map(str.isdecimal, cell))


def _is_name(cell: str) -> bool:
    return bool(cell.strip())


def _is_number(cell: str) -> bool:
    return sum(map(str.isdecimal, fold_cell(cell))) >= _LEAST_DIGITS


_GROUNDS = frozenset({Column.GROUND, Column.EXCLUDED})
_IS_OF_PERSON: Mapping[Column, Callable[[str], bool]] = {
    Column.TAXPAYER: _is_id,
    Column.NEW_TAXPAYER: _is_id,
    Column.PHONE: _is_number,
}
