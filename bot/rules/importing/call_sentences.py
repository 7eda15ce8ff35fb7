"""What a cell says of a call: a word of the city's table, or a sentence, read by words that keep messages away.

A word that lets somebody in (an attempt that counts) is known only as a whole: 不在 is one, 不在らしい is not.
"""

import re
from collections.abc import Mapping

from bot.rules.importing.call_results import COUNTED_RESULTS, CallResult, ResultTable
from bot.rules.importing.cells import fold_cell, is_nothing
from bot.rules.importing.codes import fold_code
from bot.rules.importing.heading_kana import write_words
from bot.rules.patterns import compile_late

_FINAL = {
    CallResult.DECEASED: "死亡|死んだ|死にました|遺族|喪中|没$|死去|逝去|亡くな[っらり]|他界|永眠|故人|相続",
    CallResult.STOP_CALLS: (
        "弁護士|司法書士|受任|破産|債務整理|民事再生|苦情|クレーム|裁判|訴訟|不服申立|審査請求|"
        "(?:架電|催告|連絡|電話|sms|送信)(?:の|を|は)?(?:停止|不要|拒否|中止|不可|厳禁|禁止|止め)|"
        "(?:連絡|電話|案内|通知|今後|以後)[^、。]{0,6}(?:文書|書面|手紙|郵送|郵便)(?:で(?!送)|に(?:て|して)?|のみ)|"
        "(?:文書|書面|手紙|郵便)(?:での?|にて)(?:連絡|対応|やり取り|お願い|希望)|"
        "(?:連絡|電話|架電)[^、。]{0,6}(?:控え|遠慮|辞退|迷惑)|"
        "(?:連絡|電話)(?:を?し|は?し)ない(?:で|こと)|(?:電話|連絡)するな|かけるな|かけないで|かけてくるな|二度と|"
        "(?:職員|担当者?|市|市役所|徴収課|収納課)(?:対応|(?:へ|に)?引[き]?継)|市へ$|市指示|"
        "dv|暴力|支援措置|ストーカー|虐待|被害者|シェルター|生活保護|生保|入院|入所|療養中|収監|服役|受刑|拘置|逮捕|認知症|"
        "後見|保佐|社会福祉協議会|社協|ケアマネ|(?:税理士|行政書士|社労士)(?:に|へ|が|を)|施設に(?:入|い)"
    ),
}
_NUMBER_IS_OF_NOBODY = {
    CallResult.NOT_IN_USE: (
        "使われて(?:い)?な|使われておりませ|使われていませ|使用されて(?:い)?な|使用されて(?:おり|い)ませ|現在?不?使用|不使用|欠番|現番|現使|"
        "番号使用な|現使な|現使|つかわれて|解約|(?:利用|通話|使用|回線)停止|お客様の都合|不通|fax|ファックス|ファクス"
    ),
    CallResult.WRONG_NUMBER: (
        "番号(?:の)?(?:違|ちが|まちが|間違|相違)|間違い?電話|まちがい|間違い|相違|誤番号|番号変更|違います|人違い|前の持ち主|"
        "(?:会社|店|病院|施設|学校)に(?:繋|つな)が|番号は(?!本人)[^、。]{1,8}の(?:もの|番号|携帯|$)|(?:会社|店|病院|施設|学校)の番号|"
        "(?:ではなく|でなく)[^、。]{1,8}の(?:携帯|番号|電話)"
    ),
    CallResult.OTHER_PERSON_ANSWERED: (
        "(?:違う|ちがう|別|他|知らない)の?(?:人|方|家)|他人|(?:施設|病院|会社|店|学校|ホーム)の?(?:職員|スタッフ|受付|従業員|社員|"
        "同僚|上司|人)|本人では(?:な|あり)|本人でな|該当者?(?:な|無)|心当たりな[いし]|知らないと"
    ),
}
_WHEN = (
    "(?:近日|後日|今?月末|[今来翌]月|[今来翌]週|明日|本日|年内|年末|年明け|[0-9]{1,2}日|[月火水木金土日]曜日?|"
    "[0-9]{1,2}月(?:末|上旬|中旬|下旬)?|[0-9]{1,2}/[0-9]{1,2})(?:[(][日月火水木金土][)])?"
)
_REFUSES_CALLS = {
    CallResult.REFUSES_CALLS: "ブロック(?:され|中|設定)|着信?拒否|着拒|ご希望によりお(?:つな|繋)ぎ|お受けできません"
}
_QUIET = {
    CallResult.PROMISE: (
        "約束|誓約|確約|(?:納付|支払い?|入金|納税)(?:予定|見込|意思|意向)|払う|払います|納める|納めます|(?:納付|納税|入金)(?:する|します)|"
        f"{_WHEN}[^、。]{{0,8}}(?:納付|支払|入金|納税|振込|払い?込|払う|納め|全額|一括|給料|年金|ok)|"
        f"{_WHEN}(?:まで|中)に?$|(?:給料|年金|ボーナス|賞与)(?:で|が入|日)|口座振替|納付とのこと|(?:納付|支払い?|入金)(?:と|する)の?(?:こと|話)"
    ),
    CallResult.PAID_SAID: (
        "(?:納付|支払い?|払い|入金|納税|完納|振込)(?:し)?済|もう納税|引き?落とし(?:の|され)|(?:払った|納めた)はず|払った|払いました|(?:納付|入金)した|納めた|既納|完納"
    ),
    CallResult.PLAN_WISHED: (
        "分納|分割|分けて|小分け|少しずつ|[円万千]ずつ|何回かに|[0-9]+回(?:払い|に分け)|相談|来庁|来所|来課|窓口|猶予|減免|待って|延長|困難|困窮|"
        "払え(?:ない|ません)|無職|失業|お金がない|免責"
    ),
}
"""Words of a sentence, each with what it means; of one table the first that fits counts."""


