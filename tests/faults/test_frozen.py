"""A bot that is frozen while it sends, and wakes up after the hours: no message leaves before the next morning."""

import os
import signal
import time
from datetime import datetime, timedelta

import pytest

from tests.process.campaigns import list_numbers, start_sending, wait_for_arrivals, wait_until_all_left
from tests.process.system import System, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

PEOPLE = 200
"""So many that the campaign is not over on the third day, also on a busy machine."""
EVENING = datetime.fromisoformat("2026-07-07T16:30:00+09:00")
MORNING = datetime.fromisoformat("2026-07-08T09:00:00+09:00")
AFTERWARDS = 3.0
"""Seconds in which dozens of messages would leave."""


def count_what_left(system: System) -> int:
    """Count the messages that arrive from a frozen bot, also on a slow machine.

    The carrier has one thread, which reads each request that waits before it has answered several later ones.
    """
    time.sleep(1.5)  # what is on its way waits at the carrier
    return [len(system.list_arrivals()) for _ in range(10)][-1]


@pytest.mark.fault("A12")
def test_c8_a_bot_that_was_frozen_within_the_hours_and_wakes_up_after_them_sends_nothing(system: System) -> None:
    system.start(SMS_RATE="20")
    start_sending(system, PEOPLE)
    for day in range(3):
        wait_for_arrivals(system, 20 * day + 10)
        system.freeze()
        before = count_what_left(system)
        system.move_clock(now=(EVENING + timedelta(days=day)).isoformat())
        os.kill(system.get_pid(), signal.SIGCONT)
        time.sleep(AFTERWARDS)
        assert len(system.list_arrivals()) == before < PEOPLE
        wait_until(lambda: "claimed" not in system.count_states() or None, "the end of every claim")
        system.move_clock(now=(MORNING + timedelta(days=day)).isoformat())
    wait_until_all_left(system)
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
