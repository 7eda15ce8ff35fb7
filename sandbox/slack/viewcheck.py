"""Whether Slack would take a view: its own fields and limits, and its blocks.

Source: docs.slack.dev/reference/views.
"""

from sandbox.slack.blocks import check_view_blocks, told, with_ids
from sandbox.slack.checks import Problems, anything, boolean, by_type, fields, problem, string
from sandbox.slack.elements import plain
from sandbox.slack.errors import Json, Refused

_COMMON = {
    "type": anything,
    "blocks": check_view_blocks,
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_MODAL = {
    **_COMMON,
    "title": plain(24),
    "submit": plain(24),
    "close": plain(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}
_SHAPES = {"modal": fields(_MODAL, ("title", "blocks")), "home": fields(_COMMON, ("blocks",))}


def check_view(view: object, kind: str) -> Json:
    """Return a view of that kind (`modal`, `home`) with ids. Raises Refused `invalid_arguments` with pointers."""
    problems: Problems = []
    by_type({kind: _SHAPES[kind]})(view, "/view", problems)
    if isinstance(view, dict) and not problems:
        _submit(view, problems)
    if problems or not isinstance(view, dict):
        raise Refused("invalid_arguments", **told(problems))
    return {**view, "blocks": with_ids(view["blocks"])}


def _submit(view: Json, problems: Problems) -> None:
    """A modal with inputs needs a submit button; a file can only be asked for in a modal."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    if view["type"] == "modal" and inputs and "submit" not in view:
        problem(problems, "missing required field: submit", "/view")
    if view["type"] == "home" and any(block["element"]["type"] == "file_input" for block in inputs):
        problem(problems, "unsupported type: file_input", "/view/blocks")
