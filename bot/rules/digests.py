"""Digests: which days a digest covers, when it is late, and the settings that say when it is due."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.model.digests import Period
from bot.rules.hours import DAYS, JST

LATE_AFTER = timedelta(minutes=15)


def find_week_start(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def find_month_start(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def find_fiscal_year_start(day: date) -> date:
    """Return the 1 April on which a day's fiscal year began."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def period_due(posted_on: date, previous: date | None) -> Period:
    """Return the days of the digest posted on a day: from the end of the previous one's (`previous`) to yesterday."""
    yesterday = posted_on - timedelta(days=1)
    first = yesterday if previous is None else previous + timedelta(days=1)
    return Period(min(first, yesterday), yesterday)


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether a digest is marked as late: it was due more than `LATE_AFTER` ago."""
    return now - due_at > LATE_AFTER


_NAMES = "|".join(DAYS)
_TIMING = re.compile(
    rf"(?:(?P<weekdays>(?:{_NAMES})(?:[-,](?:{_NAMES}))*)|(?P<day>[1-9]|1[0-9]|2[0-8])) +"
    r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
)


@dataclass(frozen=True, slots=True)
class DigestTime:
    """A repeated time: on weekdays (`mon-fri`, `mon,thu`) or on one day of each month (1–28)."""

    weekdays: str | None
    day: int | None
    hour: int
    minute: int

    def find_next(self, after: datetime) -> datetime:
        """The first such time after a moment, in Japan's time."""
        day = after.astimezone(JST).date()
        while True:
            at = datetime.combine(day, time(self.hour, self.minute), JST)
            if at > after and (day.day == self.day if self.day else day.weekday() in self._list_weekdays()):
                return at
            day += timedelta(days=1)

    def _list_weekdays(self) -> set[int]:
        found: set[int] = set()
        for part in (self.weekdays or "").split(","):
            first, _, last = part.partition("-")
            span = DAYS.index(last or first) - DAYS.index(first)
            found |= {(DAYS.index(first) + step) % len(DAYS) for step in range(span % len(DAYS) + 1)}
        return found


def parse_digest_time(text: str) -> DigestTime:
    """Read `mon-fri 09:00` or `1 09:00`. Raises ValueError, also for days 29 to 31, which not every month has."""
    found = _TIMING.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("not a timing")
    day = int(found["day"]) if found["day"] else None
    return DigestTime(found["weekdays"], day, int(found["hour"]), int(found["minute"]))
