"""Cells of a workbook that are merged over several people or debts say the same of each."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.model.errors import FileRefused
from bot.services.imports.payments import PAYMENTS
from bot.services.imports.pipeline import FileKind, import_file
from bot.services.imports.targets import TARGETS
from tests.corpus.workbooks import Cell, Sheet, workbook
from tests.services.files import Paid
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, import_paid, make_path

HEADING = ("宛名番号", "電話番号", "氏名", "税目", "年度", "期別", "納期限", "未納額", "架電回数", "除外区分", "備考")


def make_row(at: int, **changes: str) -> list[Cell]:
    """Make the row of person 1000 + at."""
    good = (
        str(1000 + at),
        f"090-1234-{5600 + at}",
        f"納税 {at}",
        "固定資産税",
        "R8",
        "1",
        "R8.5.31",
        "30000",
        "2",
        "",
        "",
    )
    return [changes.get(name, cell) or None for name, cell in zip(HEADING, good, strict=True)]


def import_merged(
    context: HarnessContext,
    rows: Sequence[Sequence[Cell]],
    *areas: str,
    kind: FileKind[Any] = TARGETS,
    heading: Sequence[str] = HEADING,
) -> Any:
    path = make_path(context)
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    behind = f'<mergeCells count="{len(areas)}">{merged}</mergeCells>'
    path.write_bytes(workbook(Sheet([list(heading), *rows], behind=behind)))
    return import_file(context, UPLOADER, kind, path, name="x", source=BY_SLACK, again=True)


def list_excluded(context: HarnessContext) -> list[object]:
    """Why each row is excluded, in the order of the file: a card only counts rows."""
    return context.column("SELECT COALESCE(rejected, excluded) FROM list_rows ORDER BY line")


@pytest.mark.parametrize(
    ("areas", "changes"),
    [
        (["J2:J4"], {"除外区分": "1"}),
        (["K2:K4"], {"備考": "死亡"}),
        (["J2:K4"], {"除外区分": "分納中"}),
        (["K2:K3", "K4:K5"], {"備考": "納付済み"}),
        (["K2:K1048576"], {"備考": "支援措置"}),
    ],
)
def test_a_mark_holds_everybody_of_its_merged_cells(
    context: HarnessContext, areas: list[str], changes: dict[str, str]
) -> None:
    rows = [make_row(1, **changes), make_row(2), make_row(3) if len(areas) == 1 else make_row(3, **changes)]
    import_merged(context, [*rows, make_row(4)], *areas)
    is_last_in = areas[-1].endswith(("5", "1048576"))
    assert list_excluded(context) == [*["excluded_flag"] * 3, "excluded_flag" if is_last_in else None]


def test_a_mark_in_a_cell_that_is_merged_with_columns_beside_it_is_read(context: HarnessContext) -> None:
    import_merged(context, [make_row(1, 期別="2", 架電回数="死亡"), make_row(1), make_row(2)], "I2:K2")
    assert list_excluded(context) == ["bad_row", "excluded_flag", None]


def test_the_instalments_of_a_person_are_rows_of_that_person(context: HarnessContext) -> None:
    second: list[Cell] = [None, None, None, None, None, "2", "R8.5.31", "5000", None, None, None]
    rows = [make_row(1), second, make_row(2)]
    card = import_merged(context, rows, "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "I2:I3")
    assert (card.target.counts.accepted, card.target.counts.recipients, card.target.counts.rejected) == (3, 2, {})
    import_paid(context, [Paid(amount="1000")])
    card = import_merged(context, rows, "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "I2:I3")
    assert card.target.counts.excluded == {"recent_payment": 2}


def test_a_number_of_two_people_is_shared(context: HarnessContext) -> None:
    import_merged(context, [make_row(1), make_row(2, 電話番号=""), make_row(3)], "B2:B3")
    assert list_excluded(context) == ["shared_phone", "shared_phone", None]


def test_a_sum_over_several_debts_is_the_sum_of_none_of_them(context: HarnessContext) -> None:
    rows = [make_row(1, 未納額="60000"), make_row(1, 期別="2", 未納額=""), make_row(2)]
    import_merged(context, rows, "H2:H3")
    assert context.column("SELECT amount FROM list_rows ORDER BY line") == [None, None, 30000]


def test_a_person_with_two_lines_in_the_sheet_keeps_the_sum(context: HarnessContext) -> None:
    areas = [f"{letter}2:{letter}3" for letter in "ABCDEFGHIJK"]
    card = import_merged(context, [make_row(1), [], make_row(2)], *areas)
    assert card.target.counts.accepted == 2
    assert context.column("SELECT amount FROM list_rows ORDER BY line") == [30000, 30000]


def test_cells_that_the_file_fills_itself_are_kept(context: HarnessContext) -> None:
    card = import_merged(context, [make_row(1), make_row(2), make_row(3)], "A2:A4", "B2:B4", "H2:H4", "J2:K2")
    assert (card.target.counts.accepted, card.target.counts.recipients) == (3, 3)


def test_merged_headings_and_titles_fill_no_row(context: HarnessContext) -> None:
    title: list[Cell] = ["除外者を除く一覧"]
    upper: list[Cell] = list(HEADING)
    lower: list[Cell] = [None] * len(HEADING)
    path = make_path(context)
    areas = ["A1:K1", *(f"{letter}2:{letter}3" for letter in "ABCDEFGHIJK")]
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    behind = f"<mergeCells>{merged}</mergeCells>"
    path.write_bytes(workbook(Sheet([title, upper, lower, make_row(1), make_row(2)], behind=behind)))
    card = import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK)
    assert (card.target.counts.rows, card.target.counts.accepted) == (2, 2)


def test_a_payment_whose_sum_is_merged_with_others_holds_its_payer(context: HarnessContext) -> None:
    heading = ("宛名番号", "税目", "年度", "期別", "納付日", "金額")
    rows: list[list[Cell]] = [
        ["1001", "固定資産税", "R8", "1", "R8.7.1", "60000"],
        [None, "固定資産税", "R8", "2", "R8.7.1", None],
    ]
    view = import_merged(context, rows, "A2:A3", "F2:F3", kind=PAYMENTS, heading=heading)
    assert (view.counts.rejected, view.counts.held_rows) == ({"bad_amount": 2}, 2)


def test_an_area_without_a_place_refuses_the_workbook(context: HarnessContext) -> None:
    with pytest.raises(FileRefused, match="workbook_broken"):
        import_merged(context, [make_row(1)], "A2:?")
