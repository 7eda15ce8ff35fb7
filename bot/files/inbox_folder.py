"""The inbox: one folder for each kind of file. A file is taken when it is complete, and moved when it is imported.

A taken file is first moved into `taken` and renamed: nobody replaces it then, it is found again after a crash, and
nothing is imported from a folder that does not allow moving files.
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

TAKEN, DONE, FAILED, WAITING = "taken", "done", "failed", "waiting"
REPORT = ".report.txt"
_UNCHANGED_SECONDS = 5.0
_UNCHANGED_SECONDS_IF_EMPTY = 60.0
"""How long a file must be unchanged, in seconds. Empty files wait longer: usually the copy has only just started."""
_UNFINISHED_SUFFIXES = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".download", ".swp")
_HIDDEN_PREFIXES = (".", "~$")
_STAMP_LENGTH = len("20260707-090000")
_MAX_NAME_BYTES = 120
_MAX_SUFFIX = 8
"""Limits of a safe name and its suffix; with the prefix and suffix added here, it must fit into 255 bytes."""


@dataclass(frozen=True, slots=True)
class FileState:
    """The state of a file; any difference means that the file is still changing."""

    inode: int
    size: int
    modified: int


@dataclass(slots=True)
class StabilityTracker:
    """Tracks which files have stopped changing, by their state and monotonic time in seconds."""

    _since: dict[str, tuple[FileState, float]] = field(default_factory=dict)

    def find_stable(self, states: Mapping[str, FileState], moment: float) -> list[str]:
        """Return the names of the files that have been unchanged for long enough, the oldest first."""
        self._since = {
            name: self._since[name] if name in self._since and self._since[name][0] == state else (state, moment)
            for name, state in states.items()
        }
        stable = [name for name, (state, since) in self._since.items() if moment - since >= _get_wait_seconds(state)]
        return sorted(stable, key=lambda name: (states[name].modified, name))

    def restart(self, name: str, moment: float) -> None:
        """Restart the wait for a file that could not be taken."""
        self._since[name] = (self._since[name][0], moment)


def make_folders(folder: Path) -> None:
    """Create a folder of the inbox and its subfolders with mode 0700; existing ones are not changed."""
    for path in (folder.parent, folder, folder / TAKEN, folder / DONE, folder / FAILED):
        _make_folder(path)


def _make_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def check_usable(root: Path) -> str:
    """Return "ok" if the inbox can be written or created, else a code. Changes nothing."""
    folders = [root, *(path for path in root.glob("*") if path.is_dir())] if root.is_dir() else [root]
    for folder in folders:
        existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
        if not existing.is_dir():
            return "not_a_folder"
        if not os.access(existing, os.R_OK | os.W_OK | os.X_OK):
            return "not_writable"
    return "ok"


def list_waiting(folder: Path) -> dict[str, FileState]:
    """Return the files in a folder, and links, which the import refuses; everything else is skipped."""
    found: dict[str, FileState] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_HIDDEN_PREFIXES) or entry.name.lower().endswith(_UNFINISHED_SUFFIXES):
                continue
            with suppress(FileNotFoundError):
                state = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(state.st_mode) or stat.S_ISLNK(state.st_mode):
                    found[entry.name] = FileState(state.st_ino, state.st_size, state.st_mtime_ns)
    return found


def list_interrupted(folder: Path) -> list[Path]:
    """Return the files that were taken but not moved on, after a crash or a failed move."""
    return sorted(path for path in (folder / TAKEN).iterdir() if not path.name.startswith("."))


def take_file(folder: Path, name: str, stamp: str) -> Path | None:
    """Take a file and return its new path; None if it is still open for writing. Raises OSError."""
    path = folder / name
    if not path.is_symlink() and _is_being_written(path):
        return None
    target = _find_free_path(folder, f"{stamp}-{make_safe_name(name)}", TAKEN)
    path.rename(target)
    return target


def is_link(path: Path) -> bool:
    """Whether a taken file is a symbolic link."""
    return path.is_symlink()


def finish_file(folder: Path, path: Path, *, place: str, report: str) -> str:
    """Move a taken file to DONE, FAILED or WAITING, write its report beside it, and return its name.

    Raises OSError if it cannot be moved.
    """
    _make_folder(folder / place)
    target = _find_free_path(folder, path.name, place)
    path.rename(target)
    with suppress(OSError):  # a full disk: Slack shows the result, too
        _write_atomically(target.with_name(target.name + REPORT), report)
    return target.name


def list_files(folder: Path, place: str, name: str) -> list[Path]:
    """Return the files in DONE or WAITING that were taken at the time with which a neutral name begins."""
    stamp = name[:_STAMP_LENGTH]
    return sorted(
        path for path in (folder / place).glob(f"{stamp}-*") if not path.name.endswith(REPORT) and path.is_file()
    )


def move_waiting_file(folder: Path, path: Path, place: str) -> None:
    """Move a file that waited to DONE or FAILED, with its report. Raises OSError if it cannot be moved."""
    target, report = _find_free_path(folder, path.name, place), path.with_name(path.name + REPORT)
    path.rename(target)
    with suppress(FileNotFoundError):
        report.rename(target.with_name(target.name + REPORT))


def get_original_name(path: Path) -> str:
    """Return the original name of a taken file, without its prefix."""
    return path.name.split("-", 2)[-1]


def make_safe_name(name: str) -> str:
    """Return a safe file name of limited length: letters, digits, dot, hyphen, underscore."""
    characters = (char if char.isalnum() or char in ".-_" else "_" for char in unicodedata.normalize("NFC", name))
    text = "".join(characters).lstrip(".-") or "file"
    stem, dot, suffix = text.rpartition(".")
    if not stem or len(suffix) > _MAX_SUFFIX:
        stem, dot, suffix = text, "", ""
    end = dot + suffix
    return stem.encode()[: _MAX_NAME_BYTES - len(end.encode())].decode(errors="ignore") + end


def _get_wait_seconds(state: FileState) -> float:
    return _UNCHANGED_SECONDS if state.size else _UNCHANGED_SECONDS_IF_EMPTY


def _find_free_path(folder: Path, name: str, subfolder: str) -> Path:
    """Return an unused path. Only this process writes there, one file at a time, so there is no race."""
    stem, dot, suffix = name.rpartition(".")
    numbered = (name if n == 1 else f"{stem}_{n}{dot}{suffix}" if stem else f"{name}_{n}" for n in range(1, 10_000))
    others = {TAKEN, DONE, FAILED, WAITING} if subfolder == TAKEN else {subfolder}
    return folder / subfolder / next(n for n in numbered if not any(os.path.lexists(folder / p / n) for p in others))


def _write_atomically(path: Path, text: str) -> None:
    """Write a file atomically. It begins with a BOM, without which Windows editors read it as Shift_JIS."""
    temporary = path.with_name(f".{path.name}")
    temporary.write_text(text, encoding="utf-8-sig", newline="\r\n")
    temporary.replace(path)


def _is_being_written(path: Path) -> bool:
    """Whether a process of this machine has the file open for writing: then Linux refuses a read lease (fcntl(2)).

    False where a lease is not possible (another owner, a network file system): only the wait protects such a file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        # A process that opens the file now breaks the lease; SIGIO would end this process, SIGURG is ignored.
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
