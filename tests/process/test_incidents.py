"""An incident (誤送信) with the real processes: it stops, keeps the evidence, and is corrected to those affected."""

import time
from pathlib import Path

import pytest

from sandbox.walk.client import Json, find_buttons
from tests.process.campaigns import (
    find_approve_button,
    find_card,
    list_numbers,
    press,
    press_approve,
    start_sending,
    wait_for_arrivals,
    wait_until_none_is_claimed,
)
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 150
"""So many that the campaign is not sent before it is reported, also on a busy machine."""


def choose(value: str) -> Json:
    """Return a chosen option of a form, as Slack sends it."""
    return {"type": "static_select", "selected_option": {"value": value, "text": {"type": "plain_text", "text": "x"}}}


def report(system: System, campaign: int, kind: str) -> None:
    """Press the button on the campaign's card and submit the form."""
    client, supervisor = system.client, system.session.supervisor
    press(system, supervisor, find_card(system, "incident_open"), "incident_open")
    form = client.wait_for_view(supervisor, "incident_report")
    values = {
        "campaign": {"campaign": choose(str(campaign))},
        "kind": {"kind": choose(kind)},
        "noticed": {"noticed": {"type": "datepicker", "selected_date": "2026-07-07"}},
        "purpose": {"purpose": choose("0")},
    }
    client.submit(supervisor, form["id"], values)


def find_post(system: System, action_id: str) -> Json:
    """Wait for a post in the desk's channel that has a button."""

    def find() -> Json | None:
        seen = system.client.messages(system.session.desk, system.session.supervisor)
        return next((one for one in seen if find_buttons(one["blocks"], action_id)), None)

    return wait_until(find, f"a post with {action_id}")


def test_a_reported_campaign_stops_and_its_correction_goes_to_those_who_got_a_message(system: System) -> None:
    system.start(SMS_RATE="5")
    start_sending(system, PEOPLE)
    wait_for_arrivals(system, 4)
    report(system, 1, "wrong_text")
    system.wait_for_campaign("stopped")
    wait_until_none_is_claimed(system)
    affected = sorted(system.list_arrivals())
    assert len(affected) < PEOPLE

    card = find_post(system, "incident_correct")
    exports = system.folder / "exports"
    wait_until(lambda: {"incident-1-affected.xlsx", "incident-1-facts.xlsx"} <= list_names(exports), "the files")
    press(system, system.session.staff, card, "incident_correct")
    system.wait_for_campaign("draft", 2)
    draft = find_post(system, "campaign_submit")
    press(system, system.session.staff, draft, "campaign_submit")
    ts, _ = find_approve_button(system, 2)
    press_approve(system, system.session.supervisor, ts)
    system.wait_for_campaign("approved", 2)
    time.sleep(1.0)
    assert sorted(system.list_arrivals()) == affected, "everything is paused until a supervisor resumes all sending"
    press(system, system.session.supervisor, find_post(system, "resume_all"), "resume_all")
    system.wait_for_campaign("finished", 2)
    assert sorted(system.list_arrivals()) == sorted([*affected, *affected])
    assert set(affected) < set(list_numbers(PEOPLE))
    assert ["誤り" in line["body"] for line in system.list_sends()] == [False] * len(affected) + [True] * len(affected)


def list_names(folder: Path) -> set[str]:
    """Return the names of the files in a folder."""
    return {path.name for path in folder.iterdir()} if folder.exists() else set()
