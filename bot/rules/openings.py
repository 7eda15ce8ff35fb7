"""The settings of opening hours, read: `mon-fri 09:00-16:00`, several separated by commas; dates likewise."""

import re
from dataclasses import dataclass
from datetime import date

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EARLIEST = 8 * 60
LATEST = 20 * 60
"""Minutes of the day, JST: nobody is messaged before 8:00 or from 20:00 on, whatever the settings say."""

_TIMES = r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})"
_WEEKLY = re.compile(rf"(?P<first>[a-z]{{3}})(?:-(?P<last>[a-z]{{3}}))?\s+{_TIMES}", re.ASCII)
_EXTRA = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})(?:\s+(?P<times>{_TIMES}))?", re.ASCII)


class BadHours(ValueError):
    """A setting of hours cannot be read; `entry` is the part that cannot."""

    def __init__(self, entry: str) -> None:
        super().__init__(entry)
        self.entry = entry


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """From `start` until just before `end`, in minutes of a JST day."""

    start: int
    end: int


Week = tuple[tuple[Opening, ...], ...]
"""The openings of the seven days, Monday first, cut to 8:00-20:00."""


def read_week(setting: str) -> Week:
    """The weekly hours in a setting. Raises BadHours; one that names no time between 8:00 and 20:00 is bad too."""
    week: list[list[Opening]] = [[] for _ in DAYS]
    for entry in _entries(setting):
        days, opening = _weekly(entry)
        if (cut := _cut(opening)) is not None:
            for day in days:
                week[day].append(cut)
    if not any(week):
        raise BadHours(setting)
    return tuple(tuple(sorted(day)) for day in week)


def read_extra(setting: str) -> tuple[tuple[date, Opening | None], ...]:
    """Extra openings: `2026-07-11 09:00-12:00`, or a date alone for the usual hours. Raises BadHours."""
    found: list[tuple[date, Opening | None]] = []
    for entry in _entries(setting):
        match = _EXTRA.fullmatch(entry)
        if match is None:
            raise BadHours(entry)
        opening = _cut(_opening(entry, match["times"])) if match["times"] else None
        if match["times"] and opening is None:
            raise BadHours(entry)
        found.append((_day(match[1]), opening))
    return tuple(found)


def read_closed(setting: str) -> frozenset[date]:
    """Closed days: dates separated by commas. Raises BadHours."""
    return frozenset(_day(entry) for entry in _entries(setting))


def _entries(setting: str) -> list[str]:
    return [entry.strip().lower() for entry in setting.split(",") if entry.strip()]


def _weekly(entry: str) -> tuple[list[int], Opening]:
    match = _WEEKLY.fullmatch(entry)
    if match is None or match["first"] not in DAYS or (match["last"] or "mon") not in DAYS:
        raise BadHours(entry)
    first = DAYS.index(match["first"])
    last = DAYS.index(match["last"] or match["first"])
    count = (last - first) % len(DAYS) + 1
    return [(first + step) % len(DAYS) for step in range(count)], _opening(entry, entry.split()[-1])


def _opening(entry: str, times: str) -> Opening:
    match = re.fullmatch(_TIMES, times)
    if match is None:
        raise BadHours(entry)
    hours, minutes, until, past = (int(part) for part in match.groups())
    start, end = hours * 60 + minutes, until * 60 + past
    if minutes > 59 or past > 59 or not start < end <= 24 * 60:
        raise BadHours(entry)
    return Opening(start, end)


def _cut(opening: Opening) -> Opening | None:
    start, end = max(opening.start, EARLIEST), min(opening.end, LATEST)
    return Opening(start, end) if start < end else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise BadHours(text) from fault
