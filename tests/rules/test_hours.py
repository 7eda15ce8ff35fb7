"""Hours of sending: weeks, holidays, settings, and the limits that no setting changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hours import DAYS, BadHours, Hours, Opening, read_closed, read_extra, read_hours, read_week
from tests.tables import list_cases

JST = ZoneInfo("Asia/Tokyo")
USUAL = read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00")


def at(text: str) -> datetime:
    """A time in 2026, in JST."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=JST)


@pytest.mark.fault("C8")
@pytest.mark.parametrize(
    ("is_open", "moment"),
    list_cases(
        (True, "07-07 09:00", "07-07 15:59:59.999999", "12-28 10:00", "01-05 10:00"),
        (False, "07-07 03:00", "07-07 08:59:59.999999", "07-07 16:00"),
        (False, "07-11 10:00", "07-12 10:00"),  # a weekend
        (False, "07-20 10:00", "05-06 10:00", "09-22 10:00"),  # 海の日, 振替休日, 国民の休日
        (False, "12-29 10:00", "12-31 10:00", "01-02 10:00"),
    ),
)
def test_messages_are_sent_on_weekdays_except_holidays(is_open: bool, moment: str) -> None:
    assert USUAL.is_open(at(moment)) is is_open
    assert USUAL.is_open(at(moment).astimezone(UTC)) is is_open


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("07-07 10:30", "07-07 10:30"),
        ("07-07 02:00", "07-07 09:00"),
        ("07-07 16:00", "07-08 09:00"),
        ("07-10 17:00", "07-13 09:00"),
        ("07-17 12:00", "07-21 09:00"),
        ("12-28 16:00", "2027-01-04 09:00"),
    ],
)
def test_the_next_opening_skips_weekends_and_holidays(now: str, expected: str) -> None:
    then = datetime.fromisoformat(expected if len(expected) > 11 else f"2026-{expected}").replace(tzinfo=JST)
    assert USUAL.find_next_open(at(now)) == then


def test_sending_ends_at_noon_before_three_closed_days() -> None:
    friday = at("07-17 11:59")  # then Saturday, Sunday, 海の日
    assert USUAL.is_open(friday)
    assert not USUAL.is_open(at("07-17 12:00"))
    assert USUAL.find_sending_end(friday) == at("07-17 12:00")
    assert USUAL.is_open(at("07-10 15:00"))  # two closed days only


def test_the_give_up_time_is_the_close_of_the_office() -> None:
    assert USUAL.find_give_up_time(at("07-07 10:00")) == at("07-07 17:00")
    assert USUAL.find_give_up_time(at("07-17 11:00")) == at("07-17 17:00")
    assert USUAL.find_give_up_time(at("07-07 17:00")) is None
    assert USUAL.find_give_up_time(at("07-11 10:00")) is None


def test_the_give_up_time_is_the_end_of_sending_after_the_office_has_closed() -> None:
    hours = read_hours("mon-sun 09:00-19:00", "mon-fri 09:00-17:00")
    assert hours.find_give_up_time(at("07-07 16:59")) == at("07-07 17:00")
    assert hours.find_give_up_time(at("07-07 17:00")) == at("07-07 19:00")
    assert hours.find_give_up_time(at("07-11 10:00")) == at("07-11 19:00")


def test_sending_pauses_between_two_windows_of_a_day() -> None:
    hours = read_hours("mon-fri 13:00-16:00, mon-thu 09:00-12:00", "mon-fri 09:00-17:00")
    assert [hours.is_open(at(f"07-07 {hour}")) for hour in ("11:59", "12:00", "13:00")] == [True, False, True]
    assert hours.find_next_open(at("07-07 12:30")) == at("07-07 13:00")
    assert hours.find_sending_end(at("07-07 09:30")) == at("07-07 16:00")
    assert not hours.is_open(at("07-10 10:00"))


def test_sending_stops_an_hour_before_the_end_of_an_extra_opening() -> None:
    hours = read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00", "2026-07-11 09:00-12:00, 2026-12-29")
    is_open = {hour: hours.is_open(at(f"07-11 {hour}")) for hour in ("08:59", "09:00", "10:59", "11:00")}
    assert is_open == {"08:59": False, "09:00": True, "10:59": True, "11:00": False}
    assert hours.find_give_up_time(at("07-11 10:00")) == at("07-11 12:00")
    assert hours.find_sending_end(at("12-29 10:00")) == at("12-29 12:00")  # the usual hours, and a long rest after it
    assert hours.is_open(at("12-29 11:00"))


def test_an_extra_opening_interrupts_a_long_closure() -> None:
    hours = read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00", "2026-07-18 09:00-12:00")
    assert hours.is_open(at("07-17 15:00"))


def test_a_closed_day_overrides_an_extra_opening() -> None:
    hours = read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00", "2026-07-07 09:00-12:00", "2026-07-07,2026-07-08")
    assert not hours.is_open(at("07-07 10:00"))
    assert hours.find_next_open(at("07-07 10:00")) == at("07-09 09:00")
    assert hours.find_sending_end(at("07-07 10:00")) is None


