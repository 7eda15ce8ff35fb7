"""Sheets with a person a row and several calls side by side (1回目架電日, 1回目結果, 2回目架電日): a row for each call.

The columns of the first call remain, under headings without their number. Those of the others become blank, so that
every other column keeps its letter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.rules.importing.columns import FileColumns
from bot.rules.importing.heading_names import match_heading, normalise_heading, rank_headings
from bot.rules.importing.headings import Column

_NUMBERED = re.compile(
    r"第?(?P<first>[1-9])(?:回目?|度目)[|の]?(?P<after>.+)|(?P<before>.+?)[|(]?(?P<last>[1-9])(?:回目?)?\)?"
)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The calls of a heading: for each, the positions of its cells by column. `heading`: that of one call alone."""

    heading: list[str]
    groups: Sequence[Mapping[Column, int]]

    def split(self, cells: Sequence[str]) -> Iterator[list[str]]:
        """Split the cells of a person into those of each call. Where there is none, one row remains."""
        width = len(self.heading)
        whole = [*cells, *[""] * (width - len(cells))]
        places = [group.values() for group in self.groups]
        common = list(whole)
        for at in (at for group in places for at in group):
            common[at] = ""
        calls = [group for group in self.groups if any(whole[at].strip() for at in group.values())]
        for group in calls or self.groups[:1]:
            row = list(common)
            for column, at in group.items():
                row[self.groups[0][column]] = whole[at]
            yield row


def find_side_by_side(heading: Sequence[str], kind: FileColumns) -> SideBySide | None:
    """Find the calls of a heading; None unless it has two, each with its day and its result.

    A later one may lack a column of the first one, and has no other.
    """
    names = rank_headings(kind, {})
    groups: dict[str, dict[Column, int]] = {}
    cells = list(heading)
    for at, cell in enumerate(heading):
        found = _NUMBERED.fullmatch(normalise_heading(cell))
        name = found and (found["after"] or found["before"])
        match = name and match_heading(name, names)
        if not found or not name or not match or match[0] not in kind.side_by_side:
            continue
        number = found["first"] or found["last"]
        group = groups.setdefault(number, {})
        if match[0] in group:
            return None
        group[match[0]] = at
        cells[at] = name if number == next(iter(groups)) else ""
    columns = [group.keys() for group in groups.values()]
    needed = set(kind.side_by_side[:2])
    if len(columns) < 2 or not all(needed <= each <= columns[0] for each in columns):
        return None
    return SideBySide(cells, list(groups.values()))
