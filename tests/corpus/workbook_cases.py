"""Workbooks: as Excel and LibreOffice write them, malformed, and malicious."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.corpus.cases import CALL_HEADING, CALLED, GOOD, HEADING, PAID, PAID_HEADING, Case
from tests.corpus.workbooks import DATE_STYLE, Cell, Raw, Sheet, archive, fault, formula, number, workbook

CELLS = "Excelのセル"
SHEETS = "Excelのシートと行"
HARMFUL = "危険な・壊れたブック"
SHEET1 = "xl/worksheets/sheet1.xml"
_OFFICE_LINK = (
    '<Relationship Id="o" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/other.xml"/>'
)
ROWS: list[list[Cell]] = [list(HEADING), list(GOOD)]


def list_cases() -> Iterator[Case]:
    """List the files that are workbooks, or look like one."""
    for group in (
        _values,
        _formulas,
        _counted_from_1904,
        _hidden,
        _layouts,
        _several_sheets,
        _lost_rows,
        _unusual_xml,
        _part_names,
    ):
        yield from group()
    for group in (_other_kinds, _disguised, _unsafe, _too_large, _broken):
        yield from group()


def _make_book(column: str, cell: Cell, **how: Any) -> bytes:
    changed: list[Cell] = [cell if name == column else good for name, good in zip(HEADING, GOOD, strict=True)]
    return workbook(Sheet([list(HEADING), changed]), **how)


def _cell(name: str, column: str, cell: Cell, word: str, meaning: tuple[tuple[str, str], ...] = ()) -> Case:
    return Case(CELLS, name, _make_book(column, cell), (word,), meaning)


def _values() -> Iterator[Case]:
    zero = "ok phone_zero_restored"
    yield Case(CELLS, "すべて文字列", workbook(Sheet(ROWS)), ("ok",))
    yield _cell("電話番号が数値", "電話番号", number("9012345678"), zero)
    yield _cell("電話番号が指数で書かれた整数", "電話番号", number("9.012345678E9"), zero)
    yield _cell("電話番号が小数", "電話番号", number("9012345678.5"), "invalid_phone")
    yield _cell("電話番号の終わりが0の整数", "電話番号", number("9.01E9"), zero, (("phone", "09010000000"),))
    yield _cell("電話番号が真偽値", "電話番号", Raw(' t="b"', "<v>1</v>"), "invalid_phone")
    yield _cell("宛名番号が数値", "宛名番号", number("123"), "ok", (("taxpayer", "123"),))
    yield _cell("宛名番号が小数", "宛名番号", number("123.5"), "bad_row")
    yield _cell("宛名番号が16桁を超える数値", "宛名番号", number("12345678901234567890"), "bad_row")
    yield _cell("納期限が日付のセル", "納期限", number("46173", DATE_STYLE), "ok")
    yield _cell("納期限が時刻つきの日付", "納期限", number("46173.5", DATE_STYLE), "ok")
    yield _cell("納期限が標準書式の数値", "納期限", number("46173"), "ok")
    yield _cell("納期限がISO形式の日付のセル", "納期限", Raw(' t="d"', "<v>2026-05-31</v>"), "ok")
    yield _cell("納期限が8桁の数値", "納期限", number("20260531"), "ok")
    yield _cell("納期限が7桁の和暦の数値", "納期限", number("5080531"), "ok date_era")
    yield _cell("未納額が数値", "未納額", number("12000"), "ok")
    yield _cell("未納額が小数", "未納額", number("12000.5"), "bad_amount")
    yield _cell("未納額が負の数", "未納額", number("-12000"), "bad_amount")
    yield _cell("空のセル（電話番号）", "電話番号", None, "missing_phone")


def _formulas() -> Iterator[Case]:
    for code in ("#N/A", "#REF!", "#VALUE!", "#DIV/0!"):
        yield _cell(f"エラーのセル {code}", "氏名", fault(code), "bad_row")
    yield _cell("計算結果が保存された数式", "電話番号", formula("B1", "090-1234-5678"), "ok")
    yield _cell("計算結果が空文字の数式", "電話番号", formula("B1", ""), "missing_phone")
    yield _cell("計算結果のない数式", "氏名", formula("B1"), "bad_row")
    yield _cell("計算結果がエラーの数式", "氏名", Raw(' t="e"', "<f>1/0</f><v>#DIV/0!</v>"), "bad_row")
    yield _cell(
        "ふりがな付きの文字列",
        "氏名",
        Raw(' t="inlineStr"', "<is><t>納税</t><rPh sb='0' eb='1'><t>ノウゼイ</t></rPh></is>"),
        "ok",
    )
    yield _cell(
        "書式の分かれた文字列",
        "電話番号",
        Raw(' t="inlineStr"', "<is><r><t>090-1234</t></r><r><t>-5678</t></r></is>"),
        "ok",
    )
    for cell, name in (("123456789018", "文字列"), (number("123456789018"), "数値")):
        yield Case(CELLS, f"個人番号の{name}", _make_book("氏名", cell), "personal_number")


def _counted_from_1904() -> Iterator[Case]:
    def case(name: str, column: str, cell: Cell, word: str = "ok", *meaning: tuple[str, str]) -> Case:
        book = _make_book(column, cell, date1904=True)
        return Case(CELLS, f"1904年から数えるブックの{name}", book, (word,), meaning)

    yield case("数値", "納期限", number("44711"))
    yield case("日付のセル", "納期限", number("44711", DATE_STYLE))
    yield case("時刻つきの日付のセル", "納期限", number("44711.75", DATE_STYLE))
    yield case("8桁の納期限", "納期限", number("20260531"))
    yield case("7桁の和暦の納期限", "納期限", number("5080531"), "ok date_era")
    yield case("5桁の未納額", "未納額", number("44711"), "ok", ("amount", "44711"))
    yield case("5桁の宛名番号", "宛名番号", number("44711"), "ok", ("taxpayer", "44711"))
    yield case("小数の未納額", "未納額", number("44711.5"), "bad_amount")
    for cell, name, time in (
        (number("44748.583333333336"), "時刻つきの数値", "14:00:00"),
        (number("44748.583333333336", DATE_STYLE), "時刻つきの日付のセル", "14:00:00"),
        (number("44748"), "時刻のない数値", "None"),
        ("2026/7/7 14:00", "文字列", "14:00:00"),
    ):
        called: list[Cell] = [*CALLED[:2], cell, *CALLED[3:]]
        book = workbook(Sheet([list(CALL_HEADING), called]), date1904=True)
        yield Case(
            CELLS, f"1904年から数えるブックの架電日時が{name}", book, ("ok",), (("called_time", time),), kind="calls"
        )
    paid: list[Cell] = [*PAID[:4], number("44721"), number("44723", DATE_STYLE), *PAID[6:]]
    book = workbook(Sheet([list(PAID_HEADING), paid]), date1904=True)
    yield Case(CELLS, "1904年から数えるブックの納付日と収納日", book, ("ok",), kind="payments")


def _sheet(name: str, outcome: str | tuple[str, ...], *sheets: Sheet) -> Case:
    return Case(SHEETS, name, workbook(*sheets), outcome)


def _hidden() -> Iterator[Case]:
    three = [ROWS[0], *[ROWS[1]] * 3]
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


def _layouts() -> Iterator[Case]:
    good = ROWS[1]
    yield _sheet("表題と空行が上にある", ("ok",), Sheet([["対象者一覧"], [], *ROWS]))
    yield _sheet("A列が空いている", ("ok",), Sheet([[None, *row] for row in ROWS]))
    yield _sheet("合計の行", ("ok",), Sheet([*ROWS, ["合計", *[None] * 6, 12000]]))
    yield _sheet("空行と書式だけの行", ("ok", "ok"), Sheet([*ROWS, [], good, [Raw(' s="1"', "")] * 3]))
    yield _sheet("見出しの外に値がある", ("ok", "bad_row"), Sheet([*ROWS, [*good, None, "メモ"]]))
    merged = Sheet([*ROWS, [None, *good[1:]]], behind='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
    yield _sheet("結合された宛名番号", ("ok", "ok"), merged)
    yield _sheet("見出しだけ", (), Sheet([list(HEADING)]))
    yield _sheet("空のシート", "file_empty", Sheet([]))
    yield _sheet("見出しがない", "no_heading", Sheet([good]))
    shifted = [[None, None, *row] for row in ([*HEADING, "謎の欄"], [*GOOD, "x"])]
    yield Case(SHEETS, "表がC列から始まる", workbook(Sheet(shifted)), ("ok",), facts=(("unknown_headings", ["K"]),))


PEOPLE_BESIDE: tuple[tuple[str, list[list[Cell]]], ...] = (
    ("除外者", [["宛名番号", "理由"], ["1000001", "死亡"]]),
    ("表題のある除外者", [["除外者一覧"], [], ["宛名番号", "氏名", "備考"], ["1000001", "納税　太郎", ""]]),
    ("架電結果", [["宛名番号", "架電日", "架電結果"], ["1000001", "2026-07-01", "納付約束"]]),
    ("納付", [["宛名番号", "納付日", "金額"], ["1000001", "2026-07-01", "30000"]]),
    ("電話番号だけの人", [["氏名", "電話番号"], ["納税　太郎", "090-1234-5678"]]),
    ("新旧の宛名番号", [["旧宛名番号", "新宛名番号"], ["1000001", "2000001"]]),
    ("氏名だけの除外者", [["氏名", "理由"], ["納税　太郎", "死亡"]]),
    ("電話番号のない対象者", [["宛名番号", "納期限"], ["1000001", "2026-05-31"]]),
)
LEGENDS: tuple[tuple[str, list[list[Cell]]], ...] = (
    ("宛名番号から始まる凡例", [["宛名番号", "7桁の番号"], ["除外区分", "1：除外　0：対象"], ["基準日", "出力した日"]]),
    (
        "列の説明の凡例",
        [["No", "列名", "説明"], ["1", "宛名番号", "基幹システムの番号"], ["2", "除外事由", "コード表を参照"]],
    ),
)
NOTES_BESIDE: tuple[tuple[str, list[list[Cell]]], ...] = (
    ("注意書き", [["このリストは宛名番号で突き合わせてください。"], ["2026年7月1日現在"]]),
    ("凡例", [["項目", "説明"], ["宛名番号", "基幹システムの番号"], ["電話番号", "本人の携帯"]]),
    ("コード表", [["除外区分", "意味"], ["1", "死亡"], ["2", "分納"]]),
    ("集計", [["税目", "件数", "金額"], ["市県民税", "12", "30000"]]),
    ("見出しだけの除外者", [["宛名番号", "理由"]]),
)


def _several_sheets() -> Iterator[Case]:
    yield _sheet("表のないシートが前にある", ("ok",), Sheet([["説明"]], "説明"), Sheet(ROWS, "一覧"))
    yield _sheet("見出しだけのシートがもう1枚", ("ok",), Sheet(ROWS), Sheet([list(HEADING)], "b"))
    yield _sheet("表のあるシートが2枚", "several_tables", Sheet(ROWS), Sheet(ROWS, "先月"))
    yield _sheet("非表示のシートにも表がある", "several_tables", Sheet(ROWS), Sheet(ROWS, "先月", "hidden"))
    for title, other in PEOPLE_BESIDE:
        yield _sheet(f"{title}のシートが後ろにある", "several_tables", Sheet(ROWS), Sheet(other, "b"))
    hidden = Sheet(PEOPLE_BESIDE[0][1], "b", "veryHidden")
    yield _sheet("除外者のシートが前に隠れている", "several_tables", hidden, Sheet(ROWS))
    for title, other in NOTES_BESIDE:
        yield _sheet(f"{title}のシートが後ろにある", ("ok",), Sheet(ROWS), Sheet(other, "b"))
    yield _sheet("表が非表示のシートだけにある", ("ok",), Sheet([["x"]]), Sheet(ROWS, "一覧", "veryHidden"))
    yield _sheet("電話番号の列がない", "no_phone_column", Sheet([["宛名番号", "納期限"], ["1", "2026-05-31"]]))


def _lost_rows() -> Iterator[Case]:
    lost: list[list[Cell]] = [*ROWS, [formula("A2"), formula("B2")]]
    yield _sheet("終わりの行の数式に計算結果がない", "workbook_rows_lost", Sheet(lost))
    yield _sheet("途中の行の数式に計算結果がない", ("ok", "bad_row", "ok"), Sheet([*lost, ROWS[1]]))
    yield _sheet("終わりの行がエラーだけ", ("ok", "bad_row"), Sheet([*ROWS, [fault()]]))


def _unusual_xml() -> Iterator[Case]:
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
    yield _sheet("大きすぎる範囲の宣言", ("ok",), Sheet(ROWS, before='<dimension ref="A1:XFD1048576"/>'))


def _book(name: str, code: str | tuple[str, ...], content: bytes) -> Case:
    return Case(HARMFUL, name, content, code)


def _set_xml(xml: str | bytes) -> bytes:
    return workbook(Sheet(ROWS), extra={SHEET1: xml})


def _other_kinds() -> Iterator[Case]:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1_000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
    yield _book("パスワード付きのブック", "workbook_locked", locked)
    yield _book("マクロ付きのブック", "workbook_has_macros", workbook(Sheet(ROWS), extra={"xl/vbaProject.bin": b"x"}))
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'
    yield _book(
        "マクロ有効ブックの形式", "workbook_has_macros", workbook(Sheet(ROWS), extra={"[Content_Types].xml": types})
    )
    yield _book(
        "バイナリブック（.xlsb）", "file_is_xlsb", archive({"xl/workbook.bin": b"x", "[Content_Types].xml": ""})
    )
    yield _book(
        "OpenDocument（.ods）", "file_is_ods", archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    )
    yield _book("Wordの文書", "not_a_table", archive({"[Content_Types].xml": "", "word/document.xml": ""}))
    yield _book("ただのzip", "file_is_zip", archive({"list.csv": "a,b"}))
    yield _book("zipの中のブック", "file_is_zip", archive({"list.xlsx": workbook(Sheet(ROWS))}))


def _rename(
    content: bytes,
    rename: Callable[[str], str],
    edit: Callable[[str], str] = str,
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """Return a workbook with other names of parts, and with other text in the parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {rename(name): edit(packed.read(name).decode()) for name in packed.namelist()}
    return archive({**parts, **(extra or {})})


