"""The lock that lets one process send: by every name of the file, and taken over only from a process that has ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.files.sender_lock import SenderLock, find_holder
from bot.model.errors import StoreRefused

HOLD = """
import signal, sys, time
from pathlib import Path
from bot.files.sender_lock import SenderLock
if sys.argv[2] == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
SenderLock(Path(sys.argv[1])).acquire()
print("locked", flush=True)
time.sleep(600)
"""


@contextmanager
def run_holder(path: Path, kind: str = "polite") -> Iterator[subprocess.Popen[str]]:
    """Run a process that holds the lock."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path), kind], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "locked\n"
            yield process
        finally:
            process.kill()


def name_as_is(path: Path) -> Path:
    return path


def link_symbolically(path: Path) -> Path:
    link = path.with_name("link.db")
    link.symlink_to(path)
    return link


def link_hard(path: Path) -> Path:
    link = path.with_name("hard.db")
    os.link(path, link)
    return link


def go_around(path: Path) -> Path:
    return path.parent / ".." / path.parent.name / path.name


@pytest.mark.parametrize("name", [name_as_is, link_symbolically, link_hard, go_around])
def test_the_file_is_locked_by_all_of_its_names_and_the_refusal_names_the_holder(
    name: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = tmp_path / "nofu.db"
    before = datetime.now(UTC)
    with run_holder(path) as holder:
        other = name(path)
        with pytest.raises(StoreRefused, match=r"^store_in_use$") as refused:
            SenderLock(other).acquire()
        assert refused.value.facts["pid"] == str(holder.pid)
        found = find_holder(path.stat())
        assert found is not None
        assert abs((found.since - before).total_seconds()) < 120
    lock = SenderLock(other)
    lock.acquire()  # it ended with its process
    assert lock.is_held()
    lock.release()
    assert not lock.is_held()


def test_a_lock_whose_holder_cannot_be_seen_is_refused_without_a_name(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, run_holder(tmp_path / "nofu.db") as holder:
        patch.setattr("bot.files.sender_lock._PROC", tmp_path)
        with pytest.raises(StoreRefused, match=r"^store_in_use_unseen$"):
            SenderLock(tmp_path / "nofu.db").acquire()
        with pytest.raises(StoreRefused, match=r"^store_in_use_unseen$"):
            SenderLock(tmp_path / "nofu.db").take_over()
        assert holder.poll() is None


def test_the_lock_is_of_no_use_after_its_file_was_moved_away_replaced_or_deleted(tmp_path: Path) -> None:
    path = tmp_path / "nofu.db"
    lock = SenderLock(path)
    lock.acquire()
    path.rename(tmp_path / "moved.db")
    assert not lock.is_held()
    path.write_bytes(b"")
    assert not lock.is_held()
    (tmp_path / "moved.db").rename(path)
    assert lock.is_held()
    path.unlink()
    assert not lock.is_held()
    lock.release()


def test_a_new_file_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    lock = SenderLock(tmp_path / "nofu.db")
    lock.acquire()
    assert (tmp_path / "nofu.db").stat().st_mode & 0o777 == 0o600
    lock.release()


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="store_unusable"):
        SenderLock(tmp_path / "missing" / "nofu.db").acquire()


@pytest.mark.parametrize(
    ("kind", "frozen", "ended_by"),
    [("polite", False, signal.SIGTERM), ("polite", True, signal.SIGKILL), ("deaf", False, signal.SIGKILL)],
)
def test_a_take_over_ends_the_holder_without_waking_it(
    kind: str, frozen: bool, ended_by: signal.Signals, tmp_path: Path
) -> None:
    path = tmp_path / "nofu.db"
    with run_holder(path, kind) as holder:
        if frozen:
            holder.send_signal(signal.SIGSTOP)
            os.waitpid(holder.pid, os.WUNTRACED)
        lock = SenderLock(path)
        ended = lock.take_over(orderly_seconds=60.0 if kind == "polite" else 0.2)
        assert ended is not None
        assert ended.pid == holder.pid
        assert holder.wait() == -ended_by
        assert lock.is_held()
        lock.release()


def test_a_take_over_of_a_free_file_ends_nobody(tmp_path: Path) -> None:
    lock = SenderLock(tmp_path / "nofu.db")
    assert lock.take_over() is None
    assert lock.is_held()
    lock.release()
