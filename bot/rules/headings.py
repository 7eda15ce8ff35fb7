"""What the columns of a file are called. Data only: one line a column, its best name first."""

from enum import StrEnum


class Column(StrEnum):
    """A column by its meaning. The codes are a face: `--columns phone=電話`, and the refusals `no_phone_column`, …"""

    TAXPAYER = "taxpayer"
    PHONE = "phone"
    PHONE_OBTAINED_ON = "phone_obtained_on"
    RELATION = "relation"
    LETTER_ON = "letter_on"
    NAME = "name"
    LANGUAGE = "language"
    TAX = "tax"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"
    ARREARS = "arrears"
    INSTALMENT = "instalment"
    DUE_ON = "due_on"
    DEMANDED_ON = "demanded_on"
    AMOUNT = "amount"
    CALLS = "calls"
    LAST_CALLED_ON = "last_called_on"
    PROMISED_ON = "promised_on"
    EXCLUDED = "excluded"
    PAID_ON = "paid_on"
    BOOKED_ON = "booked_on"
    CHANNEL = "channel"
    REVERSAL = "reversal"
    CALLED_ON = "called_on"
    CALLED_TIME = "called_time"
    RESULT = "result"
    GROUND = "ground"
    AS_OF = "as_of_on"
    LIST = "list"
    DECISION = "decision"