def _use_backslashes(name: str) -> str:
    return name.replace("/", "\\")


def _add_two(text: str) -> str:
    """Return names or XML in which workbook, styles and strings have a 2 in their names."""
    for part in ("workbook", "styles", "sharedStrings"):
        text = text.replace(f"{part}.xml", f"{part}2.xml")
    return text


def _part_names() -> Iterator[Case]:
    shared: list[Cell] = [Raw(' t="s"', f"<v>{at}</v>") for at in range(len(GOOD))]
    shared[HEADING.index("納期限")] = number("46173", DATE_STYLE)
    good = workbook(Sheet([list(HEADING), shared]), shared=GOOD)

    def case(name: str, rename: Callable[[str], str], edit: Callable[[str], str] = str, **extra: str) -> Case:
        parts = {name.replace("__", "/") + ".xml": text for name, text in extra.items()}
        return Case(SHEETS, f"部品の名前{name}", _rename(good, rename, edit, parts), ("ok",))

    yield case("の区切りが \\", _use_backslashes)
    yield case("が大文字", str.upper)
    yield case("が大文字で区切りが \\", lambda name: _use_backslashes(name).upper())
    yield case("が xl/Worksheets/Sheet1.xml", lambda name: name.replace("worksheets/sheet", "Worksheets/Sheet"))
    yield case("が xl/workbook2.xml", _add_two, _add_two)
    yield case("が xl/workbook2.xml で区切りが \\", lambda name: _use_backslashes(_add_two(name)), _add_two)
    yield case(
        "が xl/workbook2.xml で、使わない xl/workbook.xml もある", _add_two, _add_two, xl__workbook="<workbook/>"
    )
    yield case(
        "が book/workbook.xml", lambda name: name.replace("xl/", "book/"), lambda xml: xml.replace("xl/", "book/")
    )
    yield case(
        "を指すリンクに \\", str, lambda xml: xml.replace("worksheets/", "worksheets\\").replace("xl/w", "xl\\w")
    )


