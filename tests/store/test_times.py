from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.store import times

MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 -- the timezones argument sets the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]),
)


@given(first=MOMENTS, second=MOMENTS)
def test_moments_sort_as_text_as_they_do_in_time(first: datetime, second: datetime) -> None:
    assert (times.format_moment(first) < times.format_moment(second)) == (first < second)
    assert times.parse_moment(times.format_moment(first)) == first


def test_what_is_absent_stays_absent() -> None:
    assert [times.parse_optional_moment(None), times.parse_optional_date(None), times.format_optional_date(None)] == [
        None
    ] * 3
    assert times.parse_optional_date(times.format_optional_date(date(2026, 7, 7))) == date(2026, 7, 7)
