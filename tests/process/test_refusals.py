"""The carrier says no, or something that is no answer: what surely was not sent goes again, all else is looked up."""

import time

import pytest

from sandbox.walk import steps
from sandbox.walk.client import Json, to_text
from tests.process.campaigns import list_numbers, submit_campaign
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 10
MANY = 40
WORKERS = 14
"""At 50 a second: as many requests may be under way when the first refusal comes."""


def test_refused_requests_go_again_only_when_the_carrier_surely_has_none(system: System) -> None:
    system.start()
    submit_campaign(system, PEOPLE)
    broken, redirected, too_many = list_numbers(PEOPLE)[-3:]  # the first two meet the refused connection
    system.set_carrier_fault("http_500", to_suffix=broken)
    system.set_carrier_fault("redirect_307", to_suffix=redirected)
    system.set_carrier_fault("http_429", to_suffix=too_many, times=2, seconds=1)
    system.set_carrier_fault("refuse_connection", times=2, method="POST")
    steps.approve(system.session)
    wait_until(lambda: _is_settled(system.count_states(), doubts=4), "four doubts")
    assert len(system.list_arrivals()) == len(set(system.list_arrivals())) == PEOPLE - 4
    assert [line["status"] for line in system.list_sends(broken)] == [500]
    assert [line["status"] for line in system.list_sends(redirected)] == [307], "a redirect was followed"
    assert [line["status"] for line in system.list_sends(too_many)] == [429, 429, 200]

    system.move_clock(advance_seconds=60)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    assert [line["status"] for line in system.list_sends(broken)] == [500, 200]
    assert [line["status"] for line in system.list_sends(redirected)] == [307, 200]


def test_refused_credentials_pause_the_campaign_and_somebody_is_told(system: System) -> None:
    system.start()
    submit_campaign(system, MANY)
    system.set_carrier_fault("http_401", after=5, times=1000)
    steps.approve(system.session)
    system.wait_for_campaign("paused")
    alert = wait_until(lambda: _alerts(system), "the alert")
    assert len(alert) == 1
    assert "http_401" in alert[0]["text"]
    assert len(system.list_arrivals()) == 5
    system.clear_carrier_faults()
    refused = _refused(system)
    assert 1 <= len(refused) == len(set(refused)) <= WORKERS, "somebody was tried again with refused credentials"
    system.move_clock(advance_seconds=600)
    time.sleep(2)  # long enough for all of them to leave, if anything still drove them
    assert (len(system.list_arrivals()), _refused(system)) == (5, refused)
    assert system.count_states()["queued"] == MANY - 5


def _is_settled(states: dict[str, int], doubts: int) -> bool:
    """Whether so many are in doubt and none is under way: all at one look, for one may be claimed between two."""
    return states.get("uncertain") == doubts and not {"queued", "claimed"} & states.keys()


def _alerts(system: System) -> list[Json]:
    seen = system.client.messages(system.session.desk, system.session.staff)
    return [message for message in seen if "送信が止まりました" in to_text(message["blocks"])]


def _refused(system: System) -> list[str]:
    """The numbers to which the carrier refused to send, each as often as it did."""
    return [line["to"] for line in system.list_sends() if line["answer"] == "refused"]
