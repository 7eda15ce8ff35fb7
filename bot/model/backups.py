"""Values of backups: what a copy of the database contains, why a daily one failed, and the alert about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.model.posts import NOBODY, Mentioned


class BackupFault(StrEnum):
    """Why a backup could not be made."""

    FULL = "full"
    UNWRITABLE = "unwritable"
    DAMAGED = "damaged"
    """the copy, and so perhaps the database, is damaged"""


@dataclass(frozen=True, slots=True)
class BackupContent:
    """What a copy contains: its audit entries, the hash of the newest, and when that was written (None: none is)."""

    entries: int
    head: str
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and verified."""

    path: Path
    size: int
    content: BackupContent


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `newest_at`: of the newest audit entry of the backup. `replaced`: the path of the database of
    before; None: there was none. `uncertain`: messages that may have been sent since."""

    newest_at: datetime | None
    replaced: Path | None
    uncertain: int


@dataclass(frozen=True, slots=True)
class BackupFailure:
    """That the newest daily backup failed: why, and since when none succeeds."""

    fault: BackupFault
    since: datetime


@dataclass(frozen=True, slots=True)
class BackupAlertView:
    """An alert that the daily backup failed. `newest_at`: of the newest that exists; `is_open`: none was made since."""

    fault: BackupFault
    at: datetime
    newest_at: datetime | None
    is_open: bool
    mentioned: Mentioned = NOBODY
