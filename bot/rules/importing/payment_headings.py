"""Headings of payment files that say by a day, a sum, a sign, a state or a code what became of a payment.

Each pattern fits a whole normalised heading. The words are those of channels.py.
"""

from bot.rules.patterns import compile_late

CANCELLED, REFUNDED, FAILED, UNPAID = "取消", "還付", "不能", "未入金"
_WHY = "(?:理由|事由|原因)(?:名称?|コード|cd)?"
_DAY = "(?:処理|決定|支払|発生|通知)?(?:年月日|日付?|日時)"
_OF_PAYMENT = "(?:収納|納付|入金|消込|組戻|決済)?"
_GIVING_BACK = "(?:過誤納金?)?(?:還付|返金|払戻)し?"
BY_DAY = {
    CANCELLED: compile_late(f"{_OF_PAYMENT}取消し?{_DAY}|組戻し?{_DAY}"),
    REFUNDED: compile_late(f"{_GIVING_BACK}金?{_DAY}"),
}
"""A day proves it: 取消日, 還付年月日."""
BY_TEXT = {
    CANCELLED: compile_late(f"{_OF_PAYMENT}取消し?{_WHY}|組戻し?{_WHY}|返戻{_WHY}|返却{_WHY}"),
    REFUNDED: compile_late(f"{_GIVING_BACK}金?(?:{_WHY}|の?有無)"),
    FAILED: compile_late(
        f"(?:口座)?(?:振替|引落とし|引落|口振)?不能(?:{_WHY}|コード|cd|区分|フラグ)?|(?:口座)?振替返却{_WHY}"
    ),
}
"""Any text but a "no" proves it: 取消理由, 不能理由."""
BY_SUM = {
    CANCELLED: compile_late(f"{_OF_PAYMENT}取消し?済?(?:金額|額|金)"),
    REFUNDED: compile_late(f"{_GIVING_BACK}済?(?:金額|額|金)"),
}
"""The whole sum of the payment proves it: 還付額."""
SIGN = compile_late(
    "正負(?:区分|符号)?|符号(?:区分)?|増減(?:区分|種別)?|加減(?:算)?(?:区分)?|入出金(?:区分|種別)?|入払(?:区分)?"
)
"""正負区分: whether a sum is added or taken away."""
_STATE = "の?(?:状態|状況|ステータス|結果)(?:区分|名称?)?"
STATE = compile_late(
    f"(?:(?:入金|収納|納付|支払い?|消込|決済|取引|振替|引落|処理|データ|レコード|更新){_STATE})|状態|状況|ステータス|結果|"
    "消込区分|更正区分|(?:payment)?(?:status|state)"
)
PAYING_STATE = compile_late(f"(?:入金|収納|納付|支払い?|決済|振替|引落){_STATE}")
"""A state of which 未 says that nothing was paid; what is not yet booked (消込状態) was paid."""
RESULT = compile_late("(?:口座)?(?:振替|引落とし|引落|口振)の?結果(?:区分|コード|cd)?")
"""The bank's code, or its words: 振替結果."""
MOVED_TO = compile_late("充当先(?:の?税目名?|の?期別|税目・?期別|債権|内容)?")
"""To which debt the sum was moved."""
PART = compile_late("(?:科目|収納|金額|税額)?内訳(?:区分|名|科目)?|収納科目|収納種別|本税区分")
"""Of which part of a debt a row is: 本税, 延滞金."""
ALL = (*BY_DAY.values(), *BY_TEXT.values(), *BY_SUM.values(), SIGN, STATE, RESULT, MOVED_TO, PART)

_PAYING = "(?:収納|納付|収入|領収|入金|払込み?|支払い?|納入|納税|消込み?|振替|引落と?し?|決済)"
PAID_SUM = compile_late(
    f"(?:今回|当日|当月|当該|実)?{_PAYING}済?み?(?:金額|額|金)?の?(?:総額|総合計|合計額?|合計金額|総計|計)|"
    f"(?:今回|当日|当月|当該|実){_PAYING}済?み?(?:金額|額)|(?:振替|引落と?し?|決済)済?み?(?:金額|額)|総額|合計"
)
"""A paid sum that no spelling fits: 納付総額, 領収額計. A sum that should be paid (納付すべき額) is none."""
PAID_DAY = compile_late("(?:振替|引落と?し?|決済|取扱い?)(?:処理|完了)?(?:年月日|日付?|日時)")
