"""How a payment came, and what its row says of it: 納付区分, 納付場所, 速報/確報, 取消, 還付, 充当.

Cells of these columns are free text, and names were seen in them. Only the words of this file leave the reading
process (docs/decisions/0026).
"""

from functools import lru_cache
from typing import NamedTuple

from bot.rules.importing.cells import fold_cell, is_clear_no, is_reversal
from bot.rules.importing.free_text import FreeText
from bot.rules.importing.payment_headings import CANCELLED, FAILED, UNPAID
from bot.rules.patterns import compile_late

REFUND, APPROPRIATION, OTHER = "還付", "充当", "その他"
_SIGNS = {
    APPROPRIATION: ("充当",),  # 還付充当, too: it pays the debt of its row
    REFUND: ("還付", "過誤納", "返金", "払戻", "払い戻し", "払いもどし", "refund"),
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

_MOST_LAG = 60
_PROVISIONAL, _PROVISIONAL_SIGN = "速報", "速"
_NONE = "[(:=]?(?:な[しい]|無|0)|[:=][2-9]|対象外|分?(?:以外|を?除)|不可|不要|せず"
_NOT_DEBITED = "資金不足|残高不足|預金不足|預金取引なし|不能"
"""Words of a direct debit that failed. It takes nothing back but a row of its own day that says it was paid."""
_FAILED = (
    f"赤伝|組戻|戻出|戻入|返戻|不渡|{_NOT_DEBITED}|削除|無効|抹消|失効|チャージバック|chargeback|void|cancell?ed|cancel"
)
"""Words of a payment that came to nothing: the bank took it back, or the account had not enough."""
_FAILED_MARK = FAILED
_DEBIT = "口座振替"
_AFTER = (
    r"(?:[しり]|済み?|分|データ|伝票|処理|扱い)*+(?:(?:区分|フラグ)?[:=](?:1|有|○))?"
    r"(?:[(\[](?:(?!再|納|収|入金|済|無|な[いし]|[^(\[]*印)[^)\]])*[)\]])?[)\]】]*$"
)
"""What may stand behind such a word. Anything else tells what came after it: 口座不能後納付書納付 is a payment."""
_CHANNEL_BEHIND = r"[・:/_\-(]?(?:コンビニ|口座振替|口座|銀行|窓口|eltax|ペイジー|クレジット|スマホ|速報|確報)[)]?$"
_CANCELLED = compile_late(
    f"(?<!未)(?:(?:取消|取り消|取りけし|キャンセル|{_FAILED}){_AFTER}|(?:取消し?|取り消し|無効|赤伝|削除){_CHANNEL_BEHIND})"
)
_MADE_AGAIN = compile_late("再(?!振替|引落)|納付書|→|後(?!日)|のち")
"""What says that the sum was paid another way: 再発行納付書(不能分)."""
_REVERSAL = compile_late(
    f"(?:速報|確報|収納|納付|入金|消込|還付|充当|口座|振替|引き?落と?し?|決済|支払)*(?:取消|取り消し|キャンセル|{_FAILED})[しり]?"
    "(?:済み?|分|データ|伝票)?|消|削|消去|取下げ?|誤入力|誤消込|誤登録|誤処理|負|マイナス"
)
_ERASED = frozenset({"消", "削", "消去"})
"""Words that take a payment back as a whole cell only: 消込 books one."""
_GIVEN_BACK = compile_late(
    "(?:過誤納金?)?(?:還付|返金|払戻|払い戻し|払いもどし|refund(?:ed)?)し?(?:済み?|中|分|処理済み?)?"
)
_UNPAID = compile_late(
    "未(?:入金|納付?|収納?|払い?|支払い?|決済|振替|引落)(?:し|分)?|(?:振替|引落と?し?|決済|支払い?|納付)(?:失敗|不成立|不可|否認)|"
    "不成立|failed|declined|unpaid"
)
"""States of what was not paid. 未消込 is paid, and not yet booked; so may be エラー."""
_CODE_AND_WORD = compile_late(r"[0-9]+[:.\-_・=](?=[^0-9])(.+)")
_NAME_AND_VALUE = compile_late("(?:取消|取り消し|赤黒)(?:区分|フラグ)?[:=](.+)")
_WITH_REMARK = compile_late(r"([^(]+)\((.+)\)")
_NO_REFUND = compile_late(f"(?:(?:還付|充当|過誤納|返金|払戻し?)金?[・/及び]*)+(?:額|区分)?の?(?:{_NONE})し?")
_STAGE = compile_late(
    r"速報?|確報|確定|確|取消し?|取り消し|通常|正常|収納|納付|入金|消込|データ|区分|済み?|分|[-:()・]|^(?:消|削|消去)$|"
    f"(?:{_FAILED})[しり]?"
)
"""What the other columns say, which names no channel."""
_NOT_DEBITED_SIGN = compile_late(_NOT_DEBITED)
_HASH = compile_late(r"#[0-9a-f]+")


class PaymentNature(NamedTuple):
    """What the words of a row say beside its amounts and days.

    `channel`: a word of the vocabulary, その他 with a hash, or blank if the file does not say; with 不能 at its end if
    nothing was paid or debited, and with 速報 if the row is a preliminary notice, which a later row (確報) confirms.
    `reversal`: one payment is taken back. `unpaid`: nothing was paid, and nothing is taken back.
    """

    channel: str | FreeText = ""
    reversal: bool = False
    unpaid: bool = False


def read_nature(channel: str, stage: str = "", reversal: str = "") -> PaymentNature:
    """What the cells of the columns channel, stage and reversal say together; those of one column are its lines."""
    words = [fold_cell(cell) for cell in (channel, *stage.splitlines())]
    kinds = {_find_channel(cell) for cell in (*words, *reversal.splitlines())}
    kind = next((word for word in (APPROPRIATION, REFUND) if word in kinds), "")
    cancelled = " ".join(
        found[0] for word in words if (found := _CANCELLED.search(word)) and not _MADE_AGAIN.search(word)
    )
    is_erased = bool(cancelled) or not _ERASED.isdisjoint(words)
    is_taken_back = is_erased or any(map(_read_reversal, reversal.splitlines()))
    if kind:
        return PaymentNature(kind, is_taken_back)
    has_failed = is_taken_back and _NOT_DEBITED_SIGN.search(f"{cancelled} {reversal}") is not None
    is_unpaid = not is_taken_back and any(map(_UNPAID.fullmatch, words[1:]))
    after = _FAILED_MARK if has_failed or is_unpaid else ""
    after += _PROVISIONAL if _PROVISIONAL_SIGN in "".join((*words, reversal)) else ""
    base = _find_channel(channel)
    if base == OTHER:
        text = _STAGE.sub("", fold_cell(channel)).lstrip("0")
        return PaymentNature(FreeText(text, f"{OTHER}#", after), is_taken_back, is_unpaid)
    return PaymentNature((base or (_DEBIT if has_failed else "")) + after, is_taken_back, is_unpaid)


@lru_cache(maxsize=1024)
def read_state(cell: str) -> str:
    """What a cell of a column of states says, as a word that `read_nature` knows; blank for any other state.

    The cell as a whole must say it: 差押取消 is no state of a payment.
    """
    text = fold_cell(cell)
    text = text if (inner := _CODE_AND_WORD.fullmatch(text)) is None else inner[1]
    if _UNPAID.fullmatch(text):
        return UNPAID
    if _GIVEN_BACK.fullmatch(text):
        return REFUND
    if _REVERSAL.fullmatch(text):
        return FAILED if _NOT_DEBITED_SIGN.search(text) else CANCELLED
    return _PROVISIONAL if text in ("速報", "速報分") else ""


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
        return not is_clear_no(remark[2]) and "再" not in remark[2] and _read_reversal(remark[1])
    if inner := _NAME_AND_VALUE.fullmatch(text) or _CODE_AND_WORD.fullmatch(text):
        return _read_reversal(inner[1])
    return _REVERSAL.fullmatch(text) is not None or is_reversal(text)


@lru_cache(maxsize=1024)
def split_channel(stored: str) -> tuple[str, bool]:
    """A stored channel as the channel alone, and whether the row is a preliminary notice.

    Rows of the first release have the words of their files.
    """
    is_provisional = stored.endswith(_PROVISIONAL)
    base = stored.removesuffix(_PROVISIONAL).removesuffix(_FAILED_MARK)
    if base in _SIGNS or base.startswith(OTHER) or not base:
        return base, is_provisional
    nature = read_nature(stored)
    found = nature.channel if isinstance(nature.channel, str) else base
    return found.removesuffix(_PROVISIONAL).removesuffix(_FAILED_MARK), _PROVISIONAL_SIGN in stored


def is_failed_debit(stored: str) -> bool:
    """Whether a stored channel is that of a direct debit that failed, or of what was not paid."""
    return stored.removesuffix(_PROVISIONAL).endswith(_FAILED_MARK)


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


def read_channel_lags(text: str) -> tuple[tuple[str, int], ...]:
    """The channels of a setting with their bank days, `コンビニ=3,口座=5`. ValueError: one of them is not known.

    No channel may be named twice, nor have more than 60 days.
    """
    pairs = [entry.partition("=") for entry in text.split(",") if entry.strip()]
    found = {read_expected_channels(name): int(days.strip()) for name, _, days in pairs}
    if len(found) < len(pairs) or any(len(names) != 1 or not 0 <= n <= _MOST_LAG for names, n in found.items()):
        raise ValueError("no lag of a channel")
    return tuple((names[0], days) for names, days in found.items())


@lru_cache(maxsize=1024)
def name_channel(stored: str) -> str:
    """A stored or configured channel as people see it: a word of the vocabulary and nothing of a cell."""
    base, is_provisional = split_channel(stored)
    known = base if base in _SIGNS or not base else OTHER
    return known + (_PROVISIONAL if is_provisional else "")
