"""Columns of a payment file that say by a day, a sum, a sign, a state or a code what became of a payment."""

from datetime import date

import pytest

from bot.rules.importing.row_reader import RowContext
from tests.rules.importing.rows import NUMBER, PAYMENTS
from tests.tables import list_cases

PAID, TAKEN_BACK, REFUND, UNPAID = ("銀行", False), ("銀行", True), ("還付", False), ("銀行不能", False)
FAILED = ("銀行不能", True)


def read(heading: str, cell: str, **changes: str | None) -> tuple[str, bool]:
    found = PAYMENTS.read(**{"納付区分": "銀行", "取消区分": None, heading: cell, **changes})
    assert (found.rejected, found.amount) == (None, 0 if (found.channel, found.reversal) == UNPAID else 12000)
    return found.channel, found.reversal


@pytest.mark.parametrize(
    ("nature", "heading", "cells"),
    [
        (TAKEN_BACK, "取消日", ("2026/7/10", "R8.7.10", "20260710")),
        (TAKEN_BACK, "収納取消年月日", ("2026/7/10",)),
        (PAID, "取消日", ("", "0", "00000000", "-", "未")),
        (TAKEN_BACK, "取消理由", ("誤入力", "1")),
        (PAID, "取消理由", ("", "0", "なし")),
        (TAKEN_BACK, "取消額", ("12000", "12,000円")),
        (PAID, "取消額", ("", "0", "5000")),
        (TAKEN_BACK, "取消有無", ("有", "1")),
        (TAKEN_BACK, "正負区分", ("負", "マイナス", "-", "－", "▲")),
        (PAID, "正負区分", ("正", "+", "", "1", "2", "0")),
        (TAKEN_BACK, "増減区分", ("減",)),
        (PAID, "増減区分", ("増", "1", "2")),
        (REFUND, "入出金区分", ("出金",)),
        (REFUND, "還付日", ("2026/7/10",)),
        (PAID, "還付日", ("", "00000000", "-")),
        (REFUND, "還付額", ("12000", "１２，０００", "13000")),
        (REFUND, "還付金額（円）", ("12000",)),
        (PAID, "還付額", ("", "0", "5000")),
        (REFUND, "還付事由", ("二重納付",)),
        (REFUND, "返金日", ("R8.7.10",)),
        (REFUND, "充当先", ("軽自動車税", "固定資産税 R8 2期", "国保")),
        (PAID, "充当先", ("", "-", "固定資産税", "固定資産税 R8 1期", "1")),
        (REFUND, "充当先期別", ("2", "第2期")),
        (PAID, "充当先期別", ("1", "第1期")),
        (TAKEN_BACK, "入金状態", ("取消", "取消済", "9:取消", "無効", "チャージバック")),
        (REFUND, "入金状態", ("返金済", "払戻", "還付済")),
        (UNPAID, "入金状態", ("未入金", "未", "2:未入金", "決済失敗")),
        (FAILED, "入金状態", ("振替不能", "残高不足")),
        (PAID, "入金状態", ("入金済", "正常", "エラー", "処理中", "差押取消", "1", "○", "有", "")),
        (TAKEN_BACK, "ステータス", ("取消", "Cancelled", "VOID")),
        (REFUND, "ステータス", ("Refunded",)),
        (PAID, "ステータス", ("paid", "completed", "督促取消")),
        (PAID, "消込状態", ("未", "未消込", "消込済")),
        (UNPAID, "振替結果", ("1", "２", "9")),
        (PAID, "振替結果", ("0", "", "00", "01", "10", "済")),
        (FAILED, "振替結果", ("資金不足", "1:不能")),
        (FAILED, "不能理由", ("預金取引なし", "預金者都合", "資金不足", "1")),
        (PAID, "不能理由", ("", "0", "-", "なし", "振替済")),
        (FAILED, "不能理由コード", ("1", "04")),
        (UNPAID, "口振結果", ("NG", "1")),
        (TAKEN_BACK, "不渡", ("1",)),
        (TAKEN_BACK, "削除フラグ", ("1",)),
        (PAID, "削除フラグ", ("0", "")),
        (TAKEN_BACK, "反対仕訳", ("1",)),
        (TAKEN_BACK, "更正区分", ("取消",)),
        (PAID, "更正区分", ("1", "更正")),
        (TAKEN_BACK, "決済ステータス", ("キャンセル",)),
        (UNPAID, "内訳", ("延滞金", "督促手数料", "2:延滞金")),
        (PAID, "内訳", ("本税", "", "1")),
        (PAID, "収納科目", ("固定資産税",)),
        (TAKEN_BACK, "取消区分", ("無効", "抹消", "消", "戻入", "返戻", "チャージバック", "取下げ", "削")),
        (REFUND, "取消区分", ("返金", "払戻", "払い戻し")),
        (PAID, "取消区分", ("消込", "有効", "訂正", "2", "返金なし")),
        (TAKEN_BACK, "処理区分", ("無効", "抹消", "消", "戻入", "返戻", "チャージバック")),
        (PAID, "処理区分", ("消込", "新規")),
    ],
)  # fmt: skip
def test_a_column_says_what_became_of_a_payment(nature: tuple[str, bool], heading: str, cells: tuple[str, ...]) -> None:
    for cell in cells:
        assert read(heading, cell) == nature, cell


