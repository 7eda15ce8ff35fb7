"""Checks of the blocks of messages and views, and of views, and the ids that Slack adds to blocks and elements.

Source: docs.slack.dev/reference/block-kit/blocks and docs.slack.dev/reference/views. Block types that the bot never
uses are refused as unknown.
"""

import json
import secrets
from copy import deepcopy

from sandbox.slack import elements as el
from sandbox.slack.elements import CHART_TYPE, check_chart
from sandbox.slack.errors import Json, Refused
from sandbox.slack.form_values import list_elements, list_options
from sandbox.slack.validators import (
    Problems,
    add_problem,
    anything,
    boolean,
    by_type,
    fields,
    integer,
    items,
    one_of,
    string,
)

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_CHARTS = 2
# Characters of all blocks as JSON. Undocumented, measured in github.com/slackapi/bolt-js/issues/2509.
LONGEST_MESSAGE = 13_000

_COMMON = {"type": anything, "block_id": el.IDENTIFIER}
_CELL = by_type(
    {
        "raw_text": fields({"type": anything, "text": string()}, ("text",)),
        "raw_number": fields({"type": anything, "value": anything, "text": string()}),
        "rich_text": anything,
    }
)
_COLUMN = fields({"align": one_of("left", "center", "right"), "is_wrapped": boolean})

_SHARED = {
    "section": fields(
        {
            **_COMMON,
            "text": el.text(3000),
            "fields": items(el.text(2000), most=10),
            "accessory": el.IN_SECTION,
            "expand": boolean,
        }
    ),
    "header": fields({**_COMMON, "text": el.plain(150), "level": integer(1, 4)}, ("text",)),
    "divider": fields(_COMMON),
    "context": fields({**_COMMON, "elements": items(el.IN_CONTEXT, most=10)}, ("elements",)),
    "actions": fields({**_COMMON, "elements": items(el.IN_ACTIONS, most=25)}, ("elements",)),
    "image": fields(
        {
            **_COMMON,
            "image_url": string(3000),
            "slack_file": anything,
            "alt_text": string(2000),
            "title": el.plain(2000),
        },
        ("alt_text",),
    ),
    "markdown": fields({**_COMMON, "text": string(12_000)}, ("text",)),
    "rich_text": fields({**_COMMON, "elements": items(anything, most=1000)}, ("elements",)),
    "table": fields(
        {
            **_COMMON,
            "rows": items(items(_CELL, most=20), most=100),
            "column_settings": items(_COLUMN, least=0, most=20),
        },
        ("rows",),
    ),
}
_INPUT = fields(
    {
        **_COMMON,
        "label": el.plain(2000),
        "element": el.IN_INPUT,
        "hint": el.plain(2000),
        "optional": boolean,
        "dispatch_action": boolean,
    },
    ("label", "element"),
)
_ALERT = fields(
    {**_COMMON, "text": el.text(200), "level": one_of("default", "info", "warning", "error", "success")}, ("text",)
)
_IN_MESSAGE = by_type({**_SHARED, "input": _INPUT, CHART_TYPE: check_chart})
_IN_VIEW = by_type({**_SHARED, "input": _INPUT, "alert": _ALERT, CHART_TYPE: check_chart})


def check_message(blocks: object) -> list[Json]:
    """Return the blocks of a message, with ids. Raises Refused: `invalid_blocks`, `msg_blocks_too_long`."""
    problems: Problems = []
    items(_IN_MESSAGE, least=0, most=MOST_IN_MESSAGE)(blocks, "/blocks", problems)
    listed = _objects(blocks)
    if not problems:
        _check_together(listed, "/blocks", problems)
    if problems:
        raise Refused("invalid_blocks", **_build_metadata(problems), errors=problems)
    if len(json.dumps(listed, ensure_ascii=False)) > LONGEST_MESSAGE:
        raise Refused("msg_blocks_too_long")
    return _add_ids(listed)


def _check_view_blocks(blocks: object, at: str, problems: Problems) -> None:
    before = len(problems)
    items(_IN_VIEW, least=0, most=MOST_IN_VIEW)(blocks, at, problems)
    if len(problems) == before:
        _check_together(_objects(blocks), at, problems)


def has_chart(blocks: object) -> bool:
    """Return whether there is a native chart among the blocks."""
    return any(block.get("type") == CHART_TYPE for block in _objects(blocks))


