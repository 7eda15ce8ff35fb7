"""Workbooks of payments, calls and exclusions with a second sheet: of two tables of people, one would be lost."""

from collections.abc import Iterator

from tests.corpus.cases import (
    CALL_HEADING,
    CALLED,
    EXCLUDED,
    EXCLUSION_HEADING,
    PAID,
    PAID_HEADING,
    Case,
)
from tests.corpus.workbook_cases import LEGENDS, NOTES_BESIDE, PEOPLE_BESIDE, ROWS, SHEETS
from tests.corpus.workbooks import Cell, Sheet, workbook

_KINDS: dict[str, tuple[str, list[list[Cell]]]] = {
    "payments": ("納付データ", [list(PAID_HEADING), list(PAID)]),
    "calls": ("架電結果", [list(CALL_HEADING), list(CALLED)]),
    "exclusions": ("除外データ", [list(EXCLUSION_HEADING), list(EXCLUDED)]),
}


def list_cases() -> Iterator[Case]:
    """List the workbooks with several sheets of each kind."""
    for kind, (name, rows) in _KINDS.items():
        for title, outcome, *sheets in _list_books(kind, rows):
            yield Case(SHEETS, f"{name}のブック：{title}", workbook(*sheets), outcome, kind=kind)


def _list_books(kind: str, rows: list[list[Cell]]) -> Iterator[tuple[str, str | tuple[str, ...], Sheet, Sheet]]:
    yield "表のあるシートが2枚", "several_tables", Sheet(rows), Sheet(rows, "先月")
    yield "非表示のシートにも表がある", "several_tables", Sheet(rows), Sheet(rows, "先月", "hidden")
    yield "対象者のシートが後ろにある", "several_tables", Sheet(rows), Sheet(ROWS, "対象者")
    for title, other in PEOPLE_BESIDE:
        yield f"{title}のシートが後ろにある", "several_tables", Sheet(rows), Sheet(other, "b")
    for title, other in NOTES_BESIDE:
        yield f"{title}のシートが後ろにある", ("ok",), Sheet(rows), Sheet(other, "b")
    for title, other in LEGENDS:
        yield f"{title}のシートが前にある", ("ok",), Sheet(other, "凡例"), Sheet(rows)
    more: list[list[Cell]] = [["項目", "説明"] for _ in range(120)]
    if kind == "exclusions":  # so many rows may be of people
        yield "長い凡例のシートが後ろにある", "several_tables", Sheet(rows), Sheet([*NOTES_BESIDE[1][1], *more], "b")
    yield "見出しだけのシートがもう1枚", ("ok",), Sheet(rows), Sheet(rows[:1], "b")
