"""Opens a workbook's zip file, whose directory is checked before anything is unpacked."""

import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, BinaryIO
from xml.parsers import expat

from bot.model.errors import FileRefused

MAX_MEMBERS = 5_000
MAX_BYTES = 1_000_000_000
MAX_RATIO = 200
"""Highest compression ratio of a member: sheets of equal rows reach about 60, zip bombs 1,000."""

_MIN_CHECKED_BYTES = 1_000_000
_END_MAGIC = b"PK\x05\x06"
_END_RECORD_BYTES = 22
_MAX_COMMENT_BYTES = 65_535
_MAX_DIRECTORY_BYTES = 2_000_000
_ENCRYPTED_FLAG = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DOCTYPE_SEARCH_BYTES = 65_536

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)
"""Exceptions raised by a damaged zip file. An unknown compression method raises a kind of RuntimeError."""

Element = tuple[str, dict[str, str]]


class WorkbookZip:
    """The members of a workbook. Raises FileRefused for an unsafe file, and one of `BROKEN` for a damaged one."""

    def __init__(self, file: BinaryIO) -> None:
        _check_end(file)
        self._zip = zipfile.ZipFile(file)
        members = self._zip.infolist()
        self._names = {member.filename for member in members}
        _check_sizes(members)
        for member in members:
            _check_member(member)
        self._refuse_other_formats()
        self._refuse_doctypes()

    def open(self, name: str) -> IO[bytes]:
        """Open a member, which is unpacked while it is read."""
        return self._zip.open(name)

    def parse_elements(self, name: str) -> list[Element]:
        """Return the elements of a small member, each as (name without prefix, attributes)."""
        found: list[Element] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with self.open(name) as member:
            parser.ParseFile(member)
        return found

    def _refuse_other_formats(self) -> None:
        names = self._names
        if "mimetype" in names and b"opendocument" in self._zip.read("mimetype")[:100]:
            raise FileRefused("file_is_ods")
        if "xl/workbook.bin" in names:
            raise FileRefused("file_is_xlsb")
        if "xl/workbook.xml" not in names:
            raise FileRefused("not_a_table" if "[Content_Types].xml" in names else "file_is_zip")
        if any(name.endswith("vbaProject.bin") or name.startswith("xl/macrosheets/") for name in names):
            raise FileRefused("workbook_has_macros")
        types = self._zip.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
        if b"macroEnabled" in types:
            raise FileRefused("workbook_has_macros")

    def _refuse_doctypes(self) -> None:
        for name in self._names:
            if name.endswith((".xml", ".rels")):
                with self.open(name) as member:
                    if b"<!DOCTYPE" in member.read(_DOCTYPE_SEARCH_BYTES).upper().replace(b"\0", b""):
                        raise FileRefused("workbook_unsafe")


def _check_end(file: BinaryIO) -> None:
    """Check the number of members and the size of their directory, before zipfile reads it into memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_RECORD_BYTES - _MAX_COMMENT_BYTES))
    tail = file.read()
    at = tail.rfind(_END_MAGIC)
    if at < 0 or len(tail) < at + _END_RECORD_BYTES:
        raise FileRefused("workbook_broken")
    members, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    if members > MAX_MEMBERS or directory_bytes > _MAX_DIRECTORY_BYTES:
        raise FileRefused("workbook_too_large")


def _check_member(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    link = stat.S_ISLNK(member.external_attr >> 16)
    if link or path.is_absolute() or ".." in path.parts or ":" in member.filename or "\0" in member.orig_filename:
        raise FileRefused("workbook_unsafe")
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise FileRefused("workbook_locked")
    if member.compress_type not in _METHODS:
        raise FileRefused("workbook_broken")


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_BYTES:
        raise FileRefused("workbook_too_large")
    if any(m.file_size > _MIN_CHECKED_BYTES and m.file_size > MAX_RATIO * m.compress_size for m in members):
        raise FileRefused("workbook_too_large")


def _refuse_doctype(*_: object) -> None:
    raise FileRefused("workbook_unsafe")
