"""Messages and views that the bot sends, checked before they are shown.

Source: docs.slack.dev/interactivity/handling-user-interaction.
"""

from collections.abc import Mapping

from sandbox.slack import blocks as block_kit
from sandbox.slack.credentials import ResponseUrl
from sandbox.slack.errors import Json, Refused
from sandbox.slack.form_values import list_elements
from sandbox.slack.messages import Message
from sandbox.slack.people import BOT_USER
from sandbox.slack.workspace import Workspace

LONGEST_TEXT = 40_000


def read_message(workspace: Workspace, given: Mapping[str, object]) -> tuple[str, list[Json] | None]:
    """Return text and blocks of a message; blocks are None if none were given.

    Raises Refused: `no_text`, `msg_too_long`, `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`.
    """
    text, raw = str(given.get("text") or ""), given.get("blocks")
    blocks = None if raw is None else read_blocks(workspace, raw)
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > LONGEST_TEXT:
        raise Refused("msg_too_long")
    return text, blocks


def read_blocks(workspace: Workspace, raw: object) -> list[Json]:
    """Return the blocks of a message with ids. Raises Refused as `read_message` does."""
    if not isinstance(raw, list):
        raise Refused("invalid_blocks_format")
    if block_kit.has_chart(raw) and workspace.faults.take("refuse_charts") is not None:
        raise block_kit.build_chart_refusal(raw)
    return block_kit.check_message(raw)


def read_view(workspace: Workspace, raw: object, kind: str) -> Json:
    """Return a view with ids. Raises Refused: `invalid_arguments`, `missing_scope` for a file input."""
    if not isinstance(raw, dict):
        raise Refused("invalid_arguments")
    view = block_kit.check_view(raw, kind)
    if any(placed.element["type"] == "file_input" for placed in list_elements(view["blocks"])):
        workspace.require_scope("files:read")
    return view


def reply(workspace: Workspace, url: ResponseUrl, body: Json) -> None:
    """Post, replace or delete a message as an acknowledgement or a response URL asks. Raises Refused.

    The bot need not be a member of the channel: it may answer in every channel where its commands may be used.
    """
    original = workspace.messages.find(url.channel, url.ts) if url.ts else None
    if original is not None and original.user != BOT_USER:
        original = None
    if body.get("delete_original"):
        if original is not None:
            workspace.messages.delete(original)
        return
    text, blocks = read_message(workspace, body)
    if body.get("replace_original") and original is not None:
        workspace.messages.edit(original, text=text, blocks=blocks or [])
        return
    recipient = None if body.get("response_type") == "in_channel" else url.user
    ts = workspace.messages.create_ts()
    workspace.messages.post(Message(ts, url.channel, BOT_USER, text, blocks or [], ephemeral_to=recipient))
