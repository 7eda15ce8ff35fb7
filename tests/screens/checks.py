"""Checks of a screen with the sandbox's checker and with Slack's own library, and helpers that read a screen."""

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SdkView

from bot.screens.blocks import MessageCard, SlackView
from sandbox.slack.blocks import check_message, check_view

MAX_LENGTH = 12_000
MAX_TEXT = 4_000
"""Slack refuses an edit with a longer text (chat.update); most cards are edited."""
TYPES_WITHOUT_MODEL = frozenset({"data_visualization"})


def check_screen(screen: MessageCard | SlackView) -> None:
    """Check a screen. Raises an exception if Slack would refuse it."""
    if isinstance(screen, MessageCard):
        check_message(screen.blocks)
        assert 0 < len(screen.text) <= MAX_TEXT
        assert len(json.dumps(screen.blocks, ensure_ascii=False)) <= MAX_LENGTH
        blocks = screen.blocks
    else:
        check_view(screen, screen["type"])
        SdkView(**screen).to_dict()
        blocks = screen["blocks"]
    assert all(len(block.get("block_id", "")) <= 255 for block in blocks)
    for block in blocks:
        if block["type"] not in TYPES_WITHOUT_MODEL:
            model = Block.parse(block)
            assert model is not None
            model.to_dict()


def list_objects(value: object) -> Iterator[dict[str, Any]]:
    """List every JSON object of a screen or of blocks, also those inside others."""
    match value:
        case MessageCard(blocks=blocks):
            yield from list_objects(blocks)
        case dict():
            yield value
            for inner in value.values():
                yield from list_objects(inner)
        case list():
            for inner in value:
                yield from list_objects(inner)


def list_texts(screen: object) -> list[tuple[str, str]]:
    """List every text object of a screen or of blocks: its type and its text."""
    found = [one for one in list_objects(screen) if one.get("type") in ("mrkdwn", "plain_text", "text")]
    return [(one["type"], one["text"]) for one in found if isinstance(one.get("text"), str)]


def read_text(screen: MessageCard | SlackView) -> str:
    """Get all texts of a screen, a text a line."""
    return "\n".join(text for _, text in list_texts(screen))


def list_elements(blocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """List block id and action id of every field and button."""
    found: list[tuple[str, str]] = []
    for block in blocks:
        inner = [block["element"]] if block["type"] == "input" else block.get("elements", [])
        found += [(block.get("block_id", ""), element["action_id"]) for element in inner if "action_id" in element]
    return found
