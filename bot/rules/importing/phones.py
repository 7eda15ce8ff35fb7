"""Phone numbers: read a cell as a number that can be dialled in Japan.

`phonenumbers` has the numbering plan. For Japanese numbers its result depends only on the first six digits and the
length (checked in tests/rules/importing/test_numbering_plan.py), so results are cached by these: without the cache,
three quarters of an import's time is spent here.
"""

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.cells import DASHES, INVISIBLE
from bot.rules.patterns import compile_late

_SEPARATORS = "-‐‑‒–—―−－﹣⁃─━ーｰ・･ ()（）[]［］　\t\r\n\u00a0\u2002\u2003\u2007\u2009\u202f"
_HYPHENS = re.compile(f"[{DASHES}−﹣⁃]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")  # numbers copied from an address book can contain some
_MARK = re.compile(r'="|\'|(?:tel|ｔｅｌ|ＴＥＬ|℡|電話|携帯|phone)[:：.．]?', re.IGNORECASE)
"""What stands before a number: a spreadsheet's mark of text, or that it is a telephone."""
_DOTTED = re.compile(r"[0-9]{2,5}\.[0-9]{1,4}\.[0-9]{4}")
_FULLWIDTH = "０１２３４５６７８９"
_NORMALISE = MappingProxyType(
    str.maketrans(f"{_FULLWIDTH}＋．", "0123456789+.", _SEPARATORS)  # digits of other scripts are kept, and are faults
)
_HAS_FULLWIDTH = re.compile(f"[{_FULLWIDTH}]")
_NONE = frozenset(
    {
        "",
        "不明",
        "番号不明",
        "なし",
        "ナシ",
        "ﾅｼ",
        "無し",
        "無",
        "該当なし",
        "電話なし",
        "電話無し",
        "未登録",
        "n/a",
        "null",
        "none",
        "nan",
    }
)
_INTEGRAL = re.compile(r"([0-9]+)\.0+")
_JAPAN = re.compile(r"(?:\+|00)81([0-9]+)|81([6-9]0[1-9][0-9]{7})")
_FOREIGN = re.compile(r"\+[1-9][0-9]{6,14}")
_DOMESTIC = re.compile(r"0[1-9][0-9]{8,9}")
_WITHIN = re.compile(r"(?<![0-9])(?:(?:\+|00)?81[- ]?|0)([6-9]0)[-. ()]*([0-9]{4})[-. ()]*([0-9]{4})(?![0-9])")
"""A mobile number within a text, in NFKC with plain hyphens."""

_BRACKETED = r"[(（\[［【]([^\d()（）\[\]［］【】]+)[)）\]］】]"
_WITH_WORD = compile_late(rf"(?s)\s*(?:{_BRACKETED})?(.*?\d\s*)(?:{_BRACKETED})?\s*")


class Phone(NamedTuple):
    """A valid phone number; `mobile` is false for numbers that cannot get an SMS (landline, 050, 0120, …).

    `digits` are as dialled in Japan (`09012345678`); foreign numbers begin with `+`.
    """

    digits: str
    mobile: bool
    corrected: tuple[Corrected, ...] = ()

    def __repr__(self) -> str:
        """The kind only, so that tracebacks and logs contain no numbers."""
        return f"Phone(mobile={self.mobile}, corrected={self.corrected})"


def read_phone(cell: str) -> Phone | Rejected:
    """The number in a cell. Spaces, hyphens and brackets do not count as corrections; nothing is guessed."""
    text = cell.replace("-", "")
    if len(text) == 11 and text.isascii() and text.isdigit() and text[0] == "0":  # fast path for most cells
        mobile = is_mobile(text[:6], 11)
        if mobile is not None:
            return Phone(text, mobile)
    text = _normalise(cell)
    if text.casefold() in _NONE or not text.strip("0") or not text.strip("*＊"):
        return Rejected.MISSING_PHONE
    corrected = [Corrected.PHONE_FULLWIDTH] if _HAS_FULLWIDTH.search(cell) else []
    if integral := _INTEGRAL.fullmatch(text):
        text = integral[1]
    if japan := _JAPAN.fullmatch(text):
        text = "0" + (japan[1] or japan[2]).removeprefix("0")
        corrected.append(Corrected.PHONE_PLUS81)
    elif _FOREIGN.fullmatch(text):
        return Phone(text, mobile=False, corrected=tuple(corrected))
    elif not text.startswith("0") and len(text) in (9, 10):
        text = "0" + text
        corrected.append(Corrected.PHONE_ZERO_RESTORED)
    if not _DOMESTIC.fullmatch(text):
        return Rejected.INVALID_PHONE
    mobile = is_mobile(text[:6], len(text))
    return Rejected.INVALID_PHONE if mobile is None else Phone(text, mobile, tuple(corrected))


def split_words(cell: str) -> tuple[str, list[str]]:
    """The number in a cell, and the words in brackets before and behind it: 090-1234-5678（本人）."""
    found = _WITH_WORD.fullmatch(cell)
    return (found[2], [word for word in (found[1], found[3]) if word]) if found else (cell, [])


def find_mobiles(cell: str) -> tuple[Phone, ...]:
    """The mobile numbers in a cell, also of one that is no number: it may have two, or a word beside one."""
    found = read_phone(cell)
    if isinstance(found, Phone):
        return (found,) if found.mobile else ()
    if found is Rejected.MISSING_PHONE:
        return ()
    text = _HYPHENS.sub("-", unicodedata.normalize("NFKC", _INVISIBLE.sub("", cell)))
    numbers = dict.fromkeys("0" + "".join(parts) for parts in _WITHIN.findall(text))
    return tuple(Phone(digits, mobile=True) for digits in numbers if is_mobile(digits[:6], len(digits)))


def _normalise(cell: str) -> str:
    text = _INVISIBLE.sub("", cell).translate(_NORMALISE)
    if mark := _MARK.match(text):
        text = text[mark.end() :].removesuffix('"')
    return text.replace(".", "") if _DOTTED.fullmatch(text) else text


@lru_cache(maxsize=8192)
def is_mobile(prefix: str, length: int) -> bool | None:
    """Whether numbers with this prefix (six digits) and length are mobile; None: the numbering plan has none.

    Ten digits that begin with 060 are invalid: `phonenumbers` still has the former personal numbers, but in a list it
    is a mobile number with a missing digit.
    """
    # Imported late: the import is slow, and payment files have no phone numbers.
    from phonenumbers import PhoneNumber, PhoneNumberType, number_type

    national = int(prefix + "1" * (length - len(prefix)))
    kind = number_type(PhoneNumber(country_code=81, national_number=national))
    if kind in (PhoneNumberType.UNKNOWN, PhoneNumberType.PERSONAL_NUMBER):
        return None
    return kind == PhoneNumberType.MOBILE
