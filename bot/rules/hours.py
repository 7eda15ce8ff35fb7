"""Hours: when messages may be sent, the hours of the office's phone, and Japanese holidays (国民の祝日に関する法律)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import jpholiday

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

EARLIEST = 8 * 60
LATEST = 20 * 60
"""EARLIEST and LATEST, in minutes of the day, JST: no setting allows messages before 8:00 or from 20:00 on."""

_TIMES = r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})"

_WEEKLY = re.compile(rf"(?P<first>[a-z]{{3}})(?:-(?P<last>[a-z]{{3}}))?\s+{_TIMES}", re.ASCII)

_EXTRA = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})(?:\s+(?P<times>{_TIMES}))?", re.ASCII)


class BadHours(ValueError):
    """A setting of hours is invalid; `entry` is the invalid part."""

    def __init__(self, entry: str) -> None:
        super().__init__(entry)
        self.entry = entry


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """An interval of a JST day, from `start` to `end` (exclusive), in minutes."""

    start: int
    end: int


Week = tuple[tuple[Opening, ...], ...]
"""The openings of the seven days, Monday first, limited to 8:00-20:00."""


JST = ZoneInfo("Asia/Tokyo")

NOON = 12 * 60

ANSWERING_MINUTES = 60
"""Minutes without sending at the end of an extra opening, so that the office can still answer callers."""

LONG_CLOSURE_DAYS = 3
"""If so many closed days follow, sending ends at noon, so that people can still call on the same day."""

HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Hours:
    """The office's calendar. All times are aware; results are in UTC.

    `send` and `desk` are the weekly hours of sending and of the office's phone. `extra` opens a day (None: the usual
    hours) even on a holiday; `closed` closes a day, including extra openings.
    """

    send: Week
    desk: Week
    extra: tuple[tuple[date, Opening | None], ...] = ()
    closed: frozenset[date] = frozenset()

    def is_open(self, now: datetime) -> bool:
        """Whether messages may be sent now."""
        return any(start <= now < end for start, end in _list_sending_times(self, _day(now)))

    def find_next_open(self, now: datetime) -> datetime | None:
        """The first time from `now` on at which messages may be sent; None: not within 400 days."""
        return next((start for start, _ in self.list_spans(now)), None)

    def list_spans(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans in which messages may be sent, from `now` on, for 400 days."""
        first = _day(now)
        for step in range(HORIZON.days):
            for start, end in _list_sending_times(self, first + timedelta(days=step)):
                if now < end:
                    yield max(now, start).astimezone(UTC), end.astimezone(UTC)
                    now = end  # two openings of a day may overlap

    def find_sending_end(self, now: datetime) -> datetime | None:
        """The end of sending on the JST day of `now`; None: nothing is sent on that day."""
        ends = [end for _, end in _list_sending_times(self, _day(now))]
        return max(ends).astimezone(UTC) if ends else None

    def find_give_up_time(self, now: datetime) -> datetime | None:
        """The time at which a provider must stop trying to deliver a message sent now.

        Without it, a phone that is switched on at night would receive the message. It is the end of the desk's hours
        on that day or, if that is past, the end of sending. None: both are past.
        """
        day = _day(now)
        desk = [_moment(day, opening.end) for opening in self._find_desk_openings(day)]
        sending = [end for _, end in _list_sending_times(self, day)]
        for ends in (desk, sending):
            if ends and now < max(ends):
                return max(ends).astimezone(UTC)
        return None

    def find_sending_times(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans of a day in which messages may be sent."""
        latest = NOON if self._is_before_long_closure(day) else LATEST
        for opening in self._find_openings(self.send, day, ANSWERING_MINUTES):
            if (end := min(opening.end, latest)) > opening.start:
                yield _moment(day, opening.start), _moment(day, end)

    def list_desk_spans(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans between two times in which the office is open."""
        day = _day(since)
        while _moment(day, 0) < until:
            for opening in self._find_desk_openings(day):
                start, end = max(_moment(day, opening.start), since), min(_moment(day, opening.end), until)
                if start < end:
                    yield start.astimezone(UTC), end.astimezone(UTC)
            day += timedelta(days=1)

    def find_desk_opening(self, day: date) -> datetime | None:
        """The time at which the office's phone opens on a JST day; None: it does not."""
        openings = self._find_desk_openings(day)
        return _moment(day, openings[0].start) if openings else None

    def find_desk_end(self, now: datetime) -> datetime | None:
        """The time at which the office's phone, which is answered now, closes; None: it is not answered now."""
        day = _day(now)
        for opening in self._find_desk_openings(day):
            if _moment(day, opening.start) <= now < _moment(day, opening.end):
                return _moment(day, opening.end).astimezone(UTC)
        return None

    def _find_desk_openings(self, day: date) -> list[Opening]:
        return self._find_openings(self.desk, day, 0)

    def _find_openings(self, week: Week, day: date, earlier: int) -> list[Opening]:
        if day in self.closed:
            return []
        found = [] if _is_public_holiday(day) else list(week[day.weekday()])
        for extra in (opening for extra_day, opening in self.extra if extra_day == day):
            found += _find_weekly_openings(week) if extra is None else [Opening(extra.start, extra.end - earlier)]
        return sorted(opening for opening in found if opening.start < opening.end)

    def _is_before_long_closure(self, day: date) -> bool:
        return not any(self._find_desk_openings(day + timedelta(days=step)) for step in range(1, LONG_CLOSURE_DAYS + 1))


@lru_cache(maxsize=512)
def _list_sending_times(hours: Hours, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Return the spans of a day in which messages may be sent. Each claim asks; the holidays take long to find."""
    return tuple(hours.find_sending_times(day))


def is_daytime(now: datetime) -> bool:
    """Whether it is between 8:00 and 20:00 JST, on any day: outside of that nothing leaves."""
    day = _day(now)
    return _moment(day, EARLIEST) <= now < _moment(day, LATEST)


def find_day_end(now: datetime) -> datetime:
    """The time from which on nothing leaves on the JST day of `now`."""
    return _moment(_day(now), LATEST).astimezone(UTC)


def read_hours(send: str, desk: str, extra: str = "", closed: str = "") -> Hours:
    """The calendar from SEND_WINDOW, DESK_HOURS, DESK_EXTRA_OPEN and DESK_CLOSED. Raises BadHours."""
    return Hours(read_week(send), read_week(desk), read_extra(extra), read_closed(closed))


@lru_cache(maxsize=1024)
def _is_public_holiday(day: date) -> bool:
    """Whether public offices are closed on a day. It takes long to find, and is asked of each half hour of a plan."""
    return _is_new_year_break(day) or bool(jpholiday.is_holiday(day))


def _is_new_year_break(day: date) -> bool:
    """29 December to 3 January, when public offices are closed (地方自治法4条の2)."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def _find_weekly_openings(week: Week) -> tuple[Opening, ...]:
    return next(openings for openings in week if openings)


def _day(now: datetime) -> date:
    return now.astimezone(JST).date()


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), JST)


