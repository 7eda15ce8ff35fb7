"""Grounds for which the city excludes a person: words become codes, and sensitive words become one opaque code."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from bot.rules.importing.cells import fold_cell, is_excluded
from bot.rules.patterns import compile_late


class ExclusionGround(StrEnum):
    """The ground of an exclusion. It is never shown; users only see that a person is excluded."""

    NONE = "none"
    CITY = "city"
    """the city's instruction (市指示), and the code of every sensitive ground"""
    DECEASED = "deceased"
    DEFERRED = "deferred"
    SUSPENDED = "suspended"
    INSOLVENT = "insolvent"
    IN_INSTALMENTS = "in_instalments"
    OFFICIAL = "official"
    CORRECTION = "correction"
    APPEAL = "appeal"
    DIRECT_DEBIT = "direct_debit"
    FLAGGED = "flagged"
    """excluded, without a stated ground"""
    UNSTATED = "unstated"
    """excluded by a blank ground in a file that has grounds and no marks; the user is asked to check it"""
    UNKNOWN = "unknown"
    """an unknown word: excluded, and the user is asked to check it"""


CellGround = Callable[[str], ExclusionGround]
"""Reads the ground in a cell of one column."""

_WORDS = {
    ExclusionGround.CITY: "市指示 市の指示 架電停止 送信停止",
    ExclusionGround.DECEASED: "死亡 本人死亡 死去 逝去 相続",
    ExclusionGround.DEFERRED: "徴収猶予 猶予 換価猶予 換価の猶予 納税猶予",
    ExclusionGround.SUSPENDED: "執行停止 停止 滞納処分の執行停止 処分停止",
    ExclusionGround.INSOLVENT: "破産 受任 弁護士 司法書士 債務整理 民事再生 自己破産 会社更生",
    ExclusionGround.IN_INSTALMENTS: "分納 分割納付 納付誓約 分納誓約 誓約中",
    ExclusionGround.OFFICIAL: "差押 担当者対応 担当対応 交付要求 参加差押 相談中 折衝中",
    ExclusionGround.CORRECTION: "更正 賦課更正 減免",
    ExclusionGround.APPEAL: "審査請求 不服申立 訴訟",
    ExclusionGround.DIRECT_DEBIT: "口座振替 再振替 振替待ち 口振",
    ExclusionGround.FLAGGED: "除外 対象外 要除外 拒否",
}
_GROUND_BY_WORD = {word: ground for ground, words in _WORDS.items() for word in words.split()}
_YES = frozenset(["1", "01", "○", "〇", "◯", "●", "有", "有り", "あり", "該当", "要", "済", "はい", "y", "yes", "true"])
_NEGATIONS = ("ない", "なし", "無", "不要", "解除", "取消", "終了", "?")
"""Words that make a ground unclear: 分納なし, 執行停止解除."""
_SENSITIVE = compile_late(
    "支援|措置対象|dv|d\\.v|ドメスティック|配偶者暴力|配偶者からの暴力|暴力|ストーカー|虐待|被害者|閲覧制限|交付制限|"
    "住基制限|シェルター|避難|秘匿|保護|生保|公的扶助|扶助|生活困窮|障害|障がい|障碍|精神|疾病|病気|病|入院|通院|療養|介護|認知症|"
    "服役|収監|収容|受刑|刑務所|拘置|逮捕|犯罪|前科|保護観察|後見|保佐|補助人|国籍|外国|難民|信仰|宗教|妊娠|里親|養子"
)
"""Words for sensitive grounds: protected victims, public assistance, illness, prison, guardianship, and others
(要配慮個人情報, 個人情報保護法2条3項)."""


@lru_cache(maxsize=1024)
def read_ground(cell: str) -> ExclusionGround:
    """The ground in a cell; NONE if it clearly does not exclude. 転出 (moved away) is no ground."""
    text = fold_cell(cell)
    if is_sensitive(text):
        return ExclusionGround.CITY
    if not is_excluded(cell):
        return ExclusionGround.NONE
    if text in _YES:
        return ExclusionGround.FLAGGED
    known = next((ground for word, ground in _GROUND_BY_WORD.items() if text.startswith(word)), ExclusionGround.UNKNOWN)
    return ExclusionGround.UNKNOWN if any(sign in text for sign in _NEGATIONS) else known


def is_sensitive(text: str) -> bool:
    """Whether a text contains a word for a sensitive ground."""
    return _SENSITIVE.search(fold_cell(text)) is not None


def combine_grounds(flag: ExclusionGround, reason: ExclusionGround) -> ExclusionGround:
    """The ground of a row with a mark and a word: the word is used if the mark is missing, plain or unknown.

    A word also excludes if the mark says no: if the two contradict each other, nobody is messaged.
    """
    if ExclusionGround.CITY in (flag, reason):
        return ExclusionGround.CITY
    if reason is ExclusionGround.NONE or flag not in (
        ExclusionGround.NONE,
        ExclusionGround.FLAGGED,
        ExclusionGround.UNKNOWN,
    ):
        return flag
    return flag if reason is ExclusionGround.FLAGGED and flag is not ExclusionGround.NONE else reason
