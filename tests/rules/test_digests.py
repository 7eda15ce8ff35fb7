from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.digests import LATE_AFTER, Kind, Period, covered, due_for, is_late, period, text

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("kind", "day", "first"),
    [
        (Kind.DAILY, date(2026, 7, 8), date(2026, 7, 8)),
        (Kind.WEEKLY, date(2026, 7, 8), date(2026, 7, 6)),
        (Kind.WEEKLY, date(2026, 7, 6), date(2026, 7, 6)),
        (Kind.WEEKLY, date(2026, 7, 12), date(2026, 7, 6)),
        (Kind.MONTHLY, date(2026, 7, 8), date(2026, 7, 1)),
        (Kind.YEARLY, date(2026, 4, 1), date(2026, 4, 1)),
        (Kind.YEARLY, date(2027, 3, 31), date(2026, 4, 1)),
    ],
)
def test_a_digest_goes_from_its_period_s_first_day_to_the_day_named(kind: Kind, day: date, first: date) -> None:
    assert covered(kind, day) == Period(first, day)


def test_a_daily_digest_is_about_all_days_since_the_last_one() -> None:
    monday, thursday = date(2026, 7, 13), date(2026, 7, 9)
    assert due_for(monday, thursday) == Period(date(2026, 7, 10), date(2026, 7, 12))
    assert due_for(monday, None) == Period(date(2026, 7, 12), date(2026, 7, 12))


@given(start=DAYS, steps=st.lists(st.integers(1, 10), min_size=1, max_size=20))
def test_digests_leave_no_day_out_and_tell_of_none_twice(start: date, steps: list[int]) -> None:
    told = start
    for step in steps:
        posted_on = told + timedelta(days=step + 1)
        found = due_for(posted_on, told)
        assert found.first == told + timedelta(days=1)
        assert found.last == posted_on - timedelta(days=1)
        told = found.last


def test_a_quarter_of_an_hour_is_not_late() -> None:
    due = datetime(2026, 7, 8, tzinfo=UTC)
    assert not is_late(due, due + LATE_AFTER)
    assert is_late(due, due + LATE_AFTER + timedelta(seconds=1))


@given(first=DAYS, last=DAYS)
def test_a_period_is_found_again_by_its_key(first: date, last: date) -> None:
    assert period(text(Period(first, last))) == Period(first, last)
