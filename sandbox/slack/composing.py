"""What the bot wants to say or show, judged before it is taken: blocks of messages, views."""

from collections.abc import Mapping

from sandbox.slack import blocks as block_kit
from sandbox.slack.errors import Json, Refused
from sandbox.slack.state import spots
from sandbox.slack.viewcheck import check_view
from sandbox.slack.workspace import Workspace

LONGEST_TEXT = 40_000


def content(workspace: Workspace, given: Mapping[str, object]) -> tuple[str, list[Json] | None]:
    """Return text and blocks of a message; blocks are None if none were given.

    Raises Refused: `no_text`, `msg_too_long`, `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`.
    """
    text = str(given.get("text") or "")
    raw = given.get("blocks")
    if raw is None:
        if not text:
            raise Refused("no_text")
        blocks = None
    else:
        blocks = message_blocks(workspace, raw)
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > LONGEST_TEXT:
        raise Refused("msg_too_long")
    return text, blocks


def message_blocks(workspace: Workspace, raw: object) -> list[Json]:
    """Return the blocks of a message with ids. Raises Refused as `content` does."""
    if not isinstance(raw, list):
        raise Refused("invalid_blocks_format")
    if block_kit.has_chart(raw) and workspace.faults.take("refuse_charts") is not None:
        raise block_kit.no_charts(raw)
    return block_kit.check_message(raw)


def view(workspace: Workspace, raw: object, kind: str) -> Json:
    """Return a view with ids. Raises Refused: `invalid_arguments`, `missing_scope` for a file input."""
    if not isinstance(raw, dict):
        raise Refused("invalid_arguments")
    shown = check_view(raw, kind)
    if any(spot.element["type"] == "file_input" for spot in spots(shown["blocks"])):
        workspace.require("files:read")
    return shown