def _compile(words: Mapping[CallResult, str]) -> dict[CallResult, re.Pattern[str]]:
    """Words that are not denied: 苦情なし is no complaint, and 死亡ではない no death."""
    return {result: compile_late(f"(?:{signs})(?!.{{0,3}}{_DENIED})") for result, signs in words.items()}


_DENIED = "(?:なし|無し|無$|でない|ではない|せず|していない|していません|解除|予定なし)"
_FINAL_SIGNS, _NUMBER_SIGNS, _QUIET_SIGNS, _REFUSAL_SIGNS = map(
    _compile, (_FINAL, _NUMBER_IS_OF_NOBODY, _QUIET, _REFUSES_CALLS)
)
_NEGATION = compile_late("なし|無(?!職)|ない|(?<!は)ず(?!つ)|不履行|未|否|忘|違反|守")
_NUMBER_AND_WORD = compile_late(r"([0-9]+)[:.\-_、・)/]?([^0-9].*)")
_BRACKETED = compile_late(
    r"\((?:[0-9]+(?:回目?|コール)?|[0-9]*回目|伝言.*|呼出.*|コールのみ|未確認|本人.*|午[前後]|[朝昼夜夕])\)"
)
"""A remark that changes nothing: the number of the attempt, the time of day, a message left."""
_COUNTING = compile_late("^[0-9]+(?:コール|回)|(?<=[^0-9])[0-9]+(?:回目?|コール)?$")
_ANSWERED = compile_late("(?:が|に|へ|様)?(?:出|応答|対応|在宅|伝言|折返し?依頼|受電)(?:た|あり|済|依頼)?$")


_NOT_MADE = compile_late("(?:未(?:架電|実施|対応|着手|処理|発信|連絡)|(?:架電|発信)(?:予定|前|待ち?))?")


def is_not_made(cell: str) -> bool:
    """Whether a cell says that there was no call yet: blank, or 未架電."""
    text = fold_cell(cell)
    return is_nothing(text) or _NOT_MADE.fullmatch(text) is not None


def read_result(cell: str, table: ResultTable) -> CallResult | None:
    """The result in a cell; None if it is not certain.

    A death, a request not to call, or a number that is not the person's counts wherever the cell says it. If a cell has
    a number and a word (`21:不在`), the word counts; of an attempt, the number must not say another thing.
    """
    key = fold_code(cell)
    if known := table.get(key):
        return known
    key = write_words(key)
    if final := find_final_result(key) or _find_sign(_NUMBER_SIGNS, key):
        return final
    match = _NUMBER_AND_WORD.fullmatch(key)
    if not match:
        return _read_word(key, table)
    number, word = table.get(fold_code(match[1])), _read_word(match[2].strip("()"), table) or _read_word(key, table)
    contradicts = number is not None and number is not word
    return None if contradicts and word in COUNTED_RESULTS else word  # an attempt lets somebody in


def find_final_result(text: str) -> CallResult | None:
    """A death or a request not to call in a folded text, such as a remark; None if it says neither."""
    return _find_sign(_FINAL_SIGNS, text)


def _read_word(text: str, table: ResultTable) -> CallResult | None:
    """A word of the table, also with a remark that changes nothing; else a sentence that keeps messages away."""
    plain = _COUNTING.sub("", _BRACKETED.sub("", text))
    if known := table.get(text) or table.get(plain):
        return known
    if table.get(_ANSWERED.sub("", plain)) is CallResult.FAMILY:
        return CallResult.FAMILY
    if refused := _find_sign(_REFUSAL_SIGNS, plain):
        return refused
    return None if _NEGATION.search(plain) else _find_sign(_QUIET_SIGNS, plain)


def _find_sign(signs: Mapping[CallResult, re.Pattern[str]], text: str) -> CallResult | None:
    return next((result for result, sign in signs.items() if sign.search(text)), None)
