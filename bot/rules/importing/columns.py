"""Recognise the columns of a file by their headings, in any order."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model.errors import FileRefused
from bot.rules.importing import headings
from bot.rules.importing.cells import fold_cell, normalise_cell
from bot.rules.importing.dates import ReadDay, read_date
from bot.rules.importing.exclusion_grounds import ExclusionGround, is_sensitive, read_ground_heading
from bot.rules.importing.headings import CALLS, DECISIONS, EXCLUSIONS, PAYMENTS, REQUIRED, TARGETS, Column
from bot.rules.importing.owners import Owner, is_owner_column, read_heading_owner, read_owner
from bot.rules.privacy import find_leaks

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|<.*?>")
_SIGNS = str.maketrans("", "", "_:*※●■◆▼▲")
_MOST_UNKNOWN = 100
_LONGEST_UNKNOWN = 40
_CHOSEN = -1
_BESIDE_IDS = re.compile(r"(?i:no\.?)|.*日付?|.*期間|通番|連番|備考|摘要|メモ|電話.*|携帯.*|.*区分名?")
"""Unknown headings that a file of ids alone, which excludes all of its people, may have."""
_TOTAL = re.compile(r"(総合計|合計|総計|小計|計|件数|総件数|合計件数|合計金額|以上|total):?[0-9,]*(件|名|人|円)?")


_VALUE = re.compile(
    r"[+(]?(?:[-().]?[0-9]){5,}|[¥\\]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?円?|[¥\\]?[0-9]+円", re.ASCII
)
BETWEEN_LINES = "｜"
_BETWEEN_KEYS = "|"
_OF_THE_PERSON = (Column.PHONE, Column.TAXPAYER, Column.NAME)
_TAX_ITSELF = frozenset(["円", "¥", "単位:円", "単位円", "税込", "本税", "本税額", "税額", "本税分"])
"""Words beside a heading of an amount that leave it the unpaid or paid tax itself."""
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
    """The positions of a file's columns.

    `phones` are all columns of the person's own numbers, mobile numbers first, each with the column of the owners of
    its numbers, if there is one. `names` are all columns of the person's name. `lines` are those of the heading.

    `exclusions` are all columns of marks and grounds, each with the ground that its heading says, if any.
    `unknown`: headings that are not known; `sensitive`: the kinds of personal data in the file; `fingerprint`: the same
    for files with the same headings in any order; `other_numbers`: columns where twelve digits are no 個人番号;
    `needed`: the last position that a row must have.
    """

    heading: tuple[str, ...]
    positions: Mapping[Column, int]
    lines: tuple[tuple[str, ...], ...]
    phones: tuple[tuple[int, int | None], ...]
    names: tuple[int, ...]
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
        marks = {Column.EXCLUDED} if self.exclusions else set()
        owners = {Column.RELATION} if any(owner_at is not None for _, owner_at in self.phones) else set()
        return frozenset(column.value for column in self.positions.keys() | marks | owners)

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
        """Whether a row repeats a line of the heading, as on each page of a printed list."""
        return any(tuple(cells[: len(line)]) == line for line in self.lines)

    def is_blank_or_total(self, cells: Sequence[str]) -> bool:
        """Whether a row is blank or a total: it begins with a word for totals and has no phone number or day."""
        if any(cells[index].strip() for index in self.never_in_totals if index < len(cells)):
            return False
        first = next((fold_cell(cell) for cell in cells if cell.strip()), None)
        return first is None or _TOTAL.fullmatch(first) is not None


def find_heading(
    rows: Sequence[Sequence[str]], kind: FileColumns, chosen: Mapping[str, str]
) -> tuple[int, Sequence[Sequence[str]]]:
    """The index of the first line of the heading, and its lines: one, or two.

    Raises FileRefused: no_heading, personal_number; heading_lines, if the row behind belongs to it, too.

    It is the row with the most known headings: two different ones, or as many as it has cells, and no data.
    """
    names = _rank_headings(kind, chosen)
    found = [_count_headings(row, kind, names) for row in rows]
    if not any(found):
        keys = (_normalise_heading(cell) for row in rows for cell in row)
        raise FileRefused("personal_number" if any(map(headings.names_personal_number, keys)) else "no_heading")
    at = found.index(max(found))
    pairs = (upper for upper in (at - 1, at) if 0 <= upper < len(rows) - 1)
    first = next((upper for upper in pairs if _are_two_lines(rows[upper], rows[upper + 1], names)), None)
    lines = rows[at : at + 1] if first is None else rows[first : first + 2]
    first = at if first is None else first
    behind = rows[first + len(lines) : first + len(lines) + 1]
    if behind and behind[0] not in lines and _belongs_to_heading(behind[0], names):
        raise FileRefused("heading_lines")
    return first, lines


def _count_headings(row: Sequence[str], kind: FileColumns, names: Mapping[str, tuple[Column, int]]) -> int:
    """How many known headings a row has; 0 if it may be data, which must not be shown as headings.

    A heading has two different meanings (unless it has one cell only) and no value. Values such as 携帯 and 自宅 are
    known headings, too, but all of the same meaning.
    """
    cells = [cell for cell in row if cell.strip()]
    if any(map(is_value, cells)):
        return 0
    matches = [match[0] for cell in cells if (match := _match_heading(cell, names))]
    if matches and Column.EXCLUDED in kind.names:  # a column of marks, such as 支援措置; alone it may be a title
        matches += [Column.EXCLUDED for cell in cells if read_ground_heading(cell) is not ExclusionGround.NONE]
    needed = 1 if kind.excludes else min(2, len(cells))
    return len(matches) if len(set(matches)) >= needed else 0


def is_value(cell: str) -> bool:
    """Whether a cell can only be data: a number of five digits or more (also a phone number), an amount, or a day.

    A shorter number can be a part of a heading: a year, an instalment.
    """
    text = normalise_cell(cell)
    return _VALUE.fullmatch(text) is not None or isinstance(read_date(cell), ReadDay)


def _are_two_lines(upper: Sequence[str], lower: Sequence[str], names: Mapping[str, tuple[Column, int]]) -> bool:
    """Whether two rows are one heading: merged cells leave blanks in both, and some columns have a name in one only."""
    if any(map(is_value, [*upper, *lower])):
        return False
    width = max(len(upper), len(lower))
    pairs = list(zip([*upper, *[""] * width][:width], [*lower, *[""] * width][:width], strict=True))
    if all(_says_whose(above, names) for above in upper if above.strip()):  # a line of owners above the heading
        return any(above.strip() and _is_phone(below, names) for above, below in pairs)
    is_above = any(not below.strip() and _match_heading(above, names) for above, below in pairs)
    is_below = any(below.strip() and not above.strip() for above, below in pairs[1:])
    both = [(above, below) for above, below in pairs if above.strip() and below.strip()]
    repeats = all(above == below or (_is_phone(above, names) and _says_whose(below, names)) for above, below in both)
    return is_above and (is_below or (repeats and any(above != below for above, below in both)))


def _is_phone(cell: str, names: Mapping[str, tuple[Column, int]]) -> bool:
    match = _match_heading(cell, names)
    return match is not None and match[0] is Column.PHONE


def _says_whose(cell: str, names: Mapping[str, tuple[Column, int]]) -> bool:
    """Whether a cell of a heading is a word for an owner, or the name of a column of numbers."""
    return _is_phone(cell, names) or read_owner(cell) is not Owner.UNKNOWN


def _belongs_to_heading(row: Sequence[str], names: Mapping[str, tuple[Column, int]]) -> bool:
    """Whether a row below the heading belongs to it: all of its cells are names of columns or words for owners."""
    cells = [cell for cell in row if cell.strip()]
    return len(cells) > 1 and all(_match_heading(cell, names) or _says_whose(cell, names) for cell in cells)


def build_layout(lines: Sequence[Sequence[str]], kind: FileColumns, chosen: Mapping[str, str]) -> Layout:
    """The layout of a heading, of one line or two; `chosen` (column code → heading) overrides known headings.

    Raises FileRefused: personal_number; no_phone_column, … (facts: found, columns, layout, headings, sensitive; commas
    between codes, line breaks between headings); no_such_column (column); repeated_column (meaning, places, headings).
    """
    names, heading = _rank_headings(kind, chosen), _join_lines(lines)
    keys = [_normalise_heading(cell) for cell in heading]
    if any(map(headings.names_personal_number, keys)):
        raise FileRefused("personal_number")
    matches = [_match_heading(cell, names) for cell in heading]
    phones, used = _find_phones(keys, matches)
    hits = _group_matches(matches, used)
    fingerprint = hashlib.sha256("\x1f".join(sorted(keys)).encode()).hexdigest()[:16]
    sensitive = _find_sensitive_kinds(keys, matches)
    exclusions = _find_exclusions(heading, matches, kind)
    known = [
        match or index in used or index in dict(exclusions) or _is_number_of_others(keys[index], names)
        for index, match in enumerate(matches)
    ]
    unknown = _list_unknown_headings(heading, known)
    facts = {"layout": fingerprint, "headings": "\n".join(unknown)}
    _check_columns(hits, kind, chosen, exclusions, heading, {**facts, "sensitive": ",".join(sorted(sensitive))})
    positions = {column: min(ranked)[1] for column, ranked in hits.items()}
    others = [index for index, key in enumerate(keys) if not matches[index] and headings.names_other_number(key)]
    return Layout(
        heading=tuple(heading),
        positions=positions,
        lines=tuple(tuple(line[: len(heading)]) for line in lines),
        phones=phones,
        names=_find_names(keys, matches),
        exclusions=exclusions,
        never_in_totals=tuple(positions[column] for column in kind.never_in_totals if column in positions),
        needed=max([positions[column] for column in kind.required] + [at for at, _ in exclusions[: kind.excludes]]),
        unknown=unknown,
        sensitive=sensitive,
        fingerprint=fingerprint,
        other_numbers=frozenset([*others, *(positions[column] for column in _NUMBER_COLUMNS if column in positions)]),
    )


def _group_matches(
    matches: Sequence[tuple[Column, int] | None], used: Collection[int]
) -> dict[Column, list[tuple[int, int]]]:
    """The rank and the position of each heading of a column, without the columns of owners (`used`)."""
    hits: dict[Column, list[tuple[int, int]]] = {}
    for index, match in enumerate(matches):
        if match and index not in used:
            hits.setdefault(match[0], []).append((match[1], index))
    return hits


def _find_names(keys: Sequence[str], matches: Sequence[tuple[Column, int] | None]) -> tuple[int, ...]:
    """The columns of the person's name, in kanji and in kana. A second column of names may be the addressee's."""
    ranked = sorted((match[1], index) for index, match in enumerate(matches) if match and match[0] is Column.NAME)
    kana = [
        index
        for index, (key, match) in enumerate(zip(keys, matches, strict=True))
        if not match and headings.is_own_kana(key)
    ]
    return tuple([index for _, index in ranked[:1]] + kana)


def _join_lines(lines: Sequence[Sequence[str]]) -> list[str]:
    """One heading for each column, made of its lines: `電話番号｜携帯`. The name of a group is on its first column."""
    width = max((index for line in lines for index, cell in enumerate(line) if cell.strip()), default=-1) + 1
    upper, lower = ([*line, *[""] * width][:width] for line in (lines[0], lines[-1]))
    if len(lines) == 1:
        return upper
    joined, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above.strip() or (group if below.strip() else "")
        joined.append(BETWEEN_LINES.join(filter(None, (group, below.strip()))))
    return joined


def _find_phones(
    keys: Sequence[str], matches: Sequence[tuple[Column, int] | None]
) -> tuple[tuple[tuple[int, int | None], ...], set[int]]:
    """The columns of numbers in the order of preference, each with that of its owners; and the latter alone.

    If there is one column of numbers, a column 続柄 is known as such (Column.RELATION).
    """
    ranked = sorted((match[1], index) for index, match in enumerate(matches) if match and match[0] is Column.PHONE)
    found: dict[int, int | None] = {}
    side = _find_owner_side([index for _, index in ranked], keys)
    for _, index in ranked:
        found[index] = None
        for at, (key, match) in enumerate(zip(keys, matches, strict=True)):
            may_be = match is None or (len(ranked) > 1 and match[0] is Column.RELATION)
            if may_be and at not in found.values() and is_owner_column(key, keys[index], is_beside=at == index + side):
                found[index] = at
                break
    return tuple(found.items()), {at for at in found.values() if at is not None}


def _find_owner_side(phones: Sequence[int], keys: Sequence[str]) -> int:
    """On which side of their numbers columns such as 種別 are: left (-1) if only the first number has one there."""
    left, right = (
        0 <= at < len(keys) and is_owner_column(keys[at], "", is_beside=True)
        for at in (min(phones, default=0) - 1, max(phones, default=0) + 1)
    )
    return -1 if left and not right else 1


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
        if cell.strip() and not match and not _must_hide(cell)
    ]
    return tuple(_shorten_heading(cell) for cell in unknown[:_MOST_UNKNOWN])


def _must_hide(cell: str) -> bool:
    return bool(headings.find_sensitive_kind(_normalise_heading(cell)) or is_sensitive(cell) or find_leaks(cell))


def _shorten_heading(cell: str) -> str:
    """A heading as shown to the user and as returned in the user's choice."""
    return cell.strip()[:_LONGEST_UNKNOWN]


