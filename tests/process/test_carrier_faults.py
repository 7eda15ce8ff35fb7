"""Faults of the carrier. A message that surely did not leave is sent again; any other is looked up at the provider."""

import time

import pytest

from sandbox.walk import steps
from sandbox.walk.client import Json, to_text
from tests.process.campaigns import (
    find_card,
    find_cards,
    list_numbers,
    press,
    submit_campaign,
    wait_until_none_is_claimed,
)
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

LOST_ANSWERS = ("timeout_after_accept", "reset_after_accept", "half_answer", "garbage", "accepted_no_id")
FEW = 12
PEOPLE = 10
MANY = 40
WORKERS = 14
"""The workers at 50 messages a second: so many requests may be in flight when the first is refused."""


@pytest.mark.fault("P1")
def test_a_message_with_a_lost_answer_is_looked_up_and_not_sent_again(system: System) -> None:
    system.start()
    submit_campaign(system, FEW)
    for fault, number in zip(LOST_ANSWERS, list_numbers(FEW), strict=False):
        system.set_carrier_fault(fault, to_suffix=number)
    system.set_carrier_fault("lookup_down", times=1000)
    steps.approve(system.session)
    wait_until(lambda: _is_settled(system.count_states(), uncertain=len(LOST_ANSWERS)), "five uncertain messages")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(FEW))

    system.move_clock(advance_seconds=60)
    asked = "SELECT 1 FROM messages WHERE state = 'uncertain' AND look_up_answer = 'http_500'"
    wait_until(lambda: len(system.query(asked)) == len(LOST_ANSWERS), "the look-ups that fail")
    assert system.query("SELECT state FROM campaigns") == [("sending",)]

    system.clear_carrier_faults()
    system.move_clock(advance_seconds=60)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(FEW))
    assert len(system.list_sends()) == FEW
    assert "uncertain" not in system.count_states()
    wait_until(lambda: "送信終了" in find_cards(system)[0]["text"], "the finished card")


@pytest.mark.fault("P2", "P5")
def test_refused_requests_are_sent_again_only_if_the_carrier_surely_has_no_message(system: System) -> None:
    system.start(KARADEN_LIST_COMPLETE_SECONDS="30")
    submit_campaign(system, PEOPLE)
    broken, redirected, too_many = list_numbers(PEOPLE)[-3:]  # the first two messages get the refused connection
    system.set_carrier_fault("http_500", to_suffix=broken)
    system.set_carrier_fault("redirect_307", to_suffix=redirected)
    system.set_carrier_fault("http_429", to_suffix=too_many, times=2, seconds=1)
    system.set_carrier_fault("refuse_connection", times=2, method="POST")
    system.set_carrier_fault("lookup_down", times=10_000)  # no look-up settles a message while the test counts
    steps.approve(system.session)
    system.wait_for_campaign("paused")  # because of the redirect
    press(system, system.session.supervisor, find_card(system, "一時停止　nofu（"), "campaign_resume")
    wait_until(lambda: _is_settled(system.count_states(), uncertain=4), "four uncertain messages")
    assert len(system.list_arrivals()) == len(set(system.list_arrivals())) == PEOPLE - 4
    assert [line["status"] for line in system.list_sends(broken)] == [500]
    assert [line["status"] for line in system.list_sends(redirected)] == [307], "a redirect was followed"
    assert [line["status"] for line in system.list_sends(too_many)] == [429, 429, 200]

    system.clear_carrier_faults()
    system.move_clock(advance_seconds=60)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    assert [line["status"] for line in system.list_sends(broken)] == [500, 200]
    assert [line["status"] for line in system.list_sends(redirected)] == [307, 200]


@pytest.mark.fault("P6")
def test_refused_credentials_pause_the_campaign_and_post_an_alert(system: System) -> None:
    system.start()
    submit_campaign(system, MANY)
    system.set_carrier_fault("http_401", after=5, times=1000)
    steps.approve(system.session)
    system.wait_for_campaign("paused")
    alert = wait_until(lambda: _alerts(system), "the alert")
    assert len(alert) == 1
    assert "http_401" in alert[0]["text"]
    wait_until_none_is_claimed(system)
    assert len(system.list_arrivals()) == 5
    system.clear_carrier_faults()
    refused = _list_refused(system)
    assert 1 <= len(refused) == len(set(refused)) <= WORKERS, "a message was sent again with refused credentials"
    system.move_clock(advance_seconds=600)
    time.sleep(2)  # long enough for all of them to leave, if the sender still ran
    assert (len(system.list_arrivals()), _list_refused(system)) == (5, refused)
    assert system.count_states()["queued"] == MANY - 5


def _is_settled(states: dict[str, int], uncertain: int) -> bool:
    """Tell from one reading whether so many are uncertain and none is queued or claimed."""
    return states.get("uncertain") == uncertain and not {"queued", "claimed"} & states.keys()


def _alerts(system: System) -> list[Json]:
    seen = system.client.messages(system.session.desk, system.session.staff)
    return [message for message in seen if "送信が止まりました" in to_text(message["blocks"])]


def _list_refused(system: System) -> list[str]:
    """Return the number of each send request that the carrier refused."""
    return [line["to"] for line in system.list_sends() if line["answer"] == "refused"]
