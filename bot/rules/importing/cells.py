"""Cells other than phone numbers and dates: yen, counts, marks, taxpayer ids, languages."""

import re
import unicodedata
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from bot.model.reasons import Corrected, Rejected
from bot.rules.privacy import LeakKind, find_leaks

MAX_YEN = 1_000_000_000
MAX_CALLS = 9_999
MAX_DIGITS = 10
"""Every number with fewer digits is at most MAX_YEN."""

_YEN = re.compile(r"(?:金\s*)?(?:[¥\\]\s*)?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?(?:\s*円也?|(?<=[0-9])\.?-)?")
_COUNT = re.compile(r"([0-9]{1,4})(?:\.0+)?\s*回?")
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
"""Characters that nobody sees, as a class of a pattern: Default_Ignorable_Code_Point of UAX #44."""
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
DASHES = "-‐‑‒–—―−─━ーｰ"
DITTOS = frozenset(
    [
        *("〃", "〃〃", "〃〃〃", "「〃」", "(〃)", "（〃）", "″", "′′", "”", "“", '"', '""', "＂", "〞", "々", "々々"),
        *("仝", "仝上", "同上", "「同上」", "(同上)", "（同上）", "同", "同じ", "上に同じ", "上と同じ"),
        *("以下同文", "↑同じ", "↑に同じ", "↑と同じ", "〃 〃", "〃　〃", "同じく", "上記同様", "上記と同じ", "上同"),
        *("↑", "↓", "｜", "│", "|", "┃", "∥", "‖", "ditto", "Ditto", "DITTO"),
    ]
)
"""Stripped cells that say that their value is that of the cell above, or draw a line from it."""
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_NOTHING = frozenset(
    {
        "無",
        "無し",
        "なし",
        "該当なし",
        "該当無し",
        "該当無",
        "該当せず",
        "該当しない",
        "null",
        "none",
        "nil",
        "nan",
        "nat",
        "n/a",
    }
)
_NO_DAY = frozenset({"1900/1/0", "1900/01/00", "1900-01-00", "0000-00-00"})
"""What spreadsheets and hosts write for the day 0."""
_NO = frozenset(
    {
        "×",
        "✕",
        "✖",
        "非該当",
        "非対象",
        "n",
        "no",
        "false",
        "off",
        "いいえ",
        "否",
        "ナシ",
        "未設定",
        "未登録",
        "設定なし",
        "通常",
        "約束なし",
        "約束無",
        "納付約束なし",
        "予定なし",
    }
)
_ZERO_AND_WORD = re.compile(r"0+(?:\.0+|[件回円人名期枚]|[:.\-_、・)]?(.*))")
_REVERSED = frozenset(
    {
        "1",
        "赤",
        "赤伝",
        "赤伝票",
        "○",
        "〇",
        "有",
        "有り",
        "あり",
        "取消",
        "取消し",
        "取り消し",
        "速報取消",
        "取消済",
        "y",
        "yes",
        "true",
    }
)
_EXPONENT = re.compile(r"[0-9]+(\.[0-9]+)?E[+-]?[0-9]+")
_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0+)?")
_DECIMAL = re.compile(r"[0-9,]+\.[0-9]+")
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
    """An amount from a cell; `formatted`: written with commas, signs or full-width digits."""

    amount: int
    formatted: bool

    @property
    def corrected(self) -> tuple[Corrected, ...]:
        """The correction to count."""
        return (Corrected.AMOUNT_FORMATTED,) if self.formatted else ()


def normalise_cell(cell: str) -> str:
    """A cell in Unicode form NFKC, without white space, invisible characters and a spreadsheet's marks of text."""
    if cell.isascii() and cell.isalnum():
        return cell
    return "".join(clean_cell(cell).split())