def _check_columns(
    hits: Mapping[Column, list[tuple[int, int]]],
    kind: FileColumns,
    chosen: Mapping[str, str],
    exclusions: Sequence[object],
    heading: Sequence[str],
    facts: Mapping[str, str],
) -> None:
    for code in chosen:
        if Column(code) not in hits:
            raise FileRefused("no_such_column", column=code)
    missing = [column for column in kind.required if column not in hits]
    if kind.excludes and not exclusions and not all(map(_BESIDE_IDS.fullmatch, facts["headings"].splitlines())):
        missing.append(Column.EXCLUDED)  # a file of ids alone names the people to exclude; this one is something else
    if missing:
        raise FileRefused(REQUIRED[missing[0]], found=len(hits), columns=",".join(sorted(hits)), **facts)
    for column, ranked in hits.items():
        ranks = [rank for rank, _ in ranked]
        if column not in _REPEATABLE and ranks.count(min(ranks)) > 1:
            raise FileRefused("repeated_column", **_describe_repeated(column, ranked, heading))


def _describe_repeated(
    column: Column, ranked: Sequence[tuple[int, int]], heading: Sequence[str]
) -> dict[str, str | int]:
    """The facts of a refusal: the columns that mean the same. A heading that nobody may see is named by its letter."""
    best = min(ranked)[0]
    places = [at for rank, at in ranked if rank == best]
    shown = dict.fromkeys(_shorten_heading(heading[at]) for at in places if not _must_hide(heading[at]))
    letters = ", ".join(map(_name_place, places))
    return {"meaning": column.value, "places": letters, "headings": "\n".join(shown)}


