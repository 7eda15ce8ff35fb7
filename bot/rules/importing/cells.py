"""Cells other than numbers and dates: sums of yen, counts, yes or no, who it is about."""

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from bot.model.reasons import Corrected, Rejected
from bot.rules.privacy import LeakKind, find_leaks

MAX_YEN = 1_000_000_000
MAX_CALLS = 9_999
_TEN_DIGITS = 10
"""Any number of fewer digits is a sum that can be."""

_YEN = re.compile(r"[¥\\]?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?円?")
_COUNT = re.compile(r"([0-9]{1,4})(?:\.0+)?回?")
_NO = frozenset({"", "0", "無", "無し", "なし", "×", "✕", "✖"})
_NONE = _NO | {"-"}
_STAYS_IN = _NO | {"転出"}
_NOT_REVERSED = _NONE | {"通常", "正常"}
_REVERSED = frozenset({"1", "○", "〇", "有", "有り", "あり", "取消", "取消し", "取り消し", "速報取消", "取消済"})
_CURRENT_YEAR = frozenset({"現年", "現", "1", "01", "現年度", "現年分", "現年課税", "現年課税分", "現年度分"})
_ARREARS = frozenset({"滞繰", "滞納繰越", "繰越", "2", "02", "滞", "滞納繰越分", "滞繰分", "繰越分"})
_NOBODY = frozenset({"", "-", "不明", "なし", "無し", "無"})
_OWN = frozenset(
    {
        "",
        "-",
        "本人",
        "ご本人",
        "自分",
        "自己",
        "世帯主",
        "納税者",
        "納税義務者",
        "代表者",
        "契約者",
        "本人携帯",
        "本人名義",
    }
    | {"本人(携帯)", "self", "own", "owner"}
)
_EXPONENT = re.compile(r"[0-9]+(\.[0-9]+)?E[+-]?[0-9]+")
_DECIMAL = re.compile(r"([0-9]+)\.([0-9]+)")
_LONGEST_LANGUAGE = 20
_LANGUAGES = {
    writing: code
    for code, writings in {
        "ja": "ja 日本語 日本 japanese やさしい日本語",
        "en": "en 英語 英 english",
        "zh": "zh 中国語 中文 中 chinese",
        "pt": "pt ポルトガル語 ポルトガル portuguese",
        "vi": "vi ベトナム語 ベトナム vietnamese",
    }.items()
    for writing in writings.split()
}


@dataclass(frozen=True, slots=True)
class Yen:
    """A sum out of a cell; `formatted` when it was written with commas, signs or full-width digits."""

    amount: int
    formatted: bool

    @property
    def corrected(self) -> tuple[Corrected, ...]:
        """The repair to be counted."""
        return (Corrected.AMOUNT_FORMATTED,) if self.formatted else ()


def normalise_cell(cell: str) -> str:
    """A cell in one form of every character (NFKC), without white space, and without a spreadsheet's mark for text."""
    if cell.isascii() and cell.isalnum():
        return cell
    return "".join(unicodedata.normalize("NFKC", cell).split()).removeprefix("'")


def fold_cell(cell: str) -> str:
    """A cell as it is compared: plain, in small letters."""
    return normalise_cell(cell).casefold()


@lru_cache(maxsize=4096)
def read_yen(cell: str) -> Yen | Rejected | None:
    """The sum in a cell, in yen; None when it is blank. Negative, broken or above 10^9 is a fault."""
    if cell.isascii() and cell.isdigit() and len(cell) < _TEN_DIGITS:  # as nearly all are
        return Yen(int(cell), formatted=False)
    text = fold_cell(cell)
    if not text:
        return None
    found = _YEN.fullmatch(text)
    if not found:
        return Rejected.BAD_AMOUNT
    amount = int(found[1].replace(",", ""))
    return Rejected.BAD_AMOUNT if amount > MAX_YEN else Yen(amount, formatted=cell.strip() != found[1].replace(",", ""))


@lru_cache(maxsize=256)
def read_count(cell: str) -> int | Rejected:
    """How often; a blank cell of a column that is there means never."""
    text = fold_cell(cell)
    if not text:
        return 0
    found = _COUNT.fullmatch(text)
    return int(found[1]) if found else Rejected.BAD_ROW


