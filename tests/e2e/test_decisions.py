"""Decisions about a campaign by clicks, in both languages: rejected, paused, resumed, stopped; and all sending held."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from sandbox.walk import steps
from tests.e2e import job
from tests.e2e.browser import Window
from tests.e2e.job import ENGLISH, JAPANESE, Users
from tests.process.campaigns import wait_for_arrivals
from tests.process.system import System, wait_until
from tests.services.files import make_debts, write_target_list

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

PEOPLE = 150
"""So many that the campaign is not sent before it is stopped, also on a busy machine."""
BOTH = pytest.mark.parametrize("users", [JAPANESE, ENGLISH], ids=lambda users: users.language)


def submit_campaign(system: System, users: Users) -> None:
    """Start the bot and submit a campaign; the author has no page open that would cover what the test looks at."""
    system.start(NOFU_LOCALE=users.language, SMS_RATE="5")
    session = replace(system.session, staff=users.author)
    path = write_target_list(system.folder / "targets.csv", make_debts(PEOPLE), without=("name",))
    steps.upload_list(session, path)
    steps.preview_and_submit(session)
    for view in system.client.get("views", user=users.author):
        system.client.post("close", user=users.author, view=view["id"])


def find_button(place: Locator, users: Users, key: str) -> Locator:
    return place.get_by_role("button", name=users.words(key), exact=True)


@BOTH
def test_a_rejection_asks_for_a_reason_and_tells_the_author(window: Window, system: System, users: Users) -> None:
    words = users.words
    submit_campaign(system, users)
    window.switch_user(users.approver)
    window.press(words("campaign.reject"), job.find_card(window, users))
    form = window.wait_for_form(words("decision.reason"))
    window.press(words("confirm.reject.yes"), form)
    expect(form.locator('.input[data-wrong="yes"]')).to_contain_text(words("decision.reason"))
    form.locator("select").select_option(label=words("decision_reason.time"))
    window.press(words("confirm.reject.yes"), form)
    window.wait_for_form(words("done.rejected"))
    window.close_form(words("form.close"))
    card = job.find_card(window, users)
    expect(card).to_contain_text(job.state_word(users, "rejected"))
    expect(card).to_contain_text(words("decision_reason.time"))
    expect(find_button(card, users, "campaign.approve")).to_have_count(0)
    window.switch_user(users.author)
    told = window.find_message(re.split("[（(]", words("event.reject", campaign="1", size=""))[0])
    expect(told.locator(".mention").first).to_be_visible()
    assert system.list_arrivals() == []


@BOTH
def test_a_campaign_is_paused_resumed_and_stopped_and_the_card_counts_what_arrived(
    window: Window, system: System, users: Users
) -> None:
    words = users.words
    submit_campaign(system, users)
    system.set_carrier_fault("slow", after=10, times=PEOPLE, seconds=5)  # so that it is stopped before the end
    window.switch_user(users.approver)
    job.approve(window, users)
    card = job.find_card(window, users)
    wait_for_arrivals(system, 10)
    window.press(words("campaign.pause"), card)
    expect(card).to_contain_text(job.state_word(users, "paused"))
    window.press(words("campaign.resume"), card)
    expect(card).to_contain_text(job.state_word(users, "sending"))
    window.press(words("campaign.stop"), card)
    window.confirm(words("confirm.stop.yes"))
    expect(card).to_contain_text(job.state_word(users, "stopped"))
    for verb in ("approve", "pause", "resume", "stop"):
        expect(card).to_contain_text(words(f"history.{verb}"))
    system.clear_carrier_faults()
    wait_until(lambda: not {"claimed", "queued"} & system.count_states().keys(), "the messages under way")
    arrived = len(system.list_arrivals())
    assert 10 <= arrived < PEOPLE
    expect(card).to_contain_text(words("campaign.handed_over", total=PEOPLE, n=arrived))
    expect(card).to_contain_text(words("campaign.cancelled", n=PEOPLE - arrived))
    expect(find_button(card, users, "campaign.rest")).to_be_visible()


@BOTH
def test_who_may_not_resume_holds_all_sending_and_gets_no_button_to_resume(
    window: Window, system: System, users: Users
) -> None:
    words = users.words
    system.start(NOFU_LOCALE=users.language)
    window.switch_user(users.author)
    window.command("/sms-stop")
    answer = window.list_messages().filter(has_text={"ja": "あなただけに", "en": "Only visible"}[users.language]).last
    expect(answer).to_contain_text(words("pauseall.header"))
    expect(find_button(answer, users, "pauseall.resume")).to_have_count(0)
    window.open_channel("home")
    home = window.page.locator("#home")
    expect(home).to_contain_text(words("pauseall.resume"))  # in the sentence: who may press it
    expect(find_button(home, users, "pauseall.resume")).to_have_count(0)
    window.switch_user(users.approver)
    window.open_channel("home")
    window.press(words("pauseall.resume"), home)
    window.wait_for_form(words("done.all_resumed"))
