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
    "(?:本人との)?続柄(?:名称?|区分)?(?:コード)?|関係|名義(?:人|区分|氏名)?|(?:種別|種類|区分)(?:コード|名称?)?|所有者|持ち?主|"
    "契約(?:者名?|名義)|使用者(?:区分|名)?|利用者名?|連絡者|相手方?|誰の番号|本人(?:.*の別|区分)"
)
_OWNER_COLUMN = re.compile(f"(?:の|との)?(?:{_KINDS}|氏名|名称)")
_BESIDE = re.compile(
    f"(?:番号|電話|電話番号|連絡先|携帯|tel)?(?:の|との)?(?:{_KINDS})[0-9]*|連絡先(?:氏名|名称?)[0-9]*"
)
_JOINTS = str.maketrans("", "", "()|")
_SLOT = re.compile("(.*?)([0-9]*)")


@lru_cache(maxsize=1024)
def read_owner(cell: str) -> Owner:
    """Whose a number is by the word in a cell. A blank one says nothing against the taxpayer."""
    text = fold_cell(cell)
    if text in _WORDS["own"] or (is_nothing(text) and not text.startswith("0")):
        return Owner.OWN
    return Owner.OTHER if text in _WORDS["other"] else Owner.UNKNOWN


def read_heading_owner(words: Collection[str]) -> Owner:
    """Whose the numbers of a column are by the folded words of its heading besides its name."""
    telling = [word for word in words if word not in _WORDS["headings"] and not _NUMBERED.fullmatch(word)]
    owners = [read_owner(word) for word in telling]
    return next((owner for owner in (Owner.OTHER, Owner.UNKNOWN) if owner in owners), Owner.OWN)


def is_owner_column(key: str, phone_key: str, *, is_beside: bool) -> bool:
    """Whether a folded heading is that of the owners of the numbers in another column.

    連絡先1続柄 and 連絡先1の名義 belong to 連絡先1, and 続柄1 to 電話番号1. 続柄 belongs to the column on its left.
    """
    plain, phone = key.translate(_JOINTS), phone_key.translate(_JOINTS)
    if is_beside and _BESIDE.fullmatch(plain):
        return True
    group, _, below = key.rpartition("|")
    if group and group == phone_key.rpartition("|")[0]:
        return _BESIDE.fullmatch(below) is not None
    if phone and plain.startswith(phone) and _OWNER_COLUMN.fullmatch(plain[len(phone) :]):
        return True
    name, number = _SLOT.fullmatch(phone).groups()  # type: ignore[union-attr]
    if not (number and plain.endswith(number)):
        return False
    plain, name = plain.removesuffix(number), name.removesuffix("番号")
    return bool(_BESIDE.fullmatch(plain) or (plain.startswith(name) and _OWNER_COLUMN.fullmatch(plain[len(name) :])))


_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def fold_name(name: str) -> str:
    """A name for comparison, in kanji or kana: without spaces, hiragana as katakana."""
    return fold_cell(name).translate(_KATAKANA)
