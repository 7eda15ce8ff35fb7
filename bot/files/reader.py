"""Opening a file of rows: another process reads it, and what comes back is sealed, in batches."""

import hashlib
import os
import stat
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, Generic, TypeVar

from bot.files import child_process, sealed_rows
from bot.files.child_process import read_ahead
from bot.files.sealed_rows import SealedCall, SealedDecision, SealedExclusion, SealedPayment
from bot.model.errors import FileRefused
from bot.rules.importing.call_results import ResultTable
from bot.vault import Vault

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one file may cost: its bytes, and the reading process's address space (bytes) and CPU time (seconds)."""

    max_bytes: int
    memory_bytes: int = 768 * 1024 * 1024
    cpu_seconds: int = 900


@dataclass(frozen=True, slots=True)
class OpenedFile(Generic[Row]):
    """A file being read: the codes of the columns it has, the hash of its bytes, and its rows, read as one goes.

    `sensitive`: of which of name, address, birth_date, sex, postal_code a column tells. `unknown_headings` are those
    that mean nothing to us, as they stand; `layout` is the same for all files with the same headings.
    `hidden_columns` a person does not see on the sheet; they are read as all others are.
    """

    columns: frozenset[str]
    sha256: str
    content_hash: str
    """keyed hash of the file's bytes; this one may be stored"""
    batches: Iterator[list[Row]]
    sensitive: frozenset[str]
    unknown_headings: tuple[str, ...]
    layout: str
    hidden_columns: int
    _end: dict[str, Any]

    @property
    def content_key(self) -> str:
        """What the rows mean, as a hash: the same for a file re-ordered, re-encoded or renamed. Known at the end."""
        return str(self._end["content_key"])

    @property
    def hidden_rows(self) -> int:
        """How many rows a person does not see on the sheet (hidden, or filtered away). Known at the end."""
        return int(self._end["hidden_rows"])

    @property
    def unclear_exclusions(self) -> int:
        """How many rows are excluded for a word that is neither a plain yes nor a known ground. Known at the end."""
        return int(self._end["unclear_exclusions"])

    def __iter__(self) -> Iterator[list[Row]]:
        return self.batches


def open_targets(
    path: Path, *, vault: Vault, limits: FileLimits, columns: Mapping[str, str] | None = None
) -> AbstractContextManager[OpenedFile[sealed_rows.SealedLine]]:
    """A target list; its rows as files/sealing writes them, for the store.

    `columns` (code → heading) overrules what headings are taken for.

    Raises FileRefused, also while the batches are read (file_unreadable): then nothing of the file may be kept.
    """
    return _open(path, "targets", _keep_row, vault, limits, columns or {})


def open_payments(
    path: Path, *, vault: Vault, limits: FileLimits, columns: Mapping[str, str] | None = None
) -> AbstractContextManager[OpenedFile[SealedPayment]]:
    """A payment file; otherwise as `open_targets`."""
    return _open(path, "payments", sealed_rows.read_payment, vault, limits, columns or {})


def open_decisions(
    path: Path, *, vault: Vault, limits: FileLimits
) -> AbstractContextManager[OpenedFile[SealedDecision]]:
    """A file of decisions on shared numbers; otherwise as `open_targets`."""
    return _open(path, "decisions", sealed_rows.read_decision, vault, limits, {})


def open_calls(
    path: Path, *, vault: Vault, limits: FileLimits, results: ResultTable
) -> AbstractContextManager[OpenedFile[SealedCall]]:
    """A day's call results; `results` says what the cells of its result column mean; otherwise as `open_targets`."""
    return _open(path, "calls", sealed_rows.read_call, vault, limits, {}, {"results": dict(results)})


def open_exclusions(
    path: Path, *, vault: Vault, limits: FileLimits
) -> AbstractContextManager[OpenedFile[SealedExclusion]]:
    """An exclusion file; otherwise as `open_targets`."""
    return _open(path, "exclusions", sealed_rows.read_exclusion, vault, limits, {})


def _keep_row(line: sealed_rows.SealedLine) -> sealed_rows.SealedLine:
    return line


@contextmanager
def _open(
    path: Path,
    kind: str,
    decode: Callable[[sealed_rows.SealedLine], Row],
    vault: Vault,
    limits: FileLimits,
    columns: Mapping[str, str],
    also: Mapping[str, object] | None = None,
) -> Iterator[OpenedFile[Row]]:
    with open_regular_file(path, limits) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        task = {
            "kind": kind,
            "descriptor": file.fileno(),
            "columns": dict(columns),
            "memory_bytes": limits.memory_bytes,
            "cpu_seconds": limits.cpu_seconds,
            "sealing": vault.sealing.hex(),
            "lookup": vault.lookup.hex(),
            **(also or {}),
        }
        with (
            child_process.start_child("bot.files.read_child", task, (file.fileno(),)) as child,
            read_ahead(child, child_process.require_stream(child.stdout), child_process.MAX_ANSWER_BYTES) as next_line,
        ):
            answer = child_process.read_answer(child, next_line)
            end: dict[str, Any] = {}
            yield OpenedFile(
                columns=frozenset(answer["columns"]),
                sha256=sha256,
                content_hash=vault.find("file", sha256).hex(),
                batches=_batches(child, next_line, decode, end),
                sensitive=frozenset(answer["sensitive"]),
                unknown_headings=tuple(answer["unknown_headings"]),
                layout=answer["layout"],
                hidden_columns=answer["hidden_columns"],
                _end=end,
            )


def open_regular_file(path: Path, limits: FileLimits) -> BufferedReader:
    """The file, opened once: what is hashed is what is read. A pipe or a device would never end."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError as fault:
        raise FileRefused("file_missing") from fault
    except OSError as fault:
        raise FileRefused("file_unreadable", cause="not_opened") from fault
    try:
        _check(os.fstat(descriptor), limits)
    except FileRefused:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _check(state: os.stat_result, limits: FileLimits) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise FileRefused("file_unreadable", cause="not_a_file")
    if state.st_size == 0:
        raise FileRefused("file_empty")
    if state.st_size > limits.max_bytes:
        raise FileRefused("file_too_large", megabytes=limits.max_bytes // 1_000_000)


def _batches(
    child: subprocess.Popen[bytes],
    next_line: Callable[[], bytes],
    decode: Callable[[sealed_rows.SealedLine], Row],
    end: dict[str, Any],
) -> Iterator[list[Row]]:
    while isinstance(answer := child_process.read_answer(child, next_line), list):
        yield [decode(line) for line in answer]
    end.update(answer)
