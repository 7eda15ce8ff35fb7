"""A file of a vendor set: its headings with the usual cells, and its rows, each with what is right for it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.corpus.workbooks import DATE_STYLE, STRUCK_STYLE, Cell, Sheet, make_styles, number, strike, workbook

UPPER, LOWER = "upper", "lower"
_BETWEEN_LINES = "｜"

Columns = Sequence[tuple[str, str]]
"""Each heading with the cell that most rows have; in a cell, `{n}` is the number of the row's person."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row about a person, with what is right for it and the cells that differ, named by their headings.

    `right`: of a target list, `ok` or the code of the reason why nobody is messaged, after the list alone and, behind a
    blank, after all four files (the same if there is one word); of another file, what becomes of the row. A row that
    cannot be read has the code of its problem.
    """

    person: int
    right: str
    cells: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    """`struck` or `hidden`, in a workbook"""


@dataclass(frozen=True, slots=True)
class VendorFile:
    """A file. A row that is a list of cells is no row: a total, a blank line. UPPER and LOWER are the heading again."""

    columns: Columns
    rows: Sequence[Row | Sequence[str]]
    first_line: int = 2
    """the line of the first row, as a spreadsheet counts"""

    def list_heading(self) -> list[list[str]]:
        """List the lines of the heading: `電話番号｜携帯` has two, and the group stands on its first column only."""
        names = [name.partition("#")[0] for name, _ in self.columns]
        groups = [name.partition(_BETWEEN_LINES)[0] for name in names]
        upper = ["" if at and group == groups[at - 1] else group for at, group in enumerate(groups)]
        lower = [name.partition(_BETWEEN_LINES)[2] for name in names]
        return [upper, lower] if any(lower) else [names]

    def list_lines(self) -> list[list[str]]:
        """List the cells of each row."""
        again = {UPPER: self.list_heading()[0], LOWER: self.list_heading()[-1]}
        return [self._make_line(row) if isinstance(row, Row) else again.get(str(row), list(row)) for row in self.rows]

    def list_expected(self) -> dict[int, Row]:
        """List the rows that say something, by their lines."""
        return {line: row for line, row in enumerate(self.rows, self.first_line) if isinstance(row, Row)}

    def _make_line(self, row: Row) -> list[str]:
        unknown = row.cells.keys() - {name for name, _ in self.columns}
        if unknown:
            raise KeyError(*unknown)
        return [row.cells.get(name, usual).format(n=row.person) for name, usual in self.columns]


@dataclass(frozen=True, slots=True)
class VendorSet:
    """The four files of a vendor, each with its content, and the city's settings for the vendor's codes."""

    name: str
    targets: tuple[VendorFile, bytes]
    payments: tuple[VendorFile, bytes]
    calls: tuple[VendorFile, bytes]
    exclusions: tuple[VendorFile, bytes]
    settings: Mapping[str, str] = field(default_factory=dict)


def read_columns(text: str) -> Columns:
    """Read `heading=cell, heading=cell` of several lines; a comma without a blank behind it is part of a cell."""
    pairs = [pair for line in text.splitlines() for pair in line.strip().split(", ") if pair]
    return tuple((name, cell) for name, _, cell in (pair.partition("=") for pair in pairs))


def write_csv(file: VendorFile, encoding: str = "cp932", *, quoted: bool = True) -> tuple[VendorFile, bytes]:
    """Write a file as CSV with one line of headings; return both."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows([*file.list_heading(), *file.list_lines()])
    return file, text.getvalue().encode(encoding)


def write_workbook(file: VendorFile, *above: Sequence[str]) -> tuple[VendorFile, bytes]:
    """Write a file as a workbook, below the lines `above`; return both.

    A cell `=12000` is a number, and `@46174` a day.
    """
    heading = [*above, *file.list_heading()]
    if len(heading) + 1 != file.first_line:
        raise ValueError(file.first_line)
    marks = [row.mark if isinstance(row, Row) else "" for row in file.rows]
    lines = zip(file.list_lines(), marks, strict=True)
    rows = [*heading, *([_make_cell(cell, mark) for cell in line] for line, mark in lines)]
    hidden = {at: ' hidden="1"' for at, mark in enumerate(marks, len(heading)) if mark == "hidden"}
    return file, workbook(Sheet(rows, row_attributes=hidden), extra=make_styles())


def _make_cell(text: str, mark: str) -> Cell:
    if text[:1] in ("=", "@"):
        return number(text[1:], STRUCK_STYLE if mark == "struck" else DATE_STYLE if text[0] == "@" else 0)
    return strike(text) if mark == "struck" and text else text or None
