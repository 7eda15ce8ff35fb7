"""Columns of everyday lists whose cells hold nobody, and the cells of the same columns that do."""

from datetime import date

import pytest

from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.rows import NUMBER, OTHER, OWN, TARGETS, read_number
from tests.tables import list_cases

TODAY = date(2026, 12, 1)


def is_flagged(**changes: str) -> bool:
    """Whether a row of a target list with these cells holds its person, as read on 1 December 2026."""
    row = {**TARGETS.cells, **changes}
    return bool(TARGETS.make_reader(row, RowContext(today=TODAY))(NUMBER, list(row.values())).flagged)


@pytest.mark.parametrize(
    ("flagged", "case"),
    list_cases(
        (
            False,
            ("架電①", "11/5"),
            ("架電①", "R8.11.5"),
            ("架電①", "11月5日"),
            ("架電記録", "12/1"),
            ("架電２", "8/20"),
        ),
        (
            True,
            ("架電①", "12/10"),
            ("架電①", "R8.12.20"),
            ("架電①", "1/15"),
            ("架電①", "11/5 納付約束"),
            ("架電①", "13/5"),
        ),
        (False, ("口座区分", "普徴"), ("徴収区分", "普徴"), ("猶予状態名称", "取消"), ("停止状態名称", "不許可")),
        (True, ("口座区分", "特徴"), ("徴収区分", "年特"), ("猶予状態名称", "許可"), ("猶予状態名称", "申請中")),
        (True, ("停止状態名称", "停止中"), ("支援措置状態", "取消"), ("催告停止状態", "取消")),
    ),
)
def test_only_what_speaks_against_a_message_holds(flagged: bool, case: tuple[str, str]) -> None:
    assert is_flagged(**{case[0]: case[1]}) is flagged


@pytest.mark.parametrize(
    ("flagged", "promised_on"), list_cases((False, "R8.9.30", "2026/12/30"), (True, "", "あり", "未定", "9/30"))
)
def test_a_promised_sum_beside_its_day_says_no_more_than_the_day(flagged: bool, promised_on: str) -> None:
    assert is_flagged(納付約束日=promised_on, 約束額="10800") is flagged


def test_a_promised_sum_without_a_column_of_days_holds() -> None:
    row = {name: cell for name, cell in TARGETS.cells.items() if name != "納付約束日"} | {"約束額": "10800"}
    assert TARGETS.make_reader(row)(NUMBER, list(row.values())).flagged


def test_a_day_below_a_call_holds_where_nobody_said_what_day_it_is() -> None:
    assert TARGETS.read(架電1="R8.12.20").flagged


@pytest.mark.parametrize(
    "heading", ["滞納者携帯", "ケータイ番号", "自宅・携帯電話", "SMS送信先", "SMS送信先番号", "SMS用携帯番号"]
)
def test_headings_of_the_persons_own_number_are_known(heading: str) -> None:
    assert read_number([heading], [OWN]) == (OWN, True, 0)


@pytest.mark.parametrize(
    ("is_own", "case"),
    list_cases(
        (
            True,
            ("携帯備考", "申告書より"),
            ("携帯備考", "本人より届出"),
            ("携帯備考", "R8.4 本人から聴取"),
            ("携帯備考", "日中可"),
        ),
        (True, ("携帯備考", "R8.5確認"), ("携帯備考", "19時以降"), ("携帯名義", "ﾎﾝﾆﾝ"), ("携帯名義", "納税 太郎 様")),
        (
            False,
            ("携帯備考", "妻より届出"),
            ("携帯備考", "本人の妻に確認"),
            ("携帯備考", "日中"),
            ("携帯備考", "勤務先（日中可）"),
        ),
        (False, ("携帯名義", "ﾂﾏ"), ("携帯名義", "納税 花子 様"), ("携帯名義", "様"), ("携帯名義", "納税")),
    ),
)
def test_who_told_a_number_and_the_persons_own_name_leave_it_theirs(is_own: bool, case: tuple[str, str]) -> None:
    assert read_number(["携帯電話番号", case[0]], [OTHER, case[1]])[1] is is_own