def clean_cell(cell: str) -> str:
    """A cell in Unicode form NFKC, without invisible characters; `'0901` and `="0901"` mark text in spreadsheets."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", cell)).strip()
    if marked := _FORMULA_TEXT.fullmatch(text):
        return marked[1].strip()
    return text.removeprefix("'")


def fold_cell(cell: str) -> str:
    """A cell normalised for comparison, in lower case."""
    return normalise_cell(cell).casefold()


def is_nothing(text: str) -> bool:
    """Whether a folded cell says that there is no value: blank, dashes, zeros or a word."""
    return not text.strip(DASHES) or not text.strip("0/") or text in _NOTHING or text in _NO_DAY


@lru_cache(maxsize=4096)
def read_yen(cell: str) -> Yen | Rejected | None:
    """The amount in a cell, in yen; None if it is blank. Negative, fractional or above 10^9 is a fault.

    So are two numbers: `12000 3000` may be a tax and a fee; and `3万円`, which may be rounded. `¥12,000-` and
    `金12,000円也` are written as on a receipt; `12000-` is negative.
    """
    text = clean_cell(cell).casefold()
    found = _YEN.fullmatch(text)
    if not found or (text.endswith("-") and text[0].isdigit()):
        return None if is_nothing(text) else Rejected.BAD_AMOUNT
    amount = int(found[1].replace(",", ""))
    return Rejected.BAD_AMOUNT if amount > MAX_YEN else Yen(amount, formatted=cell.strip() != found[1].replace(",", ""))


@lru_cache(maxsize=256)
def read_count(cell: str) -> int | Rejected:
    """The count in a cell; 0 if it is blank."""
    text = clean_cell(cell).casefold()
    found = _COUNT.fullmatch(text)
    if found:
        return int(found[1])
    return 0 if is_nothing(text) else Rejected.BAD_ROW


@lru_cache(maxsize=1024)
def is_excluded(cell: str) -> bool:
    """Whether a cell of the exclusion column excludes a person: every word does except a clear "no".

    転出 and 転居 (moved) alone do not: the debt remains, and people keep their mobile number.
    """
    return not is_clear_no(cell) and fold_cell(cell) not in ("転出", "転居")


@lru_cache(maxsize=1024)
def is_clear_no(cell: str) -> bool:
    """Whether a cell clearly says no or none."""
    text = fold_cell(cell).removesuffix("(0)").strip("()")
    zero = _ZERO_AND_WORD.fullmatch(text)  # 0.0, 0:無
    return text in _NO or is_nothing(text) or (zero is not None and is_clear_no(zero[1] or ""))


@lru_cache(maxsize=256)
def is_reversal(cell: str) -> bool:
    """Whether a payment is reversed. An unknown code does not reverse it: else a paid debt would be open again."""
    return fold_cell(cell) in _REVERSED


_REMARK = re.compile(r"(?<=\d)(?:\(.*\)|\[.*\]|【.*】)$")
_SEVERAL = re.compile(r"\d\s*[/、，,・~〜～;:]\s*\d")
_LABELLED = re.compile(
    r"[-*※#●★(「『【\[<]*(?:NO|ID|(?:宛名|整理|納税者|納税義務者|個人|住民|滞納者)?(?:番号|コード|CD)|宛名)?[.:#]*([0-9][0-9-]*)"
    r"[*※)」』】\]>,、。;]*(?:番|号)?[*※,、。]*"
)
_TWO_NUMBERS = re.compile(r"[0-9]{5,}\s+[0-9]{5,}")
_WITHIN = re.compile(r"(?<![0-9])[0-9]{4,}(?:-[0-9]+)*(?![0-9])", re.ASCII)
_BESIDE_WORDS = re.compile(r"[0-9]{4,}\s+[^0-9\s]|[^0-9\s]\s+[0-9]{4,}", re.ASCII)
_HYPHENS = re.compile(rf"(?<=\d)[{DASHES}−](?=\d)")
_LEAST_NINES = 10
_NO_ID = re.compile(
    r"[*?×○〇〃X-]*|\(?(?:不明|不詳|未設定|UNKNOWN|未付番|付番前|新規|仮|空白|同上|未登録|未登載|未取得|未確定|未|対象外)\)?"
)


def read_taxpayer(cell: str) -> str | Rejected:
    """The normalised taxpayer id, without a remark in brackets behind it and what people write around it: No.1001番.

    1.2E+09, 1.5 and #### are faults because digits are lost, and so are two lines, several ids, an id beside
    words (1001234 山田), and what is no id: without a digit, or with a character beyond ASCII. Ten nines or more stand
    for nobody, as zeros do.
    """
    if cell.isascii() and cell.isdigit() and cell.strip("09"):  # fast path for most cells
        return cell
    text = _REMARK.sub("", normalise_cell(cell).upper())
    if labelled := _LABELLED.fullmatch(text):
        text = labelled[1].rstrip("-")
    nines = text.lstrip("0")
    is_nobody = len(nines) >= _LEAST_NINES and not nines.strip("9")
    if is_nobody or is_nothing(text.casefold()) or _NO_ID.fullmatch(text):
        return Rejected.MISSING_TAXPAYER_ID
    if number := _NUMBER.fullmatch(text):
        text = text.replace(",", "").partition(".")[0]
    is_decimal = _DECIMAL.fullmatch(text) and not number
    lossy = text.startswith("#") or _SEVERAL.search(text) or _EXPONENT.fullmatch(text) or is_decimal
    return Rejected.BAD_ROW if lossy or "\n" in cell.strip() or not _is_id_alone(cell, text) else text


def _is_id_alone(cell: str, text: str) -> bool:
    """Whether a cell can be an id, and nothing else: not a name, 1001234 山田 or 1001234他, another person's id."""
    if not _HYPHENS.sub("", text).isascii() or not any(map(str.isdigit, text)):
        return False
    if not any(map(str.isspace, cell.strip())):
        return True
    clean = clean_cell(cell)
    return not (_TWO_NUMBERS.search(clean) or _BESIDE_WORDS.search(clean))


def read_person(cell: str) -> tuple[str | Rejected, Rejected | None]:
    """The taxpayer id in a cell and its fault. Of an id beside words, the id: what its row says holds that person."""
    found = read_taxpayer(cell)
    if not isinstance(found, Rejected):
        return found, None
    within = set(_WITHIN.findall(clean_cell(cell))) if found is Rejected.BAD_ROW and not cell.isascii() else set()
    id_within = read_taxpayer(within.pop()) if len(within) == 1 else found
    return id_within, found


