"""What a file really is, judged by its content, and its records as text.

A record that cannot be read for certain (a byte that does not decode, a quote that is never closed) is handed on as
broken, with its number; the records behind it are not lost.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from bot.files.lines import Lines
from bot.rules.errors import FileRefused

_HEAD = 65_536
_TELLING = 500
_OPENING_LINES = 30
_MARKUP = re.compile(rb"\s*<(!doctype\s+html|html|head|body|table|meta|script|div)\b", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Record(NamedTuple):
    """One row of a sheet, numbered as a spreadsheet counts, from 1. Without cells: it is broken."""

    number: int
    cells: list[str] | None


def records(file: BinaryIO) -> Iterator[Record]:
    """The records of a file, from its start. Raises FileRefused (file_empty, file_is_zip, not_a_table, …)."""
    file.seek(0)
    head = file.read(_HEAD)
    _refuse_others(head)
    encoding = _encoding(file, head)
    delimiter = _delimiter(head.decode(encoding, errors="replace"))
    file.seek(0)
    return _parse(Lines(file, encoding), delimiter)


def _refuse_others(head: bytes) -> None:
    if not head.removeprefix(codecs.BOM_UTF8).strip() or head in _UTF16_MARKS:
        raise FileRefused("file_empty")
    if head.startswith(b"PK"):
        raise FileRefused("file_is_xlsx" if b"[Content_Types].xml" in head or b"xl/" in head else "file_is_zip")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("file_is_xls")
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise FileRefused("file_is_html")
    if head.startswith((b"%PDF", b"<?xml", b"{\\rtf")):
        raise FileRefused("not_a_table")


def _encoding(file: BinaryIO, head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith(_UTF16_MARKS):
        return "utf-16"
    if head.count(0) > len(head) // 10:
        return _unmarked_utf16(head)
    controls = len(_CONTROLS.findall(head))
    if controls > 4 and controls > len(head) // 100:
        raise FileRefused("not_a_table")
    return _of_eight_bits(file)


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 without its mark: the zero bytes of its commas and digits stand on one side only."""
    low, high = head[0::2].count(0), head[1::2].count(0)
    if min(low, high) > max(low, high) // 20:
        raise FileRefused("not_a_table")
    return "utf-16-le" if high > low else "utf-16-be"


def _of_eight_bits(file: BinaryIO) -> str:
    """UTF-8 or CP932: in which of the two more lines make sense. One bad byte must not turn the whole file over."""
    file.seek(0)
    utf8 = cp932 = telling = 0
    while telling < _TELLING and (line := file.readline(_HEAD)):
        for part in line.splitlines():  # at CR, too
            if not part.isascii():
                telling += 1
                utf8 += _decodes(part, "utf-8")
                cp932 += _decodes(part, "cp932")
    return "cp932" if cp932 > utf8 else "utf-8"


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str) -> str:
    """Tab or comma: of which the first lines have more (the one that separates stands between all cells)."""
    opening = "".join(text.splitlines()[:_OPENING_LINES])
    return "\t" if opening.count("\t") > opening.count(",") else ","


def _parse(lines: Lines, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.give_back()
            cells = None
        yield Record(number, None if lines.lost else cells)
