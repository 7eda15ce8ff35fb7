"""Slack's rates: many decisions in a short time are all answered, and nothing is sent more often than Slack accepts."""

import pytest

from sandbox.walk.client import to_text
from tests.process.campaigns import find_approve_button, press_approve, submit_campaign
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 3
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
