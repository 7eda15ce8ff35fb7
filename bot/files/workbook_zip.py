"""Opens a workbook's zip file, whose directory is checked before anything is unpacked."""

import io
import posixpath
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Set
from pathlib import PurePosixPath
from typing import IO, BinaryIO, NamedTuple
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
_XML_SUFFIXES = (".xml", ".rels")
_TYPES = "[content_types].xml"
_MACRO_SIGNS = ("vbaproject", "macrosheet", "macroenabled")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(\w+)[\s>/]")
_PARTS_OF_CALAMINE = (("styles", "styles.xml"), ("sharedstrings", "sharedStrings.xml"))

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


class Link(NamedTuple):
    """A link of one part to another: its id, the last word of its type in lower case, and the name of the other part.

    `is_plain`: the target is written with slashes.
    """

    id: str
    kind: str
    target: str
    is_plain: bool


class WorkbookZip:
    """The parts of a workbook. Raises FileRefused for an unsafe file, and one of `BROKEN` for a damaged one.

    The names of parts have slashes and lower case here: old .NET programs write backslashes, and Excel accepts any
    case (ECMA-376 part 2, 6.2.2.3). All checks use these names. `workbook`: the part to which the package links, which
    is not always xl/workbook.xml. `links`: the links of that part.
    """

    def __init__(self, file: BinaryIO) -> None:
        _check_end(file)
        self._file = file
        self._zip = zipfile.ZipFile(file)
        members = self._zip.infolist()
        self._names = {normalise_name(member.filename): member.filename for member in members}
        _check_sizes(members)
        for member in members:
            _check_member(member)
        if len(self._names) < len(members):  # another program could read the other part
            raise FileRefused("workbook_unsafe")
        package = self.list_links("")
        self.workbook = _find_only_target(package, "officedocument") or "xl/workbook.xml"
        self._refuse_other_formats()
        self.links = self.list_links(self.workbook)
        self._refuse_macros()
        self._refuse_doctypes()
        self._is_plain = all(link.is_plain for link in (*package, *self.links) if link.target in self._names)

    def open(self, name: str) -> IO[bytes]:
        """Open a part, which is unpacked while it is read."""
        return self._zip.open(self._names[name])

    def parse_elements(self, name: str, wanted: Set[str] | None = None) -> list[Element]:
        """Return the elements of a small part, each as (name without prefix, attributes); all, or the wanted ones."""
        found: list[Element] = []

        def add_element(tag: str, attributes: dict[str, str]) -> None:
            tag = tag.rpartition(":")[2]
            if wanted is None or tag in wanted:
                found.append((tag, attributes))

        parser = expat.ParserCreate()
        parser.StartElementHandler = add_element
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with self.open(name) as part:
            parser.ParseFile(part)
        return found

    def find_part(self, kind: str, usual: str) -> str | None:
        """Return the name of the part to which the workbook links by this kind, else the usual one if it is there."""
        name = _find_only_target(self.links, kind) or posixpath.join(posixpath.dirname(self.workbook), usual.lower())
        return name if name in self._names else None

    def has_part(self, name: str) -> bool:
        """Whether the workbook has a part of this name."""
        return name in self._names

    def open_for_calamine(self) -> BinaryIO:
        """Return the workbook as calamine finds its parts.

        Calamine knows workbook, styles and strings only by their usual names, and no backslash in a link.
        """
        folder = posixpath.dirname(self.workbook)
        parts = {name: self.find_part(kind, name) for kind, name in _PARTS_OF_CALAMINE}
        parts["workbook.xml"] = self.workbook
        renamed = {part: posixpath.join(folder, name) for name, part in parts.items() if part}
        if self._is_plain and all(part == usual.lower() for part, usual in renamed.items()):
            self._file.seek(0)
            return self._file
        renamed[_name_links(self.workbook)] = _name_links(posixpath.join(folder, "workbook.xml"))
        return self._copy_parts(renamed)

    def _copy_parts(self, renamed: dict[str, str]) -> BinaryIO:
        """Return a copy in memory (a file could be left behind) of the parts with data, some with other names."""
        copy = io.BytesIO()
        unused = {name.lower() for name in renamed.values()} - set(renamed)
        targets = {link.target for link in self.links}
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for part in self._names:
                if part in unused or not (part in targets or part.endswith(_XML_SUFFIXES)):
                    continue
                with self.open(part) as source, packed.open(renamed.get(part, part), "w") as target:
                    if part in ("_rels/.rels", _name_links(self.workbook)):
                        target.write(source.read().replace(b"\\", b"/"))
                    else:
                        shutil.copyfileobj(source, target)
        copy.seek(0)
        return copy

    def list_links(self, part: str) -> list[Link]:
        """Return the links of a part to other parts; those of the package itself are the links of the part ""."""
        name = _name_links(part)
        elements = self.parse_elements(name) if name in self._names else []
        return [
            Link(
                attributes.get("Id", ""),
                attributes.get("Type", "").rpartition("/")[2].lower(),
                normalise_name(posixpath.join("/", posixpath.dirname(part), target)),
                "\\" not in attributes.get("Target", ""),
            )
            for tag, attributes in elements
            if tag == "Relationship" and attributes.get("TargetMode") != "External"
            for target in [attributes.get("Target", "").replace("\\", "/")]
        ]

    def _refuse_other_formats(self) -> None:
        names = self._names
        if "mimetype" in names and b"opendocument" in self.open("mimetype").read(100).lower():
            raise FileRefused("file_is_ods")
        if "xl/workbook.bin" in names or self.workbook.endswith(".bin"):
            raise FileRefused("file_is_xlsb")
        if self.workbook not in names or not self._is_workbook():
            raise FileRefused("not_a_table" if _TYPES in names else "file_is_zip")

    def _is_workbook(self) -> bool:
        """Whether the root element of the main part is a workbook; that of a Word file is a document."""
        if posixpath.basename(self.workbook) == "workbook.xml":
            return True
        with self.open(self.workbook) as part:
            root = _ROOT.search(part.read(_DOCTYPE_SEARCH_BYTES).replace(b"\0", b""))
        return root is not None and root[1] == b"workbook"

    def _refuse_macros(self) -> None:
        types = self.parse_elements(_TYPES) if _TYPES in self._names else []
        signs = [attributes.get("ContentType", "").lower() for _, attributes in types]
        signs += [link.kind for link in self.links]
        if any(sign in text for text in (*self._names, *signs) for sign in _MACRO_SIGNS):
            raise FileRefused("workbook_has_macros")

    def _refuse_doctypes(self) -> None:
        linked = {self.workbook, *(link.target for link in self.links)}
        for name in self._names:
            if name in linked or name.endswith(_XML_SUFFIXES):
                with self.open(name) as part:
                    if b"<!DOCTYPE" in part.read(_DOCTYPE_SEARCH_BYTES).upper().replace(b"\0", b""):
                        raise FileRefused("workbook_unsafe")


def normalise_name(name: str) -> str:
    """Return the name of a part in one writing: with slashes, in lower case, without a slash at the start."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _name_links(part: str) -> str:
    """Return the name of the part that holds the links of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _find_only_target(links: list[Link], kind: str) -> str | None:
    """Return the part to which the links of a kind lead. Raises FileRefused: with two, calamine could read another."""
    targets = {link.target for link in links if link.kind == kind}
    if len(targets) > 1:
        raise FileRefused("workbook_unsafe")
    return next(iter(targets), None)


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
