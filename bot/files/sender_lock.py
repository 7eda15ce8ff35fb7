"""The lock that lets one process send from a database file: on the file itself, however it is named.

The kernel keeps the lock (flock) with the file's device and inode, so a symbolic link, a hard link or a deleted file
beside it do not make two senders, and it ends with its process. On Linux it does not touch the locks of SQLite, which
are those of fcntl; but closing a descriptor of the file would end those of this process, so it stays open to the end
(docs/decisions/0042).
"""

import fcntl
import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.model.errors import StoreRefused
from bot.model.instance import HoldReason

_PROC = Path("/proc")
_ORDERLY_SECONDS = 45.0
"""How long a process that runs may take to end in order: a request to the provider takes 30 seconds at most."""
_FROZEN_SECONDS = 1.0
_KILL_SECONDS = 30.0
_RETRY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class LockHolder:
    """The process that holds the lock. `since` is when it started, by the clock of this machine."""

    pid: int
    since: datetime


class SenderLock:
    """The lock of this process on the file at a path.

    What this run knows, besides: `epoch`: its number; None before it has begun. `compared_at`: when the provider was
    last asked for messages that the file does not know; None before that, and nothing is sent until then.
    `wants_comparison`: it is to be asked. `verified_at`: when the whole file was checked. `has_checked_tables`,
    `has_checked_pages`: whether this run has checked these of a large file. `newest_at`: the latest time that the clock
    has shown, also to earlier runs. `reconciled_at`: when a person last reconciled. `no_answer`: why the provider could
    not be asked the last time, and `no_answer_since`: since when. `announced`: of which hold people were told, and not
    yet that it is over. `waits_until`: until when the sender waits, as the provider asked or because it could not be
    reached; None: it has not waited long.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.epoch: int | None = None
        self.compared_at: datetime | None = None
        self.wants_comparison = True
        self.verified_at: datetime | None = None
        self.has_checked_tables = False
        self.has_checked_pages = False
        self.newest_at: datetime | None = None
        self.reconciled_at: datetime | None = None
        self.no_answer: str | None = None
        self.no_answer_since: datetime | None = None
        self.announced: HoldReason | None = None
        self.waits_until: datetime | None = None
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Lock the file until `release`; create it if it is missing. Raises StoreRefused if another process holds it.

        The refusal names that process, where it is visible from here.
        """
        try:
            # Readable only by its owner: SQLite gives its other files the same permissions.
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as fault:
            raise StoreRefused("store_unusable") from fault
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            holder = find_holder(os.fstat(descriptor))
            os.close(descriptor)
            raise make_refusal(holder) from fault
        self._descriptor = descriptor

    def release(self) -> None:
        """Unlock the file, after every connection to it was closed."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def is_held(self) -> bool:
        """Whether this process holds the lock, and the path still leads to the locked file.

        A file that was moved away or replaced is not the one that a next process will find.
        """
        if self._descriptor is None:
            return False
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self._descriptor))
        except OSError:
            return False

    def take_over(self, orderly_seconds: float = _ORDERLY_SECONDS) -> LockHolder | None:
        """Acquire the lock; if another process holds it, end that process first, and return which it was.

        It is asked to end (SIGTERM), and killed if it is frozen or does not end. It is never continued: it would send.
        Raises StoreRefused if it cannot be found or ended from here.
        """
        try:
            self.acquire()
        except StoreRefused as refusal:
            if not refusal.code.startswith("store_in_use"):
                raise
            holder = find_holder(self.path.stat())
        else:
            return None
        if holder is None:
            raise make_refusal(None)
        self._end_process(holder, orderly_seconds)
        self._acquire_soon()
        return holder

    def _end_process(self, holder: LockHolder, orderly_seconds: float) -> None:
        try:
            process = os.pidfd_open(holder.pid)
        except OSError:
            return  # it has ended meanwhile; else `_acquire_soon` refuses
        try:
            if find_holder(self.path.stat()) != holder:
                return  # the number belongs to another process now
            signal.pidfd_send_signal(process, signal.SIGTERM)
            if not _wait_for_end(process, _FROZEN_SECONDS if _is_frozen(holder.pid) else orderly_seconds):
                signal.pidfd_send_signal(process, signal.SIGKILL)
                _wait_for_end(process, _KILL_SECONDS)
        except ProcessLookupError:
            return
        except OSError as fault:
            raise make_refusal(holder) from fault
        finally:
            os.close(process)

    def _acquire_soon(self) -> None:
        """Acquire the lock of a process that has ended. Raises StoreRefused if it lives, or another was faster."""
        deadline = time.monotonic() + _FROZEN_SECONDS
        while True:
            try:
                return self.acquire()
            except StoreRefused:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_RETRY_SECONDS)


def make_refusal(holder: LockHolder | None) -> StoreRefused:
    """Make the refusal that names who holds the lock; None: nobody who is visible from here."""
    if holder is None:
        return StoreRefused("store_in_use_unseen")
    since = holder.since.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return StoreRefused("store_in_use", pid=str(holder.pid), since=since)


def find_holder(file: os.stat_result) -> LockHolder | None:
    """Find the process that holds the lock of a file. None: it belongs to another user, container or machine."""
    for pid, descriptor in _list_descriptors():
        # A process may end, or close the file, at any moment. Another user's descriptors cannot be read.
        with suppress(OSError):
            if os.path.samestat((_PROC / str(pid) / "fd" / descriptor).stat(), file) and _has_lock(pid, descriptor):
                return LockHolder(pid, _read_start(pid))
    return None


def _list_descriptors() -> Iterator[tuple[int, str]]:
    try:
        pids = [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]
    except OSError:
        return
    for pid in pids:
        with suppress(OSError):
            for descriptor in (_PROC / str(pid) / "fd").iterdir():
                yield pid, descriptor.name


def _has_lock(pid: int, descriptor: str) -> bool:
    return "FLOCK" in (_PROC / str(pid) / "fdinfo" / descriptor).read_text()


def _read_status(pid: int) -> list[str]:
    """Return the fields of a process's status after its name, from its state on (proc_pid_stat(5))."""
    return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _is_frozen(pid: int) -> bool:
    """Whether a process is stopped, or waits in the kernel: then it cannot end in order."""
    with suppress(OSError):
        return _read_status(pid)[0] in "TtD"
    return False


def _read_start(pid: int) -> datetime:
    """Return when a process started: field 22 of its status is in ticks since the machine started."""
    started = int(_read_status(pid)[19]) / os.sysconf("SC_CLK_TCK")
    booted = next(line for line in (_PROC / "stat").read_text().splitlines() if line.startswith("btime"))
    return datetime.fromtimestamp(int(booted.split()[1]) + started, UTC)


def _wait_for_end(process: int, seconds: float) -> bool:
    """Wait until a process has ended; a pidfd is readable from then on."""
    poll = select.poll()
    poll.register(process, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
