"""Scans a sheet's XML for what calamine drops silently, for hidden rows and columns, and for struck cells.

Calamine drops trailing rows whose formulas have no cached value, and returns an error cell as an empty one. This is
no general XML parser: comments, CDATA and DTDs, which could mislead it, are refused.
"""

import re
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from bot.files.strikes import Strikes, is_text_struck
from bot.model.errors import FileRefused

MAX_CELLS = 40_000_000
"""Cells in the bounding rectangle of a sheet; calamine allocates memory for each."""

_CHUNK = 1 << 20
_MAX_ROW_BYTES = 16 << 20
_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")
_DECLARATION = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>")
_NUMBER = re.compile(rb"""\sr=["'](\d{1,8})["']""")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_ERROR = re.compile(rb"""<(?:[\w.-]+:)?c\s[^>]*\bt=["']e["']""")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s[^>]*>")
_RANGE = re.compile(rb"""\s(min|max)=["'](\d{1,6})["']""")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:[vt](?:\s[^>]*)?>[^<]|f[\s>/])")
_NOT_LETTERS = b"0123456789\"'"
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(\s[^>]*?)?(?:/>|>(.*?)</(?:[\w.-]+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb"""\sr=["']([A-Za-z]+)""")
_STYLE = re.compile(rb"""\ss=["'](\d+)""")
_SHARED = re.compile(rb"""\st=["']s["']""")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>(\d+)<")


class StruckCells(NamedTuple):
    """The columns of a row's struck cells, from 1, and how many cells of the row have content."""

    columns: frozenset[int]
    filled: int


@dataclass(slots=True)
class SheetInfo:
    """Properties of a sheet: the last row with content, hidden rows, rows that cannot be read, hidden columns.

    Row and column numbers start at 1. `widest`: the letters of the last column in use. `struck`: the rows with struck
    cells.
    """

    last: int = 0
    hidden: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    struck: dict[int, StruckCells] = field(default_factory=dict)
    widest: bytes = b""

    @property
    def width(self) -> int:
        """The number of the last column in use."""
        return _count_column(self.widest)


def _count_column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def scan_sheet(member: IO[bytes], strikes: Strikes) -> SheetInfo:
    """Read a sheet's XML once. Raises FileRefused (workbook_unsafe, workbook_broken, workbook_too_large)."""
    head = _DECLARATION.sub(b"", member.read(_CHUNK))
    root = _ROOT.search(head)
    if root is None:
        raise FileRefused("workbook_broken")
    scanner = _SheetScanner(b"<" + (root[1] + b":" if root[1] else b""), strikes)
    rest, chunk = b"", head
    while chunk:
        rest += chunk
        if _contains(rest, b"!", b"<!") or _contains(rest, b"?", b"<?"):
            raise FileRefused("workbook_unsafe")
        scanner.prepare_part(rest)
        part, (*pieces, rest) = rest, rest.split(scanner.end)
        scanner.scan_rows(part[: len(part) - len(rest)], pieces)
        if len(rest) > _MAX_ROW_BYTES or scanner.sheet.last * scanner.sheet.width > MAX_CELLS:
            raise FileRefused("workbook_too_large")
        chunk = member.read(_CHUNK)
    return scanner.sheet


def _contains(part: bytes, letter: bytes, needle: bytes) -> bool:
    """Whether a part contains `needle`. Testing first for its rarest letter is ten times as fast."""
    return letter in part and needle in part


class _SheetScanner:
    """Collects a SheetInfo from pieces of XML; each piece ends with the end of a row."""

    def __init__(self, prefix: bytes, strikes: Strikes) -> None:
        self.sheet = SheetInfo()
        self.end = prefix.replace(b"<", b"</") + b"row>"
        self._row, self._formula, self._value = prefix + b"row", prefix + b"f", prefix + b"v"
        self._cell_end = prefix.replace(b"<", b"</") + b"c>"
        self._numbered = re.compile(re.escape(self._row) + rb"""\s(?:[^>]*?\s)?r="(\d{1,8})[^>]*>""")
        self._number = 0
        self._may_hide = self._may_break = self._may_strike = True
        self._strikes = strikes
        self._struck_style = (
            re.compile(rb"""\ss=["'](?:%b)["']""" % b"|".join(strikes.styles)) if strikes.styles else None
        )

    def prepare_part(self, part: bytes) -> None:
        """Note whether rows of a part can be hidden, broken or struck; in most sheets none can: checks are skipped."""
        self._may_hide = _contains(part, b"h", b"hidden")
        self._may_break = _contains(part, b"f", self._formula) or (b"e" in part and (b'"e"' in part or b"'e'" in part))
        self._may_strike = (
            bool(self._strikes.strings)
            or b"0" in self._strikes.styles  # cells without a style have style 0
            or (self._struck_style is not None and self._struck_style.search(part) is not None)
            or _contains(part, b"k", b"strike")
        )

    def scan_rows(self, part: bytes, pieces: list[bytes]) -> None:
        """Scan rows. If none can be hidden, broken or struck, as in most sheets, find only the last row and the width.

        Examining each row took as long as calamine takes to read them all.
        """
        numbers = list(map(int, self._numbered.findall(part)))
        if not self._are_plain(part, pieces, numbers):
            for piece in pieces:
                self._scan_row(piece)
            return
        sheet, self._number = self.sheet, numbers[-1]
        for number, piece in zip(reversed(numbers), reversed(pieces), strict=True):
            if _CONTENT.search(piece):
                sheet.last = max(sheet.last, number)
                break
        references = {piece[at + 4 : at + 7] for piece in pieces if (at := piece.rfind(b' r="')) > 0}
        if any(self._is_wider(reference.rstrip(_NOT_LETTERS)) for reference in references):
            for piece in filter(_CONTENT.search, pieces):
                self._update_width(piece, 0)

    def _are_plain(self, part: bytes, pieces: list[bytes], numbers: list[int]) -> bool:
        """Whether all rows are numbered, in order, and none can be hidden, broken or struck."""
        return (
            0 < self._number < next(iter(numbers), 0)
            and not (self._may_hide or self._may_break or self._may_strike or b"'" in part)
            and len(pieces) == len(numbers) == part.count(self._row)
            and numbers == sorted(set(numbers))
        )

    def _scan_row(self, piece: bytes) -> None:
        """Scan one row."""
        if not self._number:
            self._add_hidden_columns(piece)
        start = piece.rfind(self._row)
        cells = piece.find(b">", start)
        if start < 0 or cells < 0:
            raise FileRefused("workbook_broken")
        tag = piece[start:cells]
        numbered = _NUMBER.search(tag)
        self._number = int(numbered[1]) if numbered else self._number + piece.count(self._row)
        if not _CONTENT.search(piece, cells):
            return
        sheet = self.sheet
        sheet.last = max(sheet.last, self._number)
        if self._may_hide and _HIDDEN.search(tag):
            sheet.hidden.add(self._number)
        if self._may_break and self._is_broken(piece, cells):
            sheet.broken.add(self._number)
        if self._may_strike and (struck := self._find_struck_cells(piece, cells)).columns:
            sheet.struck[self._number] = struck
        self._update_width(piece, cells)

    def _is_broken(self, piece: bytes, cells: int) -> bool:
        if (b'"e"' in piece or b"'e'" in piece) and _ERROR.search(piece, cells):
            return True
        if self._formula not in piece:
            return False
        return any(self._formula in cell and self._value not in cell for cell in piece.split(self._cell_end))

    def _find_struck_cells(self, piece: bytes, cells: int) -> StruckCells:
        columns = set()
        column = filled = 0
        for attributes, inside in _CELL.findall(piece, cells):
            place = _PLACE.search(attributes)
            column = _count_column(place[1]) if place else column + 1
            if _CONTENT.search(inside):
                filled += 1
                if self._is_struck(attributes, inside):
                    columns.add(column)
        return StruckCells(frozenset(columns), filled)

    def _is_struck(self, attributes: bytes, inside: bytes) -> bool:
        style = _STYLE.search(attributes)
        if (style[1] if style else b"0") in self._strikes.styles:
            return True
        if _SHARED.search(attributes):
            value = _VALUE.search(inside)
            return value is not None and value[1] in self._strikes.strings
        return b"strike" in inside and is_text_struck(inside)

    def _update_width(self, piece: bytes, cells: int) -> None:
        at = max(piece.rfind(b' r="', cells), piece.rfind(b" r='", cells))
        letters = piece[at + 4 : at + 7].rstrip(_NOT_LETTERS) if at > 0 else b""
        if self._is_wider(letters):
            self.sheet.widest = letters

    def _is_wider(self, letters: bytes) -> bool:
        return (len(letters), letters) > (len(self.sheet.widest), self.sheet.widest)

    def _add_hidden_columns(self, piece: bytes) -> None:
        for column in _COLUMN.findall(piece):
            ends = dict(_RANGE.findall(column))
            if _HIDDEN.search(column) and len(ends) == 2:
                self.sheet.hidden_columns.append(range(int(ends[b"min"]), int(ends[b"max"]) + 1))
