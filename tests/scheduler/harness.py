"""The poster against a Slack on a real socket, and what was posted there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.model.views import Mode
from bot.screens.blocks import Frame
from bot.words import words
from scheduler.poster import PostChannels, Poster
from tests.sandbox.slack.client import until
from tests.services.harness import HarnessContext
from tests.slack.harness import Call, Slack

JA, EN = words("ja"), words("en")
CHANNELS = PostChannels("C0DESK", "C0DIGEST")


def frame_of(user: str) -> Frame:
    """How a person's own messages are drawn: Emma reads English."""
    return Frame(EN if user == "U_EMMA" else JA, Mode.SANDBOX)


@contextmanager
def posting(context: HarnessContext, slack: Slack, base: str | None = None) -> Iterator[Poster]:
    client = slack.client()
    if base is not None:
        client.base_url = base
    loop = Poster(context, client, CHANNELS, Frame(JA, Mode.SANDBOX), frame_of)
    loop.start()
    try:
        yield loop
    finally:
        loop.stop()


def posted(slack: Slack, text: str = "", method: str = "chat.postMessage") -> list[Call]:
    return [call for call in list(slack.calls) if call.name == method and text in call.fields["text"]]


def blocks(call: Call) -> list[Any]:
    found = call.fields["blocks"]
    return list(json.loads(found)) if isinstance(found, str) else list(found)


def shown(context: HarnessContext) -> bool:
    return context.value("SELECT COUNT(*) FROM posts WHERE shown < wanted") == 0


def settled(context: HarnessContext) -> None:
    until(lambda: shown(context))


def failed_once(context: HarnessContext) -> None:
    until(lambda: context.value("SELECT COUNT(*) FROM posts WHERE tries > 0"))
