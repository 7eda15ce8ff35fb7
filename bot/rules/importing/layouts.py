"""The layout of a file: where its columns are, by its heading, in any order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model.errors import FileRefused
from bot.rules.importing import headings
from bot.rules.importing.cells import fold_cell, name_place
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.exclusion_grounds import CellGround, read_ground
from bot.rules.importing.heading_checks import check_columns, is_sensitive_heading, may_show
from bot.rules.importing.heading_names import (
    BETWEEN_LINES,
    HashHeading,
    HeadingMatch,
    HeadingNames,
    hash_without_key,
    is_number_of_others,
    make_reference,
    match_heading,
    normalise_heading,
    rank_headings,
)
from bot.rules.importing.headings import Column
from bot.rules.importing.mark_columns import find_mark_reader
from bot.rules.importing.owner_columns import find_owner_columns, is_owner_of_numbers
from bot.rules.patterns import compile_late

_MOST_UNKNOWN = 100
_BESIDE_IDS = compile_late(
    r"(?i:no\.?)|.*日付?|.*期間|通番|連番|税目.*|.*年度|期別?|.*番号|備考|摘要|メモ|電話.*|携帯.*|.*区分名?"
)
"""Unknown headings that a file of ids alone, which excludes all of its people, may have."""
_NUMBERS = compile_late("電話|携帯|連絡先|ケータイ|tel|phone|mobile|fax")
_OTHER_PERSON = compile_late(
    "(?:連帯(?:納税)?(?:義務者|保証人)|納税管理人|世帯主|相続人(?:代表者?)?|代理人|保証人|後見人|送付先|宛先|配偶者|同居人|家族|親族|共有者|代表者|"
    "緊急連絡先|勤務先|事業所|特別徴収義務者)(?:の?(?:氏名|名称?|宛名|漢字))?"
)
"""The heading of a person or an office that is not the taxpayer."""
_TOTAL = compile_late(r"(総合計|合計|総計|小計|計|件数|総件数|合計件数|合計金額|以上|total):?[0-9,]*(件|名|人|円)?")
PhoneColumns = tuple[tuple[int, tuple[int, ...]], ...]
_NUMBER_COLUMNS = (Column.TAXPAYER, Column.AMOUNT, Column.PAYMENT_ID, Column.SLIP_NUMBER)


@dataclass(frozen=True, slots=True)
class Layout:
    """The positions of a file's columns.

    `places` are the positions of all headings that mean a column, of the best first.
    `phones` are all columns of the person's own numbers, mobile numbers first, each with the columns that say whose its
    numbers are, or whether they are in use; `other_phones` are the columns of other numbers, which nobody uses. `names`
    are all columns of the person's name. `lines`: of the heading.

    `exclusions` are all columns of marks and grounds, each with the reader of its cells.
    `unknown`: references to headings that are not known; `assigned`: those to headings that a user assigned to a
    column (column code → reference); `sensitive`: the kinds of personal data in the file; `fingerprint`: the same
    for files with the same headings in any order; `other_numbers`: columns where twelve digits are no 個人番号;
    `needed`: the last position that a row must have.
    """

    heading: tuple[str, ...]
    positions: Mapping[Column, int]
    places: Mapping[Column, tuple[int, ...]]
    lines: tuple[tuple[str, ...], ...]
    phones: PhoneColumns
    other_phones: tuple[int, ...]
    names: tuple[int, ...]
    exclusions: tuple[tuple[int, CellGround], ...]
    never_in_totals: tuple[int, ...]
    needed: int
    unknown: tuple[str, ...]
    assigned: Mapping[str, str]
    sensitive: frozenset[str]
    fingerprint: str
    other_numbers: frozenset[int]

    @property
    def columns(self) -> frozenset[str]:
        """The codes of the file's columns."""
        marks = {Column.EXCLUDED} if self.exclusions else set()
        owners = {Column.RELATION} if any(owners for _, owners in self.phones) else set()
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

    def force(self, cells: Sequence[str]) -> list[str]:
        """A row's cells cut or filled up to the width of the layout, although some may stand in a wrong column."""
        width = len(self.heading)
        return [*cells[:width], *[""] * (width - len(cells))]

    def is_heading(self, cells: Sequence[str]) -> bool:
        """Whether a row repeats a line of the heading, as on each page of a printed list."""
        return any(tuple(cells[: len(line)]) == line for line in self.lines)

    def is_blank_or_total(self, cells: Sequence[str]) -> bool:
        """Whether a row is blank or a total: it begins with a word for totals and has no phone number or day."""
        if any(cells[index].strip() for index in self.never_in_totals if index < len(cells)):
            return False
        first = next((fold_cell(cell) for cell in cells if cell.strip()), None)
        return first is None or _TOTAL.fullmatch(first) is not None


