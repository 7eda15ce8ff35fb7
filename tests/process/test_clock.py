"""The desk's clock decides what is due: the sending window, and a digest that was missed."""

import time
from datetime import datetime, timedelta

import pytest

from bot.words import words
from sandbox.walk.client import Json, to_text
from tests.process.campaigns import list_numbers, start_sending, wait_for_arrivals, wait_until_none_is_claimed
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 40
WORKERS = 3
"""The workers at 8 messages a second: so many may be claimed, but not sent, when the window closes."""
CLOSES = datetime.fromisoformat("2026-07-07T16:00:00+09:00")
OPENS = datetime.fromisoformat("2026-07-08T09:00:00+09:00")


@pytest.mark.fault("C8")
def test_after_the_window_no_message_leaves_and_in_the_morning_the_rest_does(system: System) -> None:
    system.start(SMS_RATE="8")
    system.set_carrier_fault("slow", after=5, times=PEOPLE, seconds=3)  # so that the window closes before the end
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, 5)
    system.move_clock(now=CLOSES.isoformat())
    wait_until_none_is_claimed(system)
    system.clear_carrier_faults()
    time.sleep(4)  # enough for a dozen more messages
    assert len(system.list_arrivals()) < PEOPLE
    system.move_clock(now="2026-07-08T08:59:00+09:00")
    time.sleep(1)
    assert len(system.list_arrivals()) < PEOPLE
    system.move_clock(now=OPENS.isoformat())
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    left = [datetime.fromisoformat(line["at"]) for line in system.list_sends()]
    assert len([at for at in left if CLOSES + timedelta(seconds=1) <= at < OPENS]) <= WORKERS
    assert max(left) >= OPENS


@pytest.mark.fault("C9")
def test_a_digest_missed_in_the_night_is_posted_once_and_says_that_it_is_late(system: System) -> None:
    late = words("ja")("digest.late")
    system.start()
    wait_until(lambda: system.query("SELECT 1 FROM jobs"), "the first entry of the timetable")
    system.move_clock(now="2026-07-08T09:00:00+09:00")
    wait_until(lambda: len(_list_digests(system)) == 1, "the first digest")
    assert late not in to_text(_list_digests(system))
    system.stop()
    system.move_clock(now="2026-07-10T10:30:00+09:00")
    system.start()
    wait_until(lambda: len(_list_digests(system)) == 2, "the late digest")
    assert late in to_text(_list_digests(system)[1])
    system.stop()
    system.start()
    system.move_clock(now="2026-07-13T09:00:00+09:00")
    wait_until(lambda: len(_list_digests(system)) == 3, "Monday's digest")
    assert late not in to_text(_list_digests(system)[2])
    assert len(system.query("SELECT 1 FROM audit WHERE action = 'digest.post' AND facts LIKE '%period%'")) == 3


def _list_digests(system: System) -> list[Json]:
    return system.client.messages(system.session.digest, system.session.supervisor)
