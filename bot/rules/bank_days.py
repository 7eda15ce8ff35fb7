"""Days on which banks are open: on a promised day that is none, nobody can pay at a counter, and nothing is booked.

Closed are Saturdays, Sundays, public holidays, and 31 December to 3 January (銀行法施行令5条1項).
"""

from datetime import date, timedelta

import jpholiday

_DAY = timedelta(days=1)


def is_bank_day(day: date) -> bool:
    """Whether banks are open on a day."""
    is_new_year = (day.month, day.day) == (12, 31) or (day.month == 1 and day.day <= 3)
    return day.weekday() < 5 and not is_new_year and not jpholiday.is_holiday(day)


def find_bank_day(day: date, *, earlier: bool = False) -> date:
    """The day itself, or the next one (`earlier`: the last one before) on which banks are open."""
    while not is_bank_day(day):
        day = day - _DAY if earlier else day + _DAY
    return day
