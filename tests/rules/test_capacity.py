"""How many messages may leave in each half hour, so that the people at the phones can answer those who call back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.capacity import MIN_CALLERS, MIN_MESSAGES, PhoneDesk, begin_slot, compute_response, find_slot, list_slots
from bot.rules.hours import read_hours
from bot.rules.send_times import Batch, Limits, find_send_times

USUAL = read_hours("mon-fri 09:00-16:00", "mon-fri 09:00-17:00")
LONG = read_hours("mon-fri 09:00-19:00", "mon-fri 09:30-17:15")
DESK = PhoneDesk(3, 4, 0.1)
TUESDAY = "2026-07-07"


def at(text: str) -> datetime:
    """A time of day in JST, on a Tuesday unless it names another day."""
    return datetime.fromisoformat(text if "T" in text else f"{TUESDAY}T{text}").replace(tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("desk", "messages", "at_lunch"),
    [
        (DESK, 225, 112),  # three people answer 22.5 calls in half an hour, and one in ten readers calls
        (PhoneDesk(1, 4, 0.1), 75, 37),
        (PhoneDesk(3, 30, 1.0), 3, 1),
        (PhoneDesk(1, 60, 1.0), 1, 1),  # never none: the campaign would not end
        (PhoneDesk(1, 1, 0.3), 100, 50),
    ],
)
def test_so_many_messages_leave_that_those_who_call_can_be_answered(
    desk: PhoneDesk, messages: int, at_lunch: int
) -> None:
    assert (desk.count_messages(), desk.count_messages(at_lunch=True)) == (messages, at_lunch)


@pytest.mark.parametrize(
    ("now", "messages"),
    [
        ("09:00", 0),  # the phone opens at 9:30
        ("09:29:59", 0),
        ("09:30", 225),
        ("11:59", 225),
        ("12:00", 112),
        ("12:59", 112),
        ("13:00", 225),
        ("15:29", 225),
        ("15:30", 0),  # at 16:00 less than an hour is left
        ("17:20", 0),
        ("2026-07-11T10:00", 0),  # a Saturday
    ],
)
def test_no_message_leaves_where_its_reader_could_not_call(now: str, messages: int) -> None:
    closes_at_five = read_hours("mon-fri 09:00-19:00", "mon-fri 09:30-16:45")
    assert find_slot(closes_at_five, DESK, at(now)).messages == messages


def test_the_plan_fills_half_hours_until_an_hour_before_the_phone_closes_and_goes_on_the_next_day() -> None:
    times = find_send_times(USUAL, Limits(10, DESK, 0, at("09:10")), Batch(at("09:10"), 3_000))
    assert times is not None
    by_day: dict[int, int] = {}
    for slot in times.plan:
        assert slot.messages <= 225
        day = slot.start.astimezone(ZoneInfo("Asia/Tokyo")).day
        by_day[day] = by_day.get(day, 0) + slot.messages
    assert by_day == {7: 12 * 225 + 2 * 112, 8: 3_000 - 12 * 225 - 2 * 112}
    assert (times.starts_at, times.per_slot) == (at("09:10"), 225)
    assert times.ends_at is not None
    assert at("2026-07-08T09:00") < times.ends_at <= at("2026-07-08T09:01")


def test_what_has_left_in_this_half_hour_counts_and_so_does_what_is_sent_before() -> None:
    now = at("10:05")
    full = find_send_times(USUAL, Limits(10, DESK, 225, now), Batch(now, 10))
    assert full is not None
    assert (full.starts_at, full.delay) == (at("10:30"), "phones")
    nearly = find_send_times(USUAL, Limits(10, DESK, 220, now), Batch(now, 10))
    assert nearly is not None
    assert [slot.messages for slot in nearly.plan] == [5, 5]
    behind = find_send_times(USUAL, Limits(10, DESK, 0, now), Batch(now, 10), [Batch(now, 220)])
    assert behind is not None
    assert [slot.messages for slot in behind.plan] == [5, 5]


@pytest.mark.parametrize(
    ("messages", "callers", "share"),
    [
        (MIN_MESSAGES - 1, 100, None),
        (MIN_MESSAGES, MIN_CALLERS - 1, None),
        (MIN_MESSAGES, MIN_CALLERS, 0.04),
        (1000, 1000, 1.0),
    ],
)
def test_the_share_of_callers_is_the_citys_own_once_there_are_enough(
    messages: int, callers: int, share: float | None
) -> None:
    assert compute_response(messages, callers) == share


@given(
    operators=st.integers(1, 30),
    minutes=st.integers(1, 60),
    response=st.floats(0.01, 1.0),
    messages=st.integers(0, 3_000),
    taken=st.integers(0, 500),
    start=st.integers(0, 14 * 24 * 60),
)
def test_no_half_hour_of_a_plan_has_more_than_the_phones_can_answer(
    operators: int, minutes: int, response: float, messages: int, taken: int, start: int
) -> None:
    desk = PhoneDesk(operators, minutes, response)
    now = at("00:00").replace(day=6 + start // 1440, hour=start % 1440 // 60, minute=start % 60)
    times = find_send_times(LONG, Limits(10, desk, taken, now), Batch(now, messages))
    if times is None:  # more than 400 days
        return
    allowed = {slot.start: slot.messages for slot in list_slots(LONG, desk, now)}
    assert sum(slot.messages for slot in times.plan) == messages
    for index, slot in enumerate(times.plan):
        is_now = index == 0 and begin_slot(now) == begin_slot(slot.start)
        assert 0 < slot.messages <= allowed[slot.start] - (taken if is_now else 0)
