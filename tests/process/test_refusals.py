"""The carrier says no, or something that is no answer: what surely was not sent goes again, all else is looked up."""

import time

import pytest

from sandbox.walk import steps
from sandbox.walk.hand import Json, text_of
from tests.process.play import numbers, submitted
from tests.process.stage import Stage, until

pytestmark = pytest.mark.process

PEOPLE = 10
MANY = 40
WORKERS = 14
"""At 50 a second: as many requests may be under way when the first refusal comes."""


def test_refused_requests_go_again_only_when_the_carrier_surely_has_none(stage: Stage) -> None:
    stage.start()
    submitted(stage, PEOPLE)
    broken, redirected, too_many = numbers(PEOPLE)[-3:]  # the first two meet the refused connection
    stage.carrier_fault("http_500", to_suffix=broken)
    stage.carrier_fault("redirect_307", to_suffix=redirected)
    stage.carrier_fault("http_429", to_suffix=too_many, times=2, seconds=1)
    stage.carrier_fault("refuse_connection", times=2, method="POST")
    steps.approve(stage.desk)
    until(lambda: _is_settled(stage.states(), doubts=4), "four doubts")
    assert len(stage.arrived()) == len(set(stage.arrived())) == PEOPLE - 4
    assert [line["status"] for line in stage.sends(broken)] == [500]
    assert [line["status"] for line in stage.sends(redirected)] == [307], "a redirect was followed"
    assert [line["status"] for line in stage.sends(too_many)] == [429, 429, 200]

    stage.clock(advance_seconds=60)
    stage.until_campaign("finished")
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))
    assert [line["status"] for line in stage.sends(broken)] == [500, 200]
    assert [line["status"] for line in stage.sends(redirected)] == [307, 200]


def test_refused_credentials_pause_the_campaign_and_somebody_is_told(stage: Stage) -> None:
    stage.start()
    submitted(stage, MANY)
    stage.carrier_fault("http_401", after=5, times=1000)
    steps.approve(stage.desk)
    stage.until_campaign("paused")
    alert = until(lambda: _alerts(stage), "the alert")
    assert len(alert) == 1
    assert "http_401" in alert[0]["text"]
    assert len(stage.arrived()) == 5
    stage.no_more_faults()
    refused = _refused(stage)
    assert 1 <= len(refused) == len(set(refused)) <= WORKERS, "somebody was tried again with refused credentials"
    stage.clock(advance_seconds=600)
    time.sleep(2)  # long enough for all of them to leave, if anything still drove them
    assert (len(stage.arrived()), _refused(stage)) == (5, refused)
    assert stage.states()["queued"] == MANY - 5


def _is_settled(states: dict[str, int], doubts: int) -> bool:
    """Whether so many are in doubt and none is under way: all at one look, for one may be claimed between two."""
    return states.get("uncertain") == doubts and not {"queued", "claimed"} & states.keys()


def _alerts(stage: Stage) -> list[Json]:
    seen = stage.hand.messages(stage.desk.desk, stage.desk.staff)
    return [message for message in seen if "送信が止まりました" in text_of(message["blocks"])]


def _refused(stage: Stage) -> list[str]:
    """The numbers to which the carrier refused to send, each as often as it did."""
    return [line["to"] for line in stage.sends() if line["answer"] == "refused"]