def build_chart_refusal(blocks: object) -> Refused:
    """Return the refusal of a workspace that does not support native charts."""
    problems: Problems = []
    for index, block in enumerate(_objects(blocks)):
        if has_chart([block]):
            add_problem(problems, f"unsupported type: {CHART_TYPE}", f"/blocks/{index}/type")
    return Refused("invalid_blocks", **_build_metadata(problems), errors=problems)


def _build_metadata(problems: Problems) -> Json:
    """Return the part of an answer in which Slack names the problems."""
    return {"response_metadata": {"messages": [f"[ERROR] {sentence}" for sentence in problems]}}


def _add_ids(blocks: list[Json]) -> list[Json]:
    """Return a copy in which every block and every interactive element has an id."""
    copy = deepcopy(blocks)
    for block in copy:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        listed = block["elements"] if block["type"] == "actions" else []
        for element in (block.get("element"), block.get("accessory"), *listed):
            if isinstance(element, dict) and element.get("type") != "image":
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return copy


def _objects(blocks: object) -> list[Json]:
    return [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []


def _check_together(blocks: list[Json], at: str, problems: Problems) -> None:
    """Check what several valid blocks can break together: duplicate ids, too many charts, missing fields."""
    for block_id in _find_duplicates([block["block_id"] for block in blocks if "block_id" in block]):
        add_problem(problems, f"block_id already exists: {block_id}", at)
    if sum(block["type"] == CHART_TYPE for block in blocks) > MOST_CHARTS:
        add_problem(problems, f"no more than {MOST_CHARTS} {CHART_TYPE} blocks allowed", at)
    for index, block in enumerate(blocks):
        _check_block(block, f"{at}/{index}", problems)


def _check_block(block: Json, at: str, problems: Problems) -> None:
    if block["type"] == "section" and not {"text", "fields"} & set(block):
        add_problem(problems, "missing required field: text", at)
    if block["type"] == "image" and not {"image_url", "slack_file"} & set(block):
        add_problem(problems, "missing required field: image_url", at)
    elements = [placed.element for placed in list_elements([block])]
    for action_id in _find_duplicates([element["action_id"] for element in elements]):
        add_problem(problems, f"action_id already exists: {action_id}", at)
    for element in elements:
        _check_options(element, at, problems)


def _check_options(element: Json, at: str, problems: Problems) -> None:
    """Check that a select has options or groups of them, and starts with one of its own."""
    if element["type"] in _SELECTS and ("options" in element) == ("option_groups" in element):
        add_problem(problems, "must have either options or option_groups", at)
    values = [option["value"] for option in list_options(element)]
    initial = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    if any(option["value"] not in values for option in initial):
        add_problem(problems, "initial option is not among the options", at)


def _find_duplicates(identities: list[str]) -> list[str]:
    return sorted({identity for identity in identities if identities.count(identity) > 1})


_SELECTS = frozenset({"static_select", "multi_static_select"})
_VIEW = {
    "type": anything,
    "blocks": _check_view_blocks,
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_MODAL = {
    **_VIEW,
    "title": el.plain(24),
    "submit": el.plain(24),
    "close": el.plain(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}
_VIEWS = {"modal": fields(_MODAL, ("title", "blocks")), "home": fields(_VIEW, ("blocks",))}


def check_view(view: object, kind: str) -> Json:
    """Return a view of that kind (`modal`, `home`) with ids. Raises Refused `invalid_arguments` with pointers."""
    problems: Problems = []
    by_type({kind: _VIEWS[kind]})(view, "/view", problems)
    if isinstance(view, dict) and not problems:
        _check_inputs(view, problems)
    if problems or not isinstance(view, dict):
        raise Refused("invalid_arguments", **_build_metadata(problems))
    return {**view, "blocks": _add_ids(view["blocks"])}


def _check_inputs(view: Json, problems: Problems) -> None:
    """Check that a modal with inputs has a submit button, and that only modals have file inputs."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    if view["type"] == "modal" and inputs and "submit" not in view:
        add_problem(problems, "missing required field: submit", "/view")
    if view["type"] == "home" and any(block["element"]["type"] == "file_input" for block in inputs):
        add_problem(problems, "unsupported type: file_input", "/view/blocks")
