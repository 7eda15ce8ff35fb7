import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.importing.call_results import (
    COUNTED_RESULTS,
    DEFAULT_RESULTS,
    CallResult,
    read_result_table,
)
from bot.rules.importing.call_sentences import read_result
from bot.rules.importing.codes import BadTable
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("result", "cell"),
    list_cases(
        (CallResult.PROMISE, "01", "1"),
        (CallResult.ABSENT, "２１", "21.0", "不在", "不在（呼出）", "21:不在", "呼出不在", "圏外・電源オフ", "応答無"),
        (CallResult.VOICEMAIL, "22　留守番電話", "留守電", "留守電に伝言", "voicemail", "留守番電話（メッセージ録音）"),
        (CallResult.BUSY, "話中"),
        (CallResult.NOT_IN_USE, "現在使われていない", "欠番", "使われておりません"),
        (CallResult.WRONG_NUMBER, "番号違い"),
        (CallResult.REFUSES_CALLS, "着拒"),
        (CallResult.DECEASED, "死去"),
        (None, "", "99", "21:話中", "21:お出かけ", "不在かも", "#N/A", "２１番", "-", "山田様より"),
    ),
)
def test_the_default_table_has_the_usual_codes_and_words_only(result: CallResult | None, cell: str) -> None:
    assert read_result(cell, DEFAULT_RESULTS) is result


@pytest.mark.parametrize(
    ("result", "cell"),
    list_cases(
        (CallResult.PROMISE, "支払約束", "納付約束（本人）", "納付誓約", "納付確約", "納付予定あり"),
        (CallResult.PAID_SAID, "納付済（本人申告）"),
        (CallResult.DECEASED, "本人逝去", "死亡確認"),
        (CallResult.STOP_CALLS, "弁護士対応", "催告停止"),
        (CallResult.PLAN_WISHED, "分割の相談", "分けて払いたい", "少しずつなら", "3回に分けて", "1万円ずつなら"),
        (CallResult.STOP_CALLS, "今後の連絡は文書で", "電話でなく書面でとのこと", "連絡は書面で", "電話は控えてほしい"),
        (CallResult.REFUSES_CALLS, "ブロックされている", "着信拒否中", "お客様のご希望によりおつなぎできません"),
        (CallResult.PROMISE, "来月5日に納付とのこと", "年内に全額", "15日OK", "月末までに", "給料日に払う"),
        (CallResult.OTHER_PERSON_ANSWERED, "施設職員が応答", "会社の同僚が出る", "ちがう人"),
        (CallResult.WRONG_NUMBER, "番号は娘のもの", "会社の番号だった", "本人の携帯ではなくお母様の携帯とのこと"),
        (None, "約束なし", "約束不履行", "約束守られず", "納付未済", "転居", "お出かけ"),
        (None, "催告書を文書で送付", "12/3再架電予定", "納付書を郵送"),
    ),
)
def test_a_longer_text_is_read_by_words_that_keep_messages_from_the_person(
    result: CallResult | None, cell: str
) -> None:
    assert read_result(cell, DEFAULT_RESULTS) is result


def test_only_absent_voicemail_and_busy_count() -> None:
    assert {result.value for result in COUNTED_RESULTS} == {"absent", "voicemail", "busy"}


def test_entries_of_the_city_override_the_default_table() -> None:
    table = read_result_table(" 10=absent, 不通=busy ,留守=voicemail")
    assert read_result("10", table) is CallResult.ABSENT
    assert read_result("不通", table) is CallResult.BUSY
    assert read_result("留守", table) is CallResult.VOICEMAIL
    assert read_result("不在", table) is CallResult.ABSENT


def test_a_number_of_the_city_removes_the_default_numbers() -> None:
    assert read_result("21", read_result_table("10=absent")) is None
    assert read_result("21", read_result_table("不通=busy")) is CallResult.ABSENT
    assert read_result("3", read_result_table("03=busy")) is CallResult.BUSY


def test_a_word_with_an_equals_sign_can_be_mapped() -> None:
    assert read_result("A=B", read_result_table("A=B=busy")) is CallResult.BUSY


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("21=absent,22=nowhere,=busy,23", (2, 3, 4)),
        ("21=absent,21=busy", (2,)),
        ("21=absent,021=busy,x=Absent", (2, 3)),
    ],
)
def test_all_invalid_entries_are_reported(text: str, places: tuple[int, ...]) -> None:
    with pytest.raises(BadTable) as fault:
        read_result_table(text)
    assert fault.value.positions == places


