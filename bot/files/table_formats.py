"""Writes a table as XLSX with text cells, or as CSV. No cell can be run as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import BinaryIO

from xlsxwriter import Workbook

from bot.rules.importing.cells import escape_formula

MAX_CELL_CHARACTERS = 32_767
"""Limit of Excel for a cell, in UTF-16 code units."""
MAX_COLUMNS = 16_384
_LAST_ROW = 1_048_575
_CUT = "…"
_TEXT = 49
"""Excel's own number for the format "@"."""
_WIDE = 24
_NARROW = 12

Row = Sequence[str]


def write_xlsx(
    file: BinaryIO,
    rows: Iterable[Row],
    *,
    wide: Sequence[int] = (),
    frozen: int = 0,
    choices: Mapping[int, Sequence[str]] | None = None,
    struck: Set[int] = frozenset(),
) -> None:
    """Write a workbook of one sheet; the first row is the heading.

    `wide`: columns with sentences. `frozen`: the number of frozen columns. `choices`: a column's drop-down list.
    `struck`: the indexes of rows to strike through. All cells are text, blank ones too, so that leading zeros are kept,
    also when typed. Writes no temporary file.
    """
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        text = book.add_format({"num_format": _TEXT})
        struck_text = book.add_format({"num_format": _TEXT, "font_strikeout": True})
        head = book.add_format({"num_format": _TEXT, "bold": True, "bottom": 1})
        sheet = book.add_worksheet()
        width = 0
        for row_number, row in enumerate(rows):
            cells = [_shorten_cell(escape_formula(cell)) for cell in row[:MAX_COLUMNS]]
            width = max(width, len(cells))
            style = head if row_number == 0 else struck_text if row_number in struck else text
            for column, cell in enumerate(cells):
                if cell:  # a blank one has the column's format
                    sheet.write_string(row_number, column, cell, style)
        for column in range(width):
            sheet.set_column(column, column, _WIDE * 2 if column in wide else _NARROW, text)
        for column, words in (choices or {}).items():
            sheet.data_validation(1, column, _LAST_ROW, column, {"validate": "list", "source": list(words)})
        sheet.freeze_panes(1, frozen)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def write_csv(file: BinaryIO, rows: Iterable[Row], encoding: str) -> None:
    """Write a CSV for core systems: CRLF, all cells quoted. UTF-8 has a BOM, and takes letters that CP932 lacks."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [escape_formula(cell) for cell in row] for row in rows
    )
    text = buffer.getvalue()
    try:
        content = text.encode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeEncodeError:
        content = text.encode("utf-8-sig")
    file.write(content)


def _shorten_cell(cell: str) -> str:
    """Cut a cell that is longer than Excel allows, and mark the cut with an ellipsis."""
    if len(cell) <= MAX_CELL_CHARACTERS // 2:
        return cell
    units = cell.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL_CHARACTERS:
        return cell
    return units[: 2 * (MAX_CELL_CHARACTERS - 1)].decode("utf-16-le", "ignore") + _CUT