def read_week(setting: str) -> Week:
    """The weekly hours in a setting. Raises BadHours, also if no time is between 8:00 and 20:00."""
    week: list[list[Opening]] = [[] for _ in DAYS]
    for entry in _split_entries(setting):
        days, opening = _parse_weekly_entry(entry)
        if (cut := _limit_opening(opening)) is not None:
            for day in days:
                week[day].append(cut)
    if not any(week):
        raise BadHours(setting)
    return tuple(tuple(sorted(day)) for day in week)


def read_extra(setting: str) -> tuple[tuple[date, Opening | None], ...]:
    """Extra openings: `2026-07-11 09:00-12:00`, or only a date for the usual hours. Raises BadHours."""
    found: list[tuple[date, Opening | None]] = []
    for entry in _split_entries(setting):
        match = _EXTRA.fullmatch(entry)
        if match is None:
            raise BadHours(entry)
        opening = _limit_opening(_parse_opening(entry, match["times"])) if match["times"] else None
        if match["times"] and opening is None:
            raise BadHours(entry)
        found.append((_parse_day(match[1]), opening))
    return tuple(found)


def read_closed(setting: str) -> frozenset[date]:
    """Closed days: dates separated by commas. Raises BadHours."""
    return frozenset(_parse_day(entry) for entry in _split_entries(setting))


def _split_entries(setting: str) -> list[str]:
    return [entry.strip().lower() for entry in setting.split(",") if entry.strip()]


def _parse_weekly_entry(entry: str) -> tuple[list[int], Opening]:
    match = _WEEKLY.fullmatch(entry)
    if match is None or match["first"] not in DAYS or (match["last"] or "mon") not in DAYS:
        raise BadHours(entry)
    first = DAYS.index(match["first"])
    last = DAYS.index(match["last"] or match["first"])
    count = (last - first) % len(DAYS) + 1
    return [(first + step) % len(DAYS) for step in range(count)], _parse_opening(entry, entry.split()[-1])


def _parse_opening(entry: str, times: str) -> Opening:
    match = re.fullmatch(_TIMES, times)
    if match is None:
        raise BadHours(entry)
    hours, minutes, until, past = (int(part) for part in match.groups())
    start, end = hours * 60 + minutes, until * 60 + past
    if minutes > 59 or past > 59 or not start < end <= 24 * 60:
        raise BadHours(entry)
    return Opening(start, end)


def _limit_opening(opening: Opening) -> Opening | None:
    start, end = max(opening.start, EARLIEST), min(opening.end, LATEST)
    return Opening(start, end) if start < end else None


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise BadHours(text) from fault
