"""Files that were read from Slack: who uploaded them, whether they still exist there, when to check again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.slack_files import SlackFile
from bot.store import times
from bot.store.database import Db, ReadDb, Row


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file with what was tried: the request to its uploader, and how many times in a row Slack did not answer.

    `request`: the first file of the message that asks for this one; None if its uploader was not asked yet.
    `recognised`: it has personal data and must not stay there.
    """

    slack_file: SlackFile
    request: str | None
    tries: int
    recognised: bool


def add_file(db: Db, file: str, uploader: str, kind: str, now: datetime, check_at: datetime, size: int | None) -> None:
    """Add a file that is about to be read. A file that was recorded as gone is recorded as existing again."""
    db.execute(
        """
        INSERT INTO slack_files (file, uploader, kind, read_at, check_at, size)
        VALUES (:file, :uploader, :kind, :now, :check_at, :size)
        ON CONFLICT (file) DO UPDATE SET check_at = :check_at, tries = 0, size = COALESCE(:size, size),
            asked_at = CASE WHEN gone_at IS NULL THEN asked_at END,
            request = CASE WHEN gone_at IS NULL THEN request END, gone_at = NULL
        """,
        size=size,
        file=file,
        uploader=uploader,
        kind=kind,
        now=times.format_moment(now),
        check_at=times.format_moment(check_at),
    )


def find_first_due(db: ReadDb, now: datetime) -> str | None:
    """Return the file whose check has been due longest; None when none is due."""
    value = db.fetch_value(
        "SELECT file FROM slack_files WHERE gone_at IS NULL AND check_at <= :now ORDER BY check_at, file LIMIT 1",
        now=times.format_moment(now),
    )
    return None if value is None else str(value)


def get_file(db: ReadDb, file: str) -> WatchedFile | None:
    """Return a file that was read; None if it was not."""
    row = db.fetch_one("SELECT * FROM slack_files WHERE file = :file", file=file)
    return None if row is None else WatchedFile(_make_file(row), row["request"], row["tries"], bool(row["recognised"]))


def list_remaining(db: ReadDb, uploader: str | None = None) -> Sequence[SlackFile]:
    """Return the files that still exist in Slack, oldest first: all, or one user's."""
    rows = db.fetch_all(
        """
        SELECT * FROM slack_files WHERE gone_at IS NULL AND (:uploader IS NULL OR uploader = :uploader)
        ORDER BY read_at, file
        """,
        uploader=uploader,
    )
    return [_make_file(row) for row in rows]


def record_seen(db: Db, file: str, now: datetime, check_at: datetime) -> bool:
    """Record that the file exists. False when it is known to be gone."""
    changed = db.execute(
        """
        UPDATE slack_files SET checked_at = :now, check_at = :check_at, tries = 0
        WHERE file = :file AND gone_at IS NULL
        """,
        file=file,
        now=times.format_moment(now),
        check_at=times.format_moment(check_at),
    )
    return changed == 1


def mark_recognised(db: Db, file: str) -> None:
    """Mark a file as one with personal data."""
    db.execute("UPDATE slack_files SET recognised = 1 WHERE file = :file", file=file)


def postpone_check(db: Db, file: str, check_at: datetime) -> None:
    """Postpone the next check of a file."""
    db.execute(
        "UPDATE slack_files SET check_at = :check_at WHERE file = :file AND gone_at IS NULL",
        file=file,
        check_at=times.format_moment(check_at),
    )


def find_open_request(db: ReadDb, uploader: str, since: datetime) -> str | None:
    """Return the newest request to a user that began after a moment and still has a file to delete; None without."""
    value = db.fetch_value(
        """
        SELECT request FROM slack_files WHERE uploader = :uploader AND request IS NOT NULL
        GROUP BY request HAVING MIN(asked_at) > :since AND COUNT(*) > COUNT(gone_at)
        ORDER BY MIN(asked_at) DESC LIMIT 1
        """,
        uploader=uploader,
        since=times.format_moment(since),
    )
    return None if value is None else str(value)


def list_of_request(db: ReadDb, request: str) -> Sequence[SlackFile]:
    """Return the files of a request, those too that are gone, oldest first."""
    rows = db.fetch_all("SELECT * FROM slack_files WHERE request = :request ORDER BY read_at, file", request=request)
    return [_make_file(row) for row in rows]


def record_request(db: Db, file: str, request: str, now: datetime) -> bool:
    """Record that the uploader is asked to delete the file. False when they were asked before."""
    changed = db.execute(
        """
        UPDATE slack_files SET asked_at = :now, request = :request
        WHERE file = :file AND gone_at IS NULL AND request IS NULL
        """,
        file=file,
        request=request,
        now=times.format_moment(now),
    )
    return changed == 1


def record_no_answer(db: Db, file: str, check_at: datetime) -> None:
    """Record that Slack did not say whether the file exists."""
    db.execute(
        "UPDATE slack_files SET check_at = :check_at, tries = tries + 1 WHERE file = :file AND gone_at IS NULL",
        file=file,
        check_at=times.format_moment(check_at),
    )


def record_gone(db: Db, file: str, now: datetime) -> bool:
    """Record that the file is gone. False when it was never read, or known to be gone."""
    changed = db.execute(
        "UPDATE slack_files SET gone_at = :now WHERE file = :file AND gone_at IS NULL",
        file=file,
        now=times.format_moment(now),
    )
    return changed == 1


def _make_file(row: Row) -> SlackFile:
    since = times.parse_moment(row["read_at"])
    return SlackFile(row["file"], row["uploader"], row["kind"], since, row["gone_at"] is not None, row["size"])