def build_layout(
    lines: Sequence[Sequence[str]],
    kind: FileColumns,
    chosen: Mapping[str, str],
    hash_heading: HashHeading = hash_without_key,
    below: Sequence[str] | None = (),
) -> Layout:
    """The layout of a heading, of one line or two; `chosen` (column code → heading) overrides known headings.

    `below`: the cells of the first row; no heading with a word of it is shown. None: no heading at all.

    Raises FileRefused: personal_number; no_phone_column, … (facts: found, columns, layout, headings, sensitive; commas
    between codes, line breaks between headings); no_such_column (column); repeated_column (meaning, places, headings).
    """
    found = _read_headings(join_lines(lines), kind, chosen)
    hits = _group_matches(found.matches, found.owners)
    unknown = {at: make_reference(at, found.cells[at], hash_heading) for at in found.at_unknown}
    shown = [found.cells[at].strip() if may_show(found.cells[at], below) else unknown[at] for at in found.at_unknown]
    fingerprint = hash_heading("\x1f".join(sorted(found.keys)))
    sensitive = _find_sensitive_kinds(found.keys, found.matches)
    facts = {"layout": fingerprint, "headings": "\n".join(shown), "sensitive": ",".join(sorted(sensitive))}
    check_columns(hits, kind, chosen, _list_missing_marks(found, kind), found.cells, facts)
    positions = {column: min(ranked)[1] for column, ranked in hits.items()}
    return Layout(
        heading=tuple(found.cells),
        positions=positions,
        places={column: tuple(at for _, at in sorted(ranked)) for column, ranked in hits.items()},
        lines=tuple(tuple(line[: len(found.cells)]) for line in lines),
        phones=found.phones,
        other_phones=_find_other_phones(found),
        names=_find_names(found),
        exclusions=found.exclusions,
        never_in_totals=tuple(positions[column] for column in kind.never_in_totals if column in positions),
        needed=_find_last_needed(positions, found.exclusions, kind),
        unknown=tuple(unknown.values()),
        assigned=_refer_to_chosen(chosen, positions, found.cells, hash_heading),
        sensitive=sensitive,
        fingerprint=fingerprint,
        other_numbers=_find_other_numbers(found, positions),
    )


@dataclass(frozen=True, slots=True)
class _Headings:
    """The headings of a file, normalised (`keys`), and what they mean.

    `owners`: the positions of the columns of the owners of numbers; `at_unknown`: those that a user may assign.
    """

    cells: Sequence[str]
    keys: Sequence[str]
    matches: Sequence[HeadingMatch]
    phones: PhoneColumns
    owners: Collection[int]
    exclusions: tuple[tuple[int, CellGround], ...]
    at_unknown: Sequence[int]


def _read_headings(cells: Sequence[str], kind: FileColumns, chosen: Mapping[str, str]) -> _Headings:
    """Read the headings of a file. Raises FileRefused: personal_number, no_such_column."""
    names, keys = rank_headings(kind, chosen), [normalise_heading(cell) for cell in cells]
    for at, key in enumerate(keys):
        if headings.names_personal_number(key):
            raise FileRefused("personal_number", place=name_place(at))
    matches = [_match(cell, key, names) for cell, key in zip(cells, keys, strict=True)]
    matches = _drop_numbers_of_others(keys, matches)
    phones, owners = _find_phones(keys, matches)
    exclusions = _find_exclusions(cells, matches, kind)
    known = [
        match or at in owners or at in dict(exclusions) or is_number_of_others(keys[at], names)
        for at, match in enumerate(matches)
    ]
    return _Headings(cells, keys, matches, phones, owners, exclusions, _find_unknown_headings(cells, known))


