"""Digests: which days a digest is about, when it is late, and the figures that stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.rules.lying import LyingFile

LATE_AFTER = timedelta(minutes=15)
WITHIN = (7, 14, 30)
"""Days within which a payment after a message is counted; the city learns of one 4 to 14 days late."""


class Kind(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a digest. Counts are messages, people where it says so; money in yen."""

    kind: Kind
    period: Period
    as_of: date | None
    as_of_by_channel: Mapping[str, date]
    sent: int
    delivered: int
    undelivered: Mapping[str, int]
    pending: int
    unknown: int
    uncertain: int
    held: Mapping[str, int]
    payments_count: int
    payments_yen: int
    paid_within: Mapping[int, int]
    """people who paid something within so many days of a message that reached them"""
    promises_made: int
    promises_kept: int
    promises_broken: int
    units_estimated: int
    units_billed: int
    yen: int
    lying: Sequence[LyingFile] = ()
    """files that nofu read and that lie in Slack now, whatever the period"""

    @property
    def messages(self) -> Mapping[str, int]:
        """The counts of messages by name, in the order in which they are read."""
        return {
            "sent": self.sent,
            "delivered": self.delivered,
            "undelivered": sum(self.undelivered.values()),
            "pending": self.pending,
            "unknown": self.unknown,
            "uncertain": self.uncertain,
            "held": sum(self.held.values()),
        }


def covered(kind: Kind, day: date) -> Period:
    """The days that a digest named after this day is about: the day itself, its week (from Monday), its month, or its
    fiscal year, up to that day's end."""
    first = {
        Kind.DAILY: day,
        Kind.WEEKLY: day - timedelta(days=day.weekday()),
        Kind.MONTHLY: day.replace(day=1),
        Kind.YEARLY: date(day.year if day.month >= 4 else day.year - 1, 4, 1),
    }[kind]
    return Period(first, day)


def due_for(posted_on: date, previous: date | None) -> Period:
    """The days of the daily digest that is posted on a day: all since the previous one's, up to yesterday."""
    yesterday = posted_on - timedelta(days=1)
    first = yesterday if previous is None else previous + timedelta(days=1)
    return Period(min(first, yesterday), yesterday)


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether a digest is posted so long after its time that it has to say so."""
    return now - due_at > LATE_AFTER


def text(period: Period) -> str:
    """A period as a key: both days."""
    return f"{period.first.isoformat()}/{period.last.isoformat()}"


def period(key: str) -> Period:
    """The period of a key."""
    first, last = key.split("/")
    return Period(date.fromisoformat(first), date.fromisoformat(last))
