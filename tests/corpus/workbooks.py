"""Writes workbooks as XML text, so that they can contain what no library writes."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DATE_STYLE = 1
STRUCK_STYLE = 2


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell whose XML is given: `<c r="…"{attributes}>{inside}</c>`."""

    attributes: str
    inside: str


Cell = str | int | float | None | Raw


def number(text: str, style: int = 0) -> Raw:
    """Return a number cell with this text."""
    return Raw(f' s="{style}"', f"<v>{text}</v>")


def formula(text: str, cached: str | None = None) -> Raw:
    """Return a formula with the text that was saved as its result, or without a result."""
    kept = "" if cached is None else f"<v>{escape(cached)}</v>"
    return Raw("" if cached is None else ' t="str"', f"<f>{escape(text)}</f>{kept}")


def strike(text: str, style: int = STRUCK_STYLE) -> Raw:
    """Return a text cell that is struck through, in a workbook with the part of `make_styles`."""
    return Raw(f' s="{style}" t="inlineStr"', f"<is><t>{escape(text)}</t></is>")


def make_styles(strike: str = "<strike/>", *, default: str = "", changed: str = "") -> dict[str, str]:
    """Return the part of styles, in which the third is struck; `default`: of the first; `changed`: of a condition."""
    fonts = f"<fonts><font>{default}</font><font><b/>{strike}</font></fonts><fills><fill/></fills>"
    styles = '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="0" fontId="1"/>'
    differences = f"<dxfs><dxf><font>{changed}</font></dxf></dxfs>"
    return {
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}">{fonts}<cellStyleXfs><xf fontId="1"/></cellStyleXfs>'
        f"<cellXfs>{styles}</cellXfs>{differences}</styleSheet>"
    }


def fault(code: str = "#N/A") -> Raw:
    """Return a cell that shows an error."""
    return Raw(' t="e"', f"<v>{code}</v>")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: rows, attributes of some rows (by index), XML before and behind the rows."""

    rows: Sequence[Sequence[Cell]]
    name: str = "Sheet1"
    state: str = "visible"
    row_attributes: Mapping[int, str] = field(default_factory=dict)
    before: str = ""
    behind: str = ""

    def xml(self) -> str:
        """Return the sheet's XML."""
        rows = "".join(
            f'<row r="{at}"{self.row_attributes.get(at - 1, "")}>{_cells(at, row)}</row>'
            for at, row in enumerate(self.rows, 1)
        )
        return f'{_HEAD}<worksheet xmlns="{_MAIN}">{self.before}<sheetData>{rows}</sheetData>{self.behind}</worksheet>'


def workbook(
    *sheets: Sheet, date1904: bool = False, shared: Sequence[str] = (), extra: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Return a workbook. `shared` are its shared strings; `extra` adds or replaces members of the zip."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(sheets, date1904=date1904),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
            + [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        ),
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}">{_strings(shared)}</sst>',
        **{f"xl/worksheets/sheet{at}.xml": sheet.xml() for at, sheet in enumerate(sheets, 1)},
    }
    return archive({**members, **(extra or {})})


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


def table(text: str, **changes: Cell) -> list[list[Cell]]:
    """Parse lines with commas as rows of text cells; a cell `@name` is replaced by the argument of that name."""
    return [
        [changes[cell[1:]] if cell.startswith("@") else cell or None for cell in line.split(",")]
        for line in text.splitlines()
    ]


def _cells(row: int, cells: Sequence[Cell]) -> str:
    return "".join(_cell(f"{_letters(at)}{row}", cell) for at, cell in enumerate(cells) if cell is not None)


def _cell(place: str, cell: str | float | Raw) -> str:
    if isinstance(cell, Raw):
        return f'<c r="{place}"{cell.attributes}>{cell.inside}</c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def _letters(at: int) -> str:
    return ("" if at < 26 else chr(64 + at // 26)) + chr(65 + at % 26)


def _strings(texts: Sequence[str]) -> str:
    return "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)


def _workbook(sheets: Sequence[Sheet], *, date1904: bool) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" state="{sheet.state}" r:id="rId{at}"/>'
        for at, sheet in enumerate(sheets, 1)
    )
    properties = '<workbookPr date1904="1"/>' if date1904 else ""
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{properties}<sheets>{listed}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PARTS}/relationships">{links}</Relationships>'


def _types(sheets: int) -> str:
    parts = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles"), ("xl/sharedStrings.xml", "sharedStrings")]
    parts += [(f"xl/worksheets/sheet{at}.xml", "worksheet") for at in range(1, sheets + 1)]
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{_WORKBOOK}.{kind}+xml"/>' for name, kind in parts)
    return (
        f'{_HEAD}<Types xmlns="{_PARTS}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
