"""`/sms-stop` with the real processes: nothing leaves a second later, also while Slack's Web API is slow."""

import time

from tests.process.campaigns import list_numbers, press, start_sending, wait_for_arrivals
from tests.process.system import System, wait_until

PEOPLE = 40


def test_a_stop_of_all_holds_within_a_second_and_resume_all_sends_the_rest(system: System) -> None:
    system.start(SMS_RATE="5")
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, 4)
    system.set_slack_fault("latency", seconds=2)
    system.client.command(system.session.staff, system.session.desk, "/sms-stop")
    time.sleep(1.0)
    held = len(system.list_arrivals())
    time.sleep(2.0)
    assert len(system.list_arrivals()) == held < PEOPLE
    system.clear_slack_faults()
    title = "すべての送信を一時停止しています"

    def find_alert() -> dict[str, object] | None:
        seen = system.client.messages(system.session.desk, system.session.supervisor)
        return next((one for one in seen if title in one["text"] and not one["ephemeral_to"]), None)

    alert = wait_until(find_alert, "the alert")
    press(system, system.session.supervisor, alert, "resume_all")
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
