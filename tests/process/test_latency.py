"""Slack's answers are slow: every form opens before its trigger expires, and every click is acknowledged at once."""

import base64

import pytest

from bot.words import words
from sandbox.walk import steps
from sandbox.walk.client import to_text
from tests.process.campaigns import (
    find_card,
    list_numbers,
    press,
    start_sending,
    submit_campaign,
    wait_for_arrivals,
)
from tests.process.system import System, wait_until
from tests.services.files import Paid, make_debts, write_rows, write_target_list

pytestmark = pytest.mark.process

PEOPLE = 5
MANY = 12
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


def test_with_slow_answers_a_campaign_is_paused_and_resumed_and_its_results_are_shown(system: System) -> None:
    system.set_slack_fault("latency", seconds=LATENCY_SECONDS)
    system.start(SMS_RATE="1")
    system.set_carrier_fault("slow", after=1, times=MANY, seconds=5)  # so that it is paused before the end
    session, client = system.session, system.client
    start_sending(system, MANY)
    wait_for_arrivals(system, 1)
    press(system, session.staff, find_card(system, "campaign_pause"), "campaign_pause")
    system.wait_for_campaign("paused")
    system.clear_carrier_faults()
    press(system, session.supervisor, find_card(system, "campaign_resume"), "campaign_resume")
    system.wait_for_campaign("finished")
    assert sorted(system.list_arrivals()) == sorted(list_numbers(MANY))

    system.move_clock(advance_seconds=60)
    find_card(system, f"{MANY}通の内訳：到達{MANY}")  # after the receipts
    client.post("home", user=session.staff)
    home = wait_until(lambda: client.get("home", user=session.staff), "the Home")
    assert f"到達{MANY}" in to_text(home)
    system.move_clock(now="2026-07-08T09:00:00+09:00")
    wait_until(lambda: client.messages(session.digest, session.staff), "the daily digest")
    file = write_rows(system.folder / "paid.csv", Paid, [Paid(taxpayer=str(1001 + n)) for n in range(2)])
    session.submit_file("/sms-payments", "payments_upload", "payments_result", file)
    wait_until(lambda: session.find_card("paid.csv"), "the card of the payments")
    check_evidence(system, forms=3)


def check_evidence(system: System, *, forms: int) -> None:
    """Check the sandbox's record: so many views were opened, nothing was refused, nothing acknowledged late."""
    calls = system.list_slack_lines(kind="api")
    assert [call for call in calls if not call["answer"]["ok"]] == []
    assert min(call["ms"] for call in calls) >= LATENCY_SECONDS * 1000, "every answer was slow"
    assert len(system.list_slack_lines(method="views.open")) == forms
    acks = system.list_slack_lines(kind="ack")
    assert acks
    assert [(ack["method"], ack["ms"]) for ack in acks if ack["ms"] >= MAX_ACK_MS] == []
