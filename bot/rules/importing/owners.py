"""Whose a telephone number is: words in cells, and words in the headings of columns of numbers."""

import tomllib
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from bot.rules.importing.cells import fold_cell, is_clear_no, is_nothing
from bot.rules.patterns import compile_late


class Owner(StrEnum):
    """Whose a number is. Only an own number is used; with an unknown word, a user is asked."""

    OWN = "own"
    OTHER = "other"
    UNKNOWN = "unknown"


_WORDS = {
    name: frozenset(words)
    for name, words in tomllib.loads(Path(__file__).with_name("owners.toml").read_text("utf-8")).items()
}
_NUMBERED = compile_late(r"第?[0-9]*(?:希望|候補|優先|桁|文字)?")
_BEFORE = compile_late(r"(?:[0-9]{1,2}[:.\-・)]|[○〇●◎✓✔☑])(?=.)")
"""A code or a tick before the word: 1:本人."""
_BETWEEN = compile_late(r"[()\[\]【】<>/・,、]")
_DIGITS = "0123456789"
_LONGEST_WORD = 12
_IN_USE = frozenset(
    {
        "済",
        "済み",
        "確認済",
        "確認済み",
        "1",
        "01",
        "○",
        "〇",
        "◯",
        "●",
        "✓",
        "有",
        "あり",
        "可",
        "有効",
        "y",
        "yes",
        "true",
        "ok",
    }
)
_NUMBERS = "(?:携帯|スマホ|自宅|固定|電話|番号|連絡先|tel)"
_OF = compile_late(f"(?:様|さん)?の?(?:{_NUMBERS}|名義の?|使用|所有)+$")
"""What stands behind the word for a person: 本人の携帯, 妻名義."""
_SOURCE = compile_late("(?:様|さん)?(?:より|から|に|へ)?の?(?:聴取|照会|回答|提供|申告|申出|教示|確認)済?み?$")
"""Who told the number, or was asked for it: 妻より聴取, 勤務先照会. It may be theirs."""
_TOLD_BY_TAXPAYER = compile_late(
    "(?:r?[0-9]{1,4}(?:[./年][0-9]{1,2}){0,2}月?日?)?(?:本人(?:より|から|に|の)の?(?:聴取|届け?出|申告|申し?出|確認)|確認)(?:済み?)?|"
    "(?:日中|夜間?|昼|平日昼?|土日)(?:のみ)?可|[0-9]{1,2}時以降可?"
)
"""The taxpayer gave the number, or says when they answer: 本人より届出, 日中可. 日中 alone may be a workplace."""
_RELATIVES = "|".join(
    ["妻", "夫", "父", "母", "兄", "姉", "弟", "妹", "娘", *sorted(w for w in _WORDS["other"] if len(w) > 1)]
)
_OF_ANOTHER = compile_late(
    f"(?:{_RELATIVES})(?:様|さん)?(?:名義)?の{_NUMBERS}|(?:{_RELATIVES})(?:様|さん)?名義の?{_NUMBERS}|"
    f"{_NUMBERS}は(?:{_RELATIVES})(?:様|さん)?(?:名義|のもの|の?$|の?[。、])|^(?:{_RELATIVES})(?:様|さん)?名義$"
)


@lru_cache(maxsize=1024)
def read_owner(cell: str) -> Owner:
    """Whose a number is by the words in a cell. A blank one says nothing against the taxpayer."""
    text = fold_cell(cell)
    if is_nothing(text) and not text.startswith("0"):
        return Owner.OWN
    if _TOLD_BY_TAXPAYER.fullmatch(text):
        return Owner.OWN
    whole = _BEFORE.sub("", text, count=1)
    if (owner := _read_word(whole)) is not Owner.UNKNOWN:
        return owner
    found = {_read_word(word) for word in _BETWEEN.split(whole) if word and not word.isdecimal()}
    if Owner.OTHER in found:
        return Owner.OTHER
    return Owner.OWN if found == {Owner.OWN} else Owner.UNKNOWN


def _read_word(word: str) -> Owner:
    plain = word.strip(_DIGITS)  # 携帯2, 02携帯
    words = {word, plain, _OF.sub("", plain)}
    if words & _WORDS["other"]:
        return Owner.OTHER
    return Owner.OWN if words & _WORDS["own"] else Owner.UNKNOWN


def read_use(cell: str) -> Owner:
    """Whether a number is the taxpayer's by a flag that it is in use. A number that is not may be somebody else's."""
    text = fold_cell(cell)
    if text in _IN_USE:
        return Owner.OWN
    return Owner.OTHER if text and is_clear_no(cell) else read_owner(cell)


def is_of_another(cell: str) -> bool:
    """Whether a cell of any column is a word for another owner, or for a number that is not in use."""
    if not 0 < len(cell) <= _LONGEST_WORD or cell[0].isdigit():
        return False
    told_by = _SOURCE.sub("", fold_cell(cell))
    return read_owner(cell) is Owner.OTHER or (bool(told_by) and read_owner(told_by) is Owner.OTHER)


def names_number_of_another(remark: str) -> bool:
    """Whether a remark says that a number is somebody else's: 夫名義の携帯."""
    return _OF_ANOTHER.search(fold_cell(remark)) is not None


def read_heading_owner(words: Collection[str]) -> Owner:
    """Whose the numbers of a column are by the folded words of its heading besides its name."""
    telling = [word for word in words if word not in _WORDS["headings"] and not _NUMBERED.fullmatch(word)]
    owners = [Owner.UNKNOWN if word in _WORDS["roles"] else read_owner(word) for word in telling]
    return next((owner for owner in (Owner.OTHER, Owner.UNKNOWN) if owner in owners), Owner.OWN)


_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def fold_name(name: str) -> str:
    """A name for comparison, in kanji or kana: without spaces and a 様, hiragana as katakana."""
    return fold_cell(name).removesuffix("様").translate(_KATAKANA)
