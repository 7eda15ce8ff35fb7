"""How a table is written for people: an XLSX whose cells are all text, and a CSV in CP932. Every cell is defused."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from xlsxwriter import Workbook

from bot.rules.importing.cells import escape_formula

MAX_CELL_CHARACTERS = 32_767
"""Of one cell, in Excel; it counts as UTF-16 does."""
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
    fixed: int = 0,
    choices: Mapping[int, Sequence[str]] | None = None,
) -> None:
    """A workbook of one sheet; the first row is its heading, `wide` are the columns of sentences, `fixed` stay in view.

    `choices`: the words that a column offers.

    All cells are text, blank ones too, so that no zero of a number is eaten: neither of what stands there, nor of what
    is typed. Nothing is put into a temporary file.
    """
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        text = book.add_format({"num_format": _TEXT})
        head = book.add_format({"num_format": _TEXT, "bold": True, "bottom": 1})
        sheet = book.add_worksheet()
        width = 0
        for at, row in enumerate(rows):
            cells = [_shorten_cell(escape_formula(cell)) for cell in row[:MAX_COLUMNS]]
            width = max(width, len(cells))
            for column, cell in enumerate(cells):
                if cell:  # a blank one has the column's format
                    sheet.write_string(at, column, cell, head if at == 0 else text)
        for column in range(width):
            sheet.set_column(column, column, _WIDE * 2 if column in wide else _NARROW, text)
        for column, words in (choices or {}).items():
            sheet.data_validation(1, column, _LAST_ROW, column, {"validate": "list", "source": list(words)})
        sheet.freeze_panes(1, fixed)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def write_csv(file: BinaryIO, rows: Iterable[Row]) -> None:
    """A CSV as core systems read it: CP932, CRLF, all in quotes. Raises UnicodeEncodeError for a letter it has not."""
    whole = io.StringIO(newline="")
    csv.writer(whole, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [escape_formula(cell) for cell in row] for row in rows
    )
    file.write(whole.getvalue().encode("cp932"))


def _shorten_cell(cell: str) -> str:
    """A cell that is longer than Excel allows ends with a mark that something is missing."""
    if len(cell) <= MAX_CELL_CHARACTERS // 2:
        return cell
    units = cell.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL_CHARACTERS:
        return cell
    return units[: 2 * (MAX_CELL_CHARACTERS - 1)].decode("utf-16-le", "ignore") + _CUT
