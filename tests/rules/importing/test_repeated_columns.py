"""Of several columns that mean the same, the cell counts that messages the fewest people."""

import pytest

from bot.rules.importing.columns import PAYMENT_FILE, TARGET_LIST, FileColumns
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import build_layout
from bot.rules.importing.repeated_columns import make_merger

WHO = ["宛名番号", "電話番号", "納期限"]
FIRST_DUE = "2026/5/31"


def read_merged(kind: FileColumns, column: Column, **named: str) -> str:
    """Return the cell that counts for a column, from cells by their headings."""
    base = WHO if kind is TARGET_LIST else ["宛名番号"]
    layout = build_layout([[*base, *named]], kind, {})
    cells = [*["1", "1", FIRST_DUE][: len(base)], *named.values()]
    merge = make_merger(layout.places)
    return (merge(cells) if merge else cells)[layout.positions[column]]


@pytest.mark.parametrize(
    ("expected", "column", "named"),
    [
        ("2026/11/26", Column.LAST_PAID_ON, {"最終納付日": "", "最終収納日": "2026/11/26"}),
        ("2026/11/26", Column.LAST_PAID_ON, {"最終納付日": "2026/10/1", "最終収納日": "2026/11/26"}),
        ("2026/11/26", Column.LAST_PAID_ON, {"最終納付日": "2026/11/26", "最終収納日": "0000000"}),
        ("2026/12/15", Column.PROMISED_ON, {"納付約束日": "", "約束年月日": "2026/12/15"}),
        ("2026/12/15", Column.PROMISED_ON, {"納付約束日": "2026/10/1", "納付予定日": "2026/12/15"}),
        ("月末", Column.PROMISED_ON, {"納付約束日": "2026/10/1", "納付予定日": "月末"}),
        ("2026/8/31", Column.DUE_ON, {"納付期限": "2026/6/1", "変更後納期限": "2026/8/31"}),
        ("2026/8/31", Column.DUE_ON, {"納期限（延長後）": "", "指定期限": "2026/8/31"}),
        ("未定", Column.DUE_ON, {"納付期限": "2026/6/1", "延長後納期限": "未定"}),
        ("滞繰", Column.ARREARS, {"現滞区分": "現年", "滞納区分": "滞繰"}),
        ("0", Column.AMOUNT, {"未納額": "12000", "残額": "0"}),
        ("妻", Column.RELATION, {"続柄": "本人", "名義": "妻"}),
        ("妻", Column.RELATION, {"続柄": "山田", "名義": "妻"}),
        ("山田", Column.RELATION, {"続柄": "", "名義": "山田"}),
    ],
)
def test_the_cell_that_messages_the_fewest_counts(expected: str, column: Column, named: dict[str, str]) -> None:
    assert read_merged(TARGET_LIST, column, **named) == expected
    assert read_merged(TARGET_LIST, column, **dict(reversed(named.items()))) == expected


def test_days_and_persons_that_would_let_a_row_in_are_not_merged() -> None:
    layout = build_layout([[*WHO, "督促発付日", "督促状発送年月日", "架電回数", "発信回数"]], TARGET_LIST, {})
    assert make_merger(layout.places) is None


def test_sums_of_a_payment_are_not_merged_and_its_booked_day_is_the_last() -> None:
    named = {"納付日": "2026/10/1", "本税": "0", "収納額": "12000", "収納日": "2026/10/2", "消込日": "2026/11/26"}
    assert read_merged(PAYMENT_FILE, Column.AMOUNT, **named) == "0"
    assert read_merged(PAYMENT_FILE, Column.BOOKED_ON, **named) == "2026/11/26"
