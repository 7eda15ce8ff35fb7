"""Recognise the columns of a file by their headings, in any order."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.errors import FileRefused
from bot.rules.importing import headings
from bot.rules.importing.cells import fold_cell, normalise_cell
from bot.rules.importing.dates import ReadDay, read_date
from bot.rules.importing.exclusion_grounds import ExclusionGround, is_sensitive, read_ground_heading
from bot.rules.importing.headings import CALLS, DECISIONS, EXCLUSIONS, PAYMENTS, REQUIRED, TARGETS, Column
from bot.rules.privacy import find_leaks

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|<.*?>")
_SIGNS = str.maketrans("", "", "_:*※●■◆▼▲")
_MOST_UNKNOWN = 100
_LONGEST_UNKNOWN = 40
_CHOSEN = -1
_TOTAL = re.compile(r"(総合計|合計|総計|小計|計|件数|総件数|合計件数|合計金額|以上|total):?[0-9,]*(件|名|人|円)?")


_VALUE = re.compile(
    r"[+(]?(?:[-().]?[0-9]){5,}|[¥\\]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?円?|[¥\\]?[0-9]+円", re.ASCII
)
_REPEATABLE = (Column.PHONE, Column.NAME, Column.LANGUAGE, Column.EXCLUDED, Column.GROUND)
"""Two equal headings of these are no contradiction: all are used, or the first, which decides nothing."""
_NUMBER_COLUMNS = (Column.TAXPAYER, Column.AMOUNT, Column.PAYMENT_ID)


@dataclass(frozen=True, slots=True)
class FileColumns:
    """The columns of a file kind: their headings, the required ones, and those that are blank in totals.

    `excludes`: each row excludes a person, unless a mark says otherwise. `useful`: columns that rules use besides the
    required ones, the most important first; with any of these, a user may assign columns. `example`: an assignment.
    """

    names: Mapping[Column, tuple[str, ...]]
    required: tuple[Column, ...]
    never_in_totals: tuple[Column, ...]
    excludes: bool = False
    useful: tuple[Column, ...] = ()
    example: str = ""


TARGET_LIST = FileColumns(
    TARGETS, (Column.TAXPAYER, Column.PHONE, Column.DUE_ON), never_in_totals=(Column.PHONE, Column.DUE_ON),
    useful=(
        Column.CALLS, Column.DEMANDED_ON, Column.PROMISED_ON, Column.EXCLUDED, Column.ARREARS, Column.FISCAL_YEAR,
        Column.AMOUNT, Column.PHONE_OBTAINED_ON, Column.RELATION, Column.LETTER_ON, Column.TAX, Column.YEAR,
        Column.INSTALMENT,
    ),
    example="phone=電話,…",
)  # fmt: skip
PAYMENT_FILE = FileColumns(
    PAYMENTS, (Column.TAXPAYER, Column.PAID_ON, Column.AMOUNT), never_in_totals=(Column.PAID_ON, Column.TAX),
    useful=(
        Column.TAX, Column.YEAR, Column.INSTALMENT, Column.BOOKED_ON, Column.CHANNEL, Column.REVERSAL, Column.STAGE,
        Column.PAYMENT_ID,
    ),
    example="paid_on=領収日,…",
)  # fmt: skip
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
    (Column.TAXPAYER,),
    never_in_totals=(Column.AS_OF, Column.EXCLUDED, Column.GROUND),
    excludes=True,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The positions of a file's columns. `phones` are all columns of phone numbers, mobile numbers first.

    `exclusions` are all columns of marks and grounds, each with the ground that its heading says, if any.
    `unknown`: headings that are not known; `sensitive`: the kinds of personal data in the file; `fingerprint`: the same
    for files with the same headings in any order; `other_numbers`: columns where twelve digits are no 個人番号;
    `needed`: the last position that a row must have.
    """

    heading: tuple[str, ...]
    positions: Mapping[Column, int]
    phones: tuple[int, ...]
    exclusions: tuple[tuple[int, ExclusionGround | None], ...]
    never_in_totals: tuple[int, ...]
    needed: int
    unknown: tuple[str, ...]
    sensitive: frozenset[str]
    fingerprint: str
    other_numbers: frozenset[int]

    @property
    def columns(self) -> frozenset[str]:
        """The codes of the file's columns."""
        marks = {Column.EXCLUDED.value} if self.exclusions else set()
        return frozenset({column.value for column in self.positions} | marks)

    def fit(self, cells: list[str], *, whole: bool = True) -> list[str] | None:
        """A row's cells in the width of the layout; None if cells are missing or added, because the others moved.

        Empty cells at the end may be missing: spreadsheets omit them. In a truncated line (not `whole`) they may not.
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
        """Whether a row repeats the heading, as on each page of a printed list."""
        return bool(cells) and cells[0] == self.heading[0] and tuple(cells[: len(self.heading)]) == self.heading

    def is_blank_or_total(self, cells: Sequence[str]) -> bool:
        """Whether a row is blank or a total: it begins with a word for totals and has no phone number or day."""
        if any(cells[index].strip() for index in self.never_in_totals if index < len(cells)):
            return False
        first = next((fold_cell(cell) for cell in cells if cell.strip()), None)
        return first is None or _TOTAL.fullmatch(first) is not None


def find_heading_row(rows: Sequence[Sequence[str]], kind: FileColumns, chosen: Mapping[str, str]) -> int:
    """The index of the first row with the most known headings. Raises FileRefused (no_heading)."""
    names = _rank_headings(kind, chosen)
    found = [_count_headings(row, kind, names) for row in rows]
    if not any(found):
        raise FileRefused("no_heading")
    return found.index(max(found))


def _count_headings(row: Sequence[str], kind: FileColumns, names: Mapping[str, tuple[Column, int]]) -> int:
    """How many known headings a row has; 0 if it may be data, which must not be shown as headings.

    A heading has two different meanings (unless it has one cell only) and no value. Values such as 携帯 and 自宅 are
    known headings, too, but all of the same meaning.
    """
    cells = [cell for cell in row if cell.strip()]
    if any(map(is_value, cells)):
        return 0
    matches = [match[0] for cell in cells if (match := _match_heading(cell, names))]
    if Column.EXCLUDED in kind.names:  # a column of marks, such as 支援措置
        matches += [Column.EXCLUDED for cell in cells if read_ground_heading(cell) is not ExclusionGround.NONE]
    return len(matches) if len(set(matches)) >= min(2, len(cells)) else 0


def is_value(cell: str) -> bool:
    """Whether a cell can only be data: a number of five digits or more (also a phone number), an amount, or a day.

    A shorter number can be a part of a heading: a year, an instalment.
    """
    text = normalise_cell(cell)
    return _VALUE.fullmatch(text) is not None or isinstance(read_date(cell), ReadDay)


def build_layout(heading: Sequence[str], kind: FileColumns, chosen: Mapping[str, str]) -> Layout:
    """The layout of a heading row; `chosen` (column code → heading) overrides known headings.

    Raises FileRefused: personal_number; no_phone_column, … (facts: found, columns, layout, headings, sensitive; commas
    between codes, line breaks between headings); no_such_column and repeated_column (facts: column).
    """
    names = _rank_headings(kind, chosen)
    heading = heading[: max((index for index, cell in enumerate(heading) if cell.strip()), default=-1) + 1]
    keys = [_normalise_heading(cell) for cell in heading]
    if any(map(headings.names_personal_number, keys)):
        raise FileRefused("personal_number")
    matches = [_match_heading(cell, names) for cell in heading]
    hits: dict[Column, list[tuple[int, int]]] = {}
    for index, match in enumerate(matches):
        if match:
            hits.setdefault(match[0], []).append((match[1], index))
    fingerprint = hashlib.sha256("\x1f".join(sorted(keys)).encode()).hexdigest()[:16]
    sensitive = _find_sensitive_kinds(keys, matches)
    exclusions = _find_exclusions(heading, matches, kind)
    known = [match or index in dict(exclusions) for index, match in enumerate(matches)]
    unknown = _list_unknown_headings(heading, known)
    facts = {"layout": fingerprint, "headings": "\n".join(unknown)}
    _check_columns(hits, kind, chosen, exclusions, {**facts, "sensitive": ",".join(sorted(sensitive))})
    positions = {column: min(ranked)[1] for column, ranked in hits.items()}
    others = [index for index, key in enumerate(keys) if not matches[index] and headings.names_other_number(key)]
    return Layout(
        heading=tuple(heading),
        positions=positions,
        phones=tuple(index for _, index in sorted(hits.get(Column.PHONE, ()))),
        exclusions=exclusions,
        never_in_totals=tuple(positions[column] for column in kind.never_in_totals if column in positions),
        needed=max([positions[column] for column in kind.required] + [at for at, _ in exclusions[: kind.excludes]]),
        unknown=unknown,
        sensitive=sensitive,
        fingerprint=fingerprint,
        other_numbers=frozenset([*others, *(positions[column] for column in _NUMBER_COLUMNS if column in positions)]),
    )


def _find_exclusions(
    heading: Sequence[str], matches: Sequence[tuple[Column, int] | None], kind: FileColumns
) -> tuple[tuple[int, ExclusionGround | None], ...]:
    """The columns of marks and grounds; all of them count, also beside a blank one."""
    if Column.EXCLUDED not in kind.names:
        return ()
    found: list[tuple[int, ExclusionGround | None]] = []
    for index, (cell, match) in enumerate(zip(heading, matches, strict=True)):
        if match is not None:
            found += [(index, None)] if match[0] in (Column.EXCLUDED, Column.GROUND) else []
        elif (ground := read_ground_heading(cell)) is not ExclusionGround.NONE:
            found.append((index, ground))
    return tuple(found)


def _find_sensitive_kinds(keys: Sequence[str], matches: Sequence[tuple[Column, int] | None]) -> frozenset[str]:
    """The kinds of personal data in the columns of names and in the unknown columns."""
    kinds = {
        sign
        for key, match in zip(keys, matches, strict=True)
        if match is None or match[0] is Column.NAME
        for sign in headings.find_sensitive_kind(key)
    }
    named = any(match is not None and match[0] is Column.NAME for match in matches)
    return frozenset(kinds | {"name"}) if named else frozenset(kinds)


def _list_unknown_headings(heading: Sequence[str], matches: Sequence[object]) -> tuple[str, ...]:
    """The unknown headings that a user may see: no row of data, no phone number, no sensitive ground (支援措置)."""
    if sum(map(bool, matches)) < 2:
        return ()
    unknown = [
        cell.strip()
        for cell, match in zip(heading, matches, strict=True)
        if cell.strip()
        and not match
        and not (headings.find_sensitive_kind(_normalise_heading(cell)) or is_sensitive(cell) or find_leaks(cell))
    ]
    return tuple(_shorten_heading(cell) for cell in unknown[:_MOST_UNKNOWN])


def _shorten_heading(cell: str) -> str:
    """A heading as shown to the user and as returned in the user's choice."""
    return cell.strip()[:_LONGEST_UNKNOWN]


