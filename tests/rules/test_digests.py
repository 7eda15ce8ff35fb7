from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model.digests import DigestKey, Period
from bot.rules.digests import LATE_AFTER, is_late, period_due

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def test_a_daily_digest_covers_all_days_since_the_last_one() -> None:
    monday, thursday = date(2026, 7, 13), date(2026, 7, 9)
    assert period_due(monday, thursday) == Period(date(2026, 7, 10), date(2026, 7, 12))
    assert period_due(monday, None) == Period(date(2026, 7, 12), date(2026, 7, 12))


@given(start=DAYS, steps=st.lists(st.integers(1, 10), min_size=1, max_size=20))
def test_daily_digests_cover_every_day_once(start: date, steps: list[int]) -> None:
    last_posted = start
    for step in steps:
        posted_on = last_posted + timedelta(days=step + 1)
        found = period_due(posted_on, last_posted)
        assert found.first == last_posted + timedelta(days=1)
        assert found.last == posted_on - timedelta(days=1)
        last_posted = found.last


def test_a_digest_is_late_after_a_quarter_of_an_hour() -> None:
    due = datetime(2026, 7, 8, tzinfo=UTC)
    assert not is_late(due, due + LATE_AFTER)
    assert is_late(due, due + LATE_AFTER + timedelta(seconds=1))


@given(first=DAYS, last=DAYS, is_late=st.booleans())
def test_a_digest_key_is_read_again_from_its_text(first: date, last: date, is_late: bool) -> None:
    key = DigestKey(Period(first, last), is_late)
    assert DigestKey.decode(str(key)) == key
