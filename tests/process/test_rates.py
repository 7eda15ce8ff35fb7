"""Slack's rates: many decisions in a short time are all answered, and nothing is sent more often than Slack accepts."""

import pytest

from sandbox.walk.client import to_text
from tests.process.campaigns import find_approve_button, find_card, press, press_approve, start_sending, submit_campaign
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 3
MANY_PEOPLE = 300
"""So many that the campaign is not sent before the last decision."""
DECISIONS = 10
CLICKS = 30
"""More than the twenty requests for groups that Slack accepts in a minute."""


def test_thirty_decisions_in_a_row_are_all_answered_within_slacks_rates(system: System) -> None:
    system.start()
    submit_campaign(system, PEOPLE)
    ts, value = find_approve_button(system)
    staff = system.session.staff
    for _ in range(CLICKS):
        press_approve(system, staff, ts, value)  # the author: each click is a decision, and each is refused
    wait_until(lambda: len(system.list_own_messages(staff)) >= CLICKS, "a refusal of each click")
    press_approve(system, system.session.supervisor, ts, value)
    system.wait_for_campaign("finished")
    assert list_refused_calls(system) == []


def test_ten_decisions_in_a_row_by_different_supervisors_are_all_taken_within_slacks_rates(system: System) -> None:
    system.start(SMS_RATE="1")
    start_sending(system, MANY_PEOPLE)
    find_person = system.client.find_person
    people = [find_person("supervisor"), find_person("supervisor", 1), find_person("manager")]
    decisions = [(people[number % 3], ("pause", "resume")[number % 2]) for number in range(DECISIONS)]
    for user, verb in decisions:
        press(system, user, find_card(system, f"campaign_{verb}"), f"campaign_{verb}")
    find_card(system, "campaign_pause")
    sql = "SELECT actor, action FROM audit WHERE action IN ('campaign.pause', 'campaign.resume') ORDER BY id"
    assert system.query(sql) == [(user, f"campaign.{verb}") for user, verb in decisions]
    assert list_refused_calls(system) == []


def test_a_form_that_slack_refuses_as_too_early_is_filled_when_slack_says(system: System) -> None:
    system.start()
    system.set_slack_fault("http_429", method="views.update", seconds=1)
    client, staff = system.client, system.session.staff
    client.command(staff, system.session.desk, "/sms-list")
    assert "file" in to_text(client.wait_for_view(staff, "list_upload"))
    assert list_refused_calls(system) == ["views.update"]


def list_refused_calls(system: System) -> list[str]:
    """Return the methods that were refused, by the sandbox's record."""
    return [line["method"] for line in system.list_slack_lines(kind="api") if not line["answer"]["ok"]]
