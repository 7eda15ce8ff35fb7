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

from bot.files import process, wire
from bot.files.ahead import ahead
from bot.files.sealed import SealedCall, SealedDecision, SealedExclusion, SealedPayment
from bot.rules.call_results import Table
from bot.rules.errors import FileRefused
from bot.vault import Vault

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: its bytes, and the reading process's address space (bytes) and CPU time (seconds)."""

    max_bytes: int
    memory_bytes: int = 768 * 1024 * 1024
    cpu_seconds: int = 900


@dataclass(frozen=True, slots=True)
class Opened(Generic[Row]):
    """A file being read: the codes of the columns it has, the hash of its bytes, and its rows, read as one goes.

    `sensitive`: of which of name, address, birth_date, sex, postal_code a column tells. `unknown_headings` are those
    that mean nothing to us, as they stand; `layout` is the same for all files with the same headings.
    `hidden_columns` a person does not see on the sheet; they are read as all others are.
    """

    columns: frozenset[str]
    sha256: str
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
    path: Path, *, vault: Vault, limits: Limits, columns: Mapping[str, str] | None = None
) -> AbstractContextManager[Opened[wire.Line]]:
    """A target list; its rows as files/sealing writes them, for the store.

    `columns` (code → heading) overrules what headings are taken for.

    Raises FileRefused, also while the batches are read (file_unreadable): then nothing of the file may be kept.
    """
    return _open(path, "targets", _as_it_is, vault, limits, columns or {})


def open_payments(
    path: Path, *, vault: Vault, limits: Limits, columns: Mapping[str, str] | None = None
) -> AbstractContextManager[Opened[SealedPayment]]:
    """A payment file; otherwise as `open_targets`."""
    return _open(path, "payments", wire.payment, vault, limits, columns or {})


def open_decisions(path: Path, *, vault: Vault, limits: Limits) -> AbstractContextManager[Opened[SealedDecision]]:
    """A file of decisions on shared numbers; otherwise as `open_targets`."""
    return _open(path, "decisions", wire.decision, vault, limits, {})


def open_calls(
    path: Path, *, vault: Vault, limits: Limits, results: Table
) -> AbstractContextManager[Opened[SealedCall]]:
    """A day's call results; `results` says what the cells of its result column mean; otherwise as `open_targets`."""
    return _open(path, "calls", wire.call, vault, limits, {}, {"results": dict(results)})


def open_exclusions(path: Path, *, vault: Vault, limits: Limits) -> AbstractContextManager[Opened[SealedExclusion]]:
    """An exclusion file; otherwise as `open_targets`."""
    return _open(path, "exclusions", wire.exclusion, vault, limits, {})


def _as_it_is(line: wire.Line) -> wire.Line:
    return line


@contextmanager
def _open(
    path: Path,
    kind: str,
    decode: Callable[[wire.Line], Row],
    vault: Vault,
    limits: Limits,
    columns: Mapping[str, str],
    also: Mapping[str, object] | None = None,
) -> Iterator[Opened[Row]]:
    with regular_file(path, limits) as file:
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
            process.started("bot.files.child", task, (file.fileno(),)) as child,
            ahead(child, process.stream(child.stdout), process.LONGEST_ANSWER) as next_line,
        ):
            answer = process.answer(child, next_line)
            end: dict[str, Any] = {}
            yield Opened(
                columns=frozenset(answer["columns"]),
                sha256=sha256,
                batches=_batches(child, next_line, decode, end),
                sensitive=frozenset(answer["sensitive"]),
                unknown_headings=tuple(answer["unknown_headings"]),
                layout=answer["layout"],
                hidden_columns=answer["hidden_columns"],
                _end=end,
            )


def regular_file(path: Path, limits: Limits) -> BufferedReader:
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


def _check(state: os.stat_result, limits: Limits) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise FileRefused("file_unreadable", cause="not_a_file")
    if state.st_size == 0:
        raise FileRefused("file_empty")
    if state.st_size > limits.max_bytes:
        raise FileRefused("file_too_large", megabytes=limits.max_bytes // 1_000_000)


def _batches(
    child: subprocess.Popen[bytes],
    next_line: Callable[[], bytes],
    decode: Callable[[wire.Line], Row],
    end: dict[str, Any],
) -> Iterator[list[Row]]:
    while isinstance(answer := process.answer(child, next_line), list):
        yield [decode(line) for line in answer]
    end.update(answer)
