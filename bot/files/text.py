"""The records of a text: lines of cells between commas or tabs.

A record that cannot be read for certain (a byte that does not decode, a quote that is never closed) is handed on as
broken, with its number; the records behind it are not lost.
"""

import csv
from collections.abc import Iterator
from typing import BinaryIO

from bot.files.encodings import find_encoding
from bot.files.lines import Lines
from bot.files.records import Record

_OPENING_LINES = 30


def records(file: BinaryIO, head: bytes) -> Iterator[Record]:
    """The records of a text that begins with `head`. Raises FileRefused (file_empty, unknown_encoding, not_a_table)."""
    encoding = find_encoding(file, head)
    delimiter = _delimiter(head.decode(encoding, errors="replace"))
    file.seek(0)
    return _parse(Lines(file, encoding), delimiter)


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
        yield Record(number, None if lines.lost else cells, not lines.cut_off)
