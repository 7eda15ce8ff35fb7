"""Reads the table in an XLSX workbook: the only sheet with a known heading. Cells are text; formulas are not run."""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bot.files.comments import find_commented_rows
from bot.files.merged_cells import fill_merged, list_areas
from bot.files.sheet_xml import SheetInfo, scan_sheet
from bot.files.strikes import find_strikes
from bot.files.tables import Record, Table, open_table
from bot.files.workbook_zip import BROKEN, WorkbookZip
from bot.model.errors import FileRefused
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.heading_names import HashHeading
from bot.rules.importing.headings import REQUIRED, Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.people_tables import is_table_of_people

_FIRST_ROWS = 100
"""Rows of a sheet that are searched for people."""
_MAX_EXACT_FLOAT = 2**53
_DAYS_1900_TO_1904 = 1_462
_NO_TABLE_CODES = frozenset({"no_heading", "no_id_column", "no_such_column", *REQUIRED.values()})


def open_workbook(file: BinaryIO, kind: FileColumns, chosen: Mapping[str, str], hash_heading: HashHeading) -> Table:
    """Return the table of a workbook. Raises FileRefused (workbook_locked, several_tables, workbook_rows_lost, …)."""
    try:
        package = WorkbookZip(file)
        parts, since_1904 = _list_sheets(package)
        strikes = find_strikes(package)
        commented = {name: find_commented_rows(package, part) for name, part in parts.items() if kind.has_notes}
        infos = {name: scan_sheet(package.open(part), strikes) for name, part in parts.items()}
        workbook = CalamineWorkbook.from_filelike(package.open_for_calamine())
        sheets = [(workbook.get_sheet_by_name(name), infos[name]) for name in workbook.sheet_names if name in infos]
        areas = {sheet.name: list_areas(sheet.merged_cell_ranges or []) for sheet, _ in sheets}
    except (CalamineError, *BROKEN) as fault:
        raise FileRefused("workbook_broken") from fault
    days = _DAYS_1900_TO_1904 if since_1904 else 0

    def open_sheet(sheet: CalamineSheet, xml: SheetInfo) -> Table:
        records, hidden = _yield_records(sheet, xml), frozenset(xml.hidden)
        table = open_table(records, kind, chosen, hash_heading, hidden=hidden, days=days)
        if areas[sheet.name]:
            table.change_rows(lambda rows: fill_merged(rows, areas[sheet.name], table.layout))
        table.commented = commented.get(sheet.name, frozenset())
        return _add_formats(xml, table)

    return _find_sheet([(at, sheet, xml) for at, (sheet, xml) in enumerate(sheets, 1) if xml.last], open_sheet)


def _list_sheets(package: WorkbookZip) -> tuple[dict[str, str], bool]:
    """Return a mapping of sheet name to part, and whether dates are counted from 1904."""
    targets = {link.id: link.target for link in package.links if link.kind == "worksheet"}
    parts: dict[str, str] = {}
    since_1904 = False
    for tag, attributes in package.parse_elements(package.workbook):
        if tag == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true")
        if tag == "sheet":
            link = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            if link in targets:
                parts[attributes.get("name", "")] = targets[link]
    return parts, since_1904


def _find_sheet(
    sheets: list[tuple[int, CalamineSheet, SheetInfo]], open_sheet: Callable[[CalamineSheet, SheetInfo], Table]
) -> Table:
    """Return the only table of the sheets, each with its place in the workbook.

    If a second sheet has people, also a hidden one, the file is refused: it may be an old table, or one of exclusions.
    A short sheet without any id or number of a person is a legend, although its first column may be called 宛名番号.
    """
    found: dict[int, Table] = {}
    refused: dict[int, FileRefused] = {}
    for at, sheet, xml in sheets:
        try:
            if xml.last > (sheet.end[0] + 1 if sheet.end else 0):
                raise FileRefused("workbook_rows_lost", row=xml.last)
            found[at] = open_sheet(sheet, xml)
        except FileRefused as refusal:
            if refusal.code not in _NO_TABLE_CODES:
                raise
            refused[at] = refusal
    if not found:
        refusals = refused.values()
        raise max(refusals, key=lambda refusal: int(refusal.facts.get("found", 0)), default=FileRefused("file_empty"))
    with_rows = [at for at, table in found.items() if table.has_rows]
    if len(with_rows) > 1:
        legends = {at for at, sheet, xml in sheets if xml.last <= _FIRST_ROWS and not _has_people(sheet, xml)}
        with_rows = [at for at in with_rows if at not in legends] or with_rows
    others = [at for at, sheet, xml in sheets if at in refused and _has_people(sheet, xml)]
    if len(with_rows) + len(others) > 1:
        places = sorted(with_rows + others)
        raise FileRefused("several_tables", tables=len(places), sheets=", ".join(map(str, places)))
    return found[with_rows[0]] if with_rows else next(iter(found.values()))


def _has_people(sheet: CalamineSheet, xml: SheetInfo) -> bool:
    return is_table_of_people([record.cells or [] for record in islice(_yield_records(sheet, xml), _FIRST_ROWS)])


def _add_formats(xml: SheetInfo, table: Table) -> Table:
    """Add to a table which of its columns are hidden and which rows struck through."""
    used = range(1, 1 + len(table.layout.heading))
    hidden = {column for columns in xml.hidden_columns for column in range(columns.start, min(columns.stop, used.stop))}
    table.hidden_columns = len(hidden.intersection(used))
    table.struck = _find_struck_rows(xml, table.layout)
    return table


def _find_struck_rows(xml: SheetInfo, layout: Layout) -> frozenset[int]:
    """Return the rows of which half of the cells are struck, or a cell that says who the person is."""
    named = (layout.positions.get(column) for column in (Column.TAXPAYER, Column.PHONE))
    persons = (*named, *layout.names, *(position for position, _ in layout.phones))
    who = {1 + position for position in persons if position is not None}
    return frozenset(
        number
        for number, cells in xml.struck.items()
        if 2 * len(cells.columns) >= cells.filled or not who.isdisjoint(cells.columns)
    )


def _yield_records(sheet: CalamineSheet, xml: SheetInfo) -> Iterator[Record]:
    blank = [""] * (sheet.start[1] if sheet.start else 0)  # so that letters are those of the sheet
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = blank + [cell if type(cell) is str else _format_cell(cell) for cell in row]
        yield Record(number, None, as_found=cells) if number in xml.broken else Record(number, cells)


def _format_cell(cell: object) -> str:
    """Return a cell as text. Whole numbers become digits; Excel stores only 15 of them."""
    if isinstance(cell, float) and not isinstance(cell, bool):
        exact = math.isfinite(cell) and cell.is_integer() and abs(cell) < _MAX_EXACT_FLOAT
        return str(int(cell)) if exact else repr(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