def _disguised() -> Iterator[Case]:
    good = workbook(Sheet(ROWS))
    doctype = '<!DOCTYPE x [<!ENTITY a "ha">]>'

    def case(name: str, code: str, added: str, text: str = "x") -> Case:
        return _book(name, code, _rename(good, str, extra={added: text}))

    for name in ("xl\\vbaProject.bin", "XL/VBAPROJECT.BIN", "xl\\MacroSheets\\sheet1.xml", "xl/vbaProject2.bin"):
        yield case(f"マクロの部品 {name}", "workbook_has_macros", name)
    types = "[Content_Types].xml"
    for kind in ("application/vnd.ms-excel.sheet.MACROENABLED.main+xml", "application/macro&#69;nabled"):
        yield case(
            f"マクロの形式 {kind}", "workbook_has_macros", types, f'<Types><Default ContentType="{kind}"/></Types>'
        )
    upper = _rename(
        good,
        lambda name: name.upper() if name == types else name,
        lambda xml: xml.replace("sheet.main", "MacroEnabled"),
    )
    yield _book("マクロの形式、名前が大文字", "workbook_has_macros", upper)
    link = (
        '<Relationship Id="m" Type="http://schemas.microsoft.com/office/2006/relationships/VbaProject" Target="a.bin"/>'
    )
    linked = _rename(good, str, lambda xml: xml.replace("</Relationships>", f"{link}</Relationships>"))
    yield _book("マクロへのリンク", "workbook_has_macros", linked)
    yield _book("バイナリブック、名前が大文字", "file_is_xlsb", archive({"XL\\WORKBOOK.BIN": "x", types: ""}))
    binary = _rename(
        good, lambda name: name.replace("workbook.xml", "book.bin"), lambda xml: xml.replace("workbook.xml", "book.bin")
    )
    yield _book("バイナリブック、別の名前", "file_is_xlsb", binary)
    ods = archive({"Mimetype": "application/vnd.oasis.OPENDOCUMENT.x"})
    yield _book("OpenDocument、名前が大文字", "file_is_ods", ods)
    for part in ("xl/comments1.XML", "xl\\Comments1.xml", "XL/_RELS/X.RELS"):
        yield case(f"DTDのある {part}", "workbook_unsafe", part, f"{doctype}<a/>")
    data = _rename(
        good, lambda name: name.replace("styles.xml", "styles.dat"), lambda xml: xml.replace("styles.xml", "styles.dat")
    )
    hidden = _rename(data, str, lambda xml: xml.replace("<styleSheet", f"{doctype}<styleSheet"))
    yield _book("DTDのある xl/styles.dat", "workbook_unsafe", hidden)
    yield from _ambiguous(good)


