"""Which column a heading names: by spelling or sign, without its words in brackets, or by one of its two lines."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.model.errors import FileRefused
from bot.rules.importing.cells import fold_cell, name_place
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.heading_kana import read_kana
from bot.rules.importing.heading_signs import Sign
from bot.rules.importing.headings import Column
from bot.rules.importing.mark_columns import find_mark_reader
from bot.rules.importing.owners import Owner, read_heading_owner
from bot.rules.patterns import compile_late

HeadingMatch = tuple[Column, int] | None
"""The column that a heading names, with its rank; None for an unknown heading."""
HashHeading = Callable[[str], str]
"""Makes a hash of a heading, 16 hexadecimal digits. With a key nobody can find the heading by trying words."""

_BRACKETS = compile_late(r"\(.*?\)|\[.*?\]|【.*?】|<.*?>")
_IGNORED = str.maketrans("", "", "_:*※●■◆▼▲「」『』?")
_ORDINAL = compile_late(r"^\s*(?:[①-⑳]|[(（]?[0-9０-９]{1,3}[)）.．、:：_＿]|[A-ZＡ-Ｚ][:：.．])(?=\s*[^\s0-9０-９])")
"""The number of a column before its name: ①宛名番号, 01_宛名番号."""
_LONGEST_UNKNOWN = 40
_REFERENCE = compile_late(r"([A-Z]+)#([0-9a-f]{16})")
_CHOSEN = -1
FIRST_SIGN = 1_000
"""The rank of the first sign: every spelling is better."""
BETWEEN_LINES = "｜"
_BETWEEN_KEYS = "|"
_OTHERS_PHONE = compile_late(r"(.+?)の?(?:自宅|携帯|固定|連絡先)?(?:電話|携帯|連絡先|tel)(?:番号)?[0-9]?")
_OF_THE_PERSON = (Column.PHONE, Column.TAXPAYER, Column.NAME)
_TAX_ITSELF = compile_late("円|¥|単位:?円|税込|本税(?:額|分)?|税額|(?:課税|滞納|未納|賦課)(?:情報|明細)?|明細")
"""Words beside a heading of an amount that leave it the unpaid or paid tax itself."""
_NOT_ITSELF = compile_late("額|料|回数|件数|番号|方法|場所|備考|摘要|内容|相手|担当")
"""Words in a heading of a day that make it another thing: 納付約束（金額）."""
_DAYS = (Column.PROMISED_ON, Column.LAST_PAID_ON, Column.LAST_CALLED_ON, Column.DEMANDED_ON)


@dataclass(frozen=True, slots=True)
class HeadingNames:
    """The known headings of a kind of file: spellings, normalised, and signs. `marks`: also grounds of exclusion."""

    spellings: Mapping[str, tuple[Column, int]]
    signs: Sequence[Sign]
    marks: bool

    def find(self, key: str) -> HeadingMatch:
        """The column that a normalised heading names as a whole. A column of marks is found by its ground."""
        if known := self.spellings.get(key):
            return known
        if self.marks and find_mark_reader(key):
            return None
        signs = enumerate(self.signs, FIRST_SIGN)
        return next(((sign.column, rank) for rank, sign in signs if sign.pattern.fullmatch(key)), None)


def hash_without_key(text: str) -> str:
    """A hash for layouts that are not stored."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def make_reference(at: int, cell: str, hash_heading: HashHeading) -> str:
    """A heading as it may be stored and chosen: the letters of its column, and its hash."""
    return f"{name_place(at)}#{hash_heading(normalise_heading(shorten_heading(cell)))}"


def find_letters(heading: str) -> str | None:
    """The letters of the column that a reference names; None for a heading in clear."""
    found = _REFERENCE.fullmatch(heading)
    return found and found[1]


def resolve_references(chosen: Mapping[str, str], cells: Iterable[str], hash_heading: HashHeading) -> Mapping[str, str]:
    """The choice with headings in place of references, found among `cells`. One that is not there stays unknown."""
    wanted = {code: found[2] for code, heading in chosen.items() if (found := _REFERENCE.fullmatch(heading))}
    if not wanted:
        return chosen
    by_hash = {hash_heading(normalise_heading(shorten_heading(cell))): cell for cell in cells if cell.strip()}
    return {**chosen, **{code: by_hash[key] for code, key in wanted.items() if key in by_hash}}


