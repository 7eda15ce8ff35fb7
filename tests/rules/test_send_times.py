"""When a campaign really begins and ends."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model.campaigns import Delay, SendTimes
from bot.rules.hours import Hours, read_hours
from bot.rules.send_times import Batch, Limits, find_send_times

USUAL = read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00")
SHORT = read_hours("mon-fri 09:00-09:01", "mon-fri 09:00-17:00")
LIMITS = Limits(10)


def at(text: str) -> datetime:
    """A time in JST, in 2026 unless it names a year."""
    full = text if text.startswith("2027") else f"2026-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("hours", "earliest", "messages", "starts", "ends", "delay"),
    [
        (USUAL, "07-07 10:00", 528, "07-07 10:00", "07-07 10:01", None),
        (USUAL, "07-12 10:00", 528, "07-13 09:00", "07-13 09:01", Delay.HOURS),  # a Sunday
        (USUAL, "07-07 16:00", 1, "07-08 09:00", "07-08 09:01", Delay.HOURS),
        (USUAL, "07-17 11:59", 1000, "07-17 11:59", "07-21 09:01", None),  # until noon before a long weekend
        (USUAL, "12-28 10:00", 10, "12-28 10:00", "12-28 10:01", None),
        (USUAL, "12-28 12:00", 10, "2027-01-04 09:00", "2027-01-04 09:01", Delay.HOURS),  # closed from noon on
        (SHORT, "07-06 09:00", 2000, "07-06 09:00", "07-09 09:01", None),  # 590 a day
        (USUAL, "07-07 10:00", 0, "07-07 10:00", "07-07 10:00", None),
    ],
)
def test_a_campaign_begins_when_the_hours_allow_and_ends_by_the_rate(
    hours: Hours, earliest: str, messages: int, starts: str, ends: str, delay: Delay | None
) -> None:
    found = find_send_times(hours, LIMITS, Batch(at(earliest), messages))
    assert found == SendTimes(at(starts), at(ends), delay)


def test_campaigns_in_line_come_first_each_from_its_own_start_on() -> None:
    batch = Batch(at("07-07 10:00"), 100)
    an_hour = 35_000
    now, later = Batch(at("07-07 09:00"), an_hour), Batch(at("07-07 10:01"), an_hour)
    assert find_send_times(USUAL, LIMITS, batch, [later]) == SendTimes(batch.earliest, at("07-07 10:01"), None)
    done = find_send_times(USUAL, LIMITS, batch, [now])
    assert done == SendTimes(batch.earliest, at("07-07 10:01"), None)
    waits = find_send_times(USUAL, LIMITS, batch, [now, Batch(at("07-07 09:59"), an_hour)])
    assert waits is not None
    assert waits.delay is Delay.OTHERS
    assert at("07-07 10:58") < waits.starts_at < at("07-07 11:00")


def test_what_does_not_end_while_the_approval_is_valid_has_no_end() -> None:
    week = 590 * 5
    within = find_send_times(SHORT, LIMITS, Batch(at("07-06 09:00"), week))
    beyond = find_send_times(SHORT, LIMITS, Batch(at("07-06 09:00"), week + 3))
    assert (within and within.ends_at, beyond and beyond.ends_at) == (at("07-10 09:01"), None)


def test_hours_that_never_come_give_no_times() -> None:
    closed = ",".join(str(at("01-01").date() + timedelta(days=day)) for day in range(800))
    never = read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00", closed=closed)
    assert find_send_times(never, LIMITS, Batch(at("07-07 10:00"), 1)) is None
