"""Finds the heading of a file, of one line or two, and never takes a row of data for it."""

import re
from collections.abc import Mapping, Sequence

from bot.model.errors import FileRefused
from bot.rules.importing import headings
from bot.rules.importing.cells import name_place, normalise_cell
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.dates import ReadDay, read_date
from bot.rules.importing.heading_names import HeadingNames, match_heading, normalise_heading, rank_headings
from bot.rules.importing.headings import Column
from bot.rules.importing.mark_columns import find_mark_reader
from bot.rules.importing.owners import Owner, read_owner

_TITLE = re.compile(
    "一覧|リスト|名簿|帳票|候補|様式|について|作成|出力|更新|現在|部外秘|取扱注意|[0-9]+頁|ページ|年度$|年分|[0-9][年月日./]|"
    "(?:[市区町村係室]|[税納務理]課)$"
)
"""Words of a title above the heading, which is no line of groups."""
_VALUE = re.compile(
    r"[+(]?(?:[-().]?[0-9]){5,}|[¥\\]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?:円也?)?|[¥\\]?[0-9]+円也?", re.ASCII
)


def find_heading(
    rows: Sequence[Sequence[str]], kind: FileColumns, chosen: Mapping[str, str]
) -> tuple[int, Sequence[Sequence[str]]]:
    """The index of the first line of the heading, and its lines: one, or two.

    Raises FileRefused: no_heading (no_id_column), personal_number; heading_lines, if the row behind belongs to it, too,
    or if rows stand between it and another heading above.

    It is the row with the most known headings: two different ones, or as many as it has cells, and no data.
    """
    names = rank_headings(kind, chosen)
    found = [_count_headings(row, kind, names) for row in rows]
    if not any(found):
        for number, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                if headings.names_personal_number(normalise_heading(cell)):
                    raise FileRefused("personal_number", place=f"{name_place(at)}{number}")
        raise FileRefused("no_id_column" if Column.NEW_TAXPAYER in kind.names else "no_heading")
    at = found.index(max(found))
    _refuse_rows_above(rows, found, at, names)
    pairs = (upper for upper in (at - 1, at) if 0 <= upper < len(rows) - 1)
    first = next((upper for upper in pairs if _are_two_lines(rows[upper], rows[upper + 1], names)), None)
    lines = rows[at : at + 1] if first is None else rows[first : first + 2]
    first = at if first is None else first
    behind = rows[first + len(lines) : first + len(lines) + 1]
    if behind and behind[0] not in lines and _belongs_to_heading(behind[0], names):
        raise FileRefused("heading_lines")
    if len(lines) == 2 and first and _is_group_line(rows[first - 1], lines[1], names):
        raise FileRefused("heading_lines")
    return first, lines


def _refuse_rows_above(rows: Sequence[Sequence[str]], found: Sequence[int], at: int, names: HeadingNames) -> None:
    """Refuse a file with rows between a heading that names the person and a better one: they would be lost."""
    for earlier in range(at):
        is_heading = found[earlier] and any(_names(cell, Column.TAXPAYER, names) for cell in rows[earlier])
        if is_heading and any(sum(bool(cell.strip()) for cell in row) > 1 for row in rows[earlier + 1 : at]):
            raise FileRefused("heading_lines")


def _count_headings(row: Sequence[str], kind: FileColumns, names: HeadingNames) -> int:
    """How many known headings a row has; 0 if it may be data, which must not be shown as headings.

    A heading has two different meanings (unless it has one cell only) and no value. Values such as 携帯 and 自宅 are
    known headings, too, but all of the same meaning.
    """
    cells = [cell for cell in row if cell.strip()]
    if any(map(is_value, cells)):
        return 0
    matches = [match[0] for cell in cells if (match := match_heading(cell, names))]
    if matches and Column.EXCLUDED in kind.names:  # a column of marks, such as 支援措置; alone it may be a title
        matches += [Column.EXCLUDED for cell in cells if find_mark_reader(normalise_heading(cell))]
    needed = 1 if kind.excludes else min(2, len(cells))
    return len(matches) if len(set(matches)) >= needed else 0


