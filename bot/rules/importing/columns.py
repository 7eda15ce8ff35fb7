"""Which column is which: the heading is found by meaning, wherever it stands, in any order of columns."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.model.errors import FileRefused
from bot.rules.importing import headings
from bot.rules.importing.cells import fold_cell
from bot.rules.importing.exclusion_grounds import is_sensitive
from bot.rules.importing.headings import CALLS, DECISIONS, EXCLUSIONS, PAYMENTS, REQUIRED, TARGETS, Column
from bot.rules.privacy import find_leaks

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|<.*?>")
_SIGNS = str.maketrans("", "", "_:*※●■◆▼▲")
_MOST_UNKNOWN = 100
_LONGEST_UNKNOWN = 40
_CHOSEN = -1
_TOTAL = re.compile(r"(総合計|合計|総計|小計|計|件数|総件数|合計件数|合計金額|以上|total):?[0-9,]*(件|名|人|円)?")


_ARE_NUMBERS = (Column.TAXPAYER, Column.AMOUNT)


@dataclass(frozen=True, slots=True)
class FileColumns:
    """What a sort of file is made of: the names of its columns, those it cannot do without, and those of a total.

    `instead`: a column that will do where a required one is missing.
    """

    names: Mapping[Column, tuple[str, ...]]
    required: tuple[Column, ...]
    never_in_totals: tuple[Column, ...]
    instead: Mapping[Column, Column] = field(default_factory=dict)


TARGET_LIST = FileColumns(
    TARGETS, (Column.TAXPAYER, Column.PHONE, Column.DUE_ON), never_in_totals=(Column.PHONE, Column.DUE_ON)
)
PAYMENT_FILE = FileColumns(
    PAYMENTS, (Column.TAXPAYER, Column.PAID_ON, Column.AMOUNT), never_in_totals=(Column.PAID_ON, Column.TAX)
)
CALLS_FILE = FileColumns(
    CALLS, (Column.TAXPAYER, Column.CALLED_ON, Column.RESULT), never_in_totals=(Column.CALLED_ON, Column.RESULT)
)
DECISIONS_FILE = FileColumns(
    DECISIONS,
    (Column.TAXPAYER, Column.PHONE, Column.LIST, Column.DECISION),
    never_in_totals=(Column.PHONE, Column.TAXPAYER),
)
EXCLUSIONS_FILE = FileColumns(
    EXCLUSIONS,
    (Column.TAXPAYER, Column.EXCLUDED),
    never_in_totals=(Column.AS_OF, Column.EXCLUDED, Column.GROUND),
    instead={Column.EXCLUDED: Column.GROUND},
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands. A person may have several numbers: `phones` are all their columns, the mobile first.

    `unknown` are the headings that mean nothing to us, as they stand; `sensitive` says what the file tells of people;
    `fingerprint` is the same for files with the same headings, in any order; in `other_numbers` twelve digits are no
    個人番号; up to `needed` a row must have cells.
    """

    heading: tuple[str, ...]
    places: Mapping[Column, int]
    phones: tuple[int, ...]
    never_in_totals: tuple[int, ...]
    needed: int
    unknown: tuple[str, ...]
    sensitive: frozenset[str]
    fingerprint: str
    other_numbers: frozenset[int]

    @property
    def columns(self) -> frozenset[str]:
        """The codes of the columns that the file has."""
        return frozenset(column.value for column in self.places)

    def fit(self, cells: list[str], *, whole: bool = True) -> list[str] | None:
        """A row's cells, made to fit; None where one too few or too many means that all behind it have moved.

        Spreadsheets leave the empty cells at the end of a line away. Of a line that was cut off (not `whole`), nobody
        knows what stood there.
        """
        width, have = len(self.heading), len(cells)
        if have == width:
            return cells
        if have > width:
            return None if any(cell.strip() for cell in cells[width:]) else cells
        if whole and have > self.needed and cells[-1].strip():
            return cells + [""] * (width - have)
        return None

    def is_heading(self, cells: Sequence[str]) -> bool:
        """Whether a row is the heading once more, as at the top of each printed page."""
        return bool(cells) and cells[0] == self.heading[0] and tuple(cells[: len(self.heading)]) == self.heading

    def is_nothing(self, cells: Sequence[str]) -> bool:
        """Whether a row is blank, or only sums up: it begins with a word for it, and names neither number nor day."""
        if any(cells[place].strip() for place in self.never_in_totals if place < len(cells)):
            return False
        first = next((fold_cell(cell) for cell in cells if cell.strip()), None)
        return first is None or _TOTAL.fullmatch(first) is not None


def find_heading_row(rows: Sequence[Sequence[str]], kind: FileColumns, chosen: Mapping[str, str]) -> int:
    """The index of the row that names the most columns, the first of equals. Raises FileRefused (no_heading)."""
    names = _names(kind, chosen)
    found = [sum(_known(cell, names) is not None for cell in row) for row in rows]
    if not any(found):
        raise FileRefused("no_heading")
    return found.index(max(found))


