"""Copies of the database file, made while it is used, and what is in one.

A copy is one file without a write-ahead log, so that it can be moved as it is. It is made by SQLite's backup functions
inside a read transaction: it has the state of one moment, and nobody who writes meanwhile waits for it or makes it
begin anew (sqlite.org/backup.html).
"""

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pysqlite3 as driver

from bot.model.backups import BackupContent
from bot.model.errors import StoreRefused
from bot.store import audit, event_seals, judgements, seal_checks, times
from bot.store.database import ReadDb, is_blank, is_whole
from bot.vault import Vault, WrongKey

_STEP_PAGES = 1_000
_STEP_PAUSE = 0.01
"""Seconds between two steps. The disk is synced at each, so that a commit never waits for more than a step."""
_HEADER = b"SQLite format 3\0"
_NO_LOG = b"\x01\x01"
"""Bytes 18 and 19 of a file that has no write-ahead log (sqlite.org/fileformat2.html)."""


def write_copy(db: ReadDb, path: Path) -> None:
    """Write a copy of the database in this state into a new file, on the disk. Raises OSError, DatabaseError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)

    def end_step() -> None:
        os.fsync(descriptor)
        time.sleep(_STEP_PAUSE)

    try:
        with _open(path, "rw") as target:
            target.execute("PRAGMA journal_mode=OFF")
            target.execute("PRAGMA synchronous=OFF")
            db.copy_to(target, _STEP_PAGES, end_step)
        os.pwrite(descriptor, _NO_LOG, 18)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_content(path: Path, outer: bytes) -> BackupContent:
    """Check a copy from its first page to its newest audit entry, and return what it contains. Raises StoreRefused."""
    try:
        with _open(path, "ro") as connection:
            if is_blank(connection):
                raise StoreRefused("store_corrupt")
            row = connection.execute("SELECT wrapped FROM keys WHERE id = 1").fetchone()
            if row is None:
                raise StoreRefused("store_corrupt")
            db = ReadDb(connection, Vault.unwrap(bytes(row[0]), outer))
            if not _is_intact(db):
                raise StoreRefused("store_corrupt")
            newest = db.fetch_one("SELECT count, hash, at FROM audit ORDER BY count DESC LIMIT 1")
    except WrongKey as fault:
        raise StoreRefused("store_wrong_key") from fault
    except driver.DatabaseError as fault:
        raise StoreRefused("store_corrupt") from fault
    if newest is None:
        return BackupContent(0, "", None)
    return BackupContent(newest["count"], newest["hash"], times.parse_moment(newest["at"]))


def _is_intact(db: ReadDb) -> bool:
    return (
        is_whole(db)
        and audit.find_first_broken(db) is None
        and event_seals.find_first_broken(db) is None
        and judgements.find_first_broken(db) is None
        and seal_checks.find_changed_table(db) is None
        and seal_checks.find_changed_message(db) is None
        and seal_checks.find_forged_approval(db) is None
    )


def join_log(path: Path) -> None:
    """Write everything of the write-ahead log into the file itself, and remove the log.

    Raises StoreRefused if another process uses the file, or if it is damaged. SQLite would delete the log of a file
    that it does not know as a database.
    """
    with path.open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            raise StoreRefused("store_corrupt")
    try:
        with closing(driver.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA journal_mode=DELETE")
    except driver.OperationalError as fault:
        raise StoreRefused("store_open_elsewhere" if "locked" in str(fault) else "store_corrupt") from fault
    except driver.DatabaseError as fault:
        raise StoreRefused("store_corrupt") from fault


@contextmanager
def _open(path: Path, mode: str) -> Iterator[Any]:
    """Open a copy that nobody else uses. Without locks, which a folder on another machine may not have."""
    uri = f"{path.absolute().as_uri()}?mode={mode}&nolock=1"
    with closing(driver.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.row_factory = driver.Row
        yield connection