def _check_columns(
    hits: Mapping[Column, list[tuple[int, int]]],
    kind: FileColumns,
    chosen: Mapping[str, str],
    exclusions: Sequence[object],
    facts: Mapping[str, str],
) -> None:
    for code in chosen:
        if Column(code) not in hits:
            raise FileRefused("no_such_column", column=code)
    missing = [column for column in kind.required if column not in hits]
    if kind.excludes and not exclusions and facts["headings"]:
        missing.append(Column.EXCLUDED)  # a file of ids alone names the people to exclude; this one is something else
    if missing:
        raise FileRefused(REQUIRED[missing[0]], found=len(hits), columns=",".join(sorted(hits)), **facts)
    for column, ranked in hits.items():
        ranks = [rank for rank, _ in ranked]
        if column not in _REPEATABLE and ranks.count(min(ranks)) > 1:
            raise FileRefused("repeated_column", column=column.value)


def _rank_headings(kind: FileColumns, chosen: Mapping[str, str]) -> dict[str, tuple[Column, int]]:
    """Every known heading with its column and rank: of two headings of one column, the lower rank is used.

    A heading that the user chose has the lowest rank.
    """
    chosen_headings = {_parse_column(code, kind): _normalise_heading(heading) for code, heading in chosen.items()}
    names = {
        _normalise_heading(name): (column, rank)
        for column, spellings in kind.names.items()
        if column not in chosen_headings
        for rank, name in enumerate(spellings)
    }
    return names | {heading: (column, _CHOSEN) for column, heading in chosen_headings.items()}


def _parse_column(code: str, kind: FileColumns) -> Column:
    if code not in {column.value for column in kind.names}:
        raise FileRefused("no_such_column", column=code)
    return Column(code)


def _match_heading(cell: str, names: Mapping[str, tuple[Column, int]]) -> tuple[Column, int] | None:
    key = _normalise_heading(cell)
    exact = names.get(key) or names.get(_normalise_heading(_shorten_heading(cell)))
    if exact:
        return exact
    loose = names.get(_BRACKETS.sub("", key)) or names.get(key.strip("【】[]<>"))
    return loose and (
        loose[0],
        max(loose[1], 0),
    )  # 備考(2) is not the 備考 that a person chose, if both are there


def _normalise_heading(heading: str) -> str:
    return fold_cell(heading).translate(_SIGNS)
