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
    return parse(Lines(file, encoding), delimiter)


def _delimiter(text: str) -> str:
    """Tab or comma: of which the first lines have more (the one that separates stands between all cells)."""
    opening = "".join(text.splitlines()[:_OPENING_LINES])
    return "\t" if opening.count("\t") > opening.count(",") else ","


def _at_once(lines: Lines, delimiter: str) -> list[list[str]]:
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


def parse(lines: Lines, delimiter: str) -> Iterator[Record]:
    """The records of lines, each line read for certain or its record broken."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        for record in _at_once(lines, delimiter):
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
