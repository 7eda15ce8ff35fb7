from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.columns import TARGET_LIST, build_layout
from bot.rules.importing.phones import Phone
from bot.rules.importing.target_rows import TargetRow, make_target_reader

GOOD = {
    "宛名番号": "0000123",
    "氏名": "山田　太郎",
    "電話番号": "9012345678",
    "税目": "固定",
    "年度": "R8",
    "調定年度": "令和8",
    "現滞区分": "現年",
    "期別": "第1期",
    "納期限": "R8.5.31",
    "督促発付日": "20260620",
    "未納額": "12,000",
    "架電回数": "2",
    "納付約束日": "",
    "除外区分": "",
    "番号取得日": "2025/1/1",
}


def read(**changes: str) -> TargetRow:
    row = GOOD | changes
    return make_target_reader(build_layout(list(row), TARGET_LIST, {}))(7, list(row.values()))


def without(*names: str) -> TargetRow:
    row = {name: cell for name, cell in GOOD.items() if name not in names}
    return make_target_reader(build_layout(list(row), TARGET_LIST, {}))(7, list(row.values()))


def test_a_complete_row_is_read() -> None:
    assert read() == TargetRow(
        number=7,
        corrected=(Corrected.PHONE_ZERO_RESTORED, Corrected.DATE_ERA, Corrected.AMOUNT_FORMATTED),
        taxpayer="0000123",
        phone=Phone("09012345678", mobile=True, corrected=(Corrected.PHONE_ZERO_RESTORED,)),
        name="山田　太郎",
        tax="固定資産税・都市計画税",
        year="2026",
        instalment="1",
        due_on=date(2026, 5, 31),
        demanded_on=date(2026, 6, 20),
        amount=12000,
        calls=2,
        arrears=False,
        fiscal_year=2026,
        phone_obtained_on=date(2025, 1, 1),
    )


def test_missing_columns_leave_fields_empty() -> None:
    row = without(
        "調定年度", "現滞区分", "督促発付日", "未納額", "架電回数", "納付約束日", "除外区分", "番号取得日", "氏名"
    )
    assert row.rejected is None
    assert (row.fiscal_year, row.arrears, row.demanded_on, row.amount, row.calls) == (None,) * 5
    assert (row.promised, row.flagged, row.phone_obtained_on, row.name) == (False, False, None, None)


@pytest.mark.parametrize(("column", "cell", "code"), [
    ("宛名番号", "", Rejected.MISSING_TAXPAYER_ID), ("電話番号", "不明", Rejected.MISSING_PHONE),
    ("電話番号", "9.01E+09", Rejected.INVALID_PHONE), ("納期限", "", Rejected.BAD_DATE),
    ("納期限", "2026/2/31", Rejected.BAD_DATE), ("督促発付日", "未", Rejected.BAD_DATE),
    ("納付約束日", "7/15", Rejected.BAD_DATE), ("未納額", "-5", Rejected.BAD_AMOUNT),
    ("架電回数", "多数", Rejected.BAD_ROW), ("現滞区分", "", Rejected.BAD_ROW), ("調定年度", "過年", Rejected.BAD_ROW),
])  # fmt: skip
def test_a_rejected_row_has_only_its_reason(column: str, cell: str, code: Rejected) -> None:
    assert read(**{column: cell}) == TargetRow(number=7, rejected=code)


def test_the_first_of_several_faults_is_the_reason() -> None:
    assert read(未納額="x", 納期限="x", 電話番号="").rejected is Rejected.MISSING_PHONE


@pytest.mark.parametrize(
    ("cell", "promised", "day"),
    [
        ("", False, None),
        ("なし", False, None),
        ("－", False, None),
        ("R8.7.15", True, date(2026, 7, 15)),
        ("○", True, None),
        ("1", True, None),
    ],
)
def test_a_promise_can_have_a_day_or_only_a_mark(cell: str, promised: bool, day: date | None) -> None:
    row = read(納付約束日=cell)
    assert (row.promised, row.promised_on) == (promised, day)


def test_a_word_in_the_exclusion_column_flags_the_row() -> None:
    assert read(除外区分="死亡").flagged


@pytest.mark.parametrize(
    ("first", "second", "digits"),
    [
        ("0489531111", "08012345678", "08012345678"),
        ("", "0489531111", "0489531111"),
        ("x", "08012345678", "08012345678"),
    ],
)
def test_the_mobile_number_of_several_columns_is_used(first: str, second: str, digits: str) -> None:
    cells = ["1", first, second, "2026-05-31"]
    row = make_target_reader(build_layout(["宛名番号", "電話番号1", "電話番号2", "納期限"], TARGET_LIST, {}))(2, cells)
    assert row.phone is not None
    assert row.phone.digits == digits


def test_a_repr_contains_no_personal_data() -> None:
    shown = repr(read())
    assert not any(secret in shown for secret in ("0000123", "山田", "太郎", "9012345678"))


@given(st.lists(st.text(max_size=12) | st.sampled_from(list(GOOD.values())), min_size=len(GOOD), max_size=len(GOOD)))
def test_no_row_raises_an_error(cells: list[str]) -> None:
    row = make_target_reader(build_layout(list(GOOD), TARGET_LIST, {}))(1, cells)
    assert row.rejected or (row.taxpayer and row.phone and row.due_on)
