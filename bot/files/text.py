"""Reads the records of a CSV or TSV.

A record with a byte that does not decode, or a quote that is not closed, is returned as broken with its number; the
following records are read normally.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO

from bot.files.encodings import find_encoding, find_text_end
from bot.files.tables import Record

MAX_LINES = 100
"""Maximum lines in a record. After an unclosed quote, at most this many lines are read again one at a time."""

MAX_LINE_CHARACTERS = 131_072

_REPLACEMENT = "\ufffd"

# A replacement character in the file itself means that another program lost a letter. The last range is what
# Python's decoder returns for four bytes that CP932 does not define.
_UNREADABLE = re.compile("[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\uf8f0-\uf8f3]")


# Most Japanese letters begin with a byte E2 to EF in UTF-8; only rare kanji do so in CP932.
@cache
def _compile_rare_start() -> re.Pattern[str]:
    """Return a pattern for lines whose first letter that is not ASCII is a rare kanji."""
    rare = "".join(
        letter
        for lead in range(0xE2, 0xF0)
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD))
        if len(letter := bytes((lead, trail)).decode("cp932", "ignore")) == 1 and not letter.isascii()
    )
    return re.compile(f"^[\x00-\x09\x0b-\x7f]*[{rare}]", re.MULTILINE)


def _is_utf8(line: str) -> bool:
    """Whether a line decoded as CP932 was written as UTF-8, so that its text is wrong."""
    try:
        line.encode("cp932").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _has_spaced_quotes(text: str) -> bool:
    return ' "' in text or '" ' in text


def _replace_undecodable(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    return _REPLACEMENT, fault.end


class TextLines:
    """An iterator over lines. `unreadable`: whether a line since `start_record` could not be read.

    `cut_off`: whether the file ended without a line end. `block_size`: characters read at once; 0 means line by line.
    """

    def __init__(self, file: BinaryIO, encoding: str, block_size: int = 65_536) -> None:
        # newline="" ends lines at LF, CRLF and CR, and keeps line breaks within quotes for csv.reader.
        self._may_be_mixed = encoding == "cp932"
        self._text = io.TextIOWrapper(file, encoding=encoding, errors="nofu-lost", newline="")
        self._block = self._partial = ""
        self._block_size = block_size
        self._always_single = not block_size
        self._queued: deque[str] = deque()
        self._record: list[str] = []
        self.unreadable = False
        self.cut_off = False

    def close(self) -> None:
        """Close the file."""
        self._text.close()

    def next_block(self) -> list[str]:
        """Return the lines of the next block without line ends.

        None are returned at the end of the file, and for a block whose lines must be read one at a time, by iterating.
        """
        if self._always_single or self._queued:
            return []
        block = self._partial + self._text.read(self._block_size)
        while block.endswith("\r") and (more := self._text.read(1)):  # it may be half of CRLF
            block += more
        end = block.rfind("\n") + 1
        self._always_single = not end  # the last line, or lines that end with CR, or very long lines
        if self._always_single or "\r" in block[end:]:
            self._block, self._partial = block, ""
        else:
            self._block, self._partial = block[:end], block[end:]
            if not self._has_special_lines():
                return self._block[:-1].split("\n")
        self.split_block()
        return []

    def split_block(self) -> None:
        """Queue the lines of the last block, so that iterating returns them one at a time.

        This is needed where a record has several lines, or a line cannot be read. An incomplete last line is completed
        from the file.
        """
        lines = io.StringIO(self._block, newline="").readlines()
        if lines and lines[-1][-1] not in "\r\n":
            self._partial = lines.pop()
        self._queued.extend(lines)

    def start_record(self) -> None:
        """Start a new record."""
        self._record.clear()
        self.unreadable = False

    @property
    def has_spaced_quotes(self) -> bool:
        """Whether a quote of the last block has a blank beside it. Testing each line takes longer."""
        return _has_spaced_quotes(self._block)

    @property
    def is_continued(self) -> bool:
        """Whether the last line continues a record of several lines, so that it starts within quotes."""
        return len(self._record) > 1

    def retry_lines(self) -> None:
        """Drop the first line of a broken record and queue its other lines to be read again."""
        self._queued.extendleft(reversed(self._record[1:]))
        self.unreadable = True

    def __iter__(self) -> "TextLines":
        return self

    def __next__(self) -> str:
        line = self._queued.popleft() if self._queued else self._next_line()
        if line[-1:] != "\n":  # rare
            line = self._finish_line(line)
        if not line:
            raise StopIteration
        self._record.append(line)
        if self._is_unreadable(line):
            self.unreadable = True
        if len(self._record) > MAX_LINES:
            raise csv.Error("a quote is not closed")
        return line

    def _next_line(self) -> str:
        partial, self._partial = self._partial, ""
        return (
            partial
            if len(partial) >= MAX_LINE_CHARACTERS
            else partial + self._text.readline(MAX_LINE_CHARACTERS - len(partial))
        )

    def _is_unreadable(self, line: str) -> bool:
        return bool(_UNREADABLE.search(line)) or (
            self._may_be_mixed and bool(_compile_rare_start().match(line)) and _is_utf8(line)
        )

    def _has_special_lines(self) -> bool:
        """Whether a line of the block cannot be read, or ends with CR alone."""
        block = self._block
        if _UNREADABLE.search(block) or block.count("\r") != block.count("\r\n"):
            return True
        rare = _compile_rare_start().finditer(block) if self._may_be_mixed else ()
        return any(_is_utf8(block[found.start() : block.find("\n", found.end())]) for found in rare)

    def _finish_line(self, line: str) -> str:
        """Complete a line without LF: at CR or the end of the file, or too long and therefore unreadable."""
        if line.endswith("\r"):
            return line
        if len(line) < MAX_LINE_CHARACTERS:
            self.cut_off = bool(line)
            return line
        while (rest := self._text.readline(MAX_LINE_CHARACTERS)) and not rest.endswith(("\n", "\r")):
            pass
        return f"{_REPLACEMENT}\n"


_SAMPLE_LINES = 30


class _Beginning(io.RawIOBase):
    """The first bytes of a file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read bytes into the buffer; return their number."""
        found = self._file.read(min(len(buffer), self._left))
        buffer[: len(found)] = found
        self._left -= len(found)
        return len(found)


def read_records(file: BinaryIO, head: bytes) -> Iterator[Record]:
    """Return a text's records, given its start. Raises FileRefused (file_empty, unknown_encoding, not_a_table)."""
    encoding = find_encoding(file, head[: find_text_end(file)])
    delimiter = _find_delimiter(head.decode(encoding, errors="replace"))
    end, size = find_text_end(file, encoding), file.seek(0, 2)
    file.seek(0)
    text = file if end == size else io.BufferedReader(_Beginning(file, end))
    return _parse_and_close(TextLines(text, encoding), delimiter)


