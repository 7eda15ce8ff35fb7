from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import Rejected
from bot.rules.importing.columns import PAYMENT_FILE, build_layout
from bot.rules.importing.payment_rows import PaymentRow, make_payment_reader

GOOD = {
    "整理番号": "0000123",
    "税目": "固定資産税",
    "年度": "2026",
    "期別": "1",
    "納付日": "R8.7.8",
    "収納日": "20260710",
    "金額": "12,000",
    "納付区分": "ｅLTAX",
    "取消区分": "0",
}


def read(**changes: str) -> PaymentRow:
    row = GOOD | changes
    return make_payment_reader(build_layout(list(row), PAYMENT_FILE, {}))(3, list(row.values()))


def test_a_complete_payment_is_read() -> None:
    assert read() == PaymentRow(
        number=3,
        taxpayer="0000123",
        tax="固定資産税・都市計画税",
        year="2026",
        instalment="1",
        paid_on=date(2026, 7, 8),
        booked_on=date(2026, 7, 10),
        amount=12000,
        channel="eLTAX",
    )


@pytest.mark.parametrize("changes", [{"取消区分": "1"}, {"取消区分": "取消"}, {"納付区分": "速報取消"}])
def test_a_cancelled_payment_is_a_reversal(changes: dict[str, str]) -> None:
    assert read(**changes).reversal


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("整理番号", "", Rejected.MISSING_TAXPAYER_ID),
        ("納付日", "", Rejected.BAD_DATE),
        ("収納日", "2026/2/30", Rejected.BAD_DATE),
        ("金額", "", Rejected.BAD_AMOUNT),
        ("金額", "0", Rejected.BAD_AMOUNT),
        ("金額", "-12000", Rejected.BAD_AMOUNT),
        ("取消区分", "9", Rejected.BAD_ROW),
    ],
)
def test_a_rejected_payment_has_only_its_reason(column: str, cell: str, code: Rejected) -> None:
    assert read(**{column: cell}) == PaymentRow(number=3, rejected=code)


def test_a_repr_contains_no_personal_data() -> None:
    assert "0000123" not in repr(read())


@given(st.lists(st.text(max_size=12) | st.sampled_from(list(GOOD.values())), min_size=len(GOOD), max_size=len(GOOD)))
def test_no_row_raises_an_error(cells: list[str]) -> None:
    row = make_payment_reader(build_layout(list(GOOD), PAYMENT_FILE, {}))(1, cells)
    assert row.rejected or (row.taxpayer and row.paid_on and row.amount)
