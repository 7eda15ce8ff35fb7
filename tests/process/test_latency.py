"""Slack's answers are slow: every form opens before its trigger expires, and every click is acknowledged at once."""

import base64

import pytest

from bot.words import words
from sandbox.walk import steps
from sandbox.walk.client import to_text
from tests.process.campaigns import list_numbers, submit_campaign
from tests.process.system import System, wait_until
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.process

PEOPLE = 5
LATENCY_SECONDS = 0.5
MAX_ACK_MS = 1000
OUTSIDER = "U0OUTSIDER1"


def test_with_slow_answers_a_list_is_uploaded_drafted_and_approved(system: System) -> None:
    system.set_slack_fault("latency", seconds=LATENCY_SECONDS)
    system.start()
    submit_campaign(system, PEOPLE)
    steps.approve(system.session)
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(PEOPLE))
    check_evidence(system, forms=2)


def test_with_slow_answers_every_other_page_opens_and_a_refusal_is_shown_on_it(system: System) -> None:
    system.set_slack_fault("latency", seconds=LATENCY_SECONDS)
    system.start()
    client, staff, desk = system.client, system.session.staff, system.session.desk
    sentence = words("ja")("refusal.not_a_member")
    for command in ("/sms-list", "/sms-new", "/sms-payments"):
        client.command(OUTSIDER, desk, command)
        page = client.wait_for_view(OUTSIDER, "notice")
        assert sentence in to_text(page)
        client.post("close", user=OUTSIDER, view=page["id"])
    path = write_target_list(system.folder / "posted.csv", make_debts(PEOPLE), without=("name",))
    content = base64.b64encode(path.read_bytes()).decode()
    client.post("upload", user=staff, channel=desk, filename=path.name, content_base64=content)
    posted = client.messages(desk, staff)[-1]["ts"]
    client.post("shortcut", user=staff, channel=desk, ts=posted, callback_id="use_as_target_list")
    client.wait_for_view(staff, "list_result")
    client.post("home", user=staff)
    home = wait_until(lambda: client.get("home", user=staff), "the Home")
    client.post("click", user=staff, view=home["id"], action_id="open_status")
    client.wait_for_view(staff, "status")
    check_evidence(system, forms=5)


def check_evidence(system: System, *, forms: int) -> None:
    """Check the sandbox's record: so many views were opened, nothing was refused, nothing acknowledged late."""
    calls = system.list_slack_lines(kind="api")
    assert [call for call in calls if not call["answer"]["ok"]] == []
    assert min(call["ms"] for call in calls) >= LATENCY_SECONDS * 1000, "every answer was slow"
    assert len(system.list_slack_lines(method="views.open")) == forms
    acks = system.list_slack_lines(kind="ack")
    assert acks
    assert [(ack["method"], ack["ms"]) for ack in acks if ack["ms"] >= MAX_ACK_MS] == []
