"""Digests: which days a digest is about, when it is late, and the figures that stand in it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.model.digests import DigestKind, Period

LATE_AFTER = timedelta(minutes=15)


def period_covered(kind: DigestKind, day: date) -> Period:
    """The days that a digest named after this day is about: the day itself, its week (from Monday), its month, or its
    fiscal year, up to that day's end."""
    first = {
        DigestKind.DAILY: day,
        DigestKind.WEEKLY: day - timedelta(days=day.weekday()),
        DigestKind.MONTHLY: day.replace(day=1),
        DigestKind.YEARLY: date(day.year if day.month >= 4 else day.year - 1, 4, 1),
    }[kind]
    return Period(first, day)


def period_due(posted_on: date, previous: date | None) -> Period:
    """The days of the daily digest that is posted on a day: all since the previous one's, up to yesterday."""
    yesterday = posted_on - timedelta(days=1)
    first = yesterday if previous is None else previous + timedelta(days=1)
    return Period(min(first, yesterday), yesterday)


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether a digest is posted so long after its time that it has to say so."""
    return now - due_at > LATE_AFTER


def format_period(period: Period) -> str:
    """A period as a key: both days."""
    return f"{period.first.isoformat()}/{period.last.isoformat()}"


def parse_period(key: str) -> Period:
    """The period of a key."""
    first, last = key.split("/")
    return Period(date.fromisoformat(first), date.fromisoformat(last))


_DAYS = "mon|tue|wed|thu|fri|sat|sun"
_TIMING = re.compile(
    rf"(?:(?P<weekdays>(?:{_DAYS})(?:[-,](?:{_DAYS}))*)|(?P<day>[1-9]|1[0-9]|2[0-8])) +"
    r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
)


@dataclass(frozen=True, slots=True)
class DigestTime:
    """A time that comes round: on weekdays (`mon-fri`, `mon,thu`) or on one day of each month (1–28)."""

    weekdays: str | None
    day: int | None
    hour: int
    minute: int


def parse_digest_time(text: str) -> DigestTime:
    """Read a setting. Raises ValueError; the 29th to 31st are refused, since some months would have no digest."""
    found = _TIMING.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("not a timing")
    day = int(found["day"]) if found["day"] else None
    return DigestTime(found["weekdays"], day, int(found["hour"]), int(found["minute"]))