def _match(cell: str, key: str, names: HeadingNames) -> HeadingMatch:
    """The column that a heading names. 連絡先(氏名) is no column of numbers."""
    match = match_heading(cell, names)
    is_owner = match is not None and match[0] is Column.PHONE and match[1] >= 0 and is_owner_of_numbers(key)
    return None if is_owner else match


def _drop_numbers_of_others(keys: Sequence[str], matches: Sequence[HeadingMatch]) -> list[HeadingMatch]:
    """The matches without a second number that stands behind another person: 電話番号, 連帯納税義務者, 電話番号.

    Of a number that is the first one, or that a user chose, nobody can tell that it is another person's; a column of
    owners beside it says so of each row.
    """

    def says_whose(at: int) -> bool:
        match = matches[at] if 0 <= at < len(keys) else None
        is_relation = match is not None and match[0] is Column.RELATION
        return is_relation or (0 <= at < len(keys) and match is None and is_owner_of_numbers(keys[at]))

    found, is_first, is_of_another, has_name = list(matches), True, False, False
    for at, (key, match) in enumerate(zip(keys, matches, strict=True)):
        column = match and match[0]
        if column is Column.PHONE:
            is_chosen = match is not None and match[1] < 0
            if is_of_another and not (is_chosen or "本人" in key or says_whose(at - 1) or says_whose(at + 1)):
                found[at] = None
            is_first = False
        elif column is Column.NAME and not is_owner_of_numbers(key):
            is_of_another |= has_name and not is_first
            has_name = True
        elif match is None and not is_first:
            is_of_another |= _OTHER_PERSON.fullmatch(key) is not None
    return found


def _list_missing_marks(found: _Headings, kind: FileColumns) -> list[Column]:
    """The column of marks, if a file of exclusions has none and is no file of ids alone."""
    ids_alone = all(_BESIDE_IDS.fullmatch(found.cells[at].strip()) for at in found.at_unknown)
    return [Column.EXCLUDED] if kind.excludes and not found.exclusions and not ids_alone else []


def _find_last_needed(
    positions: Mapping[Column, int], exclusions: Sequence[tuple[int, CellGround]], kind: FileColumns
) -> int:
    """The last position that a row must have."""
    return max([positions[column] for column in kind.required] + [at for at, _ in exclusions[: kind.excludes]])


def _refer_to_chosen(
    chosen: Mapping[str, str], positions: Mapping[Column, int], cells: Sequence[str], hash_heading: HashHeading
) -> dict[str, str]:
    """References to the headings that a user assigned."""
    places = {code: positions[Column(code)] for code in chosen}
    return {code: make_reference(at, cells[at], hash_heading) for code, at in places.items()}


def _find_other_numbers(found: _Headings, positions: Mapping[Column, int]) -> frozenset[int]:
    """The positions of the columns where twelve digits are no 個人番号."""
    pairs = enumerate(zip(found.keys, found.matches, strict=True))
    others = [at for at, (key, match) in pairs if not match and headings.names_other_number(key)]
    return frozenset([*others, *(positions[column] for column in _NUMBER_COLUMNS if column in positions)])


def _group_matches(matches: Sequence[HeadingMatch], used: Collection[int]) -> dict[Column, list[tuple[int, int]]]:
    """The rank and the position of each heading of a column, without the columns of owners (`used`).

    A file of payments may have the booked day alone: one day holds the payer as well as two. A list's 調定年度
    is the year of its debts, too, if it has no other.
    """
    hits: dict[Column, list[tuple[int, int]]] = {}
    for index, match in enumerate(matches):
        if match and index not in used:
            hits.setdefault(match[0], []).append((match[1], index))
    for column, other in ((Column.PAID_ON, Column.BOOKED_ON), (Column.YEAR, Column.FISCAL_YEAR)):
        if other in hits:
            hits.setdefault(column, hits[other])
    return hits


