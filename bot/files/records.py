"""Reads files of records with a fixed length, with a layout that describes them."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import BinaryIO

from bot.files.tables import Record
from bot.model.errors import FileRefused
from bot.rules.importing.record_layouts import RecordLayout, add_year

_LINE_ENDS = b"\r\n"
_END_OF_TEXT = b"\x1a"


def read_fixed_records(file: BinaryIO, layout: RecordLayout, today: date | None) -> Iterator[Record]:
    """Yield a row of headings, then a row for each data record.

    Raises FileRefused (records_incomplete), if the number of records is not the trailer's, or there is no trailer. A
    record of another length or kind, and one that cannot be decoded, is broken.
    """
    yield Record(0, layout.headings)
    marks = {name: mark.encode("cp932") for name, mark in layout.marks.items() if mark}
    header, counted, is_open = b"", 0, False
    for number, record in enumerate(_split_records(file, layout.length), start=1):
        if record.startswith(marks["header"]):
            _require(not is_open)
            header, counted, is_open = record, 0, "trailer" in marks
        elif record.startswith(marks["data"]):
            counted += 1
            if (row := _make_row(number, record, header, layout, today)) is not None:
                yield row
        elif "trailer" in marks and record.startswith(marks["trailer"]):
            _require(is_open and _is_count(layout, record, counted))
            is_open = False
        elif not ("end" in marks and record.startswith(marks["end"])):
            yield Record(number, None)
    _require(not is_open)


def _require(condition: bool) -> None:
    if not condition:
        raise FileRefused("records_incomplete")


def _is_count(layout: RecordLayout, trailer: bytes, counted: int) -> bool:
    try:
        return layout.count is None or int(layout.count.cut(trailer)) == counted
    except ValueError:  # no number, or bytes that are no text
        return False


def _split_records(file: BinaryIO, length: int) -> Iterator[bytes]:
    """Yield the records, padded with spaces to their length: a program may have trimmed the ends of lines."""
    file.seek(0)
    head = file.read(length + 2)
    file.seek(0)
    if any(end in head for end in _LINE_ENDS):
        records: Iterable[bytes] = chain.from_iterable(line.splitlines() for line in file)
    else:
        records = iter(lambda: file.read(length), b"")
    for record in records:
        if text := record.strip(_END_OF_TEXT + _LINE_ENDS):
            yield text.ljust(length)


def _make_row(number: int, record: bytes, header: bytes, layout: RecordLayout, today: date | None) -> Record | None:
    """Return the row of a data record; None for a record that is no row."""
    if len(record) != layout.length or not header:
        return Record(number, None)
    try:
        if layout.only and layout.only[0].cut(record) not in layout.only[1]:
            return None
        cells = []
        for column in layout.columns:
            cell = column.place.cut(header if column.in_header else record)
            cells.append(add_year(cell, today) if column.has_month_day else column.values.get(cell, cell))
    except UnicodeDecodeError:
        return Record(number, None)
    return Record(number, cells + list(layout.constants.values()))
