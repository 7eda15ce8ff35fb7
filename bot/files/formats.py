"""Detects a file's format by its content, never by its name, and opens its table."""

import codecs
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import BinaryIO, NamedTuple

from bot.files.fixed_length import is_fixed_length
from bot.files.records import read_fixed_records
from bot.files.tables import Table, open_table
from bot.files.text import read_records
from bot.files.workbook import open_workbook
from bot.model.errors import FileRefused
from bot.rules.importing.columns import FileColumns
from bot.rules.importing.heading_names import HashHeading
from bot.rules.importing.record_layouts import RecordLayout, choose_layout

_HEAD = 65_536
_CHUNK = 1 << 20
_MARKUP = re.compile(rb"\s*<(!doctype\s+html|html|head|body|table|meta|script|div)\b", re.IGNORECASE)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OTHER_MAGICS = (b"%PDF", b"<?xml", b"{\\rtf", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")


class RecordLayouts(NamedTuple):
    """The layouts of files with records of a fixed length that may be used: for this kind of file, on this day."""

    layouts: Sequence[RecordLayout] = ()
    kind: str = ""
    today: date | None = None


NO_LAYOUTS = RecordLayouts()
"""A city without such files."""


def open_file(
    file: BinaryIO,
    kind: FileColumns,
    chosen: Mapping[str, str],
    hash_heading: HashHeading,
    records: RecordLayouts = NO_LAYOUTS,
) -> Table:
    """Return the table in a file. Raises FileRefused (file_empty, file_is_zip, fixed_length, no_heading, …)."""
    file.seek(0)
    head = file.read(_HEAD)
    text = head.removeprefix(codecs.BOM_UTF8)
    if head.startswith(b"PK"):
        return open_workbook(file, kind, chosen, hash_heading)
    if head.startswith(_OLE_MAGIC):
        raise FileRefused("workbook_locked" if _contains(file, _ENCRYPTED_STREAM) else "file_is_xls")
    if _MARKUP.match(text):
        raise FileRefused("file_is_html")
    if text.startswith(_OTHER_MAGICS):
        raise FileRefused("not_a_table")
    if (layout := choose_layout(records.layouts, records.kind, head)) is not None:
        return open_table(read_fixed_records(file, layout, records.today), kind, chosen, hash_heading)
    if is_fixed_length(text, is_whole=len(head) < _HEAD):
        raise FileRefused("fixed_length")
    return open_table(read_records(file, head), kind, chosen, hash_heading)


def _contains(file: BinaryIO, needle: bytes) -> bool:
    """Whether a file contains these bytes. A workbook with a password is an encrypted stream in an OLE container."""
    file.seek(0)
    previous = b""
    while chunk := file.read(_CHUNK):
        if needle in previous + chunk:
            return True
        previous = chunk[-len(needle) :]
    return False
