"""Columns that say by a yes or a no whose a telephone number is: 本人番号, 本人か, 本人以外.

A blank cell below 本人番号 is asked about, and its number is not used: in a column of ○ it is the "no".
"""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, partial

from bot.rules.importing.cells import DASHES, fold_cell, is_clear_no
from bot.rules.importing.owners import Owner, read_owner
from bot.rules.patterns import compile_late

_NUMBERS = "(?:携帯|スマホ|ご?自宅|固定|電話|番号|連絡先|架電先|tel|phone){1,3}"
_PAYER = "(?:納税者|納税義務者|義務者|滞納者|対象者|宛名)"
_SELF = f"(?:{_PAYER}の?)?(?:ご?本人|自己|自分|当人)"
_OF = f"(?:(?P<of>{_NUMBERS})|氏名|名義人?|契約者?|所有者?|使用者)?[がはの]?"
_ASKS = (
    "(?:(?:である|かの|の|を)?(?:こと|か(?:否か|どうか)?|別|フラグ|flg|flag|区分|有無|可否|判定|判別|識別|該当|マーク|印|"
    "チェック|○×|結果)){1,3}"
)
_HIS = "(?:[のとに]?(?:番号|もの|名義人?|所有|使用|専用|直通|つなが[るり]|一致|合致|該当|判定|判別|性)){1,3}"
_ROLE = "(?:(?:同居)?家族|同居人|親族|身内|配偶者|妻|夫|父|母|両?親|知人|友人|実家|勤務先|職場|会社|代理人|施設|世帯主)"
_ANOTHER = (
    "(?:本人(?:以外|外|で(?:は)?ない|否|不一致|未確認)|非本人|他人|他者|第三者|別人|別名義|名義(?:相違|違い|不一致)|"
    "要本人確認|本人確認(?:未[了済]?み?|不[可能]|要否?))"
)
_THEIRS = "(?:[のと]?(?:番号|もの|名義人?|所有|使用)){0,3}"
_OWN_FLAG = compile_late(
    f"{_OF}{_SELF}(?:{_HIS}(?:{_ASKS})?|(?:の?{_NUMBERS})?{_ASKS}|[にと]?繋がる)|"
    f"(?:{_NUMBERS})?{_PAYER}(?:本人|の?{_NUMBERS}か)|名義人?本人|"
    "(?:is)?(?:own|self)(?:number|phone|tel)?(?:flag|flg)?"
)
_OTHERS_FLAG = compile_late(
    f"(?P<of>{_NUMBERS})?[がはの]?{_ANOTHER}{_THEIRS}(?:(?:{_NUMBERS})?{_ASKS})?|"
    f"{_ROLE}の?(?P<their>{_NUMBERS}){_ASKS}|{_ROLE}の番号|(?P<to>{_NUMBERS})[がはの]?{_ROLE}{_ASKS}"
)
_CONFIRMED = compile_late(
    f"(?:(?P<of>{_NUMBERS})[がはの]?(?:{_SELF}の?|名義人?の?|氏名の?)?|{_SELF}の?(?:{_NUMBERS}の?)?|名義人?の?|氏名の?)"
    "(?:確認|一致|合致|照合)(?:の?結果|可否|区分|状態|状況|有無|フラグ|可能?|済み?){0,3}"
)
_BESIDE = compile_late(
    f"{_ROLE}(?:か|フラグ|flg|該当|マーク|印|チェック)|勤務先区分|(?:番号)?[未要]確認(?:番号)?(?:フラグ)?"
)
"""What says it only beside a number: 勤務先フラグ."""
_NO_NUMBER = frozenset({"無", "無し", "なし", "ナシ", "不明", "番号不明", "未登録", "該当なし", "null", "none", "nan"})
_YES = frozenset(
    {"○", "〇", "◯", "●", "◎", "✓", "✔", "☑", "レ", "有", "有り", "あり", "要", "はい", "y", "yes", "true", "t"}
)
_DONE = frozenset({"済", "済み", "確認済", "確認済み", "該当", "一致", "正", "ok"})
_DENIES = frozenset({"非", "未", "別", "違う", "違い", "本人以外", "本人外", "本人でない"})
_ONE = frozenset({"1", "01"})
_LEAST_DIGITS = 9
_LONGEST_WORD = 6


class Flag(StrEnum):
    """What a yes says of a number."""

    OWN = "own"
    """the person's own"""
    ANOTHERS = "anothers"
    """somebody else's"""
    ANOTHERS_BESIDE = "anothers_beside"
    """somebody else's, if the column stands beside the number"""
    CONFIRMED = "confirmed"
    """the person's own; a blank cell says nothing: 本人確認, 番号確認済"""


def find_flag(plain: str) -> tuple[Flag, str] | None:
    """What a yes below a heading says, and the heading's words for numbers; None if it is no such heading.

    `plain`: a normalised heading without brackets, slot and signs between words.
    """
    if own := _OWN_FLAG.fullmatch(plain):
        return Flag.OWN, own["of"] or ""
    if others := _OTHERS_FLAG.fullmatch(plain):
        return Flag.ANOTHERS, others["of"] or others["their"] or others["to"] or ""
    if confirmed := _CONFIRMED.fullmatch(plain):
        return Flag.CONFIRMED, confirmed["of"] or ""
    return (Flag.ANOTHERS_BESIDE, "") if _BESIDE.fullmatch(plain) else None


def denies_own(cell: str) -> bool:
    """Whether a cell of a column of own numbers (本人電話) has a "no", so that no number of the row is the person's."""
    text = fold_cell(cell)
    is_word = 0 < len(text) <= _LONGEST_WORD and text not in _NO_NUMBER and bool(text.strip(DASHES))
    return is_word and (text in _DENIES or _read_own(cell, has_codes=False, blank=Owner.OWN) is Owner.OTHER)


def make_flag_reader(key: str, *, is_own: bool) -> Callable[[str], Owner]:
    """Make a reader of the cells below such a heading. With a legend in brackets, or as 区分, its digits are codes."""
    has_codes = key.endswith("区分") or any(sign in key for sign in "([【<=")
    if is_own:
        return partial(_read_own, has_codes=has_codes, blank=Owner.OWN if key.endswith("区分") else Owner.UNKNOWN)
    return partial(_read_others, has_codes=has_codes)


@lru_cache(maxsize=1024)
def _read_own(cell: str, *, has_codes: bool, blank: Owner) -> Owner:
    text = fold_cell(cell)
    if not text:
        return blank
    if text in _YES | _DONE or (text in _ONE and not has_codes):
        return Owner.OWN
    if is_clear_no(cell) and not (has_codes and text.isdigit()):
        return Owner.OTHER
    return read_owner(cell)


@lru_cache(maxsize=1024)
def _read_others(cell: str, *, has_codes: bool) -> Owner:
    text = fold_cell(cell)
    if has_codes and text.isdigit():
        return Owner.UNKNOWN
    if text in _YES | _DONE | _ONE:
        return Owner.OTHER
    is_number = sum(map(str.isdecimal, text)) >= _LEAST_DIGITS  # somebody else's number says nothing of this one
    return Owner.OWN if is_number or is_clear_no(cell) else read_owner(cell)
