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
