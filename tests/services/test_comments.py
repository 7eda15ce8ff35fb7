"""A comment of a workbook with a word that keeps messages away holds the person of its row."""

import io

import pytest
from xlsxwriter import Workbook

from bot.model.lists import TargetList
from bot.services.imports.pipeline import import_file
from bot.services.imports.targets import TARGETS
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, make_path

HEADING = ("宛名番号", "電話番号", "氏名", "税目", "年度", "期別", "納期限")


def import_commented(context: HarnessContext, comments: dict[str, str], *, other: str = "") -> TargetList:
    """Import three people; `comments`: cell → text; `other`: a comment for the first person's row on another sheet."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        for at in range(1, 4):
            row = (str(1000 + at), f"090-1234-{5600 + at}", "納税 太郎", "固定資産税", "R8", "1", "R8.5.31")
            sheet.write_row(at, 0, row)
        for cell, text in comments.items():
            sheet.write_comment(cell, text, {"author": "三郷 花子"})
        if other:
            book.add_worksheet().write_comment("A2", other)
    path = make_path(context)
    path.write_bytes(file.getvalue())
    target: TargetList = import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK).target
    return target


@pytest.mark.parametrize(
    "text",
    [
        "支払済み",
        "R8.7.3 納付済",
        "電話不要",
        "分納の相談中",
        "三郷 花子:\n死亡",
        "妻の携帯",
        "12/10に払う",
        "番号違いだった",
    ],
)
def test_a_comment_with_such_a_word_holds_its_row(context: HarnessContext, text: str) -> None:
    target = import_commented(context, {"C3": text, "B4": "三郷 夫:\n夕方在宅"})
    assert context.column("SELECT excluded FROM list_rows ORDER BY line") == [None, "excluded_flag", None]
    assert target.questions == {"commented_row": 1}


def test_comments_of_headings_and_other_sheets_hold_nobody(context: HarnessContext) -> None:
    target = import_commented(context, {"G1": "除外者を除く"}, other="死亡")
    assert (target.counts.accepted, target.questions) == (3, {})
