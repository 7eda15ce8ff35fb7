"""Files of suppressions, as nofu writes them and as people change them."""

from collections.abc import Iterator

from tests.corpus.cases import OK, Case, join_rows, make_csv
from tests.corpus.workbooks import Sheet, make_styles, number, strike, workbook

SECTION = "送信除外ファイル"
HEADING = ("宛名番号", "電話番号", "理由コード", "期限")
ROW = ("0000123", "090-1234-5678", "consulting", "2026-07-31")
MEANINGS = (
    ("理由コードが「Complaint」", ("0000123", "09012345678", " Complaint ", "2026-07-31"), (("reason", "complaint"),)),
    ("理由コードが知らない語", ("0000123", "09012345678", "苦情", "2026-07-31"), (("reason", "city_order"),)),
    ("理由コードが空欄", ("0000123", "09012345678", "", "2026-07-31"), (("reason", "city_order"),)),
    ("期限が空欄", ("0000123", "09012345678", "consulting", ""), (("until", "None"),)),
    ("期限が読めない", ("0000123", "09012345678", "consulting", "来年"), (("until", "None"),)),
    ("期限が和暦", ("0000123", "09012345678", "consulting", "R8.7.31"), ()),
    ("電話番号が空欄", ("0000123", "", "consulting", "2026-07-31"), (("phone", "None"),)),
    ("電話番号が読めない", ("0000123", "090-1234-567", "consulting", "2026-07-31"), (("phone", "None"),)),
)


def list_cases() -> Iterator[Case]:
    """List the files of suppressions."""
    yield Case(SECTION, "書き出したまま", make_csv(ROW, heading=HEADING), (OK,), kind="suppressions")
    for name, row, meaning in MEANINGS:
        content = make_csv(row, heading=HEADING)
        yield Case(SECTION, name, content, (OK,), meaning, kind="suppressions")
    for word, row in (
        ("missing_taxpayer_id", ("", "", "consulting", "")),
        ("invalid_phone", ("", "090-12", "consulting", "")),
    ):
        yield Case(SECTION, f"番号がない（{word}）", make_csv(row, heading=HEADING), (word,), kind="suppressions")
    english = join_rows(("taxpayer id", "phone", "reason_code", "until"), ROW).encode()
    yield Case(SECTION, "見出しが英語", english, (OK,), kind="suppressions")
    yield Case(
        SECTION,
        "理由コードの列がない",
        make_csv(ROW[:2], heading=HEADING[:2]),
        "no_suppression_column",
        kind="suppressions",
    )
    cells = workbook(Sheet([list(HEADING), [number("123"), number("9012345678"), *ROW[2:]]]))
    yield Case(SECTION, "数値のセル", cells, (OK,), kind="suppressions")
    struck = workbook(Sheet([list(HEADING), [strike(cell) for cell in ROW]]), extra=make_styles())
    yield Case(SECTION, "取消線のある行", struck, (OK,), kind="suppressions")