@pytest.mark.parametrize(
    ("expected", "cell"),
    list_cases(
        (("", True), "無効", "抹消", "消", "戻入", "返戻", "チャージバック", "組戻"),
        (("コンビニ", True), "コンビニ（無効）", "コンビニ返戻"),
        (("還付", False), "返金", "銀行返金", "コンビニ払戻"),
        (("口座振替", False), "口座消込", "口座振替"),
    ),
)
def test_words_of_the_channel_say_it_and_are_no_channel(expected: tuple[str, bool], cell: str) -> None:
    found = PAYMENTS.read(納付区分=cell)
    assert (found.channel, found.reversal) == expected


@pytest.mark.parametrize(
    "heading",
    [
        *("納付総額", "領収額計", "収納総額", "納付額計", "入金合計", "消込額計", "収納済額計", "今回納付額"),
        *("合計", "決済金額", "納付金額の総計", "振替金額", "総額"),
    ],
)  # fmt: skip
def test_a_total_is_the_amount(heading: str) -> None:
    assert PAYMENTS.read(**{"金額": None, heading: "12,000"}).amount == 12000
    assert PAYMENTS.read(**{heading: "99,000"}).amount == 12000  # beside a better one


@pytest.mark.parametrize("amount", ["-12000", "▲12,000", "△12,000", "(12,000)", "12000-", "－１２，０００円"])
def test_a_negative_sum_is_right_where_money_went_back(amount: str) -> None:
    assert PAYMENTS.read(金額=amount, 取消区分="取消").amount == 12000
    assert PAYMENTS.read(金額=amount, 取消区分="還付").amount == 12000
    assert PAYMENTS.read(金額=amount).rejected == "bad_amount"


def test_a_refund_is_of_the_day_when_the_sum_was_given_back() -> None:
    context = RowContext(today=date(2026, 7, 15))
    cells = {**PAYMENTS.cells, "還付日": "2026/7/14"}
    read_row = PAYMENTS.make_reader(cells, context)
    assert read_row(NUMBER, list(cells.values())).booked_on == date(2026, 7, 14)
    assert read_row(NUMBER, [*PAYMENTS.cells.values(), "2026/7/31"]).booked_on == date(2026, 7, 10)  # planned
    assert read_row(NUMBER, [*PAYMENTS.cells.values(), ""]).booked_on == date(2026, 7, 10)


def test_two_columns_of_one_heading_both_count() -> None:
    headings = [*PAYMENTS.cells, "状態", "状態"]
    row = PAYMENTS.make_reader(headings)(NUMBER, [*PAYMENTS.cells.values(), "", "取消"])
    assert row.reversal


def test_the_shortest_headings_of_a_debt_are_known() -> None:
    row = PAYMENTS.read(税目=None, 年度=None, 期別=None, 税="固定資産税", 年="R8", 期="1")
    assert (row.tax, row.year, row.instalment) == ("固定資産税・都市計画税", "2026", "1")
