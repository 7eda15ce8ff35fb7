"""Test sends with the real processes: once a phone, at every provider, and never a campaign message in the evidence."""

from collections.abc import Mapping

import pytest

from sandbox.walk import steps
from sandbox.walk.client import Json, find_buttons
from tests.process.campaigns import find_approve_button, find_card, find_cards, list_numbers, press, press_approve
from tests.process.system import System, run_json, wait_until
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.process

PHONES = ["07010000001", "08010000002", "09010000003"]
"""The sandbox's phones of staff; a message to each is delivered."""


def draft_campaign(system: System, people: int) -> Json:
    """Upload a list and keep a draft; return its card."""
    session, client, staff = system.session, system.client, system.session.staff
    steps.upload_list(
        session, write_target_list(system.folder.parent / "targets.csv", make_debts(people), without=("name",))
    )
    client.command(staff, session.desk, "/sms-new")
    form = client.wait_for_view(staff, "campaign_new")
    client.submit(staff, form["id"], {})
    client.wait_for_view(staff, "campaign_created")
    wait_until(lambda: find_cards(system), "the card of the draft")
    return find_card(system, "職員の電話 3台")


def count_states(system: System) -> Mapping[str, int]:
    return dict(system.query("SELECT state, COUNT(*) FROM draft_tests GROUP BY state"))


def wait_for_answers(system: System) -> None:
    """Wait until every test message was sent, or given up."""
    wait_until(lambda: (found := count_states(system)) and not {"waiting", "claimed"} & found.keys(), "the answers")


def list_tests(system: System) -> list[str]:
    """Return the numbers of the test messages that arrived, as staff dial them."""
    lines = [line for line in system.list_sends() if line["kind"] == "test" and line["answer"] != "refused"]
    return sorted(line["to"].replace("+81", "0") for line in lines)


@pytest.mark.parametrize("provider", ["karaden", "accrete", "zettai", "twilio"])
def test_a_draft_is_tested_on_the_phones_of_staff_and_submitted_then(system: System, provider: str) -> None:
    system.start(SMS_PROVIDER=provider, TEST_SEND_REQUIRED="yes")
    session, staff = system.session, system.session.staff
    card = draft_campaign(system, 2)
    assert not find_buttons(card["blocks"], "campaign_submit")
    press(system, staff, card, "campaign_test")
    wait_for_answers(system)
    system.move_clock(advance_seconds=30)
    wait_until(lambda: count_states(system) == {"delivered": 3}, "the receipts")
    card = find_card(system, "職員の電話 3台のうち 3台に届きました", "1台目：到達", "3台目：到達")
    press(system, staff, card, "campaign_submit")
    ts, _ = find_approve_button(system)
    press_approve(system, session.supervisor, ts)
    system.wait_for_campaign("finished")
    assert list_tests(system) == PHONES
    assert sorted(number.replace("+81", "0") for number in system.list_arrivals()) == sorted(list_numbers(2))
    assert system.query("SELECT COUNT(*) FROM stray_receipts") == [(0,)]
    digest = run_json(system.env, "digest", "daily")
    assert digest["sent"] == 2
    said = "".join(str(line) for line in system.list_slack_lines(dir="from_bot"))
    logged = (system.folder / "bot.log").read_text("utf-8")
    assert not [number for number in PHONES if number[3:] in said or number[3:] in logged]


def test_a_kill_between_claim_and_answer_leaves_an_uncertain_test_that_is_never_sent_again(system: System) -> None:
    system.start()
    card = draft_campaign(system, 2)
    system.set_carrier_fault("timeout_after_accept", seconds=120)
    press(system, system.session.staff, card, "campaign_test")
    wait_until(lambda: list_tests(system), "the first request")
    system.kill()
    system.start()
    wait_for_answers(system)
    uncertain = "SELECT COUNT(*) FROM audit WHERE action = 'test.record' AND facts LIKE '%Uncertain%'"
    assert system.query(uncertain) == [(1,)]
    system.move_clock(advance_seconds=30)
    wait_until(lambda: count_states(system) == {"delivered": 3}, "the provider's list")
    assert list_tests(system) == PHONES
    assert system.query("SELECT locked FROM instance") == [(None,)]
