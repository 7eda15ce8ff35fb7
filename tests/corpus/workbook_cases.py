"""Workbooks: as Excel and LibreOffice write them, as nobody should, and as somebody would who wants to harm."""

import struct
from collections.abc import Iterator

from tests.corpus.cases import GOOD, HEADING, Case
from tests.corpus.workbooks import DATE_STYLE, Cell, Raw, Sheet, archive, fault, formula, number, workbook

CELLS = "Excelのセル"
SHEETS = "Excelのシートと行"
HARMFUL = "危険な・壊れたブック"
SHEET1 = "xl/worksheets/sheet1.xml"
ROWS: list[list[Cell]] = [list(HEADING), list(GOOD)]


def list_cases() -> Iterator[Case]:
    """Files that are workbooks, or look like one."""
    yield from _cells()
    yield from _sheets()
    yield from _other_kinds()
    yield from _harmful()


def _one(column: str, cell: Cell, **how: bool) -> bytes:
    changed: list[Cell] = [cell if name == column else good for name, good in zip(HEADING, GOOD, strict=True)]
    return workbook(Sheet([list(HEADING), changed]), **how)  # type: ignore[arg-type]


def _cells() -> Iterator[Case]:
    def case(name: str, column: str, cell: Cell, word: str, meaning: tuple[tuple[str, str], ...] = ()) -> Case:
        return Case(CELLS, name, _one(column, cell), (word,), meaning)

    zero = "ok phone_zero_restored"
    yield Case(CELLS, "すべて文字列", workbook(Sheet(ROWS)), ("ok",))
    yield case("電話番号が数値", "電話番号", number("9012345678"), zero)
    yield case("電話番号が指数で書かれた整数", "電話番号", number("9.012345678E9"), zero)
    yield case("電話番号が小数", "電話番号", number("9012345678.5"), "invalid_phone")
    yield case("電話番号の終わりが0の整数", "電話番号", number("9.01E9"), zero, (("phone", "09010000000"),))
    yield case("電話番号が真偽値", "電話番号", Raw(' t="b"', "<v>1</v>"), "invalid_phone")
    yield case("宛名番号が数値", "宛名番号", number("123"), "ok", (("taxpayer", "123"),))
    yield case("宛名番号が小数", "宛名番号", number("123.5"), "bad_row")
    yield case("宛名番号が16桁を超える数値", "宛名番号", number("12345678901234567890"), "bad_row")
    yield case("納期限が日付のセル", "納期限", number("46173", DATE_STYLE), "ok")
    yield case("納期限が時刻つきの日付", "納期限", number("46173.5", DATE_STYLE), "ok")
    yield case("納期限が標準書式の数値", "納期限", number("46173"), "ok")
    yield case("納期限がISO形式の日付のセル", "納期限", Raw(' t="d"', "<v>2026-05-31</v>"), "ok")
    yield case("納期限が8桁の数値", "納期限", number("20260531"), "ok")
    yield case("納期限が7桁の和暦の数値", "納期限", number("5080531"), "ok date_era")
    yield case("未納額が数値", "未納額", number("12000"), "ok")
    yield case("未納額が小数", "未納額", number("12000.5"), "bad_amount")
    yield case("未納額が負の数", "未納額", number("-12000"), "bad_amount")
    yield case("空のセル（電話番号）", "電話番号", None, "missing_phone")
    for code in ("#N/A", "#REF!", "#VALUE!", "#DIV/0!"):
        yield case(f"エラーのセル {code}", "氏名", fault(code), "bad_row")
    yield case("計算結果が保存された数式", "電話番号", formula("B1", "090-1234-5678"), "ok")
    yield case("計算結果が空文字の数式", "電話番号", formula("B1", ""), "missing_phone")
    yield case("計算結果のない数式", "氏名", formula("B1"), "bad_row")
    yield case("計算結果がエラーの数式", "氏名", Raw(' t="e"', "<f>1/0</f><v>#DIV/0!</v>"), "bad_row")
    yield case(
        "ふりがな付きの文字列",
        "氏名",
        Raw(' t="inlineStr"', "<is><t>納税</t><rPh sb='0' eb='1'><t>ノウゼイ</t></rPh></is>"),
        "ok",
    )
    yield case(
        "書式の分かれた文字列",
        "電話番号",
        Raw(' t="inlineStr"', "<is><r><t>090-1234</t></r><r><t>-5678</t></r></is>"),
        "ok",
    )
    for cell, name in (("123456789018", "文字列"), (number("123456789018"), "数値")):
        yield Case(CELLS, f"個人番号の{name}", _one("氏名", cell), "personal_number")
    for style, name in ((0, "数値"), (DATE_STYLE, "日付のセル")):
        yield Case(
            CELLS, f"1904年から数えるブックの{name}", _one("納期限", number("44711", style), date1904=True), ("ok",)
        )


