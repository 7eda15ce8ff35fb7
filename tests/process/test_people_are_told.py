"""Who must act gets a new message that mentions them and links to the card; the card's thread tells what happened."""

import re

import httpx
import pytest

from bot.words import words
from sandbox.walk.client import Json
from tests.process.campaigns import find_approve_button, find_cards, press_approve, submit_campaign
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

PEOPLE = 3
JA = words("ja")
LINK = re.compile(r"<(http[^|>]+)\|")


def list_posts(system: System) -> list[Json]:
    """Return what everybody sees in the desk's channel, oldest first."""
    seen = system.client.messages(system.session.desk, system.session.staff)
    return [message for message in seen if not message["ephemeral_to"]]


def find_post(system: System, text: str) -> Json:
    """Wait for a message of its own that has a text."""

    def find() -> Json | None:
        return next((one for one in list_posts(system) if text in one["text"] and not one["thread_ts"]), None)

    return wait_until(find, f"a message with {text}")


def list_replies(system: System, card: Json) -> list[str]:
    """Return the texts in the thread of a card."""
    return [one["text"] for one in list_posts(system) if one["thread_ts"] == card["ts"]]


def check_link(system: System, message: Json, card: Json) -> None:
    """Check that a message links to a card, on a phone and on a desktop."""
    for shown in (message["text"], str(message["blocks"])):
        (address,) = LINK.findall(shown)
        assert card["ts"].replace(".", "") in address
    assert httpx.get(address, follow_redirects=True).status_code == httpx.codes.OK


def test_supervisors_author_and_thread_are_told(system: System) -> None:
    system.start()
    submit_campaign(system, PEOPLE)
    ts, _ = find_approve_button(system)
    (card,) = find_cards(system)
    group = system.read_setting("SLACK_SUPERVISOR_GROUP")
    request = find_post(system, "承認依頼　一斉送信 1")
    assert float(request["ts"]) > float(card["ts"])
    assert f"<!subteam^{group}>" in request["text"]
    assert request["blocks"][0]["text"]["text"].startswith(f"【練習】 承認依頼　一斉送信 1（{PEOPLE}人・概算")
    check_link(system, request, card)
    wait_until(lambda: len(list_replies(system, card)) == 1, "the reply on the submission")

    press_approve(system, system.session.supervisor, ts)
    decision = find_post(system, "承認されました　一斉送信 1")
    assert f"<@{system.session.staff}>" in decision["text"]
    check_link(system, decision, card)
    system.move_clock(advance_seconds=300)
    system.wait_for_campaign("finished")
    wait_until(lambda: len(list_replies(system, card)) == 4, "a reply on each event")
    steps = [JA(f"history.{name}") for name in ("submit", "approve", "start", "finish")]
    assert all(step in reply for step, reply in zip(steps, list_replies(system, card), strict=True))
    people = (system.session.staff, system.session.supervisor)
    assert [user for reply in list_replies(system, card) for user in people if f"<@{user}>" in reply] == list(people)
    assert f"{PEOPLE}通のうち{PEOPLE}通を引き渡し" in list_replies(system, card)[-1]
    assert find_post(system, "承認依頼は終わりました")["ts"] == request["ts"]


def test_a_crash_repeats_no_message_to_people(system: System) -> None:
    system.start()
    submit_campaign(system, PEOPLE)
    find_post(system, "承認依頼　一斉送信 1")
    wait_until(lambda: system.query("SELECT 1 FROM posts WHERE shown < wanted") == [], "every post")
    before = [one["ts"] for one in list_posts(system)]
    system.kill()
    system.start()
    system.client.command(system.session.staff, system.session.desk, "/sms")
    wait_until(lambda: system.list_own_messages(system.session.staff), "the desk")
    assert [one["ts"] for one in list_posts(system)] == before
