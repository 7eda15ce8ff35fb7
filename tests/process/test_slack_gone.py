"""Slack is gone in the middle of sending: the campaign finishes, and the card catches up."""

import time

import pytest

from tests.process.play import arrive, cards, numbers, sending
from tests.process.stage import Stage, until

pytestmark = pytest.mark.process

PEOPLE = 40
AWAY = 15.0
"""Seconds, at least: longer than the library needs to notice, and to fail to come back."""


def test_without_slack_the_campaign_finishes_and_its_card_catches_up(stage: Stage) -> None:
    stage.start(SMS_RATE="8")
    sending(stage, PEOPLE)
    arrive(stage, PEOPLE // 5)
    gone_at = time.monotonic()
    stage.slack_fault("drop_socket", seconds=3600)
    before = cards(stage)[0]["text"]
    assert "送信終了" not in before
    stage.until_campaign("finished")
    until(lambda: time.monotonic() - gone_at > AWAY, "the end of Slack's absence")
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))
    assert not stage.ready()
    assert "送信終了" not in cards(stage)[0]["text"]

    stage.slack_fault("drop_socket", seconds=0)
    # The desk's clock may say when a post is tried again; it does not have to be waited for.
    stage.clock(advance_seconds=60)
    until(lambda: "送信終了" in cards(stage)[0]["text"], "the card that catches up")
    assert len(cards(stage)) == 1
    until(stage.ready, "the socket")
    stage.hand.command(stage.desk.staff, stage.desk.desk, "/sms")
    assert sorted(stage.arrived()) == sorted(numbers(PEOPLE))
