"""Writes files for download into NOFU_EXPORTS: names chosen by nofu, mode 0600, nothing is overwritten.

A child process writes them, so decrypted values never exist in this process.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.files import child_process
from bot.files.reader import FileLimits, open_regular_file
from bot.model.errors import FileRefused
from bot.vault import Vault

_MAX_SAME_NAME = 99
_BOTH = ("xlsx", "csv")
CSV_ENCODING = "cp932"
"""What core systems read, unless a city's layout says otherwise."""
Cell = str | tuple[bytes, bytes]
"""A text, or an encrypted value as (context, box); see bot/vault.py."""


class NotWritten(Exception):
    """No file could be written: the disk is full, permission is missing, or the source file has changed."""


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """The names of the files, and the number of rows in each without the heading."""

    names: tuple[str, ...]
    rows: int


TableWriter = Callable[[Mapping[str, Any], Sequence[int]], int]
"""Does a task of `write_child`, which names these descriptors, and returns the number of rows. Raises FileRefused."""


def write_in_child(task: Mapping[str, Any], descriptors: Sequence[int]) -> int:
    """Write the files of a task in a new child process."""
    with child_process.start_child("bot.files.write_child", task, descriptors) as child:
        stream = child_process.require_stream(child.stdout)
        answer = child_process.read_answer(child, partial(stream.readline, child_process.MAX_ANSWER_BYTES))
    return int(answer["rows"])


@dataclass(frozen=True, slots=True)
class RowSelection:
    """The rows to copy: row number → code, code → sentence, and the headings of the three added columns."""

    rows: Mapping[int, str]
    sentences: Mapping[str, str]
    heading: tuple[str, str, str]


def copy_rows(
    folder: Path,
    stem: str,
    path: Path,
    selection: RowSelection,
    *,
    sha256: str,
    columns: Mapping[str, str],
    kind: str = "targets",
    vault: Vault,
    limits: FileLimits,
    writer: TableWriter = write_in_child,
) -> WrittenFiles:
    """Copy rows of a file of this kind with number and reason to XLSX, and to CSV if CP932 has all letters.

    Raises NotWritten.
    """
    with _raise_not_written(), open_regular_file(path, limits) as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise NotWritten("changed")
        copy = {
            "descriptor": file.fileno(),
            **_encode_keys(vault),
            "kind": kind,
            "columns": dict(columns),
            "wanted": list(selection.rows.items()),
            "sentences": dict(selection.sentences),
            "heading": selection.heading,
        }
        task = {"copy": copy, "wide": [1], "frozen": 3, "choices": [], **_encode_limits(limits)}
        return _write_files(folder, stem, {**task, "encoding": CSV_ENCODING}, writer, (file.fileno(),), _BOTH)


def write_table(
    folder: Path,
    stem: str,
    rows: Sequence[Sequence[Cell]],
    *,
    vault: Vault,
    limits: FileLimits,
    choices: Mapping[int, Sequence[str]] | None = None,
    formats: Collection[str] = ("xlsx",),
    encoding: str = CSV_ENCODING,
    writer: TableWriter = write_in_child,
) -> WrittenFiles:
    """Write a table as XLSX, CSV or both; the first row is the heading, and the child decrypts sealed cells.

    `choices`: column index → drop-down list. `encoding`: of the CSV. Raises NotWritten.
    """
    table = {
        **_encode_keys(vault),
        "rows": [[cell if isinstance(cell, str) else (cell[0].hex(), cell[1].hex()) for cell in row] for row in rows],
    }
    with _raise_not_written():
        task = {
            "table": table,
            "wide": [],
            "frozen": 0,
            "choices": list((choices or {}).items()),
            **_encode_limits(limits),
        }
        return _write_files(folder, stem, {**task, "encoding": encoding}, writer, (), formats)


def _encode_keys(vault: Vault) -> dict[str, str]:
    return {"sealing": vault.sealing.hex(), "lookup": vault.lookup.hex()}


def _encode_limits(limits: FileLimits) -> dict[str, int]:
    return {"memory_bytes": limits.memory_bytes, "cpu_seconds": limits.cpu_seconds}


def _write_files(
    folder: Path,
    stem: str,
    task: Mapping[str, Any],
    writer: TableWriter,
    inherited: Sequence[int],
    formats: Collection[str],
) -> WrittenFiles:
    with _NewFiles(folder) as new:
        made = {name: new.create(stem, f".{name}") if name in formats else None for name in _BOTH}
        descriptors = [*inherited, *(one for one in made.values() if one is not None)]
        rows = writer({**task, **made}, descriptors)
        return WrittenFiles(new.keep(), rows)


@dataclass(slots=True)
class _NewFiles:
    """New files in a folder; deleted at the end of the `with` unless `keep` was called.

    Until then they have other names, which begin with a dot: a program that watches the folder sees only whole files.
    """

    folder: Path
    _folder_descriptor: int = -1
    _wanted: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    """descriptor → stem and suffix of the file, and its name until it is kept"""

    def __enter__(self) -> "_NewFiles":
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder_descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        return self

    def __exit__(self, *_: object) -> None:
        for descriptor in list(self._wanted):
            self.drop(descriptor)
        os.close(self._folder_descriptor)

    def create(self, stem: str, suffix: str) -> int:
        """Create a file and return its descriptor."""
        part = f".{stem}{suffix}.{secrets.token_hex(4)}"
        descriptor = self._open_new(part)
        self._wanted[descriptor] = (stem, suffix, part)
        return descriptor

    def drop(self, descriptor: int) -> None:
        """Close and delete a file."""
        os.close(descriptor)
        with suppress(FileNotFoundError):
            os.unlink(self._wanted.pop(descriptor)[2], dir_fd=self._folder_descriptor)

    def keep(self) -> tuple[str, ...]:
        """Sync the remaining files to disk, give them their names, and return these."""
        for descriptor in self._wanted:
            os.fsync(descriptor)
        names: list[str] = []
        try:
            for stem, suffix, part in self._wanted.values():
                names.append(self._give_name(part, stem, suffix))
        except BaseException:
            for name in names:
                os.unlink(name, dir_fd=self._folder_descriptor)
            raise
        for descriptor in self._wanted:
            os.close(descriptor)
        self._wanted.clear()
        return tuple(names)

    def _give_name(self, part: str, stem: str, suffix: str) -> str:
        """Give a file the first name that is free. Existing names and symbolic links are never replaced."""
        for copy in range(1, _MAX_SAME_NAME + 1):
            name = f"{stem}{suffix}" if copy == 1 else f"{stem}-{copy}{suffix}"
            with suppress(FileExistsError):
                self._link(part, name)
                return name
        raise NotWritten("names_used_up")

    def _link(self, part: str, name: str) -> None:
        """Give a file a name. Raises FileExistsError. A folder without hard links shows an empty file for a moment."""
        folder = self._folder_descriptor
        try:
            os.link(part, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            os.close(self._open_new(name))
            os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)
        else:
            os.unlink(part, dir_fd=folder)

    def _open_new(self, name: str) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        return os.open(name, flags, 0o600, dir_fd=self._folder_descriptor)


@contextmanager
def _raise_not_written() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise NotWritten(type(fault).__name__) from fault
    except FileRefused as refusal:
        raise NotWritten(str(refusal.facts.get("cause", refusal.code))) from refusal
