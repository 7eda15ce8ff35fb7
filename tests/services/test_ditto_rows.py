"""〃 and 同上 in a list hold the people of their rows by what stands above, and let nobody in."""

import pytest

from bot.model.lists import TargetList
from bot.services.imports.pipeline import import_file
from bot.services.imports.targets import TARGETS
from tests.services.files import write_lines
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, make_path

HEADING = "宛名番号,電話番号,氏名,税目,年度,期別,納期限,架電回数,除外区分,異動事由,備考,状態"


def make_line(at: int, **changes: str) -> str:
    """Make the row of person 1000 + at."""
    good = (
        str(1000 + at),
        f"090-1234-{5600 + at}",
        f"納税 {at}",
        "固定資産税",
        "R8",
        "1",
        "R8.5.31",
        "2",
        "",
        "",
        "",
        "",
    )
    return ",".join(changes.get(name, cell) for name, cell in zip(HEADING.split(","), good, strict=True))


def import_lines(context: HarnessContext, *lines: str) -> TargetList:
    path = write_lines(make_path(context), HEADING, lines, encoding="utf-8-sig")
    target: TargetList = import_file(context, UPLOADER, TARGETS, path, source=BY_SLACK).target
    return target


def list_reasons(context: HarnessContext) -> list[object]:
    """Why each row is rejected or excluded, in the order of the file: a card only counts rows."""
    return context.column("SELECT COALESCE(rejected, excluded) FROM list_rows ORDER BY line")


@pytest.mark.parametrize("ditto", ["〃", "同上", "″", "”", " 〃 ", "々", "「〃」", "仝", "↓", "｜"])
@pytest.mark.parametrize(
    ("column", "mark"), [("除外区分", "1"), ("異動事由", "死亡"), ("備考", "R8.7.3 納付済"), ("状態", "分納中")]
)
def test_a_mark_is_repeated_below_it(context: HarnessContext, column: str, mark: str, ditto: str) -> None:
    rows = [
        make_line(1, **{column: mark}),
        make_line(2, **{column: ditto}),
        make_line(3, **{column: ditto}),
        make_line(4),
    ]
    import_lines(context, *rows)
    assert list_reasons(context) == [*["excluded_flag"] * 3, None]


def test_below_nothing_a_mark_that_only_repeats_is_unknown_and_holds(context: HarnessContext) -> None:
    target = import_lines(context, make_line(1), make_line(2, 除外区分="〃"), make_line(3, 備考="〃"))
    assert list_reasons(context) == [None, "excluded_flag", None]
    assert target.questions == {"excluded_word": 1}


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("税目", "bad_row"),
        ("年度", "bad_row"),
        ("期別", "bad_row"),
        ("納期限", "bad_date"),
        ("架電回数", "bad_row"),
        ("電話番号", "invalid_phone"),
    ],
)
def test_a_repeated_cell_that_must_be_read_rejects_its_row(context: HarnessContext, column: str, reason: str) -> None:
    import_lines(context, make_line(1), make_line(3), make_line(2, **{column: "〃"}))
    assert list_reasons(context) == [None, "shared_phone" if column == "電話番号" else None, reason]


@pytest.mark.parametrize(
    ("changes", "questions"),
    [
        ({"宛名番号": "〃", "氏名": "〃", "備考": "死亡"}, {"unread_row": 1}),
        ({"宛名番号": "同上", "除外区分": "分納"}, {"unread_row": 1}),
        ({"宛名番号": "", "氏名": "", "除外区分": "支援措置"}, {"unread_row": 1}),
        ({"宛名番号": "", "氏名": "納税 1", "除外区分": "支援措置"}, {"unread_row": 1}),
        ({"宛名番号": "1001", "税目": "〃", "異動事由": "死亡"}, {"unread_row": 1}),
    ],
)
def test_a_mark_in_another_row_of_the_person_above_holds_that_person(
    context: HarnessContext, changes: dict[str, str], questions: dict[str, int]
) -> None:
    target = import_lines(context, make_line(1), make_line(2, **{"期別": "2", **changes}), make_line(3))
    assert list_reasons(context)[0] == "excluded_flag"
    assert list_reasons(context)[2] is None
    assert target.questions == questions


def test_a_row_without_an_id_and_with_another_name_holds_nobody(context: HarnessContext) -> None:
    import_lines(context, make_line(1), make_line(2, 宛名番号="", 除外区分="死亡"))
    assert list_reasons(context) == [None, "missing_taxpayer_id"]


def test_a_row_of_repeated_cells_without_a_mark_holds_nobody(context: HarnessContext) -> None:
    target = import_lines(context, make_line(1), make_line(2, 宛名番号="〃", 電話番号="〃", 氏名="〃", 期別="2"))
    assert (list_reasons(context), target.questions) == ([None, "missing_taxpayer_id"], {})