def build_layout(heading: Sequence[str], kind: FileColumns, chosen: Mapping[str, str]) -> Layout:
    """Where each column stands in this heading; `chosen` (column code → heading) overrules what is known.

    Raises FileRefused: personal_number; no_phone_column, … (facts: found, columns, layout, headings, sensitive; commas
    between codes, line breaks between headings); no_such_column and repeated_column (facts: column).
    """
    names = _names(kind, chosen)
    heading = heading[: max((place for place, cell in enumerate(heading) if cell.strip()), default=-1) + 1]
    keys = [_key(cell) for cell in heading]
    if any(map(headings.names_personal_number, keys)):
        raise FileRefused("personal_number")
    meant = [_known(cell, names) for cell in heading]
    seen: dict[Column, list[tuple[int, int]]] = {}
    for place, known in enumerate(meant):
        if known:
            seen.setdefault(known[0], []).append((known[1], place))
    fingerprint = hashlib.sha256("\x1f".join(sorted(keys)).encode()).hexdigest()[:16]
    sensitive = _sensitive(keys, meant)
    facts = {"layout": fingerprint, "headings": "\n".join(_asked_for(heading, meant))}
    _check(seen, kind, chosen, {**facts, "sensitive": ",".join(sorted(sensitive))})
    places = {column: min(ranked)[1] for column, ranked in seen.items()}
    others = [place for place, key in enumerate(keys) if not meant[place] and headings.names_other_number(key)]
    return Layout(
        heading=tuple(heading),
        places=places,
        phones=tuple(place for _, place in sorted(seen.get(Column.PHONE, ()))),
        never_in_totals=tuple(places[column] for column in kind.never_in_totals if column in places),
        needed=max(places.get(column, places.get(kind.instead.get(column, column), 0)) for column in kind.required),
        unknown=_asked_for(heading, meant),
        sensitive=sensitive,
        fingerprint=fingerprint,
        other_numbers=frozenset([*others, *(places[column] for column in _ARE_NUMBERS if column in places)]),
    )


def _sensitive(keys: Sequence[str], meant: Sequence[tuple[Column, int] | None]) -> frozenset[str]:
    """What the columns tell of people: those that we take names from, and those that we do not know."""
    told = {
        sign
        for key, known in zip(keys, meant, strict=True)
        if known is None or known[0] is Column.NAME
        for sign in headings.find_sensitive_kind(key)
    }
    named = any(known is not None and known[0] is Column.NAME for known in meant)
    return frozenset(told | {"name"}) if named else frozenset(told)


def _asked_for(heading: Sequence[str], meant: Sequence[object]) -> tuple[str, ...]:
    """The headings to ask a person about: never a row of data that was taken for one, a number, or a ground that must
    not be seen (支援措置). A refusal carries them on, to where it is kept."""
    if sum(known is not None for known in meant) < 2:
        return ()
    unknown = [
        cell.strip()
        for cell, known in zip(heading, meant, strict=True)
        if cell.strip()
        and known is None
        and not (headings.find_sensitive_kind(_key(cell)) or is_sensitive(cell) or find_leaks(cell))
    ]
    return tuple(_cut(cell) for cell in unknown[:_MOST_UNKNOWN])


def _cut(cell: str) -> str:
    """A heading as it is shown to a person, and as their choice comes back."""
    return cell.strip()[:_LONGEST_UNKNOWN]


def _check(
    seen: Mapping[Column, list[tuple[int, int]]], kind: FileColumns, chosen: Mapping[str, str], facts: Mapping[str, str]
) -> None:
    for code in chosen:
        if Column(code) not in seen:
            raise FileRefused("no_such_column", column=code)
    for column in kind.required:
        if column not in seen and kind.instead.get(column) not in seen:
            raise FileRefused(REQUIRED[column], found=len(seen), columns=",".join(sorted(seen)), **facts)
    for column, ranked in seen.items():
        ranks = [rank for rank, _ in ranked]
        if column is not Column.PHONE and ranks.count(min(ranks)) > 1:
            raise FileRefused("repeated_column", column=column.value)


def _names(kind: FileColumns, chosen: Mapping[str, str]) -> dict[str, tuple[Column, int]]:
    """Every known name of a column with its rank: where two columns have one meaning, the better name counts.

    A heading that a person chose comes before all names.
    """
    overruled = {_column(code, kind): _key(heading) for code, heading in chosen.items()}
    names = {
        _key(name): (column, rank)
        for column, known in kind.names.items()
        if column not in overruled
        for rank, name in enumerate(known)
    }
    return names | {heading: (column, _CHOSEN) for column, heading in overruled.items()}


def _column(code: str, kind: FileColumns) -> Column:
    if code not in {column.value for column in kind.names}:
        raise FileRefused("no_such_column", column=code)
    return Column(code)


def _known(cell: str, names: Mapping[str, tuple[Column, int]]) -> tuple[Column, int] | None:
    key = _key(cell)
    exactly = names.get(key) or names.get(_key(_cut(cell)))
    if exactly:
        return exactly
    loosely = names.get(_BRACKETS.sub("", key)) or names.get(key.strip("【】[]<>"))
    return loosely and (
        loosely[0],
        max(loosely[1], 0),
    )  # 備考(2) is not the 備考 that a person chose, if both are there


def _key(heading: str) -> str:
    return fold_cell(heading).translate(_SIGNS)
