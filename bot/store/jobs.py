"""When each job of the timetable last ran."""

from datetime import datetime

from bot.store import times
from bot.store.database import Db, ReadDb


def get_last_run(db: ReadDb, name: str) -> datetime | None:
    """Return when a job last ran; None if it never did."""
    return times.parse_optional_moment(db.fetch_value("SELECT last_at FROM jobs WHERE name = :name", name=name))


def record_run(db: Db, name: str, at: datetime) -> None:
    """Record a run."""
    db.execute(
        "INSERT INTO jobs (name, last_at) VALUES (:name, :at) ON CONFLICT (name) DO UPDATE SET last_at = :at",
        name=name,
        at=times.format_moment(at),
    )