def test_hours_that_never_open_have_no_next_opening() -> None:
    hours = read_hours("wed 13:00-16:00", "wed 09:00-17:00")  # six closed days after each: never in the afternoon
    assert hours.find_next_open(at("07-07 10:00")) is None


@pytest.mark.parametrize(
    ("setting", "day", "openings"),
    [
        ("mon-fri 09:00-16:00", 4, (Opening(540, 960),)),
        ("mon-fri 09:00-16:00", 5, ()),
        (" SAT  9:00-12:30 ", 5, (Opening(540, 750),)),
        ("fri-mon 10:00-11:00", 6, (Opening(600, 660),)),
        ("fri-mon 10:00-11:00", 1, ()),
        ("mon 00:00-24:00", 0, (Opening(480, 1200),)),
        ("mon 18:00-22:00,mon 06:00-09:00", 0, (Opening(480, 540), Opening(1080, 1200))),
    ],
)
def test_weekly_hours_are_limited_to_eight_and_twenty(setting: str, day: int, openings: tuple[Opening, ...]) -> None:
    assert read_week(setting)[day] == openings


@pytest.mark.parametrize(
    ("setting", "entry"),
    [
        *[(entry, entry) for entry in ("", "mon-fri", "mon-fri 9-16", "月-金 09:00-16:00", "mon-foo 09:00-10:00")],
        *[(f"mon-fri {times}", f"mon-fri {times}") for times in ("16:00-09:00", "09:00-09:00", "20:00-22:00")],
        *[(f"mon-fri {times}", f"mon-fri {times}") for times in ("09:60-10:00", "09:00-24:01")],
        ("mon 09:00-10:00, foo 09:00-10:00", "foo 09:00-10:00"),
    ],
)
def test_invalid_hours_are_reported(setting: str, entry: str) -> None:
    with pytest.raises(BadHours) as bad:
        read_week(setting)
    assert bad.value.entry == entry


@pytest.mark.parametrize(
    "setting", ["2026-02-30", "07-11", "2026-07-11 9", "2026-07-11 21:00-22:00", "sat 09:00-12:00"]
)
def test_invalid_extra_openings_are_reported(setting: str) -> None:
    with pytest.raises(BadHours) as bad:
        read_extra(f"2026-07-11, {setting}")
    assert bad.value.entry == setting


def test_closed_days_must_be_dates() -> None:
    assert read_closed("2026-08-13, 2026-08-14,") == {date(2026, 8, 13), date(2026, 8, 14)}
    with pytest.raises(BadHours):
        read_closed("2026-08-13 to 2026-08-15")


FIRST, LAST = datetime(2020, 1, 1), datetime(2035, 12, 31)  # noqa: DTZ001 -- the strategy adds the zone itself
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
TIMES = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])


@st.composite
def week_settings(draw: st.DrawFn) -> str:
    entries = draw(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS), TIMES), min_size=1, max_size=4))
    return ",".join(f"{first}-{last} {clock(start)}-{clock(end)}" for first, last, (start, end) in entries)


@st.composite
def any_hours(draw: st.DrawFn) -> Hours:
    """Any valid settings; those without a time between 8:00 and 20:00 are refused."""
    days = st.dates(date(2020, 1, 1), date(2036, 1, 31))
    extra = draw(st.lists(st.tuples(days, TIMES), max_size=5))
    written = ",".join(
        f"{day} {clock(start)}-{clock(end)}" for day, (start, end) in extra if start < 1200 and end > 480
    )
    closed = ",".join(str(day) for day in draw(st.lists(days, max_size=5)))
    allowed = [f"{week},mon 08:00-08:01" for week in (draw(week_settings()), draw(week_settings()))]
    return read_hours(allowed[0], allowed[1], written, closed)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@pytest.mark.fault("C8")
@given(any_hours(), MOMENTS)
def test_no_setting_allows_sending_at_night(hours: Hours, now: datetime) -> None:
    local = now.astimezone(JST)
    if hours.is_open(now):
        assert time(8) <= local.time() < time(20)
    night = datetime.combine(local.date(), time(20), JST) + timedelta(minutes=now.minute * 12)
    assert not hours.is_open(night)


@given(any_hours(), MOMENTS)
def test_the_next_opening_is_the_first_open_time_from_now(hours: Hours, now: datetime) -> None:
    found = hours.find_next_open(now)
    if found is None:
        assert not hours.is_open(now)
        return
    assert found >= now
    assert found.tzinfo is UTC
    assert hours.is_open(found)
    assert found == now or not hours.is_open(found - timedelta(microseconds=1))
    if found > now:
        assert not hours.is_open(now)


@given(any_hours(), MOMENTS)
def test_the_end_of_sending_and_the_give_up_time_are_later_today(hours: Hours, now: datetime) -> None:
    opened = hours.find_next_open(now)
    if opened is None:
        return
    for end in (hours.find_sending_end(opened), hours.find_give_up_time(opened)):
        assert end is not None
        assert opened < end
        assert end.astimezone(JST).date() == opened.astimezone(JST).date()
        assert end.astimezone(JST).time() <= time(20)
