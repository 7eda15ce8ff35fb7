"""A long channel is opened with as little work after many arrivals at the carrier as before: its newest messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sandbox.carrier.carrier import Answer
from sandbox.slack.messages import Message
from tests.e2e.browser import Window, open_window
from tests.sandbox.slack.client import BOT, DESK, GENERAL, LocalSlack, run_sandbox

pytestmark = pytest.mark.e2e

MESSAGES, ARRIVALS = 500, 20_000
_COUNT = """
    window.added = 0;
    new MutationObserver((changes) => {
        for (const change of changes) for (const node of change.addedNodes)
            window.added += node.querySelectorAll ? 1 + node.querySelectorAll("*").length : 0;
    }).observe(document.querySelector("#conversation"), { childList: true, subtree: true });
"""


@dataclass(frozen=True, slots=True)
class Work:
    """What the page did to open a channel: requests to the sandbox, messages drawn, and elements made."""

    requests: int
    messages: int
    elements: int


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path) as started:
        yield started


def fill(slack: LocalSlack) -> None:
    """Post many cards like a campaign's."""
    fields = [{"type": "mrkdwn", "text": f"*名前 {n}*\n値 {n}"} for n in range(8)]
    messages = slack.workspace.messages
    for number in range(MESSAGES):
        blocks: list[dict[str, object]] = [
            {"type": "header", "block_id": "a", "text": {"type": "plain_text", "text": f"一斉送信 {number}"}},
            {"type": "section", "block_id": "b", "fields": fields},
            {"type": "section", "block_id": "c", "text": {"type": "mrkdwn", "text": "`██████░░░░`　214 / 528"}},
        ]
        messages.post(Message(messages.create_ts(), DESK, BOT, f"card {number}", blocks))


def add_arrivals(slack: LocalSlack) -> None:
    """Record a month's messages at the carrier."""
    for number in range(ARRIVALS):
        slack.service.sandbox.carrier.record_send(
            provider="karaden",
            to=f"090{number:08d}",
            body="みさと野市収納課です。",
            tags=[],
            answer=Answer.ACCEPTED,
            status=200,
        )


def open_desk(window: Window) -> Work:
    """Open the long channel from another one; return what the page did for it."""
    window.open_channel(GENERAL)
    expect(window.list_messages()).to_have_count(0)
    requests: list[str] = []
    window.page.on("request", lambda request: requests.append(request.url))
    window.page.evaluate("window.added = 0")
    window.open_channel(DESK)
    expect(window.list_messages().last).to_contain_text(f"一斉送信 {MESSAGES - 1}")
    return Work(len(requests), window.list_messages().count(), int(window.page.evaluate("window.added")))


def test_a_channel_of_500_messages_is_as_little_work_after_20000_arrivals(browser: Browser, slack: LocalSlack) -> None:
    fill(slack)
    with open_window(browser, slack.service.base) as window:
        expect(window.list_messages().last).to_contain_text(f"一斉送信 {MESSAGES - 1}")
        window.page.evaluate(_COUNT)
        before = open_desk(window)
        add_arrivals(slack)
        expect(window.page.locator(".phone > .count")).to_contain_text(f"{ARRIVALS:,}")
        expect(window.page.locator(".bubble")).to_have_count(40)
        after = open_desk(window)
        assert after == before
        assert (before.requests, before.messages) == (0, 50)
        assert window.errors == []


def test_older_messages_are_loaded_on_request(browser: Browser, slack: LocalSlack) -> None:
    fill(slack)
    with open_window(browser, slack.service.base) as window:
        expect(window.list_messages().last).to_contain_text(f"一斉送信 {MESSAGES - 1}")
        few = window.list_messages().count()
        assert few < MESSAGES
        while window.page.get_by_role("button", name="以前の投稿を表示").count():
            window.press("以前の投稿を表示")
        expect(window.list_messages()).to_have_count(MESSAGES)
        expect(window.list_messages().first).to_contain_text("一斉送信 0")
