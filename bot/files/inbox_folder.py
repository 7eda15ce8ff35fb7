"""The inbox: a folder a kind of file, in which a file is taken up when it is complete, and moved away when it is done.

A file that is taken goes into `taken` first, under a name of ours: from then on nobody else swaps it, what a crash has
left is found there, and a folder out of which nothing can be moved is one out of which nothing is imported.
"""

import fcntl
import os
import signal
import stat
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

TAKEN, DONE, FAILED = "taken", "done", "failed"
REPORT = ".report.txt"
_STILL = 5.0
_STILL_EMPTY = 60.0
"""Seconds in which a file must not have changed. One without a byte was begun a moment ago, most often."""
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".download", ".swp")
_TEMPORARY = (".", "~$")
_LONGEST = 120
_SUFFIX = 8
"""Bytes of a name; what we put before and behind it must still fit into a file system's 255."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file looked like; a change of any of it means that somebody is still at it."""

    inode: int
    size: int
    modified: int


@dataclass(slots=True)
class StabilityTracker:
    """Which files have stopped changing: what each looked like, and since when (monotonic seconds)."""

    _since: dict[str, tuple[FileState, float]] = field(default_factory=dict)

    def settled(self, looks: Mapping[str, FileState], moment: float) -> list[str]:
        """The names of those that have not changed for long enough, the oldest first."""
        self._since = {
            name: self._since[name] if name in self._since and self._since[name][0] == look else (look, moment)
            for name, look in looks.items()
        }
        still = [name for name, (look, since) in self._since.items() if moment - since >= _required_still_seconds(look)]
        return sorted(still, key=lambda name: (looks[name].modified, name))

    def again(self, name: str, moment: float) -> None:
        """Begin anew with a file that could not be taken."""
        self._since[name] = (self._since[name][0], moment)


def make_folders(folder: Path) -> None:
    """Make a folder of the inbox and those in it, for our own user alone; what is there stays as it is."""
    for path in (folder.parent, folder, folder / TAKEN, folder / DONE, folder / FAILED):
        if not path.is_dir():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)


def check_usable(inbox: Path) -> str:
    """Whether the inbox can be written, or made: "ok", else a code. Changes nothing."""
    folders = [inbox, *(path for path in inbox.glob("*") if path.is_dir())] if inbox.is_dir() else [inbox]
    for folder in folders:
        existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
        if not existing.is_dir():
            return "not_a_folder"
        if not os.access(existing, os.R_OK | os.W_OK | os.X_OK):
            return "not_writable"
    return "ok"


def list_waiting(folder: Path) -> dict[str, FileState]:
    """The files that lie in a folder; a link is among them, to be refused. What is no file at all is passed over."""
    found: dict[str, FileState] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_TEMPORARY) or entry.name.lower().endswith(_UNFINISHED):
                continue
            with suppress(FileNotFoundError):
                state = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(state.st_mode) or stat.S_ISLNK(state.st_mode):
                    found[entry.name] = FileState(state.st_ino, state.st_size, state.st_mtime_ns)
    return found


def list_interrupted(folder: Path) -> list[Path]:
    """What was taken and not moved on: a crash has left it, or a move that failed."""
    return sorted(path for path in (folder / TAKEN).iterdir() if not path.name.startswith("."))


def take_file(folder: Path, name: str, stamp: str) -> Path | None:
    """Take a file up: where it lies from now on. None: somebody still has it open for writing. Raises OSError."""
    path = folder / name
    if not path.is_symlink() and _is_being_written(path):
        return None
    target = _find_free_path(folder, f"{stamp}-{make_safe_name(name)}", TAKEN)
    path.rename(target)
    return target


def is_link(path: Path) -> bool:
    """Whether a taken file only points elsewhere."""
    return path.is_symlink()


def finish_file(folder: Path, path: Path, *, well: bool, report: str) -> str:
    """Move a taken file on and lay its report beside it; its name there. Raises OSError when it cannot be moved."""
    target = _find_free_path(folder, path.name, DONE if well else FAILED)
    path.rename(target)
    with suppress(OSError):  # a full disk: what became of the file stands at the desk, too
        _write_whole(target.with_name(target.name + REPORT), report)
    return target.name


def plain_name(path: Path) -> str:
    """A taken file's own name, without what we have put before it."""
    return path.name.split("-", 2)[-1]


def make_safe_name(name: str) -> str:
    """A name that does nothing, wherever it stands: letters, digits, dot, hyphen, underscore, and not too many."""
    letters = (sign if sign.isalnum() or sign in ".-_" else "_" for sign in unicodedata.normalize("NFC", name))
    text = "".join(letters).lstrip(".-") or "file"
    stem, dot, suffix = text.rpartition(".")
    if not stem or len(suffix) > _SUFFIX:
        stem, dot, suffix = text, "", ""
    end = dot + suffix
    return stem.encode()[: _LONGEST - len(end.encode())].decode(errors="ignore") + end


def _required_still_seconds(look: FileState) -> float:
    return _STILL if look.size else _STILL_EMPTY


def _find_free_path(folder: Path, name: str, place: str) -> Path:
    """A path under which nothing lies yet, in any of our folders. We alone write there, one file at a time."""
    stem, dot, suffix = name.rpartition(".")
    numbered = (name if n == 1 else f"{stem}_{n}{dot}{suffix}" if stem else f"{name}_{n}" for n in range(1, 10_000))
    others = {TAKEN, DONE, FAILED} if place == TAKEN else {place}
    return folder / place / next(one for one in numbered if not any(os.path.lexists(folder / p / one) for p in others))


def _write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all. It begins with a BOM: the Windows editor would take it for Shift_JIS."""
    half = path.with_name(f".{path.name}")
    half.write_text(text, encoding="utf-8-sig", newline="\r\n")
    half.replace(path)


def _is_being_written(path: Path) -> bool:
    """Whether a process of this machine has the file open for writing: Linux then grants no read lease on it.

    Where none can be asked for (another's file, a network's file system), what a file looks like has to do.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        # Whoever opens it in this instant would break the lease by SIGIO, which ends a process; SIGURG does nothing.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
