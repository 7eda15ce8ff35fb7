"""Moments in the store are UTC text of one width, so that they sort and compare as text."""

from datetime import UTC, date, datetime

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def text(moment: datetime) -> str:
    """An aware moment as it is stored."""
    return moment.astimezone(UTC).strftime(_FORMAT)


def moment(stored: str) -> datetime:
    """A stored moment, aware, UTC."""
    return datetime.strptime(stored, _FORMAT).replace(tzinfo=UTC)


def maybe_moment(stored: str | None) -> datetime | None:
    """A stored moment that may be absent."""
    return None if stored is None else moment(stored)


def maybe_date(stored: str | None) -> date | None:
    """A stored day that may be absent."""
    return None if stored is None else date.fromisoformat(stored)


def maybe_text(day: date | None) -> str | None:
    """A day as it is stored, if there is one."""
    return None if day is None else day.isoformat()
