"""When messages may leave: the sending window, the desk's own hours, Japanese holidays (domain.md 1.8 and 5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

from bot.rules.openings import LATEST, Opening, Week, read_closed, read_extra, read_week

JST = ZoneInfo("Asia/Tokyo")
NOON = 12 * 60
ANSWERING = 60
"""Minutes of an extra opening that stay free of sending at its end, so that callers are still answered."""
LONG_REST = 3
"""Closed days after which an afternoon's message has been forgotten, or has worried somebody for days."""
HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Hours:
    """The desk's calendar. All moments are aware; those given back are UTC.

    `send` and `desk` are the weekly hours of sending and of the desk's phone; `extra` opens the desk on a day (None:
    for the usual hours) whatever the calendar says, and `closed` shuts everything, extra openings too.
    """

    send: Week
    desk: Week
    extra: tuple[tuple[date, Opening | None], ...] = ()
    closed: frozenset[date] = frozenset()

    def is_open(self, now: datetime) -> bool:
        """Whether a message may leave now."""
        return any(start <= now < end for start, end in self._sending_on(_day(now)))

    def next_open(self, now: datetime) -> datetime | None:
        """The first moment from now on at which messages may leave; None: not within 400 days."""
        first = _day(now)
        for step in range(HORIZON.days):
            for start, end in self._sending_on(first + timedelta(days=step)):
                if now < end:
                    return max(now, start).astimezone(UTC)
        return None

    def closes(self, now: datetime) -> datetime | None:
        """The last end of sending on the JST day of `now`; None: nothing is sent on that day."""
        ends = [end for _, end in self._sending_on(_day(now))]
        return max(ends).astimezone(UTC) if ends else None

    def gives_up(self, now: datetime) -> datetime | None:
        """Until when a provider may still try a message that leaves now: the desk's close on that day.

        A phone switched on at 3:00 must not ring. Where sending outlasts the desk, sending's close; None: neither
        is to come on that day.
        """
        day = _day(now)
        desk = [_moment(day, opening.end) for opening in self._desk_on(day)]
        sending = [end for _, end in self._sending_on(day)]
        for ends in (desk, sending):
            if ends and now < max(ends):
                return max(ends).astimezone(UTC)
        return None

    def _sending_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        latest = NOON if self._rests_after(day) else LATEST
        for opening in self._openings(self.send, day, ANSWERING):
            if (end := min(opening.end, latest)) > opening.start:
                yield _moment(day, opening.start), _moment(day, end)

    def _desk_on(self, day: date) -> list[Opening]:
        return self._openings(self.desk, day, 0)

    def _openings(self, week: Week, day: date, earlier: int) -> list[Opening]:
        if day in self.closed:
            return []
        found = [] if _public_rest(day) else list(week[day.weekday()])
        for extra in (opening for extra_day, opening in self.extra if extra_day == day):
            found += _usual(week) if extra is None else [Opening(extra.start, extra.end - earlier)]
        return sorted(opening for opening in found if opening.start < opening.end)

    def _rests_after(self, day: date) -> bool:
        return not any(self._desk_on(day + timedelta(days=step)) for step in range(1, LONG_REST + 1))


def read_hours(send: str, desk: str, extra: str = "", closed: str = "") -> Hours:
    """The calendar of the settings SEND_WINDOW, DESK_HOURS, DESK_EXTRA_OPEN, DESK_CLOSED. Raises BadHours."""
    return Hours(read_week(send), read_week(desk), read_extra(extra), read_closed(closed))


def _public_rest(day: date) -> bool:
    return _new_year(day) or bool(jpholiday.is_holiday(day))


def _new_year(day: date) -> bool:
    """29 December to 3 January, when public offices are closed."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def _usual(week: Week) -> tuple[Opening, ...]:
    return next(openings for openings in week if openings)


def _day(now: datetime) -> date:
    return now.astimezone(JST).date()


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), JST)