def rank_headings(kind: FileColumns, chosen: Mapping[str, str]) -> HeadingNames:
    """The headings of a kind of file, each with its column and rank: of two of one column, the lower rank is used.

    A heading that the user chose has the lowest rank, and its column no other.
    """
    chosen_headings = {_parse_column(code, kind): normalise_heading(heading) for code, heading in chosen.items()}
    spellings = {
        normalise_heading(name): (column, rank)
        for column, spellings in kind.names.items()
        if column not in chosen_headings
        for rank, name in enumerate(spellings)
    }
    return HeadingNames(
        spellings | {heading: (column, _CHOSEN) for column, heading in chosen_headings.items()},
        [sign for sign in kind.signs if sign.column not in chosen_headings],
        Column.EXCLUDED in kind.names,
    )


def _parse_column(code: str, kind: FileColumns) -> Column:
    if code not in {column.value for column in kind.names}:
        raise FileRefused("no_such_column", column=code)
    return Column(code)


def match_heading(cell: str, names: HeadingNames) -> HeadingMatch:
    """Find the column that a heading names; `names` are those of `rank_headings`."""
    key = normalise_heading(cell)
    exact = names.spellings.get(key) or names.spellings.get(normalise_heading(shorten_heading(cell)))
    if exact:
        return exact
    upper, _, lower = key.rpartition(_BETWEEN_KEYS)
    if not upper:
        return _match_loosely(key, names)
    joined = names.find(upper + lower)  # 督促｜発送日: neither line says it alone
    if joined and (joined[1] < FIRST_SIGN or joined[0] not in _OF_THE_PERSON):
        return joined
    # The lower line is the more exact one. The upper one may say of whom it is, as a word in brackets does.
    found = _match_loosely(lower, names)
    if found is None:
        return _match_loosely(f"{upper}({lower})", names) or joined
    return found if _fits_words(found[0], [strip_brackets(upper), *_list_words(upper)], names) else None


def _match_loosely(key: str, names: HeadingNames) -> HeadingMatch:
    """Match a heading without its words in brackets, if these leave it the same column."""
    if whole := names.find(key):
        return whole
    loose = names.find(name := strip_brackets(key)) or names.find(name := key.strip("【】[]<>"))
    if loose is None or not (name == key or _fits_words(loose[0], _list_words(key) if name in key else [], names)):
        return None
    # 備考(2) is not the 備考 that a person chose, if both are there
    return loose[0], max(loose[1], 0)


def strip_brackets(key: str) -> str:
    """A normalised heading without its words in brackets."""
    return _BRACKETS.sub("", key)


def _list_words(key: str) -> list[str]:
    return [word.strip("()[]【】<>") for word in _BRACKETS.findall(key) if strip_brackets(key)]


def _fits_words(column: Column, words: Sequence[str], names: HeadingNames) -> bool:
    """Whether a column keeps its meaning with these words: it does not in 電話番号(勤務先) and 未納額(延滞金)."""
    if column is Column.AMOUNT:
        return all(
            _TAX_ITSELF.fullmatch(word)
            or _find_column(word, names) is column
            or read_heading_owner([word]) is Owner.OWN
            for word in words
        )
    if column not in _OF_THE_PERSON:
        return column not in _DAYS or not any(map(_NOT_ITSELF.search, words))
    owner = read_heading_owner([word for word in words if _find_column(word, names) not in _OF_THE_PERSON])
    return owner is Owner.OWN or (owner is Owner.UNKNOWN and column is not Column.PHONE)


def _find_column(key: str, names: HeadingNames) -> Column | None:
    found = names.find(key)
    return found and found[0]


def is_number_of_others(key: str, names: HeadingNames) -> bool:
    """Whether a heading is that of other people's numbers, such as 勤務先電話: it is understood, and not used."""
    if (whose := _OTHERS_PHONE.fullmatch(key.replace(_BETWEEN_KEYS, ""))) and read_heading_owner(
        [whose[1]]
    ) is Owner.OTHER:
        return True
    name, _, below = key.partition(_BETWEEN_KEYS)
    words = [*_list_words(name), *([below] if below else [])]
    is_phone = _find_column(strip_brackets(name), names) is Column.PHONE
    return is_phone and read_heading_owner(words) is Owner.OTHER


def shorten_heading(cell: str) -> str:
    """A heading as shown to the user and as returned in the user's choice."""
    return cell.strip()[:_LONGEST_UNKNOWN]


@lru_cache(maxsize=4096)
def normalise_heading(heading: str) -> str:
    """A heading for comparison: folded, without its number and marks such as ※, and with the words for its kana."""
    return read_kana(fold_cell(_ORDINAL.sub("", heading, count=1)).translate(_IGNORED))
