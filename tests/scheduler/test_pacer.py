"""The pace that workers share, and the moment before the first byte of a message."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.providers import KEPT_BACK, NotSent, Uncertain
from bot.rules.breaker import FAILURES_IN_A_ROW
from scheduler.pacer import MessageDeparture, Pacer, Stopwatch
from tests.services.harness import HandClock


@pytest.mark.fault("A17")
def test_no_second_holds_more_than_the_rate_however_late_the_requests_come() -> None:
    pacer = Pacer(5)
    times = sorted(pacer.leave(None) for _ in range(11))
    assert all(later - earlier >= 1.0 for earlier, later in zip(times, times[5:], strict=False))


def test_a_request_whose_connection_had_to_be_opened_counts_when_it_really_leaves() -> None:
    pacer = Pacer(2)
    first = pacer.leave(None)
    time.sleep(0.3)
    really = pacer.leave(first)
    assert really - first >= 0.3
    pacer.leave(None)
    assert pacer.leave(None) - really >= 1.0


def test_both_questions_about_one_request_count_it_once() -> None:
    pacer = Pacer(2)
    first = pacer.leave(None)
    pacer.leave(first)
    assert len(pacer._left) == 1, "there is a place for another one in this second"


def test_a_message_that_was_kept_back_is_no_failure_of_the_provider_and_slows_nothing() -> None:
    pacer = Pacer(1_000)
    for _ in range(FAILURES_IN_A_ROW - 1):
        assert pacer.judge(Uncertain("read_timeout")) is None
        assert pacer.judge(NotSent(KEPT_BACK)) is None
    assert pacer.judge(Uncertain("read_timeout")) is not None
    assert pacer.adapt_to(NotSent(KEPT_BACK)) == 0.0
    assert pacer.has_turn(threading.Event()), "a pause after a failure is at least a second"


@pytest.mark.fault("C8")
@pytest.mark.parametrize("seconds", [3.0, -3.0])
def test_a_clock_that_was_set_is_seen_as_time_that_has_passed(seconds: float) -> None:
    clock = HandClock(datetime(2026, 7, 7, tzinfo=UTC))
    watch = Stopwatch(clock.now)
    clock.set(clock.now() + timedelta(seconds=seconds))
    assert watch.seconds() >= 3.0


def test_time_passes_for_a_frozen_process_whose_clock_stands_still() -> None:
    watch = Stopwatch(HandClock().now)
    time.sleep(0.2)
    assert watch.seconds() >= 0.2


class ChosenWatch(Stopwatch):
    """A watch that shows what the test chooses."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def seconds(self) -> float:
        return self._seconds


@pytest.mark.parametrize(
    ("seconds", "answer", "leaves", "asked"),
    [(0.9, False, True, 0), (1.1, True, True, 1), (1.1, False, False, 1), (3600.0, False, False, 1)],
)
def test_a_claim_is_checked_again_only_after_a_while(seconds: float, answer: bool, leaves: bool, asked: int) -> None:
    questions: list[None] = []

    def check() -> bool:
        questions.append(None)
        return answer

    departure = MessageDeparture(Pacer(10), ChosenWatch(seconds), check)
    assert departure.may_leave() is leaves
    assert (departure.is_kept_back, len(questions)) == (not leaves, asked)


def test_a_check_that_fails_keeps_the_message_back() -> None:
    departure = MessageDeparture(Pacer(10), ChosenWatch(5.0), lambda: bool(1 / 0))
    assert not departure.may_leave()
    assert departure.is_kept_back


def test_a_request_that_was_written_late_counts_from_then_on() -> None:
    pacer = Pacer(1)
    departure = MessageDeparture(pacer, ChosenWatch(0.0), lambda: True)
    departure.has_left()  # it was not to leave yet: nothing happens
    assert departure.may_leave()
    time.sleep(0.3)
    written = time.monotonic()
    departure.has_left()
    assert pacer.leave(None) - written >= 1.0
