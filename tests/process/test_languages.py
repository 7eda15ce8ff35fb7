"""A person whose Slack is English reads English where only they read, in a desk whose channels are Japanese."""

import re
from dataclasses import replace
from functools import partial

import pytest

from bot.words import words
from sandbox.walk import steps
from sandbox.walk.client import Json, to_text
from tests.process.campaigns import find_approve_button, find_cards, press_approve
from tests.process.system import System, wait_until
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.process

ENGLISH_STAFF = "U0STAFF0002"
ENGLISH_CHIEF = "U0SUPERV002"
EN, JA = words("en"), words("ja")
HIRAGANA = re.compile(r"[ぁ-ん]")
HALF_HOUR = 1800


def open_home(system: System, user: str) -> str:
    """Open the App Home; return its texts."""
    system.client.post("home", user=user)
    home = wait_until(lambda: system.client.get("home", user=user), "the Home")
    return str(to_text(home["blocks"]))


def has_opened(system: System, count: int) -> bool:
    """Whether so many pages were opened."""
    return len(system.list_slack_lines(method="views.open")) == count


def test_an_english_person_reads_english_and_the_channel_is_japanese(system: System) -> None:
    system.start()
    session = replace(system.session, staff=ENGLISH_STAFF)
    steps.upload_list(session, write_target_list(system.folder.parent / "en.csv", make_debts(3), without=("name",)))
    result = to_text(system.client.top_view(ENGLISH_STAFF))
    assert EN("list.title") in result
    assert not HIRAGANA.search(result)
    headings = {"/sms": EN("inbox.header"), "/sms-status": EN("status.header")}
    for command in headings:
        system.client.command(ENGLISH_STAFF, session.desk, command)
    wait_until(lambda: set(headings.values()) <= set(system.list_own_messages(ENGLISH_STAFF)), "both answers")
    assert not any(HIRAGANA.search(text) for text in system.list_own_messages(ENGLISH_STAFF))
    assert not HIRAGANA.search(open_home(system, ENGLISH_STAFF))

    posts = [one["text"] for one in system.client.messages(session.desk, ENGLISH_STAFF) if not one["ephemeral_to"]]
    assert any("対象者リスト 1：" in text for text in posts)
    assert not any(EN("list.title") in text for text in posts)

    system.move_clock(advance_seconds=HALF_HOUR)
    asked = EN("deletion.ask", n=1)

    def find_request() -> Json | None:
        seen = system.client.get("messages", user=ENGLISH_STAFF)
        return next((message for message in seen if asked in message["text"]), None)

    request = wait_until(find_request, "the request to delete the file")
    assert request["channel"].startswith("D")
    assert not HIRAGANA.search(to_text(request["blocks"]))


def test_an_english_supervisor_is_refused_in_english_and_the_request_is_japanese(system: System) -> None:
    system.start()
    steps.upload_list(
        system.session, write_target_list(system.folder.parent / "ja.csv", make_debts(3), without=("name",))
    )
    steps.preview_and_submit(system.session)
    ts, _ = find_approve_button(system)
    press_approve(system, ENGLISH_CHIEF, ts, value="1:something else")
    wait_until(lambda: system.list_own_messages(ENGLISH_CHIEF), "the refusal")
    assert system.list_own_messages(ENGLISH_CHIEF) == [EN("refusal.changed_meanwhile")]
    home = open_home(system, ENGLISH_CHIEF)
    assert "is waiting for approval" in home
    assert not HIRAGANA.search(home)
    (card,) = find_cards(system)
    assert JA("campaign.state.pending") in card["text"]


def test_the_first_page_after_a_restart_is_in_the_language_that_the_person_had_before(system: System) -> None:
    for count in (1, 2):
        system.start()
        system.client.command(ENGLISH_STAFF, system.session.desk, "/sms-list")
        wait_until(partial(has_opened, system, count), "the page")
        wait_until(lambda: system.query("SELECT 1 FROM seen_locales WHERE user = ?", ENGLISH_STAFF), "the language")
        system.kill()
    first, second = (call["answer"]["view"]["title"]["text"] for call in system.list_slack_lines(method="views.open"))
    assert JA("list.title") in first, "of somebody whom nofu has never seen, the language of the settings"
    assert EN("list.title") in second