@lru_cache(maxsize=256)
def read_language(cell: str) -> str:
    """The language of a person: a code for the supported languages, else the cell."""
    text = fold_cell(cell)
    return _LANGUAGES.get(text, text[:_LONGEST_LANGUAGE])


class PersonReader:
    """Reads the ids of a file's rows. A row without one may be of the person above: what it says holds that person."""

    def __init__(self) -> None:
        self._above: str | None = None

    def read(self, cell: str) -> tuple[str | Rejected, Rejected | None]:
        """The taxpayer id in a cell and its fault, as of `read_person`; of a blank cell or a 〃, the id above."""
        found, fault = read_person(cell)
        if fault is None and isinstance(found, str):
            self._above = found
        elif self._above is not None and (not cell.strip() or cell.strip() in DITTOS):
            return self._above, Rejected.MISSING_TAXPAYER_ID
        return found, fault


_LEAST_DIGITS = 6


def normalise_taxpayer(taxpayer: str) -> str:
    """A taxpayer id for comparison: without leading zeros, which spreadsheets remove, and hyphens between digits.

    Otherwise a payment from another file would not match its debt, and the payer would be messaged. Short ids keep
    their hyphens: with parts of any length, 1-23 and 12-3 are two people.
    """
    if taxpayer.isdecimal():  # fast path for most ids
        return taxpayer.lstrip("0") or "0"
    digits = _HYPHENS.sub("", taxpayer)
    is_long = len(digits) >= _LEAST_DIGITS and digits.isdecimal()
    return digits.lstrip("0") or "0" if is_long else taxpayer


_DASH = re.compile(rf"[{DASHES}−]")
_BRANCH = re.compile(rf"(.*[0-9A-Z])[{DASHES}−][0-9]{{1,3}}")


def list_similar_ids(taxpayer: str) -> list[tuple[str, bool]]:
    """The normalised ids that may be the same person's as one with a hyphen, and whether it has a branch number more.

    Files write 12-345 and 12345, A-123 and A123, or 7200001-1 (a branch) and 7200001: it is not certain whether
    these are one person or two. They stay two, but what is known of one holds the other (docs/decisions/0070).
    """
    if not _DASH.search(taxpayer):
        return []
    own, joined = normalise_taxpayer(taxpayer), normalise_taxpayer(_DASH.sub("", taxpayer))
    found = [] if joined == own else [(joined, False)]
    if (branch := _BRANCH.fullmatch(taxpayer)) and (base := normalise_taxpayer(_DASH.sub("", branch[1]))) != own:
        found.append((base, True))
    return found


_PERSONAL_NUMBER_DIGITS = 12
_TWELVE_DIGITS = re.compile(r"\s*\d{4}([-‐‑–—−－ー\s]?)\d{4}\1\d{4}(?:\.0+)?\s*")


def has_twelve_digits(cells: Collection[str]) -> bool:
    """Whether a cell is twelve digits, as every 個人番号 is; fast."""
    is_long = max(map(len, cells), default=0) >= _PERSONAL_NUMBER_DIGITS
    return is_long and any(map(_TWELVE_DIGITS.fullmatch, cells))


def find_personal_number(cells: Sequence[str], other_numbers: Set[int]) -> int | None:
    """The position of the first cell that is a valid 個人番号; None if there is none.

    `other_numbers` are the positions of columns with other numbers.
    """
    found = (
        position
        for position, cell in enumerate(cells)
        if position not in other_numbers and _TWELVE_DIGITS.fullmatch(cell) and _is_personal_number_cell(cell)
    )
    return next(found, None)


def name_place(index: int) -> str:
    """The letters of a column in a spreadsheet: A, …, Z, AA, …"""
    upper, last = divmod(index, 26)
    return (name_place(upper - 1) if upper else "") + chr(ord("A") + last)


def _is_personal_number_cell(cell: str) -> bool:
    return any(position.kind is LeakKind.PERSONAL_NUMBER for position in find_leaks(re.sub(r"\.0+\s*$", "", cell)))


MAX_EXPORT_ROWS = 20_000
"""The largest number of rows in one file of problems: users do not correct more by hand."""

_FORMULA_STARTS = frozenset("=+-@−")


def escape_formula(cell: str) -> str:
    """Prevent a spreadsheet from reading a cell as a formula (https://owasp.org/www-community/attacks/CSV_Injection).

    An apostrophe marks text in spreadsheets, and `normalise_cell` removes it. Some spreadsheets ignore invisible
    characters before a formula.
    """
    first = cell[:1]
    if first.isalnum() or not first:  # fast path for most cells
        return cell
    if first in "\t\r\n" or unicodedata.category(first)[0] == "C":
        return f"'{cell}"
    visible = next((sign for sign in cell if unicodedata.category(sign)[0] not in "CZ"), " ")
    return f"'{cell}" if unicodedata.normalize("NFKC", visible)[:1] in _FORMULA_STARTS else cell
