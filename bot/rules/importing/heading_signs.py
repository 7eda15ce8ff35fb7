"""Signs by which a heading names a column where its spelling is not known (headings.toml).

A sign fits a whole normalised heading. Columns that keep messages back (promises, last payments, unpaid sums, arrears)
are recognised generously; those that let people in (demand notices, numbers) only where no other meaning is left.
"""

import re
from typing import NamedTuple

from bot.rules.importing import payment_headings
from bot.rules.importing.headings import Column
from bot.rules.patterns import compile_late


class Sign(NamedTuple):
    """A pattern of headings, and the column that they name."""

    column: Column
    pattern: re.Pattern[str]


_DAY = "(?:年月日|月日|日付?|日時)"
_PAYING = "(?:納付|収納|入金|領収|支払い?|納税|払込み?|納入|収入|内入れ?|消込み?|振込み?)"
_LATEST = "(?:最終|直近|最新|前回|最近|最後)の?"
_PROMISED = (
    "(?!.*(?:還付|充当|差押|配当|処分|発送|送付|交付|通知|口座|振替))"
    "(?:.*(?:約束|確約)|.*(?:納付|入金|支払い?|納税|払込み?|納入|振込み?)の?(?:予定|見込み?)|"
    f"次回{_PAYING}(?=予定|{_DAY}))の?"
)
_PROMISED_DAY = f"(?:{_DAY}|年月|期日|期限|納期|時期|予定{_DAY}?)?[0-9]*"
_PROMISED_MARK = "(?:有無|あり|有|フラグ|区分名?|状況|状態)"
_OLDER = "(?:滞納繰越|滞繰|滞納|繰越|過年度?|過|滞|繰)"
_KIND = "(?:の?(?:区分|区別|種別|別)(?:名称?|コード|cd)?)"
_PERSON = "(?:本人|納税者|納税義務者|義務者|滞納者)の?"
_MOBILE = "(?:携帯|ケータイ|スマホ|スマートフォン)"
_SLOT = "(?:-?[0-9]{1,2})?"
_CALLED = "(?:架電|電話|tel|発信|通話|電話連絡|連絡|接触|コール)(?:催告)?"
_NOTICE = "督促状?の?"
_FISCAL_YEAR = compile_late("(?:調定|会計|歳入|予算|所属|収入)(?:会計|所属)?年度?")

