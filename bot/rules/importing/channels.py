"""How a payment came, and what its row says of it: 納付区分, 納付場所, 速報/確報, 取消, 還付, 充当.

Cells of these columns are free text, and names were seen in them. Only the words of this file leave the reading
process (docs/decisions/0026).
"""

from functools import lru_cache
from typing import NamedTuple

from bot.rules.importing.cells import fold_cell, is_clear_no, is_reversal
from bot.rules.importing.free_text import FreeText
from bot.rules.patterns import compile_late

REFUND, APPROPRIATION, OTHER = "還付", "充当", "その他"
_SIGNS = {
    APPROPRIATION: ("充当",),  # 還付充当, too: it pays the debt of its row
    REFUND: ("還付", "過誤納", "refund"),
    "コンビニ": (
        "コンビニ", "セブン", "ローソン", "ファミリーマート", "ファミマ", "ミニストップ", "cvs", "convenience",
    ),
    "eLTAX": (
        "eltax", "エルタックス", "共通納税", "地方税お支払", "地方税統一", "el-qr", "elqr", "el番号", "elマーク",
        "ダイレクト納付",
    ),
    "ペイジー": ("ペイジー", "pay-easy", "payeasy", "マルチペイメント", "mpn", "ネットバンキング", "atm"),
    "クレジット": ("クレジット", "クレカ", "カード", "credit"),
    "スマホ": (
        "スマホ", "スマートフォン", "アプリ", "モバイル", "キャッシュレス", "電子マネー", "バーコード決済", "qr",
        "paypay", "linepay", "aupay", "d払い", "楽天ペイ", "smartphone",
    ),
    "口座振替": (
        "口座", "口振", "自動払込", "自動振替", "自振", "再振替", "振替不能", "振替結果", "資金不足", "残高不足",
        "預金不足", "引落", "引き落", "directdebit",
    ),
    "銀行": (
        "銀行", "金融機関", "信用金庫", "信金", "信用組合", "労働金庫", "労金", "農協", "漁協", "振込", "郵便",
        "ゆうちょ", "郵貯", "bank",
    ),
    "窓口": ("窓口", "本庁", "市役所", "役場", "支所", "出張所", "会計課", "出納", "収納課", "直接納付", "counter"),
}  # fmt: skip
"""The channels, and the signs by which a folded cell names them; the first that fits counts."""
CHANNELS = tuple(channel for channel in _SIGNS if channel not in (REFUND, APPROPRIATION))

_PROVISIONAL, _PROVISIONAL_SIGN = "速報", "速"
_NONE = "[(:=]?(?:な[しい]|無|0)|[:=][2-9]|対象外|分?(?:以外|を?除)|不可|不要|せず"
_FAILED = "赤伝|組戻|戻出|不渡|資金不足|残高不足|預金不足|不能|削除"
"""Words of a payment that came to nothing: the bank took it back, or the account had not enough."""
_CANCELLED = compile_late(
    f"(?<!未)(?:取消|取り消|取りけし|キャンセル|{_FAILED})[しり]?+(?!{_NONE}|.*(?:再振替|再納付|再収納)済)"
)
_REVERSAL = compile_late(
    f"(?:速報|確報|収納|納付|入金|消込|還付|充当|口座|振替|引き?落と?し?)*(?:取消|取り消し|{_FAILED})[しり]?(?:済み?|分|データ|伝票)?"
)
_CODE_AND_WORD = compile_late(r"[0-9]+[:.\-_・=](?=[^0-9])(.+)")
_NAME_AND_VALUE = compile_late("(?:取消|取り消し|赤黒)(?:区分|フラグ)?[:=](.+)")
_WITH_REMARK = compile_late(r"([^(]+)\((.+)\)")
_NO_REFUND = compile_late(f"(?:(?:還付|充当|過誤納)金?[・/及び]*)+(?:額|区分)?の?(?:{_NONE})し?")
_STAGE = compile_late(
    r"速報?|確報|確定|確|取消し?|取り消し|通常|正常|収納|納付|入金|消込|データ|区分|済み?|分|[-:()・]"
)
_HASH = compile_late(r"#[0-9a-f]+")


