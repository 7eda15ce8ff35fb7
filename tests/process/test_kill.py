"""`kill -9` in the middle of sending, then `nofu run`: every recipient exactly once at the carrier."""

import pytest

from tests.process.play import arrive, numbers, sending
from tests.process.stage import Stage, until

pytestmark = pytest.mark.process

PEOPLE = 60


@pytest.mark.parametrize("marks", [(0.5,), (0.25, 0.5)], ids=["once", "twice"])
def test_a_killed_bot_goes_on_where_it_was_and_sends_nothing_twice(stage: Stage, marks: tuple[float, ...]) -> None:
    # Slow answers keep every worker between the claim and the record: there, the death hurts most.
    stage.carrier_fault("slow", times=10 * PEOPLE, seconds=0.4)
    stage.start(SMS_RATE="20")
    sending(stage, PEOPLE)
    for mark in marks:
        arrive(stage, round(mark * PEOPLE))
        stage.kill()
        assert PEOPLE // 5 < len(stage.arrived()) < PEOPLE
        stage.start(SMS_RATE="20")
    until(lambda: not {"queued", "claimed"} & stage.states().keys(), "the rest")
    # Whoever was in doubt is asked about after the settling time, and may be sent then.
    stage.clock(advance_seconds=60)
    stage.until_campaign("finished")
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))
    assert [line["in_doubt"] > 0 for line in stage.logged("started")] == [False, *(True for _ in marks)]
