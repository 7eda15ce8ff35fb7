"""Lists of a provider's stops: numbers that want no messages."""

from collections.abc import Iterator

from tests import tables
from tests.corpus.cases import OK, Case, join_rows, make_csv
from tests.corpus.workbooks import Sheet, make_styles, number, strike, workbook

STOPS = "送信事業者の配信停止"
HEADING = ("電話番号", "状態")
MARKS = tables.list_cases(
    ("stopped", "停止", "配信停止", "", "0", "active", "取消", "不明な語"),
    ("lifted", "解除", "配信再開", "START", " 受信可 ", "opted-in"),
)
NUMBERS = tables.list_cases(
    (OK, "09012345678", "9012345678", "+819012345678", "819012345678", "０９０－１２３４－５６７８", "'09012345678"),
    ("missing_phone", "", "不明", "0000000000"),
    ("invalid_phone", "090-1234-567", "090-1234-5678/080-1234-5678", "9.01E+09"),
)
HEADINGS = (("送信先", "ステータス"), ("phone", "status"), ("宛先電話番号", "配信停止区分"), ("msisdn", "opt_out"))


def list_cases() -> Iterator[Case]:
    """List the files of stops."""
    for mark, cell in MARKS:
        content = make_csv(("090-1234-5678", cell), heading=HEADING)
        yield Case(STOPS, f"状態が「{cell}」", content, (OK,), (("mark", mark),), kind="stops")
    for word, cell in NUMBERS:
        yield Case(STOPS, f"電話番号が「{cell}」", make_csv((cell, "停止"), heading=HEADING), (word,), kind="stops")
    for heading in HEADINGS:
        content = make_csv(("090-1234-5678", "停止"), heading=heading, encoding="utf-8-sig")
        yield Case(STOPS, f"見出しが「{'・'.join(heading)}」", content, (OK,), kind="stops")
    yield Case(STOPS, "番号の列だけ", join_rows(["phone"], ["09012345678"]).encode(), (OK,), kind="stops")
    yield Case(STOPS, "番号の列がない", make_csv(("停止",), heading=("状態",)), "no_phone_column", kind="stops")
    cells = workbook(Sheet([list(HEADING), [number("9012345678"), "停止"]]))
    yield Case(STOPS, "数値のセル", cells, (OK,), kind="stops")
    for mark, word in (("停止", OK), ("解除", "struck_row")):
        struck = workbook(Sheet([list(HEADING), [strike("09012345678"), strike(mark)]]), extra=make_styles())
        yield Case(STOPS, f"取消線のある「{mark}」", struck, (word,), kind="stops")
