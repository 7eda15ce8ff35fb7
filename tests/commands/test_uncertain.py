"""The buttons on uncertain messages, and the form on which a supervisor decides."""

from typing import Any

import pytest

from bot.model.providers import Uncertain
from bot.services import uncertain
from bot.store import uncertain_messages
from tests.commands.harness import EMMA, EN, JA, STAFF, SUPERVISOR, CommandHarness
from tests.sandbox.slack.client import until
from tests.services.harness import CLOCK
from tests.services.steps import send_all, start_campaign


def start_in_doubt(harness: CommandHarness) -> int:
    """Start a campaign to three people whose answers are lost, and look it up in vain. Returns its id."""
    services = harness.services
    campaign_id = start_campaign(services, 3)
    services.provider.results.extend([Uncertain("http_500")] * 3)
    send_all(services)
    services.clock.advance(seconds=60)
    for message in uncertain.find_due(services, CLOCK):
        uncertain.look_up_message(services, CLOCK, services.provider, message)
    return campaign_id


def choose(code: str) -> dict[str, Any]:
    """Make the values of the form."""
    option = {"text": {"type": "plain_text", "text": JA(f"doubt_reason.{code}")}, "value": code}
    return {"reason": {"reason": {"type": "static_select", "selected_option": option}}}


@pytest.mark.parametrize(
    ("button", "decision", "state"), [("doubt_sent", "sent", "accepted"), ("doubt_again", "again", "uncertain")]
)
def test_a_supervisor_decides_on_all_uncertain_messages_at_once(
    harness: CommandHarness, button: str, decision: str, state: str
) -> None:
    campaign_id = start_in_doubt(harness)
    harness.press(SUPERVISOR, harness.post_campaign_card(campaign_id), button)
    form = harness.wait_for_view(SUPERVISOR, "doubt_decide")
    assert JA(f"doubt.{decision}_text", n=3) in str(form)
    assert harness.services.states() == ["uncertain"] * 3
    assert harness.submit_form(SUPERVISOR, form["id"], **choose("console"))["ok"]
    harness.wait_for_text(SUPERVISOR, JA(f"doubt.{decision}_done", n=3))
    assert harness.services.states() == [state] * 3


def test_what_is_to_be_sent_again_cannot_be_decided_twice(harness: CommandHarness) -> None:
    campaign_id = start_in_doubt(harness)
    ts = harness.post_campaign_card(campaign_id)
    with harness.services.store.transaction() as db:
        for message_id in (1, 2, 3):
            uncertain_messages.request_resend(db, message_id, harness.services.clock.now())
    harness.press(SUPERVISOR, ts, "doubt_again")
    harness.wait_for_text(SUPERVISOR, JA("refusal.doubt_decided"))


@pytest.mark.parametrize("button", ["doubt_sent", "doubt_again"])
@pytest.mark.parametrize(("user", "words"), [(STAFF, JA), (EMMA, EN)])
def test_others_are_refused_with_the_role_that_they_need(
    harness: CommandHarness, user: str, words: Any, button: str
) -> None:
    campaign_id = start_in_doubt(harness)
    harness.press(user, harness.post_campaign_card(campaign_id), button)
    harness.wait_for_text(user, words("role.supervisor"))
    assert harness.services.states() == ["uncertain"] * 3


def test_an_old_form_is_refused_with_a_sentence_after_somebody_else_decided(harness: CommandHarness) -> None:
    campaign_id = start_in_doubt(harness)
    ts = harness.post_campaign_card(campaign_id)
    harness.press(SUPERVISOR, ts, "doubt_again")
    form = harness.wait_for_view(SUPERVISOR, "doubt_decide")
    with harness.services.store.transaction() as db:
        db.execute("UPDATE messages SET look_up_answer = 'several' WHERE id = 1")
    assert harness.submit_form(SUPERVISOR, form["id"], **choose("console"))["ok"]
    harness.wait_for_text(SUPERVISOR, JA("refusal.doubt_changed"))
    assert harness.services.states() == ["uncertain"] * 3


def test_an_old_button_is_refused_with_a_sentence_when_nothing_is_uncertain_any_more(harness: CommandHarness) -> None:
    campaign_id = start_in_doubt(harness)
    ts = harness.post_campaign_card(campaign_id)
    with harness.services.store.transaction() as db:
        db.execute("UPDATE messages SET state = 'accepted', accepted_at = claimed_at")
    harness.press(SUPERVISOR, ts, "doubt_sent")
    until(lambda: JA("refusal.doubt_none") in str(harness.slack.get("views", user=SUPERVISOR)))


def test_a_form_about_nothing_that_exists_changes_nothing(harness: CommandHarness) -> None:
    start_in_doubt(harness)
    ts = harness.post_campaign_card(1)
    harness.press(SUPERVISOR, ts, "doubt_again", "1:sent:0")
    form = harness.wait_for_view(SUPERVISOR, "doubt_decide")
    assert form["private_metadata"].startswith("1:again:"), "the button decides, and not its value"
    harness.press(SUPERVISOR, ts, "doubt_again", "99")
    harness.wait_for_text(SUPERVISOR, JA("refusal.campaign_gone"))
