"""The carrier took a message and its answer was lost: one arrival, found by its tag, never a second send."""

import pytest

from sandbox.walk import steps
from tests.process.campaigns import find_cards, list_numbers, submit_campaign
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

LOST = ("timeout_after_accept", "reset_after_accept", "half_answer", "garbage", "accepted_no_id")
PEOPLE = 12


def test_a_message_whose_answer_was_lost_is_looked_up_and_never_sent_again(system: System) -> None:
    system.start()
    submit_campaign(system, PEOPLE)
    for fault, number in zip(LOST, list_numbers(PEOPLE), strict=False):
        system.set_carrier_fault(fault, to_suffix=number)
    system.set_carrier_fault("lookup_down", times=1000)
    steps.approve(system.session)
    wait_until(
        lambda: system.count_states().get("uncertain") == len(LOST) and "queued" not in system.count_states(),
        "five doubts",
    )
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))

    system.move_clock(advance_seconds=60)
    asked = "SELECT 1 FROM messages WHERE state = 'uncertain' AND reason = 'http_500'"
    wait_until(lambda: len(system.query(asked)) == len(LOST), "the questions that nobody answers")
    assert system.query("SELECT state FROM campaigns") == [("sending",)]

    system.clear_carrier_faults()
    system.move_clock(advance_seconds=60)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    assert len(system.list_sends()) == PEOPLE
    assert "uncertain" not in system.count_states()
    wait_until(lambda: "送信終了" in find_cards(system)[0]["text"], "the card's end")
