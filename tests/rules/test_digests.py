from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.digests import DigestKind, Period
from bot.rules.digests import LATE_AFTER, format_period, is_late, parse_period, period_covered, period_due

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("kind", "day", "first"),
    [
        (DigestKind.DAILY, date(2026, 7, 8), date(2026, 7, 8)),
        (DigestKind.WEEKLY, date(2026, 7, 8), date(2026, 7, 6)),
        (DigestKind.WEEKLY, date(2026, 7, 6), date(2026, 7, 6)),
        (DigestKind.WEEKLY, date(2026, 7, 12), date(2026, 7, 6)),
        (DigestKind.MONTHLY, date(2026, 7, 8), date(2026, 7, 1)),
        (DigestKind.YEARLY, date(2026, 4, 1), date(2026, 4, 1)),
        (DigestKind.YEARLY, date(2027, 3, 31), date(2026, 4, 1)),
    ],
)
def test_a_digest_goes_from_its_period_s_first_day_to_the_day_named(kind: DigestKind, day: date, first: date) -> None:
    assert period_covered(kind, day) == Period(first, day)


def test_a_daily_digest_is_about_all_days_since_the_last_one() -> None:
    monday, thursday = date(2026, 7, 13), date(2026, 7, 9)
    assert period_due(monday, thursday) == Period(date(2026, 7, 10), date(2026, 7, 12))
    assert period_due(monday, None) == Period(date(2026, 7, 12), date(2026, 7, 12))


@given(start=DAYS, steps=st.lists(st.integers(1, 10), min_size=1, max_size=20))
def test_digests_leave_no_day_out_and_tell_of_none_twice(start: date, steps: list[int]) -> None:
    told = start
    for step in steps:
        posted_on = told + timedelta(days=step + 1)
        found = period_due(posted_on, told)
        assert found.first == told + timedelta(days=1)
        assert found.last == posted_on - timedelta(days=1)
        told = found.last


def test_a_quarter_of_an_hour_is_not_late() -> None:
    due = datetime(2026, 7, 8, tzinfo=UTC)
    assert not is_late(due, due + LATE_AFTER)
    assert is_late(due, due + LATE_AFTER + timedelta(seconds=1))


@given(first=DAYS, last=DAYS)
def test_a_period_is_found_again_by_its_key(first: date, last: date) -> None:
    assert parse_period(format_period(Period(first, last))) == Period(first, last)
