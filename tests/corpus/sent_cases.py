"""Lists of what a provider has sent: numbers, times and references."""

from collections.abc import Iterator

from tests import tables
from tests.corpus.cases import OK, Case, make_csv
from tests.corpus.workbooks import Sheet, number, workbook

SENT = "送信事業者の送信の一覧"
HEADING = ("送信先", "送信日時", "タグ")
REFERENCE = "nofu:0123456789abcdef01234567"
TIMES = tables.list_cases(
    (OK, "2026/07/07 14:00:00", "2026-07-07 14:00", "2026年7月7日 14時00分", "令和8年7月7日 14:00", "20260707140000"),
    ("bad_date", "2026/07/07", "", "14:00", "2026/02/31 14:00"),
)
HEADINGS = (
    ("電話番号", "受付日時", "管理番号"),
    ("telno", "register_time", "reference"),
    ("to", "date_sent", "tag"),
    ("宛先番号", "配信日時", "クライアントタグ"),
)


def list_cases() -> Iterator[Case]:
    """List the files of what was sent."""
    for word, cell in TIMES:
        content = make_csv(("090-1234-5678", cell, REFERENCE), heading=HEADING)
        yield Case(SENT, f"日時が「{cell}」", content, (word,), kind="sent")
    for heading in HEADINGS:
        content = make_csv(("090-1234-5678", "2026/07/07 14:00", REFERENCE), heading=heading, encoding="utf-8-sig")
        yield Case(SENT, f"見出しが「{'・'.join(heading)}」", content, (OK,), kind="sent")
    for cell in ("山田太郎様分", "nofu:0123", "09012345678"):
        content = make_csv(("090-1234-5678", "2026/07/07 14:00", cell), heading=HEADING)
        yield Case(SENT, f"タグが「{cell}」", content, (OK,), (("reference", "None"),), kind="sent")
    apart = make_csv(("090-1234-5678", "2026/07/07", "14:00"), heading=("送信先", "送信日", "送信時刻"))
    yield Case(SENT, "日と時刻が別の列", apart, (OK,), (("reference", "None"),), kind="sent")
    cells = workbook(Sheet([list(HEADING), [number("9012345678"), "2026/07/07 14:00", REFERENCE]]))
    yield Case(SENT, "数値のセル", cells, (OK,), kind="sent")
    invalid = make_csv(("090-1234", "2026/07/07 14:00", ""), heading=HEADING)
    yield Case(SENT, "番号が読めない", invalid, ("invalid_phone",), kind="sent")
    yield Case(
        SENT, "日時の列がない", make_csv(("090-1234-5678",), heading=("送信先",)), "no_sent_on_column", kind="sent"
    )