@lru_cache(maxsize=1024)
def is_excluded(cell: str) -> bool:
    """Whether a cell of the exclusion column keeps somebody out: whatever is not clearly a "no" does.

    転出 (moved away) alone is no ground: these people still owe, and a mobile number moves with them.
    """
    return fold_cell(cell) not in _STAYS_IN


@lru_cache(maxsize=1024)
def is_clear_no(cell: str) -> bool:
    """Whether a cell says clearly that there is none."""
    return fold_cell(cell) in _NONE


@lru_cache(maxsize=256)
def is_arrears(cell: str) -> bool | Rejected:
    """現滞区分: whether the debt was carried over from an earlier year. What is not known by name is a fault.

    過年度 is neither: assessed late for an earlier year, it can still be this year's.
    """
    text = fold_cell(cell)
    if text in _CURRENT_YEAR:
        return False
    return True if text in _ARREARS else Rejected.BAD_ROW


@lru_cache(maxsize=256)
def is_reversal(cell: str) -> bool | Rejected:
    """Whether a payment is taken back. An unknown code is a fault: read as "yes" it would make a payer owe again."""
    text = fold_cell(cell)
    if text in _NOT_REVERSED:
        return False
    return True if text in _REVERSED else Rejected.BAD_ROW


@lru_cache(maxsize=1024)
def is_own_number(cell: str) -> bool:
    """続柄: whether a number is the taxpayer's own. Blank says nothing against it; any other word is somebody else."""
    return fold_cell(cell) in _OWN


def read_taxpayer(cell: str) -> str | Rejected:
    """The number under which the city knows a person, in one form; of 1.2E+09, 1.5 or #### digits are lost."""
    if cell.isascii() and cell.isdigit():  # as nearly all are
        return cell
    text = normalise_cell(cell).upper()
    if text.casefold() in _NOBODY:
        return Rejected.MISSING_TAXPAYER_ID
    if "." in text and (number := _DECIMAL.fullmatch(text)):
        return Rejected.BAD_ROW if number[2].strip("0") else number[1]
    return Rejected.BAD_ROW if text.startswith("#") or _EXPONENT.fullmatch(text) else text


@lru_cache(maxsize=256)
def read_language(cell: str) -> str:
    """The language a person reads, by its code where it is one of those we write in; else as it is written."""
    text = fold_cell(cell)
    return _LANGUAGES.get(text, text[:_LONGEST_LANGUAGE])


def normalise_taxpayer(taxpayer: str) -> str:
    """What makes two writings of a taxpayer's number the same person: a spreadsheet eats the zeros in front.

    Without it, somebody whose payment came through a spreadsheet would be reminded of what is paid.
    """
    return taxpayer.lstrip("0") or "0" if taxpayer.isdecimal() else taxpayer


_SHORTEST = 12
_TWELVE_DIGITS = re.compile(r"\s*\d{4}([-‐‑–—−－ー\s]?)\d{4}\1\d{4}(?:\.0+)?\s*")


def holds_personal_number(cells: Sequence[str], other_numbers: Set[int]) -> bool:
    """Whether a cell is a 個人番号 by its twelve digits; `other_numbers` are the places of columns of other numbers."""
    if not [cell for cell in cells if len(cell) >= _SHORTEST and _TWELVE_DIGITS.fullmatch(cell)]:
        return False  # as nearly always; what follows takes its time
    return any(
        place not in other_numbers and _TWELVE_DIGITS.fullmatch(cell) is not None and _is_personal_number_cell(cell)
        for place, cell in enumerate(cells)
    )


def _is_personal_number_cell(cell: str) -> bool:
    return any(trace.kind is LeakKind.PERSONAL_NUMBER for trace in find_leaks(re.sub(r"\.0+\s*$", "", cell)))


MAX_EXPORT_ROWS = 20_000
"""Of one file: more is not repaired by hand, but by the export that made them."""

_BEGINS_A_FORMULA = frozenset("=+-@−")


def escape_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, also where it drops what nobody sees in front.

    An apostrophe before it is a spreadsheet's own mark for text; reading takes it off again (cells.plain).
    """
    first = cell[:1]
    if first.isalnum() or not first:  # as nearly all are
        return cell
    if first in "\t\r\n" or unicodedata.category(first)[0] == "C":
        return f"'{cell}"
    seen = next((sign for sign in cell if unicodedata.category(sign)[0] not in "CZ"), " ")
    return f"'{cell}" if unicodedata.normalize("NFKC", seen)[:1] in _BEGINS_A_FORMULA else cell