def _parse_and_close(lines: TextLines, delimiter: str) -> Iterator[Record]:
    try:
        yield from parse_lines(lines, delimiter)
    finally:
        lines.close()


def _find_delimiter(text: str) -> str:
    """Return the delimiter: the one that occurs most often in the first lines, else a comma."""
    sample = "".join(text.splitlines()[:_SAMPLE_LINES])
    return max(",\t;|", key=sample.count)


@cache
def _compile_quoted_cells(delimiter: str) -> re.Pattern[str]:
    """Return a pattern for the quoted cells of a line, with blanks around the quotes. The last one may be open."""
    delimiter = re.escape(delimiter)
    ends = rf"(?= *(?:[{delimiter}\r\n]|$))"
    return re.compile(rf'(^|{delimiter}) *("[^"]*+(?:""[^"]*+)*+(?:"{ends}|$)) *')


def strip_quotes(line: str, delimiter: str, *, is_continued: bool = False) -> str:
    """Remove blanks between delimiter and quotes, as programs in RPG and COBOL write them: "a", "b".

    csv.reader takes the quotes behind a blank as a part of the cell. `is_continued`: the line starts within quotes.
    """
    if not _has_spaced_quotes(line):
        return line
    opening = '"' if is_continued else ""
    return _compile_quoted_cells(delimiter).sub(r"\1\2", opening + line)[len(opening) :]


def _parse_block(lines: TextLines, delimiter: str) -> list[list[str]]:
    """Return the records of the next block if each line is a record; else none."""
    while block := lines.next_block():
        try:
            found = list(
                csv.reader([strip_quotes(line, delimiter) for line in block], delimiter=delimiter, strict=True)
            )
        except csv.Error:
            found = []
        if len(found) == len(block):
            return found
        lines.split_block()
    return []


def parse_lines(lines: TextLines, delimiter: str) -> Iterator[Record]:
    """Yield the records of lines; a record that cannot be read is broken."""

    def strip_line(line: str) -> str:
        return strip_quotes(line, delimiter, is_continued=lines.is_continued)

    reader = csv.reader(map(strip_line, lines), delimiter=delimiter, strict=True)  # a generator ends at an exception
    number = 0
    while True:
        block = _parse_block(lines, delimiter)
        yield from map(Record, range(number + 1, number + 1 + len(block)), block)
        number += len(block) + 1
        cells: list[str] | None
        lines.start_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.retry_lines()
            cells = None
        if lines.unreadable:
            yield Record(number, None, not lines.cut_off, cells, garbled=True)
        else:
            yield Record(number, cells, not lines.cut_off)


codecs.register_error("nofu-lost", _replace_undecodable)
