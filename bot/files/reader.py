"""Opens a file of rows: a child process reads it and returns sealed rows in batches."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import Any

from bot.files import child_process
from bot.files.child_process import read_ahead
from bot.files.sealed_rows import decode_row
from bot.model.errors import FileRefused
from bot.model.reasons import RowQuestion
from bot.rules.importing.code_tables import NO_CODES, CodeTables
from bot.rules.importing.kinds import FILE_FORMATS, FileFormat
from bot.vault import Vault


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits for one file: its bytes, and the child's address space (bytes) and CPU time (seconds)."""

    max_bytes: int
    memory_bytes: int = 768 * 1024 * 1024
    cpu_seconds: int = 900


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that is being read; iterate over it for batches of rows, which are read on demand.

    `columns`: codes of the recognised columns. `sensitive`: which of name, address, birth_date, sex, postal_code have a
    column. `unknown_headings`: references to the headings that are not known, and `assigned` to those that
    a user assigned (column code → reference): letters of the column and a keyed hash. `layout`: a keyed hash of the
    headings.
    `hidden_columns`: number of columns hidden on the sheet; they are read as well.
    """

    columns: frozenset[str]
    sha256: str
    content_hash: str
    """Keyed hash of the file's bytes, which may be stored."""
    batches: Iterator[list[Any]]
    sensitive: frozenset[str]
    unknown_headings: tuple[str, ...]
    assigned: Mapping[str, str]
    layout: str
    hidden_columns: int
    _end: dict[str, Any]
    _similar: list[tuple[bytes, bytes, bool]]

    @property
    def content_key(self) -> str:
        """Hash of the rows' values, independent of order, encoding and file name. Known after the last batch."""
        return str(self._end["content_key"])

    @property
    def hidden_rows(self) -> int:
        """Number of rows hidden or filtered out on the sheet. Known after the last batch."""
        return int(self._end["hidden_rows"])

    @property
    def questions(self) -> dict[str, int]:
        """Number of rows for each code of RowQuestion. Known after the last batch."""
        return dict(self._end["questions"])

    def take_similar_ids(self) -> list[tuple[bytes, bytes, bool]]:
        """Return the pairs of similar ids in the batches since the last call (rules/importing/cells)."""
        found = self._similar.copy()
        self._similar.clear()
        return found

    @property
    def struck_rows(self) -> int:
        """Number of rows that are struck through on the sheet. Known after the last batch."""
        return self.questions.get(RowQuestion.STRUCK_ROW, 0)

    def __iter__(self) -> Iterator[list[Any]]:
        return self.batches


NextAnswer = Callable[[], Any]
AnswerSource = Callable[[Mapping[str, Any], BufferedReader], AbstractContextManager[NextAnswer]]
"""Starts reading a file; yields a function that returns the next answer or raises FileRefused."""


@contextmanager
def read_in_child(task: Mapping[str, Any], file: BufferedReader) -> Iterator[NextAnswer]:
    """Read the file in a new child process."""
    with (
        child_process.start_child("bot.files.read_child", task, (file.fileno(),)) as child,
        read_ahead(child, child_process.require_stream(child.stdout), child_process.MAX_ANSWER_BYTES) as next_line,
    ):
        yield lambda: child_process.read_answer(child, next_line)


@contextmanager
def open_rows(
    kind: str,
    path: Path,
    *,
    vault: Vault,
    limits: FileLimits,
    columns: Mapping[str, str] | None = None,
    tables: CodeTables = NO_CODES,
    today: date | None = None,
    answers: AnswerSource = read_in_child,
) -> Iterator[OpenedFile]:
    """Open a file of this kind (a key of FILE_FORMATS).

    `columns` (code → heading) overrides the known headings; `tables` say what the city's codes mean. `today` is
    needed for files whose days have no year, and for lists, where what has happened has no later day.
    Raises FileRefused, also while batches are read (file_unreadable): then nothing of the file may be stored.
    """
    with open_regular_file(path, limits) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        day = None if today is None else today.isoformat()
        request = {"kind": kind, "columns": dict(columns or {}), "tables": tables.encode(), "today": day}
        keys = {"sealing": vault.sealing.hex(), "lookup": vault.lookup.hex()}
        costs = {"memory_bytes": limits.memory_bytes, "cpu_seconds": limits.cpu_seconds}
        with answers({"descriptor": file.fileno(), **request, **keys, **costs}, file) as next_answer:
            opening = next_answer()
            end: dict[str, Any] = {}
            similar: list[tuple[bytes, bytes, bool]] = []
            yield OpenedFile(
                columns=frozenset(opening["columns"]),
                sha256=sha256,
                content_hash=_hash_content(vault, sha256),
                batches=_read_batches(FILE_FORMATS[kind], next_answer, end, similar),
                sensitive=frozenset(opening["sensitive"]),
                unknown_headings=tuple(opening["unknown_headings"]),
                assigned=opening["assigned"],
                layout=opening["layout"],
                hidden_columns=opening["hidden_columns"],
                _end=end,
                _similar=similar,
            )


def compute_content_hash(path: Path, *, vault: Vault, limits: FileLimits) -> str | None:
    """Compute the content hash of a file as it is now (OpenedFile.content_hash); None if it cannot be read."""
    try:
        with open_regular_file(path, limits) as file:
            return _hash_content(vault, hashlib.file_digest(file, "sha256").hexdigest())
    except FileRefused:
        return None


def _hash_content(vault: Vault, sha256: str) -> str:
    return vault.hash_value("file", sha256).hex()


def open_regular_file(path: Path, limits: FileLimits) -> BufferedReader:
    """Open a file once, for hashing and reading. Raises FileRefused for pipes and devices, which may never end."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError as fault:
        raise FileRefused("file_missing") from fault
    except OSError as fault:
        raise FileRefused("file_unreadable", cause="not_opened") from fault
    try:
        _check_state(os.fstat(descriptor), limits)
    except FileRefused:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _check_state(state: os.stat_result, limits: FileLimits) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise FileRefused("file_unreadable", cause="not_a_file")
    if state.st_size == 0:
        raise FileRefused("file_empty")
    if state.st_size > limits.max_bytes:
        raise FileRefused("file_too_large", megabytes=limits.max_bytes // 1_000_000)


def _read_batches(
    file_format: FileFormat,
    next_answer: NextAnswer,
    end: dict[str, Any],
    similar: list[tuple[bytes, bytes, bool]],
) -> Iterator[list[Any]]:
    while not end:
        answer = next_answer()
        if isinstance(answer, list):
            yield [decode_row(file_format, line) for line in answer] if file_format.decoders else answer
        elif "similar_ids" in answer:
            similar += [(bytes.fromhex(one), bytes.fromhex(two), flag) for one, two, flag in answer["similar_ids"]]
        else:
            end.update(answer)
