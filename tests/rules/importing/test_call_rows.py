from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import Rejected
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.call_rows import read_time
from tests.rules.importing.rows import CALLS
from tests.tables import list_cases


@pytest.mark.parametrize(
    "cell",
    [
        *("14:05", "14:05:00", "１４：０５", "1405", "140500", "2:05 PM", "PM2:05", "0.586805556"),
        *("14時5分", "14時05分", "午後2時5分"),
    ],
)
def test_a_time_is_read_in_all_usual_formats(cell: str) -> None:
    assert CALLS.read(時刻=cell).called_time == time(14, 5)


@pytest.mark.parametrize(
    ("at", "cell"),
    list_cases(
        (time(14, 5), "2026/7/7 14:05", "令和8年7月7日 14時05分"),
        (time(14, 5, 30), "2026-07-07T14:05:30", "20260707140530"),
        (time(9, 5), "R8.7.7　9:05", "2026/7/7 午前9時5分"),
        (time(12, 0), "46210.5"),
        (None, "2026/7/7"),
    ),
)
def test_day_and_time_can_be_in_one_cell(at: time | None, cell: str) -> None:
    row = CALLS.read(架電日=None, 時刻=None, 架電日時=cell)
    assert (row.called_on, row.called_time) == (date(2026, 7, 7), at)


def test_the_time_in_the_day_column_is_used_if_the_time_column_is_blank() -> None:
    assert CALLS.read(架電日="2026/7/7 10:30", 時刻="").called_time == time(10, 30)


def test_a_promise_without_a_day_has_no_promised_day() -> None:
    assert CALLS.read(約束日="").promised_on is None
    assert CALLS.read(約束日="月末").promised_on is None
    assert CALLS.read(約束日=None, 結果="不在").promised_on is None


@pytest.mark.parametrize("cell", ["7/15", "2026/6/31", "2026/7/6", "R8.7.1"])
def test_a_promise_with_an_unusable_day_is_kept_as_unclear(cell: str) -> None:
    row = CALLS.read(約束日=cell)
    assert (row.rejected, row.promised_on, row.unclear) == (None, None, True)


def test_an_old_promise_on_a_call_without_a_promise_is_ignored() -> None:
    row = CALLS.read(結果="不在", 約束日="2026/6/20")
    assert (row.rejected, row.promised_on, row.unclear) == (None, None, False)
    assert CALLS.read(結果="不在", 約束日="6/20").rejected is Rejected.BAD_DATE


@pytest.mark.parametrize("cell", ["", "不明", "自宅", "090-1234"])
def test_a_row_with_an_unreadable_number_is_not_rejected(cell: str) -> None:
    row = CALLS.read(電話番号=cell)
    assert (row.rejected, row.phone) == (None, None)


def test_the_column_of_codes_is_preferred_to_the_column_of_words() -> None:
    assert CALLS.read(結果=None, 結果コード="21", 架電結果="おそらく不在").result is CallResult.ABSENT


@given(st.text(alphabet="0123456789:.時分秒午前後apm ", max_size=12))
def test_no_time_raises_an_error(cell: str) -> None:
    read_time(cell)


@pytest.mark.parametrize(
    ("result", "changes"),
    [
        (CallResult.ABSENT, {"結果": "不在", "備考": "また掛ける"}),
        (CallResult.DECEASED, {"結果": "10", "架電結果": "親族より本人死亡の連絡"}),
        (CallResult.DECEASED, {"結果": "不在", "備考": "死亡との由"}),
        (CallResult.PROMISE, {"結果": "本人", "通話内容": "月末に払うとのこと"}),
        (CallResult.WRONG_NUMBER, {"結果": "不在", "特記事項": "番号違いと言われた"}),
        (CallResult.WRONG_NUMBER, {"結果": "不在", "前回結果": "番号違い"}),
        (CallResult.WRONG_NUMBER, {"結果": "応答あり", "応対結果": "番号違い"}),
        (CallResult.PROMISE, {"結果": "本人応答", "納付約束の有無": "有"}),
        (CallResult.ABSENT, {"結果": "不在", "納付約束の有無": "無"}),
        (CallResult.OTHER, {"結果": "不在", "折衝方法": "訪問"}),
        (CallResult.OTHER, {"結果": "不在", "接触手段": "臨戸"}),
        (CallResult.ABSENT, {"結果": "不在", "折衝方法": "電話"}),
        (CallResult.DECEASED, {"結果": "家族", "死亡フラグ": "1"}),
        (CallResult.STOP_CALLS, {"結果": "家族", "苦情フラグ": "1"}),
        (CallResult.STOP_CALLS, {"結果": "家族", "今後架電不要": "1"}),
        (CallResult.PLAN_WISHED, {"結果": "不在", "分納": "○"}),
        (CallResult.STOP_CALLS, {"結果": "", "支援措置": "○"}),
        (CallResult.ABSENT, {"結果": "不在", "支援措置": "", "死亡フラグ": "0"}),
        (CallResult.ABSENT, {"結果": "特に", "架電結果": "不在"}),
        (None, {"結果": "特に", "備考": "また掛ける"}),
    ],
    ids=str,
)
def test_another_column_of_a_call_counts_if_it_keeps_messages_away(
    result: CallResult | None, changes: dict[str, str]
) -> None:
    row = CALLS.read(**{"約束日": "", **changes})
    assert (row.result, row.rejected) == (result, None if result else Rejected.UNKNOWN_RESULT)