def _ambiguous(good: bytes) -> Iterator[Case]:
    for name in ("XL/workbook.xml", "xl\\workbook.xml", "xl/worksheets/Sheet1.xml"):
        yield _book(f"同じ名前が2つ {name}", "workbook_unsafe", _rename(good, str, extra={name: "<workbook/>"}))
    two = _rename(good, str, lambda xml: xml.replace("</Relationships>", _OFFICE_LINK + "</Relationships>"))
    yield _book("ブックへのリンクが2つ", "workbook_unsafe", two)
    word = _rename(
        good,
        lambda name: name.replace("xl/workbook.xml", "word/document.xml"),
        lambda xml: xml.replace("xl/workbook", "word/document").replace("<workbook", "<document"),
    )
    yield _book("Wordの文書へのリンク", "not_a_table", word)


def _unsafe() -> Iterator[Case]:
    xml = Sheet(ROWS).xml()
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    yield _book("DTDと実体の爆弾", "workbook_unsafe", _set_xml(laughs + xml))
    yield _book(
        "外部実体（XXE）", "workbook_unsafe", _set_xml('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + xml)
    )
    shared = {"xl/sharedStrings.xml": laughs + "<sst/>"}
    yield _book("共有文字列のDTD", "workbook_unsafe", workbook(Sheet(ROWS), extra=shared))
    yield _book(
        "シートの中のコメント", "workbook_unsafe", _set_xml(xml.replace("<sheetData>", "<sheetData><!-- <row> -->"))
    )
    for name in ("../../evil.xml", "/etc/cron.d/x", "..\\evil", "C:/evil"):
        yield _book(f"外へ出る名前 {name}", "workbook_unsafe", workbook(Sheet(ROWS), extra={name: "x"}))


def _too_large() -> Iterator[Case]:
    xml, good = Sheet(ROWS).xml(), workbook(Sheet(ROWS))
    yield _book(
        "展開すると大きくなる（圧縮率）",
        "workbook_too_large",
        workbook(Sheet(ROWS), extra={"xl/media/a.bin": b"\0" * 3_000_000}),
    )
    yield _book("ファイルの数が多すぎる", "workbook_too_large", _change_zip_end(good, members=60_000))
    yield _book("目次が大きすぎる", "workbook_too_large", _change_zip_end(good, directory=900_000_000))
    corner = xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    yield _book("シートの隅にだけ値がある（40億セル）", "workbook_too_large", _set_xml(corner))


def _broken() -> Iterator[Case]:
    xml, good = Sheet(ROWS).xml(), workbook(Sheet(ROWS))
    yield _book("途中で切れたブック", "workbook_broken", good[: len(good) // 2])
    yield _book("目次のないzip", "workbook_broken", b"PK\x03\x04" + b"\0" * 100)
    yield _book("途中で終わるXML", "workbook_broken", _set_xml(xml[: len(xml) // 2]))
    yield _book("空のXML", "workbook_broken", _set_xml(""))
    yield _book("シートでないXML", "workbook_broken", _set_xml("<a/>"))
    yield _book("UTF-16のXML", "workbook_broken", _set_xml(xml.replace("UTF-8", "UTF-16").encode("utf-16")))
    yield _book(
        "ない文字列を指すセル", "workbook_broken", workbook(Sheet([list(HEADING), [Raw(' t="s"', "<v>7</v>")]]))
    )
    yield _book("読めない数値", "workbook_broken", workbook(Sheet([list(HEADING), [Raw(' t="n"', "<v>abc</v>")]])))
    yield _book("中身の1バイトが壊れている", "workbook_broken", _damage_sheet(good))
    yield _book("埋め込まれたブックは読まない", ("ok",), workbook(Sheet(ROWS), extra={"xl/embeddings/a.xlsx": good}))
    links = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    yield _book("外部ブックへのリンクは開かない", ("ok",), workbook(Sheet(ROWS), extra=links))


def _change_zip_end(content: bytes, *, members: int | None = None, directory: int | None = None) -> bytes:
    """Return a zip whose end record states other numbers of members and of directory bytes."""
    at = content.rindex(b"PK\x05\x06")
    end = bytearray(content[at:])
    if members is not None:
        end[8:12] = struct.pack("<HH", members, members)
    if directory is not None:
        end[12:16] = struct.pack("<I", directory)
    return content[:at] + bytes(end)


def _damage_sheet(content: bytes) -> bytes:
    """Return a zip with one damaged byte inside its first sheet."""
    at = content.index(SHEET1.encode()) + len(SHEET1) + 40
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
