"""A file of a vendor set: its headings with the usual cells, and its rows, each with what is right for it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class VendorFile:
    """A file. A row that is a list of cells is no row: a total, a heading again, a blank line."""

    columns: Columns
    rows: Sequence[Row | Sequence[str]]
    first_line: int = 2
    """the line of the first row, as a spreadsheet counts"""

    def list_lines(self) -> list[list[str]]:
        """List the cells of each row."""
        return [self._make_line(row) if isinstance(row, Row) else list(row) for row in self.rows]

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
    writer.writerows([[name.partition("#")[0] for name, _ in file.columns], *file.list_lines()])
    return file, text.getvalue().encode(encoding)
