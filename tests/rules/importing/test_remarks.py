"""Free text is read by stems: what touches a payment, a number, contact or a state holds its person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import Rejected, RowQuestion
from bot.rules.importing.call_results import QUIET_RESULTS, SUPPRESSES_NUMBER, SUPPRESSES_PERSON, CallResult
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.remarks import Touch, find_touch, read_free_text
from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.remark_texts import CAUTIOUSLY_HELD_REMARKS, HARMLESS_REMARKS, HELD_REMARKS
from tests.rules.importing.rows import CALLS, NUMBER, TARGETS
from tests.tables import list_cases

ALL_HELD = [text for texts in HELD_REMARKS.values() for text in texts]


def test_remarks_that_touch_such_a_thing_hold_their_people() -> None:
    remarks = [*ALL_HELD, *CAUTIOUSLY_HELD_REMARKS]
    assert [remark for remark in remarks if not TARGETS.read(備考=remark).flagged] == []


def test_remarks_that_are_known_to_be_harmless_or_touch_nothing_hold_nobody() -> None:
    assert [remark for remark in HARMLESS_REMARKS if TARGETS.read(備考=remark).flagged] == []


@pytest.mark.parametrize(
    ("remark", "questions"),
    [("番号は娘のもの", 0), ("同僚が出る", 1), ("明日銀行へ行く", 1), ("死亡", 0), ("夕方在宅", 0)],
)
def test_a_remark_that_is_not_certain_is_counted_so_that_a_user_is_asked(remark: str, questions: int) -> None:
    context, row = RowContext(), {**TARGETS.cells, "備考": remark}
    TARGETS.make_reader(row, context)(NUMBER, list(row.values()))
    assert context.questions[RowQuestion.EXCLUDED_WORD] == questions


@pytest.mark.parametrize(
    "remark", ["死\u3000亡", "分\n納", "ｼ ﾎﾞ ｳ", "ほんにんしぼう", "１２／２５", "ＮＧ", "\u200b着拒"]
)
def test_width_kana_and_spaces_hide_nothing(remark: str) -> None:
    assert TARGETS.read(備考=remark).flagged


@pytest.mark.parametrize(
    "remark",
    [
        "未納なし",
        "未納分は払った",
        "約束不履行のため再度12/10納付約束",
        "納付書送付済 届き次第納付",
        "破産歴なし 相談希望",
    ],
)
def test_a_harmless_phrase_hides_nothing_beside_it(remark: str) -> None:
    assert TARGETS.read(備考=remark).flagged


@given(st.text(max_size=40))
def test_no_text_raises_an_error_and_one_that_touches_something_has_a_ground(text: str) -> None:
    assert find_touch(text) is None or read_free_text(text) is not ExclusionGround.NONE


KEEPS_AWAY = QUIET_RESULTS | SUPPRESSES_NUMBER | SUPPRESSES_PERSON
READ_OF_CALLS = {"母が対応": CallResult.FAMILY, "7/3来庁": CallResult.PLAN_WISHED, "無職": CallResult.PLAN_WISHED}
"""Remarks that have a meaning of their own in a file of calls."""


@pytest.mark.parametrize("result", ["不在", "本人・その他"])
def test_such_remarks_of_calls_hold_their_people(result: str) -> None:
    read = {remark: CALLS.read(結果=result, 約束日="", 備考=remark).result for remark in ALL_HELD}
    assert [one for one, found in read.items() if found not in KEEPS_AWAY and one not in READ_OF_CALLS] == []


def test_harmless_remarks_leave_the_call_an_attempt() -> None:
    read = {remark: CALLS.read(結果="不在", 約束日="", 備考=remark) for remark in HARMLESS_REMARKS}
    assert {one: found.result for one, found in read.items() if not found.counted} == {
        one: result for one, result in READ_OF_CALLS.items() if one in HARMLESS_REMARKS
    }


@pytest.mark.parametrize(
    ("result", "remark"),
    [
        (CallResult.DECEASED, "ｼﾎﾞｳ"),
        (CallResult.STOP_CALLS, "ベトナムへ帰国"),
        (CallResult.STOP_CALLS, "電話連絡は控えてほしい"),
        (CallResult.OTHER_PERSON_ANSWERED, "姉名義"),
        (CallResult.OTHER_PERSON_ANSWERED, "会社の同僚が出る"),
        (CallResult.PROMISE, "12月中に"),
        (CallResult.PROMISE, "着拒"),
        (CallResult.PROMISE, "調査中"),
        (CallResult.FAMILY, "妻 折返し依頼"),
    ],
)
def test_what_a_remark_of_a_call_touches_decides_how_long_it_holds(result: CallResult, remark: str) -> None:
    assert CALLS.read(結果="不在", 約束日="", 備考=remark).result is result


@pytest.mark.parametrize(
    "heading",
    ["備考", "詳細", "報告", "所見", "お客様の声", "理由", "補足", "聞取内容", "伝達事項", "記事2", "対応履歴"],
)
def test_columns_in_which_somebody_tells_something_are_read_in_lists_and_calls(heading: str) -> None:
    assert TARGETS.read(**{heading: "月末に払うとのこと"}).flagged
    assert CALLS.read(結果="不在", 約束日="", **{heading: "月末に払うとのこと"}).result is CallResult.PROMISE


@pytest.mark.parametrize("heading", ["対応日", "交渉担当者", "理由コード", "折衝回数", "履歴番号", "対応者"])
def test_columns_of_days_people_and_numbers_are_no_remarks(heading: str) -> None:
    assert not TARGETS.read(**{heading: "2026/07/07"}).flagged


def test_a_result_that_is_not_known_stays_so_beside_a_remark_that_is_not_certain() -> None:
    assert CALLS.read(結果="99", 約束日="", 備考="同僚").rejected is Rejected.UNKNOWN_RESULT


def test_a_remark_without_a_call_holds_its_person() -> None:
    assert CALLS.read(結果="", 約束日="", 備考="同僚に聞く").result is CallResult.PROMISE


def test_a_long_text_of_which_the_end_is_not_read_holds_its_person() -> None:
    assert find_touch("夕方在宅、" * 200) is None
    assert find_touch("夕方在宅、" * 200 + "12/3") is Touch.UNCLEAR


CONVERSATIONS = ["本人・その他", "本人応答", "家族", "拒否", "折返し受電", "その他"]


@pytest.mark.parametrize("result", CONVERSATIONS)
@pytest.mark.parametrize(
    "remark", ["了承", "OKとのこと", "夏には何とか", "検討中とのこと", "長話", "担当へ", "怒って切る", "〇〇でお願い"]
)
def test_a_remark_that_is_not_understood_holds_whoever_was_talked_with(result: str, remark: str) -> None:
    assert CALLS.read(結果=result, 約束日="", 備考=remark).result in KEEPS_AWAY


@pytest.mark.parametrize("result", CONVERSATIONS)
@pytest.mark.parametrize(
    "remark",
    [
        "",
        "なし",
        "-",
        "折返し依頼",
        "折り返し希望",
        "伝言済",
        "夕方在宅",
        "18時以降在宅",
        "3回目",
        "12:30",
        "夜勤",
        "本人応答、平日夜に再架電",
        "2期未納",
    ],
)
def test_a_remark_that_says_no_more_than_the_conversation_holds_nobody(result: str, remark: str) -> None:
    plain = CALLS.read(結果=result, 約束日="")
    assert CALLS.read(結果=result, 約束日="", 備考=remark).result is plain.result


def test_a_remark_that_is_not_understood_leaves_an_attempt_one() -> None:
    assert CALLS.read(結果="不在", 約束日="", 備考="犬注意").counted


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "12月に払う",
            "本人は12月に払う",
            "納付済です",
            "分納中です",
            "妻の携帯です",
            "送るな",
            "本人死亡確認",
            "納付確認",
        ),
        *(
            "納付予定",
            "12/5納付",
            "12月納付予定",
            "納付あり",
            "分納継続",
            "分割相談",
            "弁護士対応",
            "居住実態なし",
            "認知症",
            "全納",
        ),
        *(
            "返戻（転居先不明）",
            "拒否",
            "保留",
            "11/12 本人 12/10納付",
            "11/5 別人（番号違い）",
            "○ 納付約束",
            "空き家",
        ),
        *("持参するとのこと", "法人解散", "完結", "換価中", "様子見", "破産財団", "差押執行", "納付書使用済"),
    ],
)
def test_a_cell_below_an_unknown_heading_is_read_by_its_own_stems(cell: str) -> None:
    for heading in ("回答", "ABC", "催告結果", "返信", "付箋", "項目3", "2回目", "架電|3回目"):
        assert TARGETS.read(**{heading: cell}).flagged, heading


@pytest.mark.parametrize(
    ("heading", "cell"),
    list_cases(
        ("回答", "未", "不在", "11/12 不在", "なし", "約束なし", "破産歴なし", "納付書送付済", "A", "123"),
        ("職業", "弁護士", "会社員", "無職"),
        ("勤務先", "みどり刑務所", "みどり社会福祉協議会", "納付サービス㈱"),
        ("金融機関", "みどり銀行", "東京貯蓄銀行"),
        ("資産", "差押可能財産なし"),
        ("年金種別", "遺族年金", "障害年金"),
        ("地区名", "停車場", "死人谷"),
        ("担当者名", "不破", "保護 太郎"),
        ("最終催告種別", "差押予告", "最終催告"),
        ("訪問結果", "不在", "表札確認"),
        ("同意書", "無"),
        ("国籍", "中国"),
    ),
)
def test_a_cell_of_a_thing_or_without_a_stem_holds_nobody(heading: str, cell: str) -> None:
    assert not TARGETS.read(**{heading: cell}).flagged


@pytest.mark.parametrize("heading", ["交渉方法名称", "折衝種別名称", "応対区分名称", "交渉場所", "交渉相手名称"])
def test_how_somebody_was_met_is_no_remark(heading: str) -> None:
    assert not any(TARGETS.read(**{heading: cell}).flagged for cell in ("電話", "文書", "訪問", "窓口", "本人"))


@pytest.mark.parametrize("mark", list("分差猶生約破保停死弁済"))
def test_the_usual_mark_of_one_sign_holds(mark: str) -> None:
    assert TARGETS.read(備考=mark).flagged


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("番号情報", "妻の携帯"), ("備考2", "分納継続"), ("回答", "12月に払う"), ("状況メモ", "死亡確認")],
)
def test_a_cell_below_an_unknown_heading_of_calls_is_no_attempt(heading: str, cell: str) -> None:
    assert CALLS.read(結果="不在", 約束日="", **{heading: cell}).result in KEEPS_AWAY
