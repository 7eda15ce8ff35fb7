"""`/sms-stop` with the real processes: it holds all sending, also while Slack's Web API is slow."""

import time

import pytest

from tests.process.campaigns import (
    list_numbers,
    press,
    start_sending,
    wait_for_arrivals,
    wait_until_none_is_claimed,
)
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 40


def test_a_stop_of_all_holds_while_slack_is_slow_and_resume_all_sends_the_rest(system: System) -> None:
    system.start(SMS_RATE="5")
    system.set_carrier_fault("slow", after=6, times=PEOPLE, seconds=3)  # so that it is stopped before the end
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, 4)
    system.set_slack_fault("latency", seconds=5)
    system.client.command(system.session.staff, system.session.desk, "/sms-stop")
    mark = system.folder / "nofu.state.pause"
    wait_until(lambda: mark.read_bytes() != b"0", "the hold")
    wait_until_none_is_claimed(system)
    held = len(system.list_arrivals())
    time.sleep(2.0)
    assert len(system.list_arrivals()) == held < PEOPLE
    system.clear_slack_faults()
    system.clear_carrier_faults()
    title = "すべての送信を一時停止しています"

    def find_alert() -> dict[str, object] | None:
        seen = system.client.messages(system.session.desk, system.session.supervisor)
        return next((one for one in seen if title in one["text"] and not one["ephemeral_to"]), None)

    alert = wait_until(find_alert, "the alert")
    press(system, system.session.supervisor, alert, "resume_all")
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