def test_a_repeated_entry_is_allowed_and_an_empty_table_is_the_default() -> None:
    assert read_result("21", read_result_table("21=busy,,21=busy")) is CallResult.BUSY
    assert read_result_table("") == DEFAULT_RESULTS


@given(st.text(max_size=20))
def test_no_cell_raises_an_error(cell: str) -> None:
    read_result(cell, DEFAULT_RESULTS)


def test_every_result_has_a_word() -> None:
    assert set(DEFAULT_RESULTS.values()) == set(CallResult)


@pytest.mark.parametrize(
    ("result", "cell"),
    list_cases(
        (
            CallResult.DECEASED,
            "亡くなった",
            "亡くなっている",
            "亡くなられた",
            "他界",
            "故人",
            "相続人対応",
            "21:死亡",
            "99:死去",
        ),
        (CallResult.DECEASED, "死んだ", "喪中", "遺族対応"),
        (CallResult.WRONG_NUMBER, "人違い", "違います", "会社に繋がる"),
        (CallResult.DECEASED, "不在 死亡", "家族・死亡確認", "親族より本人死亡の連絡"),
        (
            CallResult.STOP_CALLS,
            "連絡しないで",
            "二度とかけるな",
            "電話するな",
            "クレーム",
            "債務整理中",
            "電話不要",
            "かけないで",
        ),
        (
            CallResult.STOP_CALLS,
            "訴訟",
            "職員へ引継",
            "市へ引継ぎ",
            "担当者対応",
            "DV",
            "入院中",
            "施設入所",
            "収監中",
            "生活保護受給",
        ),
        (
            CallResult.NOT_IN_USE,
            "現在使われていません",
            "使われてない",
            "現在使用されておりません",
            "番号使用なし",
            "使用停止",
            "解約済",
        ),
        (
            CallResult.NOT_IN_USE,
            "おかけになった電話番号は現在使われておりません（アナウンス）",
            "お客様の都合により通話できません",
            "FAX音",
        ),
        (
            CallResult.WRONG_NUMBER,
            "番号ちがい",
            "番号まちがい",
            "電話番号相違",
            "間違い",
            "番号違い（別人が応答）",
            "8:番号違い",
            "番号変更",
        ),
        (
            CallResult.OTHER_PERSON_ANSWERED,
            "別の人",
            "違う人",
            "他人が出た",
            "本人ではない",
            "該当者なし",
            "知らないと言われた",
            "心当たりなし",
        ),
        (
            CallResult.PROMISE,
            "月末に払う",
            "支払うと言う",
            "来週納めます",
            "納付する",
            "近日納付",
            "今月中に納付",
            "5:納付約束",
            "7/20納付約束",
        ),
        (CallResult.PROMISE, "7/20に納付します", "納付意思あり", "口座振替手続き中"),
        (CallResult.PAID_SAID, "払った", "昨日納付した", "払い済み", "既納", "納付済（未確認）", "6:納付済の申出"),
        (CallResult.PLAN_WISHED, "来庁予定", "窓口相談", "納付困難", "減免相談", "待ってほしい", "21:分納相談"),
        (
            CallResult.ABSENT,
            "留守",
            "るす",
            "応答無し",
            "出ない",
            "不在1",
            "不在①",
            "不在（2回目）",
            "10コール不在",
            "9:不在",
            "圏外",
            "電源OFF",
        ),
        (CallResult.VOICEMAIL, "留守電（伝言なし）", "8:留守番電話", "留守番電話応答"),
        (CallResult.FAMILY, "奥さん", "妻応答", "母", "娘が出た", "家族へ伝言", "同居家族"),
        (CallResult.BUSY, "29:話中", "ビジー"),
        (
            None,
            "死亡していない",
            "受任なし",
            "払うつもりはない",
            "破産ではない",
            "苦情なし",
            "約束不履行",
            "不在（家族）",
            "不在 約束なし",
            "32:不在",
            "01:不在",
        ),
    ),
)
def test_a_sentence_is_read_by_words_that_keep_messages_from_the_person(result: CallResult | None, cell: str) -> None:
    assert read_result(cell, DEFAULT_RESULTS) is result


def test_a_number_that_the_city_defined_must_agree_with_its_word_unless_the_word_keeps_messages_away() -> None:
    table = read_result_table("1=absent,2=promise")
    assert [read_result(cell, table) for cell in ("1:不在", "2:不在", "1:納付約束", "3:不在", "1:番号違い")] == [
        CallResult.ABSENT,
        None,
        CallResult.PROMISE,
        CallResult.ABSENT,
        CallResult.WRONG_NUMBER,
    ]
