"""Runs the poster against a Slack on a real socket, and reads what was posted there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.model.mode import Mode
from bot.screens.blocks import Frame
from bot.slack.client import CheckedClient
from bot.words import words
from scheduler.poster import PostChannels, Poster
from tests.sandbox.slack.client import until
from tests.services.files import make_debts
from tests.services.harness import HarnessContext
from tests.services.steps import approve, import_list, submit
from tests.slack.server import Call, Slack

JA, EN = words("ja"), words("en")
NOBODY_LISTENS = "http://127.0.0.1:9/api/"


def make_frame(user: str) -> Frame:
    """Return the frame of a user's direct messages: Emma reads English."""
    return Frame(EN if user == "U_EMMA" else JA, Mode.SANDBOX)


@contextmanager
def run_poster(context: HarnessContext, client: CheckedClient) -> Iterator[Poster]:
    """Run a poster for the time of a test."""
    poster = Poster(context, client, PostChannels("C0DESK", "C0DIGEST"), Frame(JA, Mode.SANDBOX), make_frame)
    poster.start()
    try:
        yield poster
    finally:
        poster.stop()


@contextmanager
def approve_while_posting(context: HarnessContext, client: CheckedClient) -> Iterator[int]:
    """Run a poster, and approve a campaign once its card is posted. Yields the id of the campaign."""
    campaign_id = submit(context, import_list(context, make_debts(1)).target.id)
    with run_poster(context, client) as poster:
        wait_until_posted(context)
        approve(context, campaign_id)
        poster.wake()
        yield campaign_id
        wait_until_posted(context)


def list_calls(slack: Slack, text: str = "", method: str = "chat.postMessage") -> list[Call]:
    """Return the calls of a method whose text contains `text`."""
    return [call for call in list(slack.calls) if call.name == method and text in call.fields["text"]]


def list_messages(slack: Slack) -> list[Call]:
    """Return the calls that post or edit a message."""
    return [call for call in list(slack.calls) if call.name in ("chat.postMessage", "chat.update")]


def get_blocks(call: Call) -> list[Any]:
    """Return the blocks of a message."""
    found = call.fields["blocks"]
    return list(json.loads(found)) if isinstance(found, str) else list(found)


def is_all_posted(context: HarnessContext) -> bool:
    """Tell whether no post is waiting."""
    return context.value("SELECT COUNT(*) FROM posts WHERE shown < wanted") == 0


def wait_until_posted(context: HarnessContext) -> None:
    """Wait until no post is waiting."""
    until(lambda: is_all_posted(context))


def move_until_posted(context: HarnessContext) -> None:
    """Move the clock on until no post is waiting. A post that fails meanwhile is tried later."""

    def move() -> bool:
        context.clock.advance(seconds=10)
        return is_all_posted(context)

    until(move)


def wait_for_tries(context: HarnessContext, posts: int) -> None:
    """Wait until so many posts have failed."""
    until(lambda: context.value("SELECT COUNT(*) FROM posts WHERE tries > 0") == posts)
