from datetime import date

import pytest

from bot.model.reasons import Rejected
from tests.rules.importing.rows import TARGETS
from tests.tables import list_cases


def test_missing_columns_leave_fields_empty() -> None:
    present = ("宛名番号", "電話番号", "税目", "年度", "期別", "納期限")
    row = TARGETS.read(**dict.fromkeys(TARGETS.cells.keys() - set(present)))
    assert row.rejected is None
    assert (row.fiscal_year, row.arrears, row.demanded_on, row.amount, row.calls) == (None,) * 5
    assert (row.promised, row.flagged, row.phone_obtained_on, row.name) == (False, False, None, None)


def test_the_first_of_several_faults_is_the_reason() -> None:
    assert TARGETS.read(未納額="x", 納期限="x", 電話番号="").rejected is Rejected.MISSING_PHONE


@pytest.mark.parametrize(
    ("expected", "cell"),
    list_cases(((False, None), "", "なし", "－"), ((True, date(2026, 7, 15)), "R8.7.15"), ((True, None), "○", "1")),
)
def test_a_promise_can_have_a_day_or_only_a_mark(expected: tuple[bool, date | None], cell: str) -> None:
    row = TARGETS.read(納付約束日=cell)
    assert (row.promised, row.promised_on) == expected


def test_a_word_in_the_exclusion_column_flags_the_row() -> None:
    assert TARGETS.read(除外区分="死亡").flagged


@pytest.mark.parametrize(
    ("first", "second", "digits"),
    [
        ("0489531111", "08012345678", "08012345678"),
        ("", "0489531111", "0489531111"),
        ("x", "08012345678", "08012345678"),
    ],
)
def test_the_mobile_number_of_several_columns_is_used(first: str, second: str, digits: str) -> None:
    row = TARGETS.read(電話番号=None, 電話番号1=first, 電話番号2=second)
    assert row.phone is not None
    assert row.phone.digits == digits
