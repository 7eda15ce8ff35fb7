"""Block Kit: whether Slack would take these blocks, and the ids that it gives to those without one.

Source: docs.slack.dev/reference/block-kit/blocks. Blocks that the bot never uses are refused as unknown.
"""

import json
import secrets
from copy import deepcopy

from sandbox.slack import elements as el
from sandbox.slack.charts import CHART
from sandbox.slack.charts import TYPE as CHART_TYPE
from sandbox.slack.checks import Problems, anything, boolean, by_type, fields, items, one_of, string, whole
from sandbox.slack.consistency import check_together
from sandbox.slack.errors import Json, Refused

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
LONGEST_MESSAGE = (
    13_000  # characters of all blocks as JSON: undocumented, measured in github.com/slackapi/bolt-js/issues/2509
)

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
    "header": fields({**_COMMON, "text": el.plain(150), "level": whole(1, 4)}, ("text",)),
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
_IN_MESSAGE = by_type({**_SHARED, "input": _INPUT, CHART_TYPE: CHART})
_IN_VIEW = by_type({**_SHARED, "input": _INPUT, "alert": _ALERT, CHART_TYPE: CHART})


def check_message(blocks: object) -> list[Json]:
    """Return the blocks of a message, with ids. Raises Refused: `invalid_blocks`, `msg_blocks_too_long`."""
    problems: Problems = []
    items(_IN_MESSAGE, least=0, most=MOST_IN_MESSAGE)(blocks, "/blocks", problems)
    listed = _objects(blocks)
    if not problems:
        check_together(listed, "/blocks", problems)
    if problems:
        raise Refused("invalid_blocks", **told(problems), errors=problems)
    if len(json.dumps(listed, ensure_ascii=False)) > LONGEST_MESSAGE:
        raise Refused("msg_blocks_too_long")
    return with_ids(listed)


def check_view_blocks(blocks: object, at: str, problems: Problems) -> None:
    """Check the blocks of a modal or a Home."""
    before = len(problems)
    items(_IN_VIEW, least=0, most=MOST_IN_VIEW)(blocks, at, problems)
    if len(problems) == before:
        check_together(_objects(blocks), at, problems)


def has_chart(blocks: object) -> bool:
    """Tell whether there is a native chart among the blocks."""
    return any(block.get("type") == CHART_TYPE for block in _objects(blocks))


def no_charts(blocks: object) -> Refused:
    """Return what a workspace without native charts answers."""
    at = [index for index, block in enumerate(_objects(blocks)) if has_chart([block])]
    problems = [f"unsupported type: {CHART_TYPE} [json-pointer:/blocks/{index}/type]" for index in at]
    return Refused("invalid_blocks", **told(problems), errors=problems)


def told(problems: Problems) -> Json:
    """Return the part of an answer in which Slack names the problems."""
    return {"response_metadata": {"messages": [f"[ERROR] {sentence}" for sentence in problems]}}


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return a copy in which every block and every interactive element has an id, as Slack gives them."""
    copy = deepcopy(blocks)
    for block in copy:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        held = [block.get("element"), block.get("accessory"), *_elements(block)]
        for element in held:
            if isinstance(element, dict) and element.get("type") != "image":
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return copy


def _objects(blocks: object) -> list[Json]:
    return [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []


def _elements(block: Json) -> list[Json]:
    elements: list[Json] = block["elements"] if block["type"] == "actions" else []
    return elements
