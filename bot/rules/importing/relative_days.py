"""Days that are said relative to the day of a call: 来月5日, 今月末, 来週金曜.

What could be two days is none (月末, without a month): the promise then has no day, and is listed for a person.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from bot.rules.patterns import compile_late

_NEAR = {"本日": 0, "今日": 0, "当日": 0, "明日": 1, "あした": 1, "翌日": 1, "明後日": 2, "あさって": 2}
_WEEKDAYS = "月火水木金土"
"""Nobody can tell in which week a Sunday is."""
_SATURDAY = 5
_SIGNS = (
    "(?P<near>明後日|あさって|本日|今日|当日|明日|あした|翌日)|"
    "(?P<days>[0-9]{1,2})日後|(?P<weeks>[0-9])週間?後|"
    "(?P<week>今週|来週|翌週)の?(?P<weekday>[月火水木金土])曜?日?(?!中)|"
    "(?P<month>今月|当月|来月|翌月|再来月)の?(?P<end>末日?)|(?P<of>今月|当月|来月|翌月|再来月)?の?(?P<day>[0-9]{1,2})日"
    r"(?:\((?P<check>[日月火水木金土])曜?日?\))?"
)
_SIGN = compile_late(f"(?<![0-9/月年])(?:{_SIGNS})(?!後|以降|間|目|付|曜|[0-9])")
_WITHIN_A_DAY = compile_late("(?<![今当来翌])月末|[0-9]月|[0-9]/[0-9]|再来週|週末|月初|上旬|中旬|下旬|頃|ごろ|か[0-9]")
"""Words that make a day uncertain, or say another one."""
_MONTHS: Mapping[str, int] = {"今月": 0, "当月": 0, "来月": 1, "翌月": 1, "再来月": 2}


def find_relative_day(text: str, said_on: date) -> date | None:
    """The one day in a folded text, counted from the day when it was said; None if it is not certain."""
    if _WITHIN_A_DAY.search(text):
        return None
    days = {_read(found, said_on) for found in _SIGN.finditer(text)}
    return days.pop() if len(days) == 1 else None


def _read(found: re.Match[str], said_on: date) -> date | None:
    if found["near"]:
        return said_on + timedelta(days=_NEAR[found["near"]])
    if found["days"] or found["weeks"]:
        return said_on + timedelta(days=int(found["days"] or 7 * int(found["weeks"])))
    if found["week"]:
        return _read_weekday(found["week"], found["weekday"], said_on)
    return _read_day_of_month(found, said_on)


def _read_weekday(week: str, weekday: str, said_on: date) -> date | None:
    """A day of this week or the next one. Of a call on a Sunday, nobody can tell which week is meant."""
    if said_on.weekday() > _SATURDAY:
        return None
    monday = said_on - timedelta(days=said_on.weekday())
    day = monday + timedelta(days=_WEEKDAYS.index(weekday) + (0 if week == "今週" else 7))
    return day if day >= said_on else None


def _read_day_of_month(found: re.Match[str], said_on: date) -> date | None:
    """25日 is one of this month, if that is to come."""
    months = said_on.year * 12 + said_on.month - 1 + _MONTHS.get(found["month"] or found["of"] or "今月", 0)
    year, month = months // 12, months % 12 + 1
    last = monthrange(year, month)[1]
    day = last if found["end"] else int(found["day"])
    if not 0 < day <= last:
        return None
    read = date(year, month, day)
    is_its_weekday = found["check"] in (None, f"{_WEEKDAYS}日"[read.weekday()])
    return read if read >= said_on and is_its_weekday else None