_BOTH = {
    Column.TAXPAYER: "宛名番号 納税者番号 納税義務者番号 整理番号 宛名コード 納税者コード 納税義務者コード 個人コード "
    "納税者id 宛名no 整理no taxpayer_id taxpayer taxpayer_no taxpayer_number",
    Column.NAME: "氏名 氏名(漢字) 氏名漢字 納税者氏名 納税義務者氏名 納税義務者 納税者名 納税者 氏名・名称 名称 宛名 "
    "name full_name taxpayer_name",
    Column.TAX: "税目 税目名 税目名称 税科目 科目 税目コード 税種 tax tax_item tax_type",
    Column.YEAR: "年度 相当年度 課税年度 賦課年度 year tax_year",
    Column.INSTALMENT: "期別 期 期別名 期別コード 納期 納期区分 instalment installment term",
}
TARGETS: dict[Column, tuple[str, ...]] = {
    column: tuple(names.split())
    for column, names in {
        **_BOTH,
        Column.PHONE: "携帯電話番号 携帯電話 携帯番号 携帯 携帯tel 携帯電話番号1 携帯電話番号2 携帯電話1 携帯電話2 "
        "携帯1 携帯2 電話番号 電話番号1 電話番号2 電話番号3 電話番号4 電話 電話1 電話2 電話3 tel tel1 tel2 tel3 "
        "連絡先電話番号 連絡先 連絡先1 連絡先2 連絡先3 連絡先4 連絡先番号 連絡先tel "
        "自宅電話番号 自宅電話 自宅 固定電話番号 固定電話 "
        "mobile mobile_phone mobile_number cell cell_phone phone phone1 phone2 phone_number telephone contact",
        Column.PHONE_OBTAINED_ON: "番号取得日 電話番号取得日 携帯番号取得日 取得日 番号取得年月日 番号確認日 "
        "phone_obtained_on",
        Column.RELATION: "続柄 番号続柄 電話続柄 電話番号続柄 名義 番号名義 電話名義 relation relationship",
        Column.LETTER_ON: "発送日 郵送日 文書発送日 通知発送日 催告書発送日 催告発送日 letter_on posted_on",
        Column.LANGUAGE: "言語 使用言語 対応言語 希望言語 language",
        Column.FISCAL_YEAR: "調定年度 会計年度 fiscal_year",
        Column.ARREARS: "現滞区分 現年滞繰区分 現年滞納区分 現繰区分 滞納区分 現滞 arrears",
        Column.DUE_ON: "納期限 納付期限 納期限日 納付期限日 納期限年月日 納付期日 納期日 指定期限 due_date due_on due",
        Column.DEMANDED_ON: "督促発付日 督促状発付日 督促日 督促年月日 督促発付年月日 督促状発送日 督促発送日 "
        "督促状発付年月日 督促状発行日 督促発行日 demanded_on demand_date",
        Column.AMOUNT: "未納額 未納税額 未納本税 未納本税額 未納金額 未納額合計 滞納額 滞納金額 滞納税額 残額 金額 "
        "税額 unpaid unpaid_amount balance amount",
        Column.CALLS: "架電回数 電話回数 架電数 催告回数 電話催告回数 calls call_count",
        Column.LAST_CALLED_ON: "最終架電日 最終架電年月日 最終電話日 最終電話催告日 架電日 last_called_on last_call",
        Column.PROMISED_ON: "納付約束日 納付約束 約束日 納付予定日 納付誓約日 約束 promised_on promise promise_date",
        Column.EXCLUDED: "除外区分 除外 除外フラグ 除外コード 送信除外 架電停止 架電停止区分 "
        "excluded exclusion exclude",
    }.items()
}
PAYMENTS: dict[Column, tuple[str, ...]] = {
    column: tuple(names.split())
    for column, names in {
        **_BOTH,
        Column.PAID_ON: "納付日 納付年月日 領収日 領収年月日 入金日 paid_on payment_date",
        Column.BOOKED_ON: "収納日 収納年月日 収入日 収入年月日 消込日 booked_on booked_date",
        Column.AMOUNT: "金額 納付額 納付金額 収納額 収納金額 収入額 領収金額 入金額 amount",
        Column.CHANNEL: "納付区分 収納区分 納付方法 収納方法 納付チャネル 納付場所 channel",
        Column.REVERSAL: "取消区分 取消 取消フラグ 取消コード reversal cancelled",
    }.items()
}
_WHO = {column: _BOTH[column] for column in (Column.TAXPAYER, Column.NAME)}
CALLS: dict[Column, tuple[str, ...]] = {
    column: tuple(names.split())
    for column, names in {
        **_WHO,
        Column.PHONE: "架電先電話番号 架電先番号 架電電話番号 架電番号 架電先 発信先電話番号 発信先番号 "
        "発信番号 発信先 " + " ".join(TARGETS[Column.PHONE]),
        Column.CALLED_ON: "架電日時 架電年月日時刻 架電日 架電年月日 発信日時 発信日 発信年月日 電話日時 電話日 "
        "電話年月日 通話日時 通話日 対応日時 対応日 対応年月日 応対日時 応対日 実施日時 実施日 日時 年月日 日付 "
        "called_at called_on call_date call_datetime datetime date",
        Column.CALLED_TIME: "架電時刻 架電時間 発信時刻 電話時刻 通話時刻 通話開始時刻 対応時刻 開始時刻 時刻 時間 "
        "called_time call_time time",
        Column.RESULT: "架電結果コード 架電結果区分 結果コード 結果区分 電話結果コード 通話結果コード "
        "応対結果コード 対応結果コード 架電結果 電話結果 通話結果 応対結果 対応結果 発信結果 折衝結果 結果 "
        "call_result result_code result",
        Column.PROMISED_ON: " ".join(TARGETS[Column.PROMISED_ON]),
    }.items()
}
EXCLUSIONS: dict[Column, tuple[str, ...]] = {
    column: tuple(names.split())
    for column, names in {
        **_WHO,
        Column.EXCLUDED: f"{' '.join(TARGETS[Column.EXCLUDED])} 除外有無 除外対象 対象外 対象外区分 対象外フラグ "
        "催告停止 催告停止区分 フラグ 区分 flag",
        Column.GROUND: "除外事由 除外事由コード 除外理由 除外理由コード 対象外事由 対象外理由 停止事由 停止理由 事由 "
        "事由コード 理由 ground reason",
        Column.AS_OF: "基準日 基準年月日 データ基準日 抽出日 抽出年月日 時点 現在日 as_of as_of_date as_of_on",
    }.items()
}
DECISIONS: dict[Column, tuple[str, ...]] = {
    column: tuple(names.split())
    for column, names in {
        **_WHO,
        Column.PHONE: "電話番号 携帯電話番号 phone phone_number",
        Column.LIST: "リスト番号 対象者リスト list list_number",
        Column.DECISION: "判断 decision",
    }.items()
}
REQUIRED: dict[Column, str] = {
    Column.TAXPAYER: "no_taxpayer_column",
    Column.PHONE: "no_phone_column",
    Column.DUE_ON: "no_due_column",
    Column.PAID_ON: "no_paid_column",
    Column.AMOUNT: "no_amount_column",
    Column.CALLED_ON: "no_called_column",
    Column.RESULT: "no_result_column",
    Column.EXCLUDED: "no_excluded_column",
    Column.LIST: "no_list_column",
    Column.DECISION: "no_decision_column",
}
"""The refusal for a column without which a file cannot be used (of those that its kind requires)."""
