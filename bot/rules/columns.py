"""Which column is which: the heading is found by meaning, wherever it stands, in any order of columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.rules.cells import tidy
from bot.rules.errors import FileRefused
from bot.rules.headings import PAYMENTS, REQUIRED, TARGETS, Column

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|<.*?>")
_TOTAL = re.compile(r"(総合計|合計|総計|小計|計|件数|総件数|合計件数|合計金額|以上|total):?[0-9,]*(件|名|人|円)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a sort of file is made of: the names of its columns, those it cannot do without, and those of a total."""

    names: Mapping[Column, tuple[str, ...]]
    required: tuple[Column, ...]
    never_in_totals: tuple[Column, ...]


TARGET_LIST = Kind(
    TARGETS, (Column.TAXPAYER, Column.PHONE, Column.DUE_ON), never_in_totals=(Column.PHONE, Column.DUE_ON)
)
PAYMENT_FILE = Kind(
    PAYMENTS, (Column.TAXPAYER, Column.PAID_ON, Column.AMOUNT), never_in_totals=(Column.PAID_ON, Column.TAX)
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands. A person may have several numbers: `phones` are all their columns, the mobile first."""

    heading: tuple[str, ...]
    places: Mapping[Column, int]
    phones: tuple[int, ...]
    never_in_totals: tuple[int, ...]

    @property
    def columns(self) -> frozenset[str]:
        """The codes of the columns that the file has."""
        return frozenset(column.value for column in self.places)

    def cell(self, cells: Sequence[str], column: Column) -> str | None:
        """The text in a column; None when the file has no such column."""
        place = self.places.get(column)
        return None if place is None else cells[place].strip()

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether a row has this layout's cells. One too few or too many means that all behind it have moved."""
        width = len(self.heading)
        return len(cells) >= width and not any(cell.strip() for cell in cells[width:])

    def is_heading(self, cells: Sequence[str]) -> bool:
        """Whether a row is the heading once more, as at the top of each printed page."""
        return cells[0] == self.heading[0] and tuple(cells[: len(self.heading)]) == self.heading

    def is_total(self, cells: Sequence[str]) -> bool:
        """Whether a row only sums up: it begins with a word for it, and names neither a number nor a day."""
        first = next((tidy(cell) for cell in cells if cell.strip()), "")
        if not _TOTAL.fullmatch(first):
            return False
        return not any(cells[place].strip() for place in self.never_in_totals if place < len(cells))


def is_blank(cells: Sequence[str]) -> bool:
    """Whether nothing stands in a row."""
    return not any(cell.strip() for cell in cells)


def find_heading(rows: Sequence[Sequence[str]], kind: Kind, chosen: Mapping[str, str]) -> int:
    """The index of the row that names the most columns, the first of equals. Raises FileRefused (no_heading)."""
    names = _names(kind, chosen)
    found = [sum(_known(cell, names) is not None for cell in row) for row in rows]
    if not any(found):
        raise FileRefused("no_heading")
    return found.index(max(found))


def lay_out(heading: Sequence[str], kind: Kind, chosen: Mapping[str, str]) -> Layout:
    """Where each column stands in this heading; `chosen` (column code → heading) overrules what is known.

    Raises FileRefused: no_phone_column, … (facts: found), no_such_column and repeated_column (facts: column).
    """
    names = _names(kind, chosen)
    seen: dict[Column, list[tuple[int, int]]] = {}
    for place, cell in enumerate(heading):
        if known := _known(cell, names):
            seen.setdefault(known[0], []).append((known[1], place))
    _check(seen, kind, chosen)
    width = max(place for place, cell in enumerate(heading) if cell.strip()) + 1
    places = {column: min(ranked)[1] for column, ranked in seen.items()}
    return Layout(
        heading=tuple(heading[:width]),
        places=places,
        phones=tuple(place for _, place in sorted(seen.get(Column.PHONE, ()))),
        never_in_totals=tuple(places[column] for column in kind.never_in_totals if column in places),
    )


def _check(seen: Mapping[Column, list[tuple[int, int]]], kind: Kind, chosen: Mapping[str, str]) -> None:
    for code in chosen:
        if Column(code) not in seen:
            raise FileRefused("no_such_column", column=code)
    for column in kind.required:
        if column not in seen:
            raise FileRefused(REQUIRED[column], found=len(seen))
    for column, ranked in seen.items():
        ranks = [rank for rank, _ in ranked]
        if column is not Column.PHONE and ranks.count(min(ranks)) > 1:
            raise FileRefused("repeated_column", column=column.value)


def _names(kind: Kind, chosen: Mapping[str, str]) -> dict[str, tuple[Column, int]]:
    """Every known name of a column with its rank: where two columns have one meaning, the better name counts."""
    overruled = {_column(code, kind): _key(heading) for code, heading in chosen.items()}
    names = {
        _key(name): (column, rank)
        for column, known in kind.names.items()
        if column not in overruled
        for rank, name in enumerate(known)
    }
    return names | {heading: (column, 0) for column, heading in overruled.items()}


def _column(code: str, kind: Kind) -> Column:
    if code not in {column.value for column in kind.names}:
        raise FileRefused("no_such_column", column=code)
    return Column(code)


def _known(cell: str, names: Mapping[str, tuple[Column, int]]) -> tuple[Column, int] | None:
    key = _key(cell)
    return names.get(key) or names.get(_BRACKETS.sub("", key))


def _key(heading: str) -> str:
    return tidy(heading).replace("_", "")