class PaymentNature(NamedTuple):
    """What the words of a row say beside its amounts and days.

    `channel`: a word of the vocabulary, その他 with a hash, or blank if the file does not say; with 速報 at its end if
    the row is a preliminary notice, which a later row (確報) confirms. `reversal`: one payment is taken back.
    """

    channel: str | FreeText = ""
    reversal: bool = False


def read_nature(channel: str, stage: str = "", reversal: str = "") -> PaymentNature:
    """What the cells of the columns channel, stage and reversal say together; those of one column are its lines."""
    kind = next(
        (word for word in (APPROPRIATION, REFUND) if word in map(_find_channel, (channel, stage, reversal))), ""
    )
    says = f"{fold_cell(channel)} {fold_cell(stage)}"
    is_taken_back = any(map(_read_reversal, reversal.splitlines())) or _CANCELLED.search(says) is not None
    after = _PROVISIONAL if _PROVISIONAL_SIGN in says + fold_cell(reversal) else ""
    if kind:
        return PaymentNature(kind, is_taken_back)
    base = _find_channel(channel)
    if base == OTHER:
        text = _STAGE.sub("", fold_cell(channel)).lstrip("0")
        return PaymentNature(FreeText(text, f"{OTHER}#", after), is_taken_back)
    return PaymentNature(base + after, is_taken_back)


@lru_cache(maxsize=1024)
def _find_channel(cell: str) -> str:
    """The channel that a cell names; その他 if it is unknown, blank if the cell does not name one."""
    text = _NO_REFUND.sub("", fold_cell(cell))
    known = next((channel for channel, signs in _SIGNS.items() if any(sign in text for sign in signs)), None)
    return known or (OTHER if _STAGE.sub("", text) else "")


@lru_cache(maxsize=256)
def _read_reversal(cell: str) -> bool:
    """Whether a cell of a column of reversals takes a payment back: 取消, 1:取消, 取消:1, 取消(誤入力)."""
    text = fold_cell(cell)
    if remark := _WITH_REMARK.fullmatch(text):
        return not is_clear_no(remark[2]) and _read_reversal(remark[1])
    if inner := _NAME_AND_VALUE.fullmatch(text) or _CODE_AND_WORD.fullmatch(text):
        return _read_reversal(inner[1])
    return _REVERSAL.fullmatch(text) is not None or is_reversal(text)


@lru_cache(maxsize=1024)
def split_channel(stored: str) -> tuple[str, bool]:
    """A stored channel as the channel alone, and whether the row is a preliminary notice.

    Rows of the first release have the words of their files.
    """
    base, is_provisional = stored.removesuffix(_PROVISIONAL), stored.endswith(_PROVISIONAL)
    if base in _SIGNS or base.startswith(OTHER) or not base:
        return base, is_provisional
    nature = read_nature(stored)
    found = nature.channel if isinstance(nature.channel, str) else base
    return found.removesuffix(_PROVISIONAL), _PROVISIONAL_SIGN in stored


def serves_channel(stored: str, expected: str) -> bool:
    """Whether data of a stored channel is data of an expected one. 速報 serves its channel, not the reverse."""
    (base, is_provisional), (wanted, wants_provisional) = split_channel(name_channel(stored)), split_channel(expected)
    return base == wanted and (is_provisional or not wants_provisional)


def read_expected_channels(text: str) -> tuple[str, ...]:
    """The channels of a setting, separated by commas, in the words of the vocabulary. ValueError: one is not known."""
    names = tuple(name_channel(word.strip()) for word in text.split(",") if word.strip())
    if any(split_channel(name)[0] in ("", OTHER, REFUND, APPROPRIATION) for name in names):
        raise ValueError("no channel")
    return names


@lru_cache(maxsize=1024)
def name_channel(stored: str) -> str:
    """A stored or configured channel as people see it: a word of the vocabulary and nothing of a cell."""
    base, is_provisional = split_channel(stored)
    known = base if base in _SIGNS or not base else OTHER
    return known + (_PROVISIONAL if is_provisional else "")
