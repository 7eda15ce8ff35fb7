"""Whose a telephone number is: words in cells, and words in the headings of columns of numbers."""

import re
import tomllib
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from bot.rules.importing.cells import fold_cell, is_nothing


class Owner(StrEnum):
    """Whose a number is. Only an own number is used; with an unknown word, a user is asked."""

    OWN = "own"
    OTHER = "other"
    UNKNOWN = "unknown"


_WORDS = {
    name: frozenset(words)
    for name, words in tomllib.loads(files("bot.rules.importing").joinpath("owners.toml").read_text("utf-8")).items()
}
_NUMBERED = re.compile(r"第?[0-9]*(?:希望|候補|優先|桁|文字)?")
_KINDS = (
    "(?:本人との)?続柄(?:名称?|区分)?(?:コード)?|(?:対象者との|納税者との)?ご?関係|間柄|属性|名義(?:人|区分|氏名)?|(?:種別|種類|種|区分)(?:コード|名称?)?|所有者|持ち?主|"
    "契約(?:者名?|名義)|使用者(?:区分|名)?|利用者名?|連絡者|相手方?|誰の番号|本人(?:.*の別|区分|フラグ)"
)
_USES = "(?:使用|有効|利用)(?:可否|区分|状態|状況|有無)"
_STATES = f"{_USES}|状態(?:区分)?|状況|備考|メモ|摘要"
_PHONE = "(?:連絡先)?(?:番号|電話|電話番号|連絡先|携帯|携帯番号|携帯電話|tel)"
_OWNER_COLUMN = re.compile(f"(?:の|との)?(?:{_KINDS}|{_STATES}|氏名|名称)")
_BESIDE = re.compile(
    f"{_PHONE}?(?:の|との)?(?:{_KINDS}|{_USES})[0-9]*|{_PHONE}の?(?:{_STATES})[0-9]*|連絡先(?:氏名|名称?)[0-9]*"
)
_STATE = re.compile(f"{_PHONE}の?(?:{_STATES})[0-9]*")
_OF_NUMBERS = re.compile("番号|電話|連絡先|携帯|tel|続柄|名義|本人|使用者|有効")
"""What a heading that is not next to the number must have besides: 区分 there can be that of the debt."""
_BEFORE = re.compile(r"(?:[0-9]{1,2}[:.\-・)]|[○〇●◎✓✔☑])(?=.)")
"""A code or a tick before the word: 1:本人."""
_BETWEEN_LINES = "|"
_JOINTS = str.maketrans("", "", "()|")
_SLOT = re.compile("(.*?)([0-9]*)")


@lru_cache(maxsize=1024)
def read_owner(cell: str) -> Owner:
    """Whose a number is by the word in a cell. A blank one says nothing against the taxpayer."""
    text = fold_cell(cell)
    if is_nothing(text) and not text.startswith("0"):
        return Owner.OWN
    words = {text, _BEFORE.sub("", text, count=1)}
    if words & _WORDS["other"]:
        return Owner.OTHER
    return Owner.OWN if words & _WORDS["own"] else Owner.UNKNOWN


def read_heading_owner(words: Collection[str]) -> Owner:
    """Whose the numbers of a column are by the folded words of its heading besides its name."""
    telling = [word for word in words if word not in _WORDS["headings"] and not _NUMBERED.fullmatch(word)]
    owners = [read_owner(word) for word in telling]
    return next((owner for owner in (Owner.OTHER, Owner.UNKNOWN) if owner in owners), Owner.OWN)


def is_owner_by_name(key: str, phone_key: str) -> bool:
    """Whether a folded heading names the column of numbers to whose owners it belongs.

    連絡先1続柄 and 連絡先1の名義 belong to 連絡先1, and 続柄1 to 電話番号1.
    """
    if _BETWEEN_LINES in key:
        return False
    plain, phone = key.translate(_JOINTS), phone_key.translate(_JOINTS)
    if phone and plain.startswith(phone) and _OWNER_COLUMN.fullmatch(plain[len(phone) :]):
        return True
    name, number = _SLOT.fullmatch(phone).groups()  # type: ignore[union-attr]
    if not (number and plain.endswith(number)):
        return False
    plain, name = plain.removesuffix(number), name.removesuffix("番号")
    return bool(_BESIDE.fullmatch(plain) or (plain.startswith(name) and _OWNER_COLUMN.fullmatch(plain[len(name) :])))


def is_owner_beside(key: str, phone_key: str, *, is_next: bool) -> bool:
    """Whether a folded heading beside a column of numbers is that of their owners; `is_next`: nothing is between."""
    plain = key.translate(_JOINTS)
    return (is_next or _OF_NUMBERS.search(plain) is not None) and (
        _BESIDE.fullmatch(plain) is not None or is_owner_in_group(key, phone_key)
    )


def is_state_of_numbers(key: str) -> bool:
    """Whether a folded heading is that of the state of numbers, such as 番号状態, wherever it stands."""
    return _STATE.fullmatch(key.translate(_JOINTS)) is not None


def is_owner_in_group(key: str, phone_key: str) -> bool:
    """Whether a heading of two lines is that of owners below the same upper line as a column of numbers."""
    group, _, below = key.rpartition(_BETWEEN_LINES)
    return bool(group) and group == phone_key.rpartition(_BETWEEN_LINES)[0] and _BESIDE.fullmatch(below) is not None


_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def fold_name(name: str) -> str:
    """A name for comparison, in kanji or kana: without spaces, hiragana as katakana."""
    return fold_cell(name).translate(_KATAKANA)
