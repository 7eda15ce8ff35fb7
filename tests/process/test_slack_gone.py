"""Slack is gone in the middle of sending: the campaign finishes, and the card catches up."""

import time

import pytest

from tests.process.campaigns import find_cards, list_numbers, start_sending, wait_for_arrivals
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 40
AWAY = 15.0
"""Seconds, at least: longer than the library needs to notice, and to fail to come back."""


def test_without_slack_the_campaign_finishes_and_its_card_catches_up(system: System) -> None:
    system.start(SMS_RATE="8")
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, PEOPLE // 5)
    gone_at = time.monotonic()
    system.set_slack_fault("drop_socket", seconds=3600)
    before = find_cards(system)[0]["text"]
    assert "送信終了" not in before
    system.wait_for_campaign("finished")
    wait_until(lambda: time.monotonic() - gone_at > AWAY, "the end of Slack's absence")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    assert not system.is_ready()
    assert "送信終了" not in find_cards(system)[0]["text"]

    system.set_slack_fault("drop_socket", seconds=0)
    # The desk's clock may say when a post is tried again; it does not have to be waited for.
    system.move_clock(advance_seconds=60)
    wait_until(lambda: "送信終了" in find_cards(system)[0]["text"], "the card that catches up")
    assert len(find_cards(system)) == 1
    wait_until(system.is_ready, "the socket")
    system.client.command(system.session.staff, system.session.desk, "/sms")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
