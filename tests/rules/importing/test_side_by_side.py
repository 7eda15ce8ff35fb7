"""Several calls side by side in a row are a row each."""

import pytest

from bot.rules.importing.columns import CALLS_FILE, TARGET_LIST
from bot.rules.importing.side_by_side import find_side_by_side

CELLS = ["1001", "7/6", "不在", "7/7", "話中", "備考"]


@pytest.mark.parametrize(
    "heading",
    [
        "宛名番号,1回目日時,1回目結果,2回目日時,2回目結果,備考",
        "宛名番号,第1回架電日,第1回架電結果,第2回架電日,第2回架電結果,備考",
        "宛名番号,架電日1,架電結果1,架電日2,架電結果2,備考",
        "宛名番号,架電日①,架電結果①,架電日②,架電結果②,備考",
        "宛名番号,架電日(1回目),結果(1回目),架電日(2回目),結果(2回目),備考",
        "宛名番号,1回目｜日時,1回目｜結果,2回目｜日時,2回目｜結果,備考",
    ],
)
def test_each_call_of_a_row_is_a_row_and_other_columns_keep_their_place(heading: str) -> None:
    found = find_side_by_side(heading.split(","), CALLS_FILE)
    assert found is not None
    assert [bool(cell) for cell in found.heading] == [True, True, True, False, False, True]
    assert list(found.split(CELLS)) == [
        ["1001", "7/6", "不在", "", "", "備考"],
        ["1001", "7/7", "話中", "", "", "備考"],
    ]
    assert list(found.split(["1002", "7/6", "不在"])) == [["1002", "7/6", "不在", "", "", ""]]
    assert list(found.split(["1003", "", "", "", "", "死亡"])) == [["1003", "", "", "", "", "死亡"]]
    assert find_side_by_side(heading.split(","), TARGET_LIST) is None


def test_the_calls_may_be_sorted_by_column_and_a_later_one_may_have_fewer() -> None:
    heading = ["架電日1", "架電日2", "架電時刻1", "架電結果1", "架電結果2"]
    found = find_side_by_side(heading, CALLS_FILE)
    assert found is not None
    assert list(found.split(["7/6", "7/7", "10:00", "不在", "話中"])) == [
        ["7/6", "", "10:00", "不在", ""],
        ["7/7", "", "", "話中", ""],
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "宛名番号,架電日,架電結果1,架電結果2",
        "宛名番号,架電日1,架電結果1",
        "宛名番号,架電日1,架電結果1,架電日2",
        "宛名番号,架電日1,架電結果1,架電日2,架電結果2,架電時刻2",
        "宛名番号,架電日1,架電日1回目,架電結果1,架電日2,架電結果2",
        "1001,090-1234-5601,2026/7/6,不在",
    ],
)
def test_other_headings_stay_as_they_are(heading: str) -> None:
    assert find_side_by_side(heading.split(","), CALLS_FILE) is None
