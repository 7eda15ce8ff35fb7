"""The carrier took a message and its answer was lost: one arrival, found by its tag, never a second send."""

import pytest

from sandbox.walk import steps
from tests.process.play import cards, numbers, submitted
from tests.process.stage import Stage, until

pytestmark = pytest.mark.process

LOST = ("timeout_after_accept", "reset_after_accept", "half_answer", "garbage", "accepted_no_id")
PEOPLE = 12


def test_a_message_whose_answer_was_lost_is_looked_up_and_never_sent_again(stage: Stage) -> None:
    stage.start()
    submitted(stage, PEOPLE)
    for fault, number in zip(LOST, numbers(PEOPLE), strict=False):
        stage.carrier_fault(fault, to_suffix=number)
    stage.carrier_fault("lookup_down", times=1000)
    steps.approve(stage.desk)
    until(lambda: stage.states().get("uncertain") == len(LOST) and "queued" not in stage.states(), "five doubts")
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))

    stage.clock(advance_seconds=60)
    asked = "SELECT 1 FROM messages WHERE state = 'uncertain' AND reason = 'http_500'"
    until(lambda: len(stage.rows(asked)) == len(LOST), "the questions that nobody answers")
    assert stage.rows("SELECT state FROM campaigns") == [("sending",)]

    stage.no_more_faults()
    stage.clock(advance_seconds=60)
    stage.until_campaign("finished")
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))
    assert len(stage.sends()) == PEOPLE
    assert "uncertain" not in stage.states()
    until(lambda: "送信終了" in cards(stage)[0]["text"], "the card's end")
