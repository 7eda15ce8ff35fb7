"""Messages and views that the bot sends, checked before they are shown.

Source: docs.slack.dev/interactivity/handling-user-interaction.
"""

from collections.abc import Mapping

from sandbox.slack import blocks as block_kit
from sandbox.slack.checks import Problems
from sandbox.slack.credentials import ResponseUrl
from sandbox.slack.errors import Json, Refused
from sandbox.slack.form_values import list_elements
from sandbox.slack.messages import Message
from sandbox.slack.people import BOT_USER, TEAM
from sandbox.slack.workspace import Workspace

LONGEST_TEXT = 40_000
LONGEST_EDITED_TEXT = 4_000  # docs.slack.dev/reference/methods/chat.update
_IMAGES = frozenset({"image/gif", "image/jpeg", "image/png"})


def read_message(
    workspace: Workspace, given: Mapping[str, object], longest: int = LONGEST_TEXT
) -> tuple[str, list[Json] | None]:
    """Return text and blocks of a message; blocks are None if none were given. `longest`: characters of its text.

    Raises Refused: `no_text`, `msg_too_long`, `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`.
    """
    text, raw = str(given.get("text") or ""), given.get("blocks")
    blocks = None if raw is None else read_blocks(workspace, raw)
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > longest:
        raise Refused("msg_too_long")
    return text, blocks


def read_blocks(workspace: Workspace, raw: object) -> list[Json]:
    """Return the blocks of a message with ids. Raises Refused as `read_message` does."""
    if not isinstance(raw, list):
        raise Refused("invalid_blocks_format")
    blocks = block_kit.check_message(raw)
    problems = find_workspace_problems(workspace, raw, "/blocks")
    if problems:
        raise block_kit.build_refusal(problems)
    return blocks


def find_workspace_problems(workspace: Workspace, blocks: object, at: str) -> Problems:
    """Return what this workspace does not have: files that images name and, while the fault is set, charts."""
    if block_kit.has_chart(blocks) and workspace.faults.take("refuse_charts") is not None:
        return block_kit.find_charts(blocks, at)
    return block_kit.find_unknown_files(blocks, at, lambda source: _is_image(workspace, source))


def _is_image(workspace: Workspace, source: Json) -> bool:
    """Whether the bot sees the image that a `slack_file` names by its id or its private address."""
    address = str(source.get("url", ""))
    identity = source.get("id") or address.removeprefix(f"{workspace.base}/files-pri/{TEAM}-").partition("/")[0]
    try:
        return workspace.files.get_for_bot(str(identity)).mimetype in _IMAGES
    except Refused:
        return False


def read_view(workspace: Workspace, raw: object, kind: str) -> Json:
    """Return a view with ids.

    Raises Refused: `invalid_arguments`, `view_too_large`, and `missing_scope` for a file input.
    """
    if not isinstance(raw, dict):
        raise Refused("invalid_arguments")
    view = block_kit.check_view(raw, kind)
    problems = find_workspace_problems(workspace, raw["blocks"], "/view/blocks")
    if problems:
        raise block_kit.build_view_refusal(problems)
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
