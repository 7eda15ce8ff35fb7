"""Grounds for which the city excludes a person: words become codes, and sensitive words become one opaque code."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

from bot.rules.importing.cells import fold_cell, is_excluded


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
    UNKNOWN = "unknown"
    """an unknown word: excluded, and the user is asked to check it"""


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
_SENSITIVE = re.compile(
    "支援|措置対象|dv|d\\.v|ドメスティック|配偶者暴力|配偶者からの暴力|暴力|ストーカー|虐待|被害者|閲覧制限|交付制限|"
    "住基制限|シェルター|避難|秘匿|保護|生保|公的扶助|扶助|生活困窮|障害|障がい|障碍|精神|疾病|病気|病|入院|通院|療養|介護|認知症|"
    "服役|収監|収容|受刑|刑務所|拘置|逮捕|犯罪|前科|保護観察|後見|保佐|補助人|国籍|外国|難民|信仰|宗教|妊娠|里親|養子"
)
"""Words for sensitive grounds: protected victims, public assistance, illness, prison, guardianship, and others
(要配慮個人情報, 個人情報保護法2条3項)."""
_MARKS = {
    ExclusionGround.CITY: (
        "支援措置|支援対象|措置対象|dv|ドメスティック|暴力|ストーカー|虐待|被害者|(?:閲覧|交付|発行|住基|住民票)の?(?:制限|禁止|抑止)|抑止区分|"
        "シェルター|避難(?!所)|秘匿|非開示|非公開|生活保護|生保|被保護|公的扶助|生活扶助|生活困窮|認知症|服役|収監|収容|受刑|刑務所|拘置|逮捕|"
        "施設入所|入院|療養|後見|保佐人?|補助人|市指示|市の指示|要配慮|対応注意"
    ),
    ExclusionGround.DECEASED: "死亡|死去|逝去|相続人?|納税管理人|納管人",
    ExclusionGround.DEFERRED: "猶予",
    ExclusionGround.INSOLVENT: (
        "破産|倒産|受任|債務整理|民事再生|会社更生|法的整理|個人再生|特定調停|免責|管財人|弁護士|司法書士"
    ),
    ExclusionGround.IN_INSTALMENTS: "分納|分割納付|誓約",
    ExclusionGround.OFFICIAL: (
        "差押|交付要求|公売|相談中|折衝中|担当者?対応|徴収嘱託|移管|整理機構|回収機構|共同徴収|他課対応"
    ),
    ExclusionGround.CORRECTION: "減免|賦課取消|即時消滅|更正(?:区分|予定|中|フラグ)?$",
    ExclusionGround.APPEAL: "審査請求|不服|訴訟|異議|係争",
    ExclusionGround.DIRECT_DEBIT: "口座振替|再振替|振替待|口振",
    ExclusionGround.FLAGGED: (
        "除外|対象外|完納|(?:納付|入金|消込|収納)済(?:区分|フラグ|み)?$|要注意|保留|抑止|引き?抜き?|苦情|クレーム|"
        "(?:催告|架電|連絡|接触|電話|送付|送信|sms|メール)の?(?:停止|止め?$|禁止|不可|不要|拒否|保留|対象外)"
    ),
    ExclusionGround.SUSPENDED: "(?:執行|処分|徴収|滞納処分)の?停止|停止|不納欠損|欠損|時効完成",
}
_MARK = {ground: re.compile(signs) for ground, signs in _MARKS.items()}
"""Words in the heading of a column of marks or days (執行停止｜区分, 分納の有無), each with its ground."""
_NO_MARK = re.compile(
    "(?:額|料|税|円|番号|件数|回数|予告.*|可能.*|見込.*|割|保険.*|(?<![処区])分|(?<!後見人)(?<!弁護士)(?<!管財人)氏?名)$"
)
"""The end of a heading that has no marks: an amount, a number, a name, a notice in advance."""
_WORD_COLUMN = re.compile("(?:異動|消除)(?:事由|理由)|(?:滞納)?処分(?:状況|区分|状態)|(?:折衝|交渉|納付)状況|生死区分")
"""The heading of a column of words, of which only known grounds exclude: 異動事由 has 死亡, but also 転居."""
_BEHIND = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[0-9]+$")
_AMOUNT = re.compile("[0-9]{1,3}(?:,[0-9]{3})+円?|[0-9]+円")
_NOT_BY_DIRECT_DEBIT = frozenset({"納付書", "自主納付", "窓口", "窓口納付", "2", "02"})


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


@lru_cache(maxsize=1024)
def read_ground_heading(heading: str) -> ExclusionGround:
    """The ground of a column of marks, such as a column 支援措置 with ○; NONE for other columns.

    UNKNOWN: a column of words, of which only known grounds exclude.
    """
    text = fold_cell(heading)
    if _WORD_COLUMN.search(text.rpartition("|")[2]):
        return ExclusionGround.UNKNOWN
    if _NO_MARK.search(_BEHIND.sub("", text)):
        return ExclusionGround.NONE
    return next((ground for ground, signs in _MARK.items() if signs.search(text)), ExclusionGround.NONE)


def read_row_ground(cells: Sequence[str], columns: Iterable[tuple[int, ExclusionGround | None]]) -> ExclusionGround:
    """The ground of a row. `columns`: positions, each with the ground of its heading; None if the cell has the ground.

    A column named after a ground (支援措置) contains marks or days, which exclude too.
    """
    ground = ExclusionGround.NONE
    for position, heading_ground in columns:
        if heading_ground is None:
            ground = combine_grounds(ground, read_ground(cells[position]))
        else:
            ground = combine_grounds(ground, _read_mark(cells[position], heading_ground))
    return ground


@lru_cache(maxsize=1024)
def _read_mark(cell: str, heading_ground: ExclusionGround) -> ExclusionGround:
    """The ground of a cell in a column that is named after a ground."""
    ground, text = read_ground(cell), fold_cell(cell)
    if heading_ground is ExclusionGround.UNKNOWN:
        return ExclusionGround.NONE if ground in (ExclusionGround.FLAGGED, ExclusionGround.UNKNOWN) else ground
    if heading_ground is ExclusionGround.DIRECT_DEBIT and text in _NOT_BY_DIRECT_DEBIT:
        return ExclusionGround.NONE
    return ExclusionGround.NONE if ground is ExclusionGround.NONE or _AMOUNT.fullmatch(text) else heading_ground


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