def _name_place(index: int) -> str:
    """The letters of a column in a spreadsheet: A, …, Z, AA, …"""
    upper, last = divmod(index, 26)
    return (_name_place(upper - 1) if upper else "") + chr(ord("A") + last)


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
    upper, _, lower = key.rpartition(_BETWEEN_KEYS)
    if not upper:
        return _match_loosely(key, names)
    # The lower line is the more exact one. The upper one may say of whom it is, as a word in brackets does.
    found = _match_loosely(lower, names)
    if found is None:
        return _match_loosely(f"{upper}({lower})", names)
    return found if _fits_words(found[0], [_strip_brackets(upper)], names) else None


def _match_loosely(key: str, names: Mapping[str, tuple[Column, int]]) -> tuple[Column, int] | None:
    """Match a heading without its words in brackets, if these leave it the same column."""
    loose = names.get(name := _strip_brackets(key)) or names.get(name := key.strip("【】[]<>"))
    if loose is None or not (name == key or _fits_words(loose[0], _list_words(key) if name in key else [], names)):
        return None
    # 備考(2) is not the 備考 that a person chose, if both are there
    return loose[0], max(loose[1], 0)


def _strip_brackets(key: str) -> str:
    return _BRACKETS.sub("", key)


def _list_words(key: str) -> list[str]:
    return [word.strip("()[]【】<>") for word in _BRACKETS.findall(key) if _strip_brackets(key)]


def _fits_words(column: Column, words: Sequence[str], names: Mapping[str, tuple[Column, int]]) -> bool:
    """Whether a column keeps its meaning with these words: it does not in 電話番号(勤務先) and 未納額(延滞金)."""
    if column is Column.AMOUNT:
        return all(word in _TAX_ITSELF or names.get(word, (None,))[0] is column for word in words)
    if column not in _OF_THE_PERSON:
        return True
    owner = read_heading_owner([word for word in words if names.get(word, (None,))[0] not in _OF_THE_PERSON])
    return owner is Owner.OWN or (owner is Owner.UNKNOWN and column is not Column.PHONE)


def _is_number_of_others(key: str, names: Mapping[str, tuple[Column, int]]) -> bool:
    """Whether a heading is that of other people's numbers: it is understood, and not used."""
    name, _, below = key.partition(_BETWEEN_KEYS)
    words = [*_list_words(name), *([below] if below else [])]
    is_phone = names.get(_strip_brackets(name), (None,))[0] is Column.PHONE
    return is_phone and read_heading_owner(words) is Owner.OTHER


def _normalise_heading(heading: str) -> str:
    return fold_cell(heading).translate(_SIGNS)
