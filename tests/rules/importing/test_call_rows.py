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
