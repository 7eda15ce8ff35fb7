"""Moments in the store are UTC text of one width, so that they sort and compare as text."""

from datetime import UTC, date, datetime
from functools import lru_cache


@lru_cache(maxsize=16)
def format_moment(moment: datetime) -> str:
    """Return an aware moment as it is stored: 2026-07-07T00:00:00.000000Z. All of a transaction has the same one."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def format_optional_moment(moment: datetime | None) -> str | None:
    """Return a moment as it is stored, or None."""
    return None if moment is None else format_moment(moment)


def parse_moment(stored: str) -> datetime:
    """Return a stored moment, aware, UTC."""
    return datetime.fromisoformat(stored)


def parse_optional_moment(stored: str | None) -> datetime | None:
    """Return a stored moment, or None."""
    return None if stored is None else parse_moment(stored)


def parse_optional_date(stored: str | None) -> date | None:
    """Return a stored day, or None."""
    return None if stored is None else date.fromisoformat(stored)


def format_optional_date(day: date | None) -> str | None:
    """Return a day as it is stored, or None."""
    return None if day is None else day.isoformat()