_OWN_PHONE = Sign(
    Column.PHONE,
    compile_late(
        f"(?:{_PERSON})?{_MOBILE}の?(?:電話)?(?:番号|tel)?{_SLOT}|{_PERSON}(?:自宅|固定)?(?:電話|tel|連絡先)(?:番号)?{_SLOT}|"
        f"(?:ご?自宅|固定)の?(?:固定)?(?:電話|tel)(?:番号)?{_SLOT}|"
        f"ご?自宅[/・-]{_MOBILE}(?:電話)?(?:番号)?|sms(?:送信|配信)?(?:先|用)の?(?:{_MOBILE}|電話)?(?:電話)?(?:番号)?|"
        f"(?:電話(?:番号)?|tel|連絡先)[/・-]?(?:{_MOBILE}|ご?自宅|固定|本人)(?:電話)?(?:番号)?|"
        f"(?:宛名の?)?(?:連絡先{_SLOT}の?)?(?:電話|tel|{_MOBILE}(?:電話)?)(?:番号|no)?{_SLOT}"
    ),
)
TARGET_SIGNS = (
    Sign(Column.PROMISED_ON, compile_late(f"{_PROMISED}(?:{_PROMISED_DAY}|{_PROMISED_MARK})")),
    Sign(
        Column.LAST_PAID_ON,
        compile_late(
            f"(?:{_LATEST}(?:一部|分納|分割)?|一部|分割|当月|今月|今期|前期|速報|確報)?{_PAYING}(?:の|済み?|確認|処理|最終|直近)*{_DAY}[0-9]*|"
            f"(?:コンビニ|口座|ペイジー|eltax)?(?:速報|確報)(?:受信|受領|取込)?{_DAY}"
        ),
    ),
    Sign(
        Column.AMOUNT,
        compile_late(
            "(?:現在の?|差引|合計|調定|本税|税|総)*(?:未納|滞納|未収入?|(?:収入)?未済|残|要納付|納付すべき)"
            "(?:本税|税|金|残|総|合計|差引|額)*(?:額|高|計|合計|本税|残|金)|本税残"
        ),
    ),
    Sign(
        Column.ARREARS,
        compile_late(
            f"(?:(?:年度|課税)?区分\\(?)?(?:現年度?|現)(?:課税|賦課)?分?[・/、]?{_OLDER}分?{_KIND}?\\)?|"
            f"(?:滞繰|滞納繰越|繰越)分?{_KIND}"
        ),
    ),
    Sign(Column.FISCAL_YEAR, _FISCAL_YEAR),
    Sign(Column.LAST_CALLED_ON, compile_late(f"{_LATEST}{_CALLED}{_DAY}")),
    Sign(
        Column.DEMANDED_ON,
        compile_late(f"{_NOTICE}(?:発付|発布|発送|送付|発行|通知|郵送)(?:年月日|月日|日付?)|{_NOTICE}発付"),
    ),
    Sign(Column.DEMANDED_ON, compile_late(f"{_NOTICE}(?:(?:出力|作成)(?:年月日|日付?)|年月日|月日|日付)")),
    Sign(
        Column.DUE_ON,
        compile_late("(?:変更|延長)(?:後の?)?納期限(?:年月日|日)?|納期限日?\\(?(?:変更|延長)後\\)?(?:年月日|日)?"),
    ),
    _OWN_PHONE,
    # A mark of arrears: its 1 is no code for 現年.
    Sign(Column.EXCLUDED, compile_late("(?:滞繰|滞納繰越|繰越|過年度)分?(?:の?有無|フラグ|あり|有り?)")),
    Sign(  # a number that is dead
        Column.EXCLUDED,
        compile_late(
            "(?:(?:電話|番号|電話番号|携帯(?:電話)?(?:番号)?|連絡先|tel)[0-9]?の?(?:廃止|解約|相違|無効|[使利]用(?:不可|停止)|不使用)|"
            "(?:電話|番号|電話番号|携帯|連絡先|tel)?[0-9]?の?(?:不通|欠番)|無効(?=フラグ|区分))"
            "(?:の?有無|フラグ|表示|区分|年月日|日)?"
        ),
    ),
)
"""The signs of target lists; of two that name one column, the first is better."""
CALL_SIGNS = (
    _OWN_PHONE,
    Sign(Column.PROMISED_ON, compile_late(f"{_PROMISED}{_PROMISED_DAY}")),
    Sign(Column.RESULT, compile_late("(?:架電|電話|通話|応対|対応|発信|応答|折衝|交渉)?結果(?:[1-9]|[大中小]分類)")),
)
"""The signs of call results. A mark of a promise is none: beside a day, it would hide the day."""
PAYMENT_SIGNS = (
    *(Sign(Column.STAGE, pattern) for pattern in payment_headings.ALL),
    Sign(Column.AMOUNT, payment_headings.PAID_SUM),
    Sign(Column.PAID_ON, payment_headings.PAID_DAY),
    Sign(Column.YEAR, _FISCAL_YEAR),  # if the file has no other year
)
"""The signs of payment files."""

_ID = "(?:(?:宛名|住民|個人|納税者|納税義務者|滞納者|対象者|整理|識別)?(?:番号|コード|cd|no|id)|宛名)"
_BEFORE = (
    "(?:旧|(?:変更|移行|統合|切替え?|更新|付替え?|付番|変換|入替え?|名寄せ?)前|(?:移行|統合|名寄せ?)元|現行?|現在)"
)
_AFTER = "(?:新|(?:変更|移行|統合|切替え?|更新|付替え?|付番|変換|入替え?|名寄せ?)後|(?:移行|統合|名寄せ?)先|次期)"
_SYSTEM = "(?:の?(?:基幹|標準|標準化)?システム)?の?"


def _make_id_sign(column: Column, when: str) -> Sign:
    """Make the sign of an id as of a time: 旧システム宛名番号, 宛名番号(旧), 移行元."""
    return Sign(
        column, compile_late(f"{when}{_SYSTEM}{_ID}?|{when}{_SYSTEM}\\({_ID}\\)|{_ID}[-/]?\\(?{when}{_SYSTEM}\\)?")
    )


RENUMBERING_SIGNS = (_make_id_sign(Column.TAXPAYER, _BEFORE), _make_id_sign(Column.NEW_TAXPAYER, _AFTER))
