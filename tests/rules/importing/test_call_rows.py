from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FileRefused
from bot.model.reasons import Rejected
from bot.rules.importing.call_results import DEFAULT_RESULTS, CallResult
from bot.rules.importing.call_rows import CallRow, make_call_reader, read_time
from bot.rules.importing.columns import CALLS_FILE, build_layout
from bot.rules.importing.phones import Phone

GOOD = {
    "宛名番号": "0000123",
    "電話番号": "090-1234-5678",
    "架電日": "R8.7.7",
    "時刻": "14:00",
    "結果": "01",
    "約束日": "2026/7/15",
}


def read(**changes: str) -> CallRow:
    row = {name: cell for name, cell in (GOOD | changes).items() if cell != "-"}
    return make_call_reader(build_layout(list(row), CALLS_FILE, {}), DEFAULT_RESULTS)(3, list(row.values()))


def test_a_complete_call_is_read() -> None:
    assert read() == CallRow(
        number=3,
        taxpayer="0000123",
        phone=Phone("09012345678", mobile=True),
        called_on=date(2026, 7, 7),
        called_time=time(14, 0),
        result=CallResult.PROMISE,
        promised_on=date(2026, 7, 15),
    )


@pytest.mark.parametrize(
    "cell",
    ["14:05", "14:05:00", "１４：０５", "14時5分", "14時05分", "1405", "140500", "2:05 PM", "午後2時5分", "0.586805556",
     "PM2:05"],
)  # fmt: skip
def test_a_time_is_read_in_all_usual_formats(cell: str) -> None:
    assert read(時刻=cell).called_time == time(14, 5)


@pytest.mark.parametrize(("cell", "at"), [
    ("2026/7/7 14:05", time(14, 5)), ("2026-07-07T14:05:30", time(14, 5, 30)), ("20260707140530", time(14, 5, 30)),
    ("令和8年7月7日 14時05分", time(14, 5)), ("R8.7.7　9:05", time(9, 5)), ("2026/7/7 午前9時5分", time(9, 5)),
    ("46210.5", time(12, 0)), ("2026/7/7", None),
])  # fmt: skip
def test_day_and_time_can_be_in_one_cell(cell: str, at: time | None) -> None:
    row = read(架電日="-", 時刻="-", 架電日時=cell)
    assert (row.called_on, row.called_time) == (date(2026, 7, 7), at)


def test_the_time_in_the_day_column_is_used_if_the_time_column_is_blank() -> None:
    assert read(架電日="2026/7/7 10:30", 時刻="").called_time == time(10, 30)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("宛名番号", "", Rejected.MISSING_TAXPAYER_ID),
        ("架電日", "", Rejected.BAD_DATE),
        ("架電日", "2026/2/30", Rejected.BAD_DATE),
        ("架電日", "7/7", Rejected.BAD_DATE),
        ("時刻", "25:00", Rejected.BAD_DATE),
        ("時刻", "昼", Rejected.BAD_DATE),
        ("結果", "", Rejected.UNKNOWN_RESULT),
        ("結果", "99", Rejected.UNKNOWN_RESULT),
    ],
)
def test_a_rejected_call_has_only_its_reason(column: str, cell: str, code: Rejected) -> None:
    assert read(**{column: cell}) == CallRow(number=3, rejected=code)


def test_a_promise_without_a_day_has_no_promised_day() -> None:
    assert read(約束日="").promised_on is None
    assert read(約束日="月末").promised_on is None
    assert read(約束日="-", 結果="不在").promised_on is None


@pytest.mark.parametrize("cell", ["7/15", "2026/6/31", "2026/7/6", "R8.7.1"])
def test_a_promise_with_an_unusable_day_is_kept_as_unclear(cell: str) -> None:
    row = read(約束日=cell)
    assert (row.rejected, row.promised_on, row.unclear) == (None, None, True)


def test_an_old_promise_on_a_call_without_a_promise_is_ignored() -> None:
    row = read(結果="不在", 約束日="2026/6/20")
    assert (row.rejected, row.promised_on, row.unclear) == (None, None, False)
    assert read(結果="不在", 約束日="6/20").rejected is Rejected.BAD_DATE


@pytest.mark.parametrize("cell", ["", "不明", "自宅", "090-1234"])
def test_a_row_with_an_unreadable_number_is_not_rejected(cell: str) -> None:
    row = read(電話番号=cell)
    assert (row.rejected, row.phone) == (None, None)


def test_the_column_of_codes_is_preferred_to_the_column_of_words() -> None:
    assert read(結果="-", 結果コード="21", 架電結果="おそらく不在").result is CallResult.ABSENT


@pytest.mark.parametrize(
    ("missing", "code"),
    [("宛名番号", "no_taxpayer_column"), ("架電日", "no_called_column"), ("結果", "no_result_column")],
)
def test_a_file_without_a_required_column_is_refused(missing: str, code: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(**{missing: "-"})
    assert refusal.value.code == code


def test_a_repr_contains_no_personal_data() -> None:
    assert "123" not in repr(read())


@given(st.lists(st.text(max_size=16) | st.sampled_from(list(GOOD.values())), min_size=len(GOOD), max_size=len(GOOD)))
def test_no_row_raises_an_error(cells: list[str]) -> None:
    row = make_call_reader(build_layout(list(GOOD), CALLS_FILE, {}), DEFAULT_RESULTS)(1, cells)
    assert row.rejected or (row.taxpayer and row.called_on and row.result)


@given(st.text(alphabet="0123456789:.時分秒午前後apm ", max_size=12))
def test_no_time_raises_an_error(cell: str) -> None:
    read_time(cell)
