"""Rows of a list below a line that excludes them are not messaged, and the card says how many there are."""

import pytest

from bot.model.lists import TargetList
from bot.services.imports.pipeline import import_file
from bot.services.imports.targets import TARGETS
from tests.corpus.workbooks import Cell, Sheet, workbook
from tests.services.files import write_lines
from tests.services.harness import UPLOADER, HarnessContext
from tests.services.steps import BY_SLACK, make_path

HEADING = "宛名番号,電話番号,氏名,税目,年度,期別,納期限,除外区分,備考"


def make_line(at: int, due: str = "R8.5.31") -> str:
    return f"{1000 + at},090-1234-{5600 + at},納税 {at},固定資産税,R8,1,{due},,"


def import_lines(context: HarnessContext, *lines: str) -> TargetList:
    first, *others = lines
    path = write_lines(make_path(context), first, others, encoding="utf-8-sig")
    target: TargetList = import_file(context, UPLOADER, TARGETS, path, source=BY_SLACK, again=True).target
    return target


def list_reasons(context: HarnessContext) -> list[object]:
    """Why each row is rejected or excluded, in the order of the file: a card only counts rows."""
    return context.column("SELECT COALESCE(rejected, excluded) FROM list_rows ORDER BY line")


@pytest.mark.parametrize(
    "line",
    [
        "【以下送信対象外】,,,,,,,,",
        "【以下送信対象外】",
        "以下、分納中,,,,,,,,",
        ",※ここから下は送付不要,,,,,,,",
        ",,以下の者は連絡しないこと,,,,,,",
        "（除外）,,,,,,,,",
        "■分納者,,,,,,,,",
        "死亡・相続人調査中,2件,,,,,,,",
        "送らない人,,,,,,,,",
        "保留分,,,,,,,,",
        "↓ここから下は停止,,,,,,,,",
        "以下,,,,,,,,",
        ",,,,,,,,以下すべて架電不要",
        "支援措置対象者,支援措置対象者,支援措置対象者,支援措置対象者,,,,,",
        "1.分納者,,,,,,,,",
        "分納者（別紙のとおり）,,,,,,,,",
        "電話番号は削除済（送付不可）,,,,,,,,",
    ],
)
def test_rows_below_a_line_that_excludes_are_held_and_counted(context: HarnessContext, line: str) -> None:
    target = import_lines(context, HEADING, make_line(1), line, make_line(2), make_line(3))
    assert list_reasons(context) == [None, "excluded_flag", "excluded_flag"]
    assert (target.counts.rows, target.questions) == (3, {"excluded_part": 2})


@pytest.mark.parametrize(
    "line",
    [
        "【三郷地区】,,,,,,,,",
        "1ページ,,,,,,,,",
        "個人情報につき取扱注意,,,,,,,,",
        "以下余白,,,,,,,,",
        "※分納者を除く,,,,,,,,",
        "※SMS送信対象者のみ,,,,,,,,",
        "※執行停止者は別紙,,,,,,,,",
        "対象外は削除済,,,,,,,,",
        "分納誓約者は含まれていません,,,,,,,,",
        "除外区分　0：対象　1：除外　2：分納,,,,,,,,",
        "凡例　×…送信不可,,,,,,,,",
        "■西部地区（外国人世帯）,,,,,,,,",
        ",,,,,,,,電話は夕方に",
        "合計,,,,,,,,",
    ],
)
def test_other_lines_hold_nobody(context: HarnessContext, line: str) -> None:
    target = import_lines(context, HEADING, make_line(1), line, make_line(2))
    assert (target.counts.accepted, target.questions) == (2, {})


def test_a_lone_mark_below_a_person_is_that_persons(context: HarnessContext) -> None:
    target = import_lines(context, HEADING, make_line(1), ",,,,,,,,分納中", make_line(2))
    assert list_reasons(context) == ["excluded_flag", "missing_taxpayer_id", None]
    assert target.questions == {"unread_row": 1}


@pytest.mark.parametrize(
    "line",
    [
        ",,※上記、死亡,,,,,,",
        "※上記の者、死亡,,,,,,,,",
        "上記死亡,,,,,,,,",
        ",,↑死亡,,,,,,",
        "この人は死亡,,,,,,,,",
        "※この方は分納中,,,,,,,,",
        ",,同人　死亡,,,,,,",
        "上行は対象外,,,,,,,,",
        "本人死亡,,,,,,,,",
    ],
)
def test_a_line_about_the_person_above_holds_that_person(context: HarnessContext, line: str) -> None:
    rows = (make_line(1), make_line(2), make_line(2).replace(",1,", ",2,"), line, make_line(3))
    target = import_lines(context, HEADING, *rows)
    assert list_reasons(context) == [None, "excluded_flag", "excluded_flag", None]
    assert target.questions == {"excluded_part": 2}