def _find_other_phones(found: _Headings) -> tuple[int, ...]:
    """The columns of numbers that are not the person's own, or whose heading is not understood."""
    used = {*found.owners, *(at for at, _ in found.exclusions)}
    pairs = enumerate(zip(found.keys, found.matches, strict=True))
    return tuple(at for at, (key, match) in pairs if not match and at not in used and _NUMBERS.search(key))


def _find_names(found: _Headings) -> tuple[int, ...]:
    """The columns of the person's name, in kanji and in kana. A second column of names may be the addressee's."""
    pairs = [
        (at, key, match)
        for at, (key, match) in enumerate(zip(found.keys, found.matches, strict=True))
        if at not in found.owners
    ]
    kana = [at for at, key, match in pairs if (not match or match[0] is Column.NAME) and headings.is_own_kana(key)]
    ranked = sorted((match[1], at) for at, _, match in pairs if match and match[0] is Column.NAME and at not in kana)
    return tuple([at for _, at in ranked[:1]] + kana)


def join_lines(lines: Sequence[Sequence[str]]) -> list[str]:
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


def _find_phones(keys: Sequence[str], matches: Sequence[HeadingMatch]) -> tuple[PhoneColumns, set[int]]:
    """The columns of numbers in the order of preference, each with those that say whose they are; and the latter alone.

    If there is one column of numbers, a column 続柄 is known as such (Column.RELATION).
    """
    ranked = sorted((match[1], index) for index, match in enumerate(matches) if match and match[0] is Column.PHONE)
    phones = [index for _, index in ranked]
    names = sum(match is not None and match[0] is Column.NAME for match in matches)

    def is_free(at: int, match: HeadingMatch) -> bool:
        if match is not None and match[0] is Column.NAME:
            return names > 1 and is_owner_of_numbers(keys[at])  # 連絡先1|氏名 beside the taxpayer's own
        return match is None or (len(phones) > 1 and match[0] is Column.RELATION)

    free = {at for at, match in enumerate(matches) if is_free(at, match)}
    others = [at for at in free if _NUMBERS.search(keys[at]) and not is_owner_of_numbers(keys[at])]
    found = find_owner_columns(keys, phones, free, others)
    return tuple((at, found[at]) for at in phones), {at for owners in found.values() for at in owners}


def _find_exclusions(
    heading: Sequence[str], matches: Sequence[HeadingMatch], kind: FileColumns
) -> tuple[tuple[int, CellGround], ...]:
    """The columns of marks and grounds; all of them count, also beside a blank one."""
    if Column.EXCLUDED not in kind.names:
        return ()
    found: list[tuple[int, CellGround]] = []
    for index, (cell, match) in enumerate(zip(heading, matches, strict=True)):
        if match is not None:
            found += [(index, read_ground)] if match[0] in (Column.EXCLUDED, Column.GROUND) else []
        elif reader := find_mark_reader(normalise_heading(cell)):
            found.append((index, reader))
    return tuple(found)


def _find_sensitive_kinds(keys: Sequence[str], matches: Sequence[HeadingMatch]) -> frozenset[str]:
    """The kinds of personal data in the columns of names and in the unknown columns."""
    kinds = {
        sign
        for key, match in zip(keys, matches, strict=True)
        if match is None or match[0] is Column.NAME
        for sign in headings.find_sensitive_kind(key)
    }
    named = any(match is not None and match[0] is Column.NAME for match in matches)
    return frozenset(kinds | {"name"}) if named else frozenset(kinds)


def _find_unknown_headings(heading: Sequence[str], matches: Sequence[object]) -> list[int]:
    """The positions of unknown headings that a user may assign: no row of data, no personal data, no 支援措置."""
    if sum(map(bool, matches)) < 2:
        return []
    pairs = enumerate(zip(heading, matches, strict=True))
    return [at for at, (cell, match) in pairs if cell.strip() and not match and not is_sensitive_heading(cell)][
        :_MOST_UNKNOWN
    ]