@pytest.mark.parametrize("result", ["不在", "留守電", "話中", "本人応答"])
@pytest.mark.parametrize("cell", ["月末", "未定", "12月中", "年末", "あり", "○", "要確認", "来月中"])
def test_a_word_in_the_column_of_promises_is_a_promise_without_a_day(result: str, cell: str) -> None:
    row = CALLS.read(結果=result, 約束日=cell)
    assert (row.result, row.promised_on, row.counted) == (CallResult.PROMISE, None, False)


@pytest.mark.parametrize("cell", ["", "なし", "-", "0", "未", "×", "不履行"])
def test_no_promise_leaves_the_result(cell: str) -> None:
    assert CALLS.read(結果="不在", 約束日=cell).counted


@pytest.mark.parametrize(
    ("day", "cells"),
    [
        (date(2026, 8, 5), {"約束日": "来月5日"}),
        (date(2026, 8, 5), {"結果": "来月5日に納付とのこと", "約束日": ""}),
        (date(2026, 7, 31), {"結果": "本人・納付約束", "約束日": "", "備考": "今月末に払う"}),
        (date(2026, 7, 17), {"結果": "不在", "約束日": "来週金曜"}),
        (date(2026, 7, 25), {"結果": "納付約束", "約束日": "25日"}),
        (date(2026, 7, 15), {"結果": "納付約束（25日）", "約束日": "2026/7/15"}),
        (date(2026, 7, 15), {"約束日": None, "履行期限": "R8.7.15"}),
        (None, {"結果": "25日に払う。30日かも", "約束日": ""}),
        (None, {"結果": "月末か来月5日に納付", "約束日": ""}),
    ],
)
def test_the_promised_day_is_counted_from_the_day_of_the_call(day: date | None, cells: dict[str, str | None]) -> None:
    row = CALLS.read(**cells)
    assert (row.rejected, row.result, row.promised_on, row.unclear) == (None, CallResult.PROMISE, day, False)


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(
            ("応対者", "別人"),
            ("番号状態", "欠番"),
            ("番号状態", "不通"),
            ("本人確認", "別人"),
            ("次回架電", "架電禁止"),
        ),
        *(("備考", "番号は娘のもの"), ("備考", "会社の番号だった"), ("備考", "ちがう人"), ("備考", "会社の同僚が出る")),
        *(
            ("備考", "年内に全額"),
            ("備考", "月末までに"),
            ("備考", "25日の給料で"),
            ("備考", "15日OK"),
            ("備考", "母が対応"),
        ),
        *(("備考", "来月の年金で"), ("備考", "1万円ずつなら払える"), ("備考", "税理士に任せている")),
    ],
)
def test_what_another_column_says_makes_an_attempt_count_no_more(heading: str, cell: str) -> None:
    assert not CALLS.read(結果="不在", **{heading: cell}).counted


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("担当者", "佐藤"), ("備考", "12/3 再架電予定"), ("応対者", "－"), ("備考", "夜間に再度"), ("曜日", "月")],
)
def test_an_ordinary_column_leaves_the_attempt(heading: str, cell: str) -> None:
    assert CALLS.read(結果="不在", **{heading: cell}).counted


@pytest.mark.parametrize(
    ("result", "heading", "cell"),
    [
        *((CallResult.FAMILY, "通話相手", one) for one in ("妻", "子", "同居人")),
        (CallResult.SPOKE, "会話相手", "本人"),
        (CallResult.PROMISE, "通話相手", "本人（12/10納付）"),
        (CallResult.STOP_CALLS, "応対者", "別人"),
        (CallResult.PROMISE, "通話内容", "12/10に払うとのこと"),
        *((CallResult.PROMISE, heading, "○") for heading in ("引継", "引継事項", "要望事項")),
        (CallResult.PROMISE, "市への連絡事項", "要対応"),
        (CallResult.PROMISE, "職員確認", "要"),
        *((CallResult.ABSENT, heading, cell) for heading in ("通話相手", "引継", "職員確認") for cell in ("", "無")),
        (CallResult.ABSENT, "職員確認", "不要"),
    ],
)
def test_who_answered_and_what_officials_must_do_count_beside_an_absent_call(
    result: CallResult, heading: str, cell: str
) -> None:
    assert CALLS.read(結果="不在", 約束日=None, **{heading: cell}).result is result


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "本人不在",
            "携帯不在",
            "不在着信",
            "不在でした",
            "不在（コール）",
            "お留守",
            "繋がらず",
            "つながらず",
            "応答せず",
        ),
        *("呼出中", "コール", "電話に出ず", "電波の届かない", "電源が入っていない"),
    ],
)
def test_the_usual_words_for_nobody_answered_count(cell: str) -> None:
    assert CALLS.read(結果=cell, 約束日=None).result is CallResult.ABSENT