def is_value(cell: str) -> bool:
    """Whether a cell can only be data: a number of five digits or more (also a phone number), an amount, or a day.

    A shorter number can be a part of a heading: a year, an instalment.
    """
    text = normalise_cell(cell)
    return _VALUE.fullmatch(text) is not None or isinstance(read_date(cell), ReadDay)


def is_turned(rows: Sequence[Sequence[str]], kind: FileColumns) -> bool:
    """Whether a sheet may be turned by 90°: half of the cells of a column name columns, of two meanings or more.

    Then a line that looks like a heading has values of people.
    """
    names = rank_headings(kind, {})
    for at in range(max(map(len, rows), default=0)):
        cells = [row[at] for row in rows if at < len(row) and row[at].strip()]
        meanings = [match[0] for cell in cells if (match := match_heading(cell, names))]
        if len(set(meanings)) > 1 and 2 * len(meanings) >= len(cells):
            return True
    return False


def _are_two_lines(upper: Sequence[str], lower: Sequence[str], names: HeadingNames) -> bool:
    """Whether two rows are one heading: merged cells leave blanks in both, and some columns have a name in one only."""
    if any(map(is_value, [*upper, *lower])):
        return False
    if _is_group_line(upper, lower, names):
        return True
    width = max(len(upper), len(lower))
    pairs = list(zip([*upper, *[""] * width][:width], [*lower, *[""] * width][:width], strict=True))
    above_numbers = [above for above, below in pairs if above.strip() and above != below and _is_phone(below, names)]
    if all(_says_whose(above, names) for above in upper if above.strip()):  # a line of owners above the heading
        return bool(above_numbers)
    if any(read_owner(above) is not Owner.UNKNOWN for above in above_numbers) and _names_columns(lower, names):
        return True  # with a word that is not known: the number below it is not used
    is_above = any(not below.strip() and match_heading(above, names) for above, below in pairs)
    is_below = any(below.strip() and not above.strip() for above, below in pairs[1:])
    both = [(above, below) for above, below in pairs if above.strip() and below.strip()]
    repeats = all(above == below or (_is_phone(above, names) and _says_whose(below, names)) for above, below in both)
    return is_above and (is_below or (repeats and any(above != below for above, below in both)))


def _is_group_line(upper: Sequence[str], lower: Sequence[str], names: HeadingNames) -> bool:
    """Whether a row names groups of the columns of a heading below it (緊急連絡先 above 氏名, 続柄, 携帯).

    It is no title: that stands in the first column alone, or has words of one.
    """
    above = [cell for cell in upper if cell.strip()]
    if any(is_value(cell) or _TITLE.search(normalise_heading(cell)) for cell in above):
        return False
    if any(cell == below and _names(cell, Column.TAXPAYER, names) for cell, below in zip(upper, lower, strict=False)):
        return False  # it is a heading of its own
    is_above_columns = all(at < len(lower) and lower[at].strip() for at, cell in enumerate(upper) if cell.strip())
    return any(map(str.strip, upper[1:])) and is_above_columns and _names_columns(lower, names)


def _is_phone(cell: str, names: HeadingNames) -> bool:
    return _names(cell, Column.PHONE, names)


def _names(cell: str, column: Column, names: HeadingNames) -> bool:
    match = match_heading(cell, names)
    return match is not None and match[0] is column


def _names_columns(row: Sequence[str], names: HeadingNames) -> bool:
    """Whether a row is a heading without the line above it: it names two columns besides numbers."""
    found = {match[0] for cell in row if (match := match_heading(cell, names))}
    return len(found - {Column.PHONE}) > 1


def _says_whose(cell: str, names: HeadingNames) -> bool:
    """Whether a cell of a heading is a word for an owner, or the name of a column of numbers."""
    return _is_phone(cell, names) or read_owner(cell) is not Owner.UNKNOWN


def _belongs_to_heading(row: Sequence[str], names: HeadingNames) -> bool:
    """Whether a row below the heading belongs to it: all of its cells are names of columns or words for owners."""
    cells = [cell for cell in row if cell.strip()]
    return len(cells) > 1 and all(match_heading(cell, names) or _says_whose(cell, names) for cell in cells)
