"""What the rows of all kinds of files have in common."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FileRefused
from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.call_rows import CallRow
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.exclusion_rows import ExclusionRow
from bot.rules.importing.payment_rows import PaymentRow
from bot.rules.importing.phones import Phone
from bot.rules.importing.target_rows import TargetRow
from tests.rules.importing.rows import CALLS, EXCLUSIONS, NUMBER, PAYMENTS, TARGETS, SampleRow

COMPLETE: dict[SampleRow, Any] = {
    TARGETS: TargetRow(
        number=NUMBER,
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
    ),
    PAYMENTS: PaymentRow(
        number=NUMBER,
        taxpayer="0000123",
        tax="固定資産税・都市計画税",
        year="2026",
        instalment="1",
        paid_on=date(2026, 7, 8),
        booked_on=date(2026, 7, 10),
        amount=12000,
        channel="eLTAX",
    ),
    CALLS: CallRow(
        number=NUMBER,
        taxpayer="0000123",
        phone=Phone("09012345678", mobile=True),
        called_on=date(2026, 7, 7),
        called_time=time(14, 0),
        result=CallResult.PROMISE,
        promised_on=date(2026, 7, 15),
    ),
    EXCLUSIONS: ExclusionRow(
        number=NUMBER, taxpayer="0000123", as_of=date(2026, 7, 7), ground=ExclusionGround.DECEASED
    ),
}
REQUIRED = {
    TARGETS: ("taxpayer", "phone", "due_on"),
    PAYMENTS: ("taxpayer", "paid_on", "amount"),
    CALLS: ("taxpayer", "called_on", "result"),
    EXCLUSIONS: ("taxpayer",),
}
each_kind = pytest.mark.parametrize("sample", COMPLETE, ids=str)


@each_kind
def test_a_complete_row_is_read(sample: SampleRow) -> None:
    assert sample.read() == COMPLETE[sample]


@pytest.mark.parametrize(
    ("sample", "column", "cell", "code"),
    [
        (TARGETS, "宛名番号", "", Rejected.MISSING_TAXPAYER_ID),
        (TARGETS, "電話番号", "不明", Rejected.MISSING_PHONE),
        (TARGETS, "電話番号", "9.01E+09", Rejected.INVALID_PHONE),
        (TARGETS, "納期限", "", Rejected.BAD_DATE),
        (TARGETS, "納期限", "2026/2/31", Rejected.BAD_DATE),
        (TARGETS, "督促発付日", "未", Rejected.BAD_DATE),
        (TARGETS, "納付約束日", "7/15", Rejected.BAD_DATE),
        (TARGETS, "未納額", "-5", Rejected.BAD_AMOUNT),
        (TARGETS, "架電回数", "多数", Rejected.BAD_ROW),
        (TARGETS, "現滞区分", "", Rejected.BAD_ROW),
        (TARGETS, "調定年度", "過年", Rejected.BAD_ROW),
        (PAYMENTS, "整理番号", "", Rejected.MISSING_TAXPAYER_ID),
        (PAYMENTS, "金額", "", Rejected.BAD_AMOUNT),
        (PAYMENTS, "金額", "0", Rejected.BAD_AMOUNT),
        (PAYMENTS, "金額", "-12000", Rejected.BAD_AMOUNT),
        (CALLS, "宛名番号", "", Rejected.MISSING_TAXPAYER_ID),
        (CALLS, "架電日", "", Rejected.BAD_DATE),
        (CALLS, "架電日", "2026/2/30", Rejected.BAD_DATE),
        (CALLS, "架電日", "7/7", Rejected.BAD_DATE),
        (CALLS, "時刻", "25:00", Rejected.BAD_DATE),
        (CALLS, "時刻", "昼", Rejected.BAD_DATE),
        (CALLS, "結果", "", Rejected.UNKNOWN_RESULT),
        (CALLS, "結果", "99", Rejected.UNKNOWN_RESULT),
        (EXCLUSIONS, "宛名番号", "", Rejected.MISSING_TAXPAYER_ID),
        (EXCLUSIONS, "宛名番号", "1.2E+05", Rejected.BAD_ROW),
    ],
    ids=str,
)
def test_a_row_with_a_fault_is_rejected(sample: SampleRow, column: str, cell: str, code: Rejected) -> None:
    row = sample.read(**{column: cell})
    assert (row.number, row.rejected) == (NUMBER, code)


@pytest.mark.parametrize(
    ("sample", "missing", "code"),
    [
        (TARGETS, "宛名番号", "no_taxpayer_column"),
        (TARGETS, "電話番号", "no_phone_column"),
        (TARGETS, "納期限", "no_due_column"),
        (PAYMENTS, "納付日 収納日", "no_paid_column"),
        (PAYMENTS, "金額", "no_amount_column"),
        (CALLS, "宛名番号", "no_taxpayer_column"),
        (CALLS, "架電日", "no_called_column"),
        (CALLS, "結果", "no_result_column"),
    ],
    ids=str,
)
def test_a_file_without_a_required_column_is_refused(sample: SampleRow, missing: str, code: str) -> None:
    columns = missing.split()
    with pytest.raises(FileRefused) as refused:
        sample.read(**dict.fromkeys(columns, None))
    assert (refused.value.code, refused.value.facts["found"]) == (code, len(sample.cells) - len(columns))


def test_a_payment_file_needs_one_of_its_two_days() -> None:
    booked = PAYMENTS.read(納付日=None)
    assert (booked.paid_on, booked.booked_on, booked.rejected) == (None, date(2026, 7, 10), None)
    assert PAYMENTS.read(収納日=None).paid_on == date(2026, 7, 8)


@pytest.mark.parametrize("changes", [{"取消区分": "1"}, {"取消区分": "取消"}, {"納付区分": "速報取消"}])
def test_a_cancelled_payment_is_a_reversal(changes: dict[str, str]) -> None:
    assert PAYMENTS.read(**changes).reversal


@pytest.mark.parametrize(
    ("amount", "late_charge", "read"),
    [("12,000", "500", 12_000), ("0", "500", 0), ("", "500", 0), ("0", "0", None), ("", "", None), ("x", "500", None)],
)
def test_a_late_charge_pays_no_debt_but_tells_that_somebody_paid(
    amount: str, late_charge: str, read: int | None
) -> None:
    row = PAYMENTS.read(金額=amount, 延滞金=late_charge)
    assert (row.amount, row.rejected) == (read, None) if read is not None else row.rejected is Rejected.BAD_AMOUNT


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"金額": "12,500", "内延滞金": "500"}, 12_000),
        ({"金額": "12,600", "うち延滞金": "500", "（うち督促手数料）": "100"}, 12_000),
        ({"金額": "12,500", "延滞金": "500"}, 12_500),
        ({"金額": "500", "うち延滞金": "12,500"}, 500),
        ({"金額": None, "本税": "12,000", "内延滞金": "500"}, 12_000),
        ({"金額": None, "収納額（本税）（円）": "０", "収納額（延滞金）（円）": "500"}, 0),
        *(({"金額": None, heading: "12,000"}, 12_000) for heading in ("収納済額", "納付税額", "収納税額", "払込金額")),
    ],
)
def test_what_a_row_says_of_the_tax_itself_is_its_amount(changes: dict[str, str | None], read: int) -> None:
    assert PAYMENTS.read(**changes).amount == read


@pytest.mark.parametrize("heading", ["還付充当区分", "還付・充当の区分", "過誤納区分"])
def test_a_refund_is_read_beside_other_columns_of_the_stage(heading: str) -> None:
    assert PAYMENTS.read(**{"速報確報区分": "確報", heading: "還付"}).channel == "還付"
    assert PAYMENTS.read(**{"速報確報区分": "確報", heading: "なし"}).channel == "eLTAX"


@each_kind
def test_a_repr_contains_no_personal_data(sample: SampleRow) -> None:
    shown = repr(sample.read())
    assert not any(secret in shown for secret in ("123", "山田", "太郎", "9012345678"))


@each_kind
@given(data=st.data())
def test_no_row_raises_an_error(sample: SampleRow, data: st.DataObject) -> None:
    cell = st.text(max_size=16) | st.sampled_from(list(sample.cells.values()))
    cells = data.draw(st.lists(cell, min_size=len(sample.cells), max_size=len(sample.cells)))
    row = sample.make_reader(sample.cells)(1, cells)
    assert row.rejected or all(getattr(row, name) for name in REQUIRED[sample])
