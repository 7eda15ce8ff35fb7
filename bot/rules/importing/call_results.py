"""Results of calls: their codes, the words and numbers of a city for them, and their effects."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.rules.importing.codes import fold_code, read_code_table


class CallResult(StrEnum):
    """The result of a call. The setting CALL_RESULTS uses these codes."""

    PROMISE = "promise"
    PAID_SAID = "paid_said"
    PLAN_WISHED = "plan_wished"
    REFUSED_TO_PAY = "refused_to_pay"
    SPOKE = "spoke"
    FAMILY = "family"
    OTHER_PERSON_ANSWERED = "other_person_answered"
    ABSENT = "absent"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    NOT_IN_USE = "not_in_use"
    WRONG_NUMBER = "wrong_number"
    REFUSES_CALLS = "refuses_calls"
    SMS_SENT = "sms_sent"
    CALLED_BACK = "called_back"
    STOP_CALLS = "stop_calls"
    DECEASED = "deceased"
    OTHER = "other"


COUNTED_RESULTS = frozenset({CallResult.ABSENT, CallResult.VOICEMAIL, CallResult.BUSY})
"""Results that count towards MIN_CALLS: nobody answered, and the number is not known to be wrong."""
SUPPRESSES_NUMBER = frozenset({CallResult.WRONG_NUMBER, CallResult.NOT_IN_USE, CallResult.OTHER_PERSON_ANSWERED})
"""The number does not exist or belongs to somebody else: it is suppressed until a user lifts it."""
SUPPRESSES_PERSON = frozenset({CallResult.STOP_CALLS, CallResult.DECEASED})
QUIET_RESULTS = frozenset({CallResult.PROMISE, CallResult.PAID_SAID, CallResult.PLAN_WISHED})
"""Results that block messages until the promised day or, without a day, until the city would know of a payment."""

_WORDS = {
    CallResult.PROMISE: "本人・納付約束 納付約束 約束 納付予定 納付約束あり promise",
    CallResult.PAID_SAID: "本人・納付済 納付済 納付済み 支払済 支払済み 納付済申出 納付済の申出 paid_said",
    CallResult.PLAN_WISHED: "本人・分納相談 本人・分納相談→市へ 分納相談 分納希望 納付相談 相談 plan_wished",
    CallResult.REFUSED_TO_PAY: "本人・拒否 拒否 納付拒否 支払拒否 refused_to_pay",
    CallResult.SPOKE: "本人・その他 本人 本人応答 spoke",
    CallResult.FAMILY: (
        "家族 家族応答 同居人 同居家族 家族(伝言なし・折返し依頼のみ) 家族・折返し依頼 妻 奥さん 奥様 夫 ご主人 "
        "主人 配偶者 父 母 親 息子 娘 子 子供 祖父 祖母 兄 弟 姉 妹 family"
    ),
    CallResult.OTHER_PERSON_ANSWERED: "別人 他人 第三者 第三者応答 別人応答 他人応答 other_person_answered",
    CallResult.ABSENT: (
        "不在 不在(呼出) 呼出 呼出のみ 応答なし 応答無し 無応答 コールのみ 出ず 出ない 呼出不在 呼び出し不在 留守 るす "
        "圏外 電源off 電源切 圏外・電源off 圏外・電源オフ 電源オフ 応答無 呼び出し音のみ 呼出音のみ "
        "電波が届かない 電波の届かない 本人不在 携帯不在 不在着信 不在でした 不在(コール) お留守 "
        "繋がらず つながらず 電話に出ず 応答せず 呼出中 コール 電源が入っていない absent"
    ),
    CallResult.VOICEMAIL: (
        "留守番電話 留守電 留守番 留守電話 留守電応答 留守番電話応答 留守電に伝言 留守電伝言 留守番電話に伝言 留守録 "
        "留守電メッセージ 留守電(メッセージ無) 留守tel 留守電録音 留守番電話(メッセージ録音) "
        "留守番電話メッセージ voicemail"
    ),
    CallResult.BUSY: "話中 話し中 通話中 お話し中 お話中 ビジー busy",
    CallResult.NOT_IN_USE: (
        "現在使われていない 現在使用されていない 使われていない 欠番 不通 現在不使用 "
        "使われておりません 現在使われておりません not_in_use"
    ),
    CallResult.WRONG_NUMBER: "番号違い 番号相違 番号間違い 間違い電話 電話番号違い wrong_number",
    CallResult.REFUSES_CALLS: "着信拒否 着信拒否設定 着拒 refuses_calls",
    CallResult.SMS_SENT: "sms送信 sms sms_sent",
    CallResult.CALLED_BACK: "折返し受電 折り返し受電 受電 折返し入電 入電 called_back",
    CallResult.STOP_CALLS: "架電停止 架電停止(市指示) 停止 市指示 架電中止 stop_calls",
    CallResult.DECEASED: "死亡 本人死亡 死去 逝去 deceased",
    CallResult.OTHER: "その他 other",
}
_CODES = {
    CallResult.PROMISE: "01",
    CallResult.PAID_SAID: "02",
    CallResult.PLAN_WISHED: "03",
    CallResult.REFUSED_TO_PAY: "04",
    CallResult.SPOKE: "05",
    CallResult.FAMILY: "11",
    CallResult.ABSENT: "21",
    CallResult.VOICEMAIL: "22",
    CallResult.BUSY: "23",
    CallResult.NOT_IN_USE: "31",
    CallResult.WRONG_NUMBER: "32",
    CallResult.REFUSES_CALLS: "33",
    CallResult.SMS_SENT: "41",
    CallResult.CALLED_BACK: "42",
    CallResult.STOP_CALLS: "51",
}
ResultTable = Mapping[str, CallResult]
"""The meaning of the cells of a result column; keys are normalised by `fold_code`."""


def read_result_table(text: str) -> ResultTable:
    """The default table with the city's entries, `21=absent,22=voicemail,…`. Raises BadTable.

    If the city defines a number, the default numbers are dropped: their meaning in this city would be a guess.
    """
    codes = {result.value: result for result in CallResult}
    entries = read_code_table(text, codes.get)
    numbered = any(key.isdigit() for key in entries)
    return MappingProxyType(
        {key: result for key, result in DEFAULT_RESULTS.items() if not (numbered and key.isdigit())} | entries
    )


DEFAULT_RESULTS: ResultTable = MappingProxyType(
    {fold_code(word): result for result, words in _WORDS.items() for word in words.split()}
    | {fold_code(code): result for result, code in _CODES.items()}
)
"""The table if the city defines none."""
