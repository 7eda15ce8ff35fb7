"""Which promised days are believed."""

from datetime import date

_YEARS = 2


def find_latest_promise(today: date) -> date:
    """The last day for which a promise is believed. A later one is a slip (2062 for 2026): it has no day."""
    year = today.year + _YEARS
    return date(year, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)
