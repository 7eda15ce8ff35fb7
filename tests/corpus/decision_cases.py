"""Files of decisions on shared numbers, and of old and new ids of taxpayers."""

from collections.abc import Iterator

from tests import tables
from tests.corpus.cases import OK, Case, join_rows, make_csv
from tests.corpus.workbooks import Cell, Sheet, make_styles, number, strike, workbook

DECISIONS, RENUMBERINGS = "番号が重なる人の判断", "新旧の宛名番号"
HEADING = ("組", "行番号", "リスト番号", "宛名番号", "電話番号", "氏名", "判断")
DECIDED = ("1", "2", "12", "0000123", "090-1234-5678", "納税　太郎", "○")
CHOICES = tables.list_cases(
    ("send", "○", "〇", "◯", "o", "Ｏ", " ○ "),
    ("leave", "×", "✕", "✖", "☓", "✗", "x", "Ｘ"),
    ("none", "", "　"),
    ("unknown", "保留", "はい", "送る", "●", "△", "○×", "○？", "1", "-", "#N/A"),
)
LISTS = tables.list_cases(
    ("ok", "12", "12.0", "１２", " 12 "),
    ("bad_row", "", "0", "012", "-12", "1.5", "12・13", "No.12", "対象者", "1234567890"),
)
ROWS = tables.list_cases(
    ("ok", ("電話番号", "9012345678"), ("電話番号", "０９０－１２３４－５６７８"), ("電話番号", "+81 90-1234-5678")),
    ("ok", ("宛名番号", "123"), ("宛名番号", "\u200b0000123"), ("宛名番号", "0000123（世帯主）"), ("氏名", "")),
    ("ok", ("氏名", "'=HYPERLINK(1)"), ("組", ""), ("行番号", "")),
    ("missing_phone", ("電話番号", ""), ("電話番号", "不明")),
    ("invalid_phone", ("電話番号", "090-1234-567"), ("電話番号", "090-1234-5678/080-1234-5678")),
    ("missing_taxpayer_id", ("宛名番号", ""), ("宛名番号", "〃")),
    ("bad_row", ("宛名番号", "1.2E+05"), ("宛名番号", "123、124")),
)
IDS = tables.list_cases(
    ("ok", ("0000123", "1000000456"), ("123", "1000000456"), ("０００１２３", "１００００００４５６")),
    ("ok", ("123.0", "1000000456"), ("123", "0001000000456"), ("123（DV）", "1000000456"), ("123", " 1000000456 ")),
    ("missing_taxpayer_id", ("", "1000000456"), ("123", ""), ("123", "未付番"), ("不明", "1000000456"), ("123", "0")),
    ("bad_row", ("123", "1.0E+09"), ("123・124", "1000000456"), ("123", "1000000456/1000000457"), ("123", "#N/A")),
)
ID_HEADINGS = (
    ("旧宛名番号", "新宛名番号"),
    ("変更前宛名番号", "変更後宛名番号"),
    ("移行前宛名ｺｰﾄﾞ", "移行後宛名ｺｰﾄﾞ"),
    ("旧 番号", "新 番号"),
    ("old_id", "new_id"),
    ("宛名番号（旧）", "宛名番号（新）"),
    ("移行元", "移行先"),
    ("現行", "新"),
    ("統合前", "統合後"),
    ("旧システム宛名番号", "新システム宛名番号"),
    ("現宛名番号", "新宛名番号"),
    ("宛名番号（移行前）", "宛名番号（移行後）"),
    ("現行の宛名ｺｰﾄﾞ", "次期宛名ｺｰﾄﾞ"),
)


def list_cases() -> Iterator[Case]:
    """List the files of decisions, and those of old and new ids."""
    yield from _decisions()
    yield from _refused_decisions()
    yield from _renumberings()


def _decide(name: str, word: str, *meaning: tuple[str, str], **changes: str) -> Case:
    cells = [changes.get(column, cell) for column, cell in zip(HEADING, DECIDED, strict=True)]
    content = make_csv(cells, heading=HEADING, encoding="utf-8-sig")
    return Case(DECISIONS, name, content, (word,), meaning, kind="decisions")


