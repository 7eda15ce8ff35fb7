"""When a digest is posted: `mon-fri 09:00`, or `1 09:00` for a day of the month; Asia/Tokyo."""

import re
from dataclasses import dataclass

_DAYS = "mon|tue|wed|thu|fri|sat|sun"
_TIMING = re.compile(
    rf"(?:(?P<weekdays>(?:{_DAYS})(?:[-,](?:{_DAYS}))*)|(?P<day>[1-9]|1[0-9]|2[0-8])) +"
    r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
)


@dataclass(frozen=True, slots=True)
class Timing:
    """A time that comes round: on weekdays (`mon-fri`, `mon,thu`) or on one day of each month (1–28)."""

    weekdays: str | None
    day: int | None
    hour: int
    minute: int


def parse_timing(text: str) -> Timing:
    """Read a setting. Raises ValueError; the 29th to 31st are refused, since some months would have no digest."""
    found = _TIMING.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("not a timing")
    day = int(found["day"]) if found["day"] else None
    return Timing(found["weekdays"], day, int(found["hour"]), int(found["minute"]))
