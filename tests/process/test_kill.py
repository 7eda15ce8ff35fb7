"""`kill -9` in the middle of sending, then `nofu run`: every recipient exactly once at the carrier."""

import pytest

from tests.process.campaigns import list_numbers, start_sending, wait_for_arrivals
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 60


@pytest.mark.parametrize("marks", [(0.5,), (0.25, 0.5)], ids=["once", "twice"])
def test_a_killed_bot_goes_on_where_it_was_and_sends_nothing_twice(system: System, marks: tuple[float, ...]) -> None:
    # Slow answers keep every worker between the claim and the record: there, the death hurts most.
    system.set_carrier_fault("slow", times=10 * PEOPLE, seconds=0.4)
    system.start(SMS_RATE="20")
    start_sending(system, PEOPLE)
    for mark in marks:
        wait_for_arrivals(system, round(mark * PEOPLE))
        system.kill()
        assert PEOPLE // 5 < len(system.list_arrivals()) < PEOPLE
        system.start(SMS_RATE="20")
    wait_until(lambda: not {"queued", "claimed"} & system.count_states().keys(), "the rest")
    # Whoever was in doubt is asked about after the settling time, and may be sent then.
    system.move_clock(advance_seconds=60)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    assert [line["in_doubt"] > 0 for line in system.find_log_lines("started")] == [False, *(True for _ in marks)]