def _decisions() -> Iterator[Case]:
    for mark, cell in CHOICES:
        later = "（取り込むときに断る）" if mark == "unknown" else ""
        yield _decide(f"判断が「{cell}」{later}", OK, ("mark", mark), 判断=cell)
    for word, cell in LISTS:
        yield _decide(f"リスト番号が「{cell}」", word, リスト番号=cell)
    for word, (column, cell) in ROWS:
        yield _decide(f"{column}が「{cell}」", word, **{column: cell})
    needed = join_rows(["list", "taxpayer_id", "phone", "decision"], ["12", "0000123", "09012345678", "o"])
    yield Case(DECISIONS, "必要な列だけ", needed.encode(), (OK,), kind="decisions")
    cells: list[Cell] = [number("1"), number("2"), number("12"), number("123"), number("9012345678"), "納税　太郎", "○"]
    yield Case(DECISIONS, "数値のセル", workbook(Sheet([list(HEADING), cells])), (OK,), kind="decisions")
    for mark, word in (("○", "struck_row"), ("×", OK)):
        struck = [strike(cell) for cell in (*DECIDED[:-1], mark)]
        book = workbook(Sheet([list(HEADING), struck]), extra=make_styles())
        yield Case(DECISIONS, f"取消線のある「{mark}」", book, (word,), (("mark", "leave"),), kind="decisions")


def _refused_decisions() -> Iterator[Case]:
    for missing, code in (
        ("リスト番号", "no_list_column"),
        ("判断", "no_decision_column"),
        ("電話番号", "no_phone_column"),
        ("宛名番号", "no_taxpayer_column"),
    ):
        names = [name if name != missing else "列X" for name in HEADING]
        yield Case(DECISIONS, f"{missing}の列がない", make_csv(DECIDED, heading=names), code, kind="decisions")
    twice = make_csv([*DECIDED, "×"], heading=[*HEADING, "判断"])
    yield Case(DECISIONS, "判断の列が2つ", twice, "repeated_column", kind="decisions")
    personal = make_csv([*DECIDED, "123456789018"], heading=[*HEADING, "メモ"])
    yield Case(DECISIONS, "メモに個人番号", personal, "personal_number", kind="decisions")


def _renumberings() -> Iterator[Case]:
    for word, ids in IDS:
        content = join_rows(ID_HEADINGS[0], ids).encode("utf-8-sig")
        yield Case(RENUMBERINGS, "「{}」から「{}」".format(*ids), content, (word,), kind="renumber")
    for heading in ID_HEADINGS:
        content = join_rows([*heading, "氏名"], ["123", "1000000456", "納税　太郎"]).encode("cp932")
        yield Case(RENUMBERINGS, "「{}」「{}」の列".format(*heading), content, (OK,), kind="renumber")
    for missing in ID_HEADINGS[0]:  # one known heading is none (a heading needs two)
        names = [name if name != missing else "列X" for name in (*ID_HEADINGS[0], "氏名")]
        content = join_rows(names, ["123", "1000000456", "納税　太郎"]).encode("cp932")
        yield Case(RENUMBERINGS, f"{missing}の列がない", content, "no_id_column", kind="renumber")
    for code, row in (
        ("no_id_column", "旧宛名番号,現宛名番号"),
        ("repeated_column", "旧番号,現宛名番号,新宛名番号"),
    ):
        content = join_rows(row.split(","), ["123", "456", "789"][: row.count(",") + 1]).encode("cp932")
        yield Case(RENUMBERINGS, f"「{row}」の列", content, code, kind="renumber")
    struck: list[list[Cell]] = [[*ID_HEADINGS[0]], [strike("123"), strike("1000000456")], ["123", "1000000456"]]
    book = workbook(Sheet(struck), extra=make_styles())
    yield Case(RENUMBERINGS, "取消線のある行", book, ("struck_row", OK), kind="renumber")
