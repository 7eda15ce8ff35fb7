"""Two judges of a screen that are not ours to please: the sandbox's checker and Slack's own library."""

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SdkView

from bot.screens.blocks import MessageCard, View
from sandbox.slack.blocks import check_message, check_view

LONGEST = 12_000
NO_MODEL = frozenset({"data_visualization"})


def judge(screen: MessageCard | View) -> None:
    """Raise what a judge has to say against a screen."""
    if isinstance(screen, MessageCard):
        check_message(screen.blocks)
        assert 0 < len(screen.text) <= LONGEST
        assert len(json.dumps(screen.blocks, ensure_ascii=False)) <= LONGEST
        blocks = screen.blocks
    else:
        check_view(screen, screen["type"])
        SdkView(**screen).to_dict()
        blocks = screen["blocks"]
    assert all(len(block.get("block_id", "")) <= 255 for block in blocks)
    for block in blocks:
        if block["type"] not in NO_MODEL:
            model = Block.parse(block)
            assert model is not None
            model.to_dict()


def texts(value: object) -> Iterator[tuple[str, str]]:
    """Every text object of a screen: its type and what it says."""
    match value:
        case {"type": "mrkdwn" | "plain_text" | "text" as kind, "text": str(text)}:
            yield str(kind), text
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)


def said(screen: MessageCard | View) -> str:
    """All that a screen says, a text a line."""
    content: Any = screen.blocks if isinstance(screen, MessageCard) else screen
    return "\n".join(text for _, text in texts(content))


def elements(blocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Block and action id of all that can be filled in or pressed."""
    found: list[tuple[str, str]] = []
    for block in blocks:
        inner = [block["element"]] if block["type"] == "input" else block.get("elements", [])
        found += [(block.get("block_id", ""), element["action_id"]) for element in inner if "action_id" in element]
    return found
