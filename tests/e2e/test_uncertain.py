"""Uncertain messages in the browser, in both languages: a supervisor decides on a campaign's card, nobody else may."""

from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import expect

from sandbox.walk import steps
from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import Users
from tests.process.system import System, wait_until
from tests.services.files import Debt, make_debts, write_target_list

pytestmark = pytest.mark.e2e

PEOPLE = 3
"""In each campaign."""
LOST = 2
"""The messages of a campaign whose answer is lost: fewer than pause it."""
NOT_ASKED = "SELECT 1 FROM messages WHERE state = 'uncertain' AND look_up_answer IS NULL"


@dataclass(frozen=True, slots=True)
class Case:
    """A decision, a reason for it, who the campaign is for, and how many messages the carrier has at the end."""

    decision: str
    reason: str
    people: list[Debt]
    arrivals: int


CASES = [
    Case("sent", "not_twice", make_debts(2 * PEOPLE)[:PEOPLE], PEOPLE),
    Case("again", "console", make_debts(2 * PEOPLE)[PEOPLE:], PEOPLE + LOST),
]


def list_numbers(people: list[Debt]) -> list[str]:
    return [person.phone.replace("-", "") for person in people]


def lose_answers(system: System, users: Users, people: list[Debt]) -> int:
    """Send a campaign; two messages stay uncertain, for the provider's list is late. Returns the campaign's number."""
    path = write_target_list(system.folder / f"{people[0].taxpayer}.csv", people, without=("name",))
    session = replace(system.session, staff=users.author, supervisor=users.approver)
    steps.upload_list(session, path)
    steps.preview_and_submit(session)
    for view in system.client.get("views", user=users.author):
        system.client.post("close", user=users.author, view=view["id"])
    system.set_carrier_fault("list_lags", seconds=3600)
    for number in list_numbers(people)[:LOST]:
        system.set_carrier_fault("http_500_after_accept", to_suffix=number)
    steps.approve(session)
    wait_until(lambda: system.count_states().get("uncertain") == LOST, "the uncertain messages")
    system.move_clock(advance_seconds=31)
    wait_until(lambda: not system.query(NOT_ASKED), "an answer about each uncertain message")
    [(number,)] = system.query("SELECT max(id) FROM campaigns")
    return int(number)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.decision)
def test_a_supervisor_decides_on_the_card_with_a_reason_and_nobody_else_may(
    shared_window: Window, shared_system: System, users: Users, case: Case
) -> None:
    window, system, words = shared_window, shared_system, users.words
    campaign = lose_answers(system, users, case.people)
    card = job.find_card(window, users, campaign)
    expect(card).to_contain_text(users.say("doubt.header", n=LOST))
    expect(card).to_contain_text(words("doubt.absent"))
    expect(card).to_contain_text(words("doubt.decide"))
    window.press(words(f"doubt.{case.decision}"), card)
    window.wait_for_form(words("role.supervisor"))
    window.close_form(words("form.close"))
    assert system.count_states()["uncertain"] == LOST

    window.switch_user(users.approver)
    window.press(words(f"doubt.{case.decision}"), card)
    form = window.wait_for_form(words(f"doubt.{case.decision}_text", n=LOST))
    window.press(words(f"doubt.{case.decision}_yes"), form)
    expect(form.locator('.input[data-wrong="yes"]')).to_contain_text(words("decision.reason"))
    form.locator("select").select_option(label=words(f"doubt_reason.{case.reason}"))
    window.press(words(f"doubt.{case.decision}_yes"), form)
    window.wait_for_form(words(f"doubt.{case.decision}_done", n=LOST))
    window.close_form(words("form.close"))

    expect(card).to_contain_text(words(f"history.doubt_{case.decision}", n=LOST))
    expect(card).to_contain_text(words(f"doubt_reason.{case.reason}"))
    for button in ("doubt.sent", "doubt.again"):
        expect(card.get_by_role("button", name=words(button), exact=True)).to_have_count(0)
    system.move_clock(advance_seconds=31)  # where they are to be sent again, the provider is asked once more before
    system.wait_for_campaign("finished", campaign)
    expect(card).to_contain_text(job.state_word(users, "finished"))
    expect(card).to_contain_text(words("campaign.handed_over", total=PEOPLE, n=PEOPLE))
    arrived = [number for number in system.list_arrivals() if number in list_numbers(case.people)]
    assert len(arrived) == case.arrivals
