"""The folder of daily backups (`BACKUP_DIR`), and how a backup takes the place of the database.

A daily backup is named by its time in Japan: `nofu-20260707-030000.db`.
"""

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.files.state_mark import sync_folder

_NAME = "nofu-%Y%m%d-%H%M%S.db"
_NAMED = re.compile(r"nofu-\d{8}-\d{6}\.db")
_LOGS = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class DailyBackup:
    """A file of the folder. `made_at` is Japan's time, without its zone."""

    path: Path
    made_at: datetime


def name_backup(folder: Path, made_at: datetime) -> Path:
    """Return the path of the daily backup of a moment, which is in Japan's time."""
    return folder / made_at.strftime(_NAME)


def make_folder(folder: Path) -> None:
    """Make the folder, for this user alone, unless it exists. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def list_backups(folder: Path) -> list[DailyBackup]:
    """Return the daily backups of a folder, the newest first; none where it cannot be read."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            if _NAMED.fullmatch(path.name):
                with suppress(ValueError):
                    found.append(DailyBackup(path, datetime.strptime(path.name, _NAME)))  # noqa: DTZ007 -- see above
    return sorted(found, key=lambda one: one.path.name, reverse=True)


def delete_old(folder: Path, keep: int) -> int:
    """Delete the daily backups but the newest, and what a crash left half written; returns how many were deleted."""
    old = [one.path for one in list_backups(folder)[keep:]]
    for path in (*old, *folder.glob(".nofu-*.db.new")):
        path.unlink(missing_ok=True)
    return len(old)


def name_unfinished(path: Path) -> Path:
    """Return where a backup is written until it is whole and verified."""
    return path.with_name(f".{path.name}.new")


def finish(unfinished: Path, path: Path) -> None:
    """Give a whole backup its name, on the disk. Raises OSError."""
    unfinished.rename(path)
    sync_folder(path.parent)


def copy_in(file: Path, path: Path) -> None:
    """Copy a file, and the write-ahead log that may lie beside it, as they are. Raises OSError."""
    remove_with_logs(path)
    for end in ("", "-wal"):
        source = file.with_name(file.name + end)
        if not end or source.exists():
            descriptor = os.open(path.with_name(path.name + end), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with source.open("rb") as content, os.fdopen(descriptor, "wb") as target:
                shutil.copyfileobj(content, target, 1024**2)


def remove_with_logs(path: Path) -> None:
    """Delete a database that nobody uses, and its logs."""
    for end in ("", *_LOGS):
        path.with_name(path.name + end).unlink(missing_ok=True)


def put_in_place(new: Path, path: Path, replaced: Path | None) -> None:
    """Put a database in the place of another, which is kept as `replaced`; None: there is no other. Raises OSError.

    There is a database at the path at every moment, and never with the log of the other.
    """
    owner = (path if replaced else path.parent).stat()
    with suppress(PermissionError):
        os.chown(new, owner.st_uid, owner.st_gid)
    descriptor = os.open(new, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if replaced is not None:
        os.link(path, replaced)
    for end in _LOGS:
        log = path.with_name(path.name + end)
        if log.exists():
            kept = replaced or path.with_name(f"{path.name}.left")
            log.rename(kept.with_name(kept.name + end))
    sync_folder(path.parent)
    new.rename(path)
    sync_folder(path.parent)