def _sheets() -> Iterator[Case]:
    good: list[Cell] = list(GOOD)
    three: list[list[Cell]] = [list(HEADING), good, good, good]
    hidden = (("hidden_rows", 1), ("hidden_columns", 0))
    yield Case(
        SHEETS, "非表示の行", workbook(Sheet(three, row_attributes={2: ' hidden="1"'})), ("ok",) * 3, facts=hidden
    )
    filtered = Sheet(three, row_attributes={1: ' hidden="1"'}, behind='<autoFilter ref="A1:H4"/>')
    yield Case(SHEETS, "フィルターで隠れた行", workbook(filtered), ("ok",) * 3, facts=hidden)
    columns = (
        '<cols><col min="2" max="3" width="0" hidden="1" customWidth="1"/><col min="20" max="16384" hidden="1"/></cols>'
    )
    yield Case(
        SHEETS, "非表示の列", workbook(Sheet(three, before=columns)), ("ok",) * 3, facts=(("hidden_columns", 2),)
    )
    yield Case(SHEETS, "表題と空行が上にある", workbook(Sheet([["対象者一覧"], [], *ROWS])), ("ok",))
    yield Case(SHEETS, "A列が空いている", workbook(Sheet([[None, *row] for row in ROWS])), ("ok",))
    yield Case(SHEETS, "合計の行", workbook(Sheet([*ROWS, ["合計", *[None] * 6, 12000]])), ("ok",))
    yield Case(SHEETS, "空行と書式だけの行", workbook(Sheet([*ROWS, [], good, [Raw(' s="1"', "")] * 3])), ("ok", "ok"))
    yield Case(SHEETS, "見出しの外に値がある", workbook(Sheet([*ROWS, [*good, None, "メモ"]])), ("ok", "bad_row"))
    merged = Sheet([*ROWS, [None, *good[1:]]], behind='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
    yield Case(SHEETS, "結合された宛名番号", workbook(merged), ("ok", "missing_taxpayer_id"))
    yield Case(SHEETS, "見出しだけ", workbook(Sheet([list(HEADING)])), ())
    yield Case(SHEETS, "空のシート", workbook(Sheet([])), "file_empty")
    yield Case(SHEETS, "見出しがない", workbook(Sheet([good])), "no_heading")
    yield Case(SHEETS, "表のないシートが前にある", workbook(Sheet([["説明"]], "説明"), Sheet(ROWS, "一覧")), ("ok",))
    yield Case(SHEETS, "見出しだけのシートがもう1枚", workbook(Sheet(ROWS), Sheet([list(HEADING)], "b")), ("ok",))
    yield Case(SHEETS, "表のあるシートが2枚", workbook(Sheet(ROWS), Sheet(ROWS, "先月")), "several_tables")
    yield Case(
        SHEETS, "非表示のシートにも表がある", workbook(Sheet(ROWS), Sheet(ROWS, "先月", "hidden")), "several_tables"
    )
    yield Case(
        SHEETS, "表が非表示のシートだけにある", workbook(Sheet([["x"]]), Sheet(ROWS, "一覧", "veryHidden")), ("ok",)
    )
    yield Case(
        SHEETS, "電話番号の列がない", workbook(Sheet([["宛名番号", "納期限"], ["1", "2026-05-31"]])), "no_phone_column"
    )
    lost: list[list[Cell]] = [*ROWS, [formula("A2"), formula("B2")]]
    yield Case(SHEETS, "終わりの行の数式に計算結果がない", workbook(Sheet(lost)), "workbook_rows_lost")
    yield Case(SHEETS, "途中の行の数式に計算結果がない", workbook(Sheet([*lost, good])), ("ok", "bad_row", "ok"))
    yield Case(SHEETS, "終わりの行がエラーだけ", workbook(Sheet([*ROWS, [fault()]])), ("ok", "bad_row"))
    prefixed = (
        Sheet(ROWS)
        .xml()
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:?", "<?")
        .replace("xmlns=", "xmlns:x=")
    )
    yield Case(SHEETS, "名前空間に接頭辞のあるXML", workbook(Sheet(ROWS), extra={SHEET1: prefixed}), ("ok",))
    unnumbered = Sheet(ROWS).xml()
    for at in (1, 2):
        unnumbered = unnumbered.replace(f'<row r="{at}">', "<row>")
    yield Case(SHEETS, "行番号のないXML", workbook(Sheet(ROWS), extra={SHEET1: unnumbered}), ("ok",))
    yield Case(
        SHEETS, "大きすぎる範囲の宣言", workbook(Sheet(ROWS, before='<dimension ref="A1:XFD1048576"/>')), ("ok",)
    )


def _other_kinds() -> Iterator[Case]:
    def case(name: str, code: str, content: bytes) -> Case:
        return Case(HARMFUL, name, content, code)

    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1_000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
    yield case("パスワード付きのブック", "workbook_locked", locked)
    yield case("マクロ付きのブック", "workbook_has_macros", workbook(Sheet(ROWS), extra={"xl/vbaProject.bin": b"x"}))
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'
    yield case(
        "マクロ有効ブックの形式", "workbook_has_macros", workbook(Sheet(ROWS), extra={"[Content_Types].xml": types})
    )
    yield case("バイナリブック（.xlsb）", "file_is_xlsb", archive({"xl/workbook.bin": b"x", "[Content_Types].xml": ""}))
    yield case(
        "OpenDocument（.ods）", "file_is_ods", archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    )
    yield case("Wordの文書", "not_a_table", archive({"[Content_Types].xml": "", "word/document.xml": ""}))
    yield case("ただのzip", "file_is_zip", archive({"list.csv": "a,b"}))
    yield case("zipの中のブック", "file_is_zip", archive({"list.xlsx": workbook(Sheet(ROWS))}))


def _harmful() -> Iterator[Case]:
    def case(name: str, code: str | tuple[str, ...], content: bytes) -> Case:
        return Case(HARMFUL, name, content, code)

    def sheet(xml: str | bytes) -> bytes:
        return workbook(Sheet(ROWS), extra={SHEET1: xml})

    xml, good = Sheet(ROWS).xml(), workbook(Sheet(ROWS))
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    yield case("DTDと実体の爆弾", "workbook_unsafe", sheet(laughs + xml))
    yield case(
        "外部実体（XXE）", "workbook_unsafe", sheet('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + xml)
    )
    shared = {"xl/sharedStrings.xml": laughs + "<sst/>"}
    yield case("共有文字列のDTD", "workbook_unsafe", workbook(Sheet(ROWS), extra=shared))
    yield case(
        "シートの中のコメント", "workbook_unsafe", sheet(xml.replace("<sheetData>", "<sheetData><!-- <row> -->"))
    )
    for name in ("../../evil.xml", "/etc/cron.d/x", "..\\evil", "C:/evil"):
        yield case(f"外へ出る名前 {name}", "workbook_unsafe", workbook(Sheet(ROWS), extra={name: "x"}))
    yield case(
        "展開すると大きくなる（圧縮率）",
        "workbook_too_large",
        workbook(Sheet(ROWS), extra={"xl/media/a.bin": b"\0" * 3_000_000}),
    )
    yield case("ファイルの数が多すぎる", "workbook_too_large", _claims(good, members=60_000))
    yield case("目次が大きすぎる", "workbook_too_large", _claims(good, directory=900_000_000))
    corner = xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    yield case("シートの隅にだけ値がある（40億セル）", "workbook_too_large", sheet(corner))
    yield case("途中で切れたブック", "workbook_broken", good[: len(good) // 2])
    yield case("目次のないzip", "workbook_broken", b"PK\x03\x04" + b"\0" * 100)
    yield case("途中で終わるXML", "workbook_broken", sheet(xml[: len(xml) // 2]))
    yield case("空のXML", "workbook_broken", sheet(""))
    yield case("シートでないXML", "workbook_broken", sheet("<a/>"))
    yield case("UTF-16のXML", "workbook_broken", sheet(xml.replace("UTF-8", "UTF-16").encode("utf-16")))
    yield case("ない文字列を指すセル", "workbook_broken", workbook(Sheet([list(HEADING), [Raw(' t="s"', "<v>7</v>")]])))
    yield case("読めない数値", "workbook_broken", workbook(Sheet([list(HEADING), [Raw(' t="n"', "<v>abc</v>")]])))
    yield case("中身の1バイトが壊れている", "workbook_broken", _flipped(good))
    yield case("埋め込まれたブックは読まない", ("ok",), workbook(Sheet(ROWS), extra={"xl/embeddings/a.xlsx": good}))
    links = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    yield case("外部ブックへのリンクは開かない", ("ok",), workbook(Sheet(ROWS), extra=links))


def _claims(content: bytes, *, members: int | None = None, directory: int | None = None) -> bytes:
    """A zip whose end says more than there is."""
    at = content.rindex(b"PK\x05\x06")
    end = bytearray(content[at:])
    if members is not None:
        end[8:12] = struct.pack("<HH", members, members)
    if directory is not None:
        end[12:16] = struct.pack("<I", directory)
    return content[:at] + bytes(end)


def _flipped(content: bytes) -> bytes:
    """A zip with one damaged byte inside its first sheet."""
    at = content.index(SHEET1.encode()) + len(SHEET1) + 40
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
