"""The records of a text: lines of cells between commas or tabs.

A record that cannot be read for certain (a byte that does not decode, a quote that is never closed) is handed on as
broken, with its number; the records behind it are not lost.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from bot.files.encodings import find_encoding
from bot.files.tables import Record

MAX_LINES = 100
"""Lines of one record. A quote that is never closed swallows no more than these; then they are read again singly."""

MAX_LINE_CHARACTERS = 131_072


_LOST = "\ufffd"

# A replacement character in the file itself is the trace of somebody else's lost letter: it counts as lost, too;
# and so do the four signs that Python makes of the bytes which CP932 does not have.
_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\uf8f0-\uf8f3]")


# What a letter of UTF-8 begins with (E2 to EF) begins a rare kanji in CP932.
_RARE = "".join(
    letter
    for lead in range(0xE2, 0xF0)
    for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD))
    if len(letter := bytes((lead, trail)).decode("cp932", "ignore")) == 1 and not letter.isascii()
)

_BEGINS_RARELY = re.compile(f"^[\x00-\x09\x0b-\x7f]*[{_RARE}]", re.MULTILINE)


def _is_utf8(line: str) -> bool:
    """Whether a line read as CP932 was written as UTF-8: it would make sense, but the wrong one."""
    try:
        line.encode("cp932").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _find_byte_order_mark(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    return _LOST, fault.end


class TextLines:
    """An iterator over lines. `lost` says whether the record since `begin` holds what could not be read.

    `cut_off` says whether the file has ended, and without a line's end.
    """

    def __init__(self, file: BinaryIO, encoding: str, together: int = 65_536) -> None:
        # newline="" splits at LF, CRLF and CR alike, and leaves line breaks within quotes to csv.reader.
        self._may_be_mixed = encoding == "cp932"
        self._text = io.TextIOWrapper(file, encoding=encoding, errors="nofu-lost", newline="")
        self._piece = self._begun = ""
        self._together = together  # characters
        self._all_by_one = not together
        self._again: deque[str] = deque()
        self._record: list[str] = []
        self.lost = False
        self.cut_off = False

    def close(self) -> None:
        """Close the file."""
        self._text.close()

    def at_hand(self) -> list[str]:
        """The next lines, without their ends, if all of them can be read; none: they are to be taken one by one."""
        if self._all_by_one or self._again:
            return []
        piece = self._begun + self._text.read(self._together)
        while piece.endswith("\r") and (more := self._text.read(1)):  # it may be half of a line's end
            piece += more
        end = piece.rfind("\n") + 1
        self._all_by_one = not end  # it is the file's last line; or lines end with CR; or they have no end
        if self._all_by_one or "\r" in piece[end:]:
            self._piece, self._begun = piece, ""
        else:
            self._piece, self._begun = piece[:end], piece[end:]
            if not self._needs_care():
                return self._piece[:-1].split("\n")
        self.one_by_one()
        return []

    def one_by_one(self) -> None:
        """The lines at hand come again, each by itself: a record goes over several of them, or cannot be read."""
        lines = io.StringIO(self._piece, newline="").readlines()
        if lines and lines[-1][-1] not in "\r\n":
            self._begun = lines.pop()
        self._again.extend(lines)

    def begin(self) -> None:
        """A new record begins."""
        self._record.clear()
        self.lost = False

    def give_back(self) -> None:
        """The record was broken: all of its lines but the first are to be read again, as records of their own."""
        self._again.extendleft(reversed(self._record[1:]))
        self.lost = True

    def __iter__(self) -> "TextLines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._next_line()
        if line[-1:] != "\n":  # as nearly none is
            line = self._unended(line)
        if not line:
            raise StopIteration
        self._record.append(line)
        if self._is_lost(line):
            self.lost = True
        if len(self._record) > MAX_LINES:
            raise csv.Error("a quote is not closed")
        return line

    def _next_line(self) -> str:
        begun, self._begun = self._begun, ""
        return (
            begun
            if len(begun) >= MAX_LINE_CHARACTERS
            else begun + self._text.readline(MAX_LINE_CHARACTERS - len(begun))
        )

    def _is_lost(self, line: str) -> bool:
        return bool(_UNREADABLE.search(line)) or (
            self._may_be_mixed and bool(_BEGINS_RARELY.match(line)) and _is_utf8(line)
        )

    def _needs_care(self) -> bool:
        """Whether a line at hand cannot be read, or ends with CR alone."""
        piece = self._piece
        if _UNREADABLE.search(piece) or piece.count("\r") != piece.count("\r\n"):
            return True
        rare = _BEGINS_RARELY.finditer(piece) if self._may_be_mixed else ()
        return any(_is_utf8(piece[found.start() : piece.find("\n", found.end())]) for found in rare)

    def _unended(self, line: str) -> str:
        """A line that ends with CR; or with the file; or that is longer than any row, and lost."""
        if line.endswith("\r"):
            return line
        if len(line) < MAX_LINE_CHARACTERS:
            self.cut_off = bool(line)
            return line
        while (rest := self._text.readline(MAX_LINE_CHARACTERS)) and not rest.endswith(("\n", "\r")):
            pass
        return f"{_LOST}\n"


_OPENING_LINES = 30


def read_records(file: BinaryIO, head: bytes) -> Iterator[Record]:
    """The records of a text that begins with `head`. Raises FileRefused (file_empty, unknown_encoding, not_a_table)."""
    encoding = find_encoding(file, head)
    delimiter = _find_delimiter(head.decode(encoding, errors="replace"))
    file.seek(0)
    return _parse_and_close(TextLines(file, encoding), delimiter)


def _parse_and_close(lines: TextLines, delimiter: str) -> Iterator[Record]:
    try:
        yield from parse_lines(lines, delimiter)
    finally:
        lines.close()


def _find_delimiter(text: str) -> str:
    """Tab or comma: of which the first lines have more (the one that separates stands between all cells)."""
    opening = "".join(text.splitlines()[:_OPENING_LINES])
    return "\t" if opening.count("\t") > opening.count(",") else ","


def _parse_simple_lines(lines: TextLines, delimiter: str) -> list[list[str]]:
    """The records of the lines at hand, where each line is one; else none, and they come one by one."""
    while at_hand := lines.at_hand():
        try:
            found = list(csv.reader(at_hand, delimiter=delimiter, strict=True))
        except csv.Error:
            found = []
        if len(found) == len(at_hand):
            return found
        lines.one_by_one()
    return []


def parse_lines(lines: TextLines, delimiter: str) -> Iterator[Record]:
    """The records of lines, each line read for certain or its record broken."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        for record in _parse_simple_lines(lines, delimiter):
            number += 1
            yield Record(number, record)
        number += 1
        cells: list[str] | None
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.give_back()
            cells = None
        yield Record(number, None if lines.lost else cells, not lines.cut_off)


codecs.register_error("nofu-lost", _find_byte_order_mark)