def test_a_line_about_several_people_above_holds_them(context: HarnessContext) -> None:
    import_lines(context, HEADING, *map(make_line, (1, 2, 3)), "上記２名分納,,,,,,,,", make_line(4))
    assert list_reasons(context) == [None, "excluded_flag", "excluded_flag", None]


@pytest.mark.parametrize("line", ["死亡,,,,,,,,", ",,分納中,,,,,,", "納付済,,,,,,,,"])
def test_a_bare_word_may_be_a_remark_or_a_caption_and_holds_both(context: HarnessContext, line: str) -> None:
    import_lines(context, HEADING, *map(make_line, (1, 2)), line, make_line(3))
    assert list_reasons(context) == [None, "excluded_flag", "excluded_flag"]


@pytest.mark.parametrize("mark", [",,,,,,,,死亡", ",死亡,,,,,,,", ",,納付済,,,,,,", ",,,,,,,連絡不可,"])
@pytest.mark.parametrize("who", [1002, 1009])
def test_a_row_with_an_id_and_a_mark_is_no_line(context: HarnessContext, mark: str, who: int) -> None:
    import_lines(context, HEADING, *map(make_line, (1, 2)), f"{who}{mark}", make_line(3))
    reasons = list_reasons(context)
    assert reasons[0] is None
    assert reasons[-1] is None
    assert (reasons[1] is None) is (who != 1002)


@pytest.mark.parametrize("line", ["以下送信対象", "【送信対象者】", "ここから送信する人"])
def test_a_line_that_names_who_is_to_be_messaged_ends_the_part(context: HarnessContext, line: str) -> None:
    import_lines(context, HEADING, "【送信対象外】", make_line(1), line, make_line(2))
    assert list_reasons(context) == ["excluded_flag", None]


@pytest.mark.parametrize("between", ["【三郷地区】", ",,,,,,,,", HEADING, f",,,,,,,,\r\n{HEADING}"])
def test_captions_pages_and_blank_lines_end_no_part(context: HarnessContext, between: str) -> None:
    target = import_lines(context, HEADING, make_line(1), "【以下送信対象外】", make_line(2), between, make_line(3))
    assert target.counts.accepted == 1
    assert list_reasons(context)[-1] == "excluded_flag"


def test_a_rejected_row_below_the_line_holds_its_person(context: HarnessContext) -> None:
    import_lines(context, HEADING, make_line(1), "【送信対象外】", make_line(1, due="R8.2.30"))
    assert list_reasons(context) == ["excluded_flag", "bad_date"]


@pytest.mark.parametrize(
    ("title", "held"),
    [
        ("送信対象外者一覧", True),
        ("破産・再生事件一覧", True),
        ("生活保護受給者一覧", True),
        ("相続人調査中一覧（11月）", True),
        ("電話不通者リスト", True),
        ("納付約束日経過者一覧", False),
        ("約束不履行者リスト", False),
        ("滞納者一覧（令和8年度）", False),
        ("令和8年度 分納者名簿", True),
        ("死亡者リスト（R8.7現在）,,,7人", True),
        ("SMS送信停止", True),
        ("滞納者一覧（弁護士受任分）", True),
        ("滞納者一覧（東部地区）", False),
        ("送信対象者一覧", False),
        ("送信対象者一覧（分納・死亡を除く）", False),
        ("滞納整理支援システム 対象者一覧", False),
        ("個人情報保護のため取扱注意", False),
        ("停止区分 0…なし 1…執行停止 2…徴収停止", False),
        ("令和8年度 固定資産税 督促状発送者", False),
    ],
)
def test_a_title_that_excludes_holds_the_whole_table(context: HarnessContext, title: str, *, held: bool) -> None:
    target = import_lines(context, title, "", HEADING, make_line(1), make_line(2))
    assert list_reasons(context) == ["excluded_flag" if held else None] * 2
    assert target.questions == ({"excluded_part": 2} if held else {})


def test_a_line_that_is_merged_over_the_table_of_a_workbook_is_read(context: HarnessContext) -> None:
    rows: list[list[Cell]] = [[cell or None for cell in make_line(at).split(",")] for at in range(1, 4)]
    line: list[Cell] = ["以下、送信対象外"]
    sheet = Sheet(
        [list(HEADING.split(",")), rows[0], line, *rows[1:]],
        behind='<mergeCells count="1"><mergeCell ref="A3:I3"/></mergeCells>',
    )
    path = make_path(context)
    path.write_bytes(workbook(sheet))
    target: TargetList = import_file(context, UPLOADER, TARGETS, path, name="x", source=BY_SLACK).target
    assert list_reasons(context) == [None, "excluded_flag", "excluded_flag"]
    assert target.questions == {"excluded_part": 2}
