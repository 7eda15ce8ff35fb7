"""Checks of the blocks of messages and views, and of views, and the ids that Slack adds to blocks and elements.

Source: docs.slack.dev/reference/block-kit/blocks and docs.slack.dev/reference/views. Block types that the bot never
uses are refused as unknown.
"""

import json
import secrets
from collections.abc import Mapping
from copy import deepcopy

from sandbox.slack import checks as check
from sandbox.slack.checks import CHART_TYPE, Check, Problems, add_problem, check_chart
from sandbox.slack.errors import Json, Refused
from sandbox.slack.form_values import list_elements, list_options

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_CHARTS = 2
# Characters of all blocks as JSON. Undocumented, measured in github.com/slackapi/bolt-js/issues/2509.
LONGEST_MESSAGE = 13_000

_COMMON = {"type": check.anything, "block_id": check.IDENTIFIER}
_CELL = check.by_type(
    {
        "raw_text": check.fields({"type": check.anything}, text=check.string()),
        "raw_number": check.fields({"type": check.anything, "value": check.anything, "text": check.string()}),
        "rich_text": check.anything,
    }
)
_COLUMN = check.fields({"align": check.one_of("left", "center", "right"), "is_wrapped": check.boolean})
_SECTION = {"text": check.text(3000), "fields": check.items(check.text(2000), most=10), "accessory": check.IN_SECTION}
_IMAGE = {"image_url": check.string(3000), "slack_file": check.anything, "title": check.plain_text(2000)}
_INPUT = {"hint": check.plain_text(2000), "optional": check.boolean, "dispatch_action": check.boolean}
_LEVEL = check.one_of("default", "info", "warning", "error", "success")

_IN_MESSAGE = {
    "section": check.fields({**_COMMON, **_SECTION, "expand": check.boolean}),
    "header": check.fields({**_COMMON, "level": check.integer(1, 4)}, text=check.plain_text(150)),
    "divider": check.fields(_COMMON),
    "context": check.fields(_COMMON, elements=check.items(check.IN_CONTEXT, most=10)),
    "actions": check.fields(_COMMON, elements=check.items(check.IN_ACTIONS, most=25)),
    "image": check.fields({**_COMMON, **_IMAGE}, alt_text=check.string(2000)),
    "markdown": check.fields(_COMMON, text=check.string(12_000)),
    "rich_text": check.fields(_COMMON, elements=check.items(check.anything, most=1000)),
    "table": check.fields(
        {**_COMMON, "column_settings": check.items(_COLUMN, least=0, most=20)},
        rows=check.items(check.items(_CELL, most=20), most=100),
    ),
    "input": check.fields({**_COMMON, **_INPUT}, label=check.plain_text(2000), element=check.IN_INPUT),
    CHART_TYPE: check_chart,
}
_IN_VIEW = {**_IN_MESSAGE, "alert": check.fields({**_COMMON, "level": _LEVEL}, text=check.text(200))}


def check_message(blocks: object) -> list[Json]:
    """Return the blocks of a message, with ids. Raises Refused: `invalid_blocks`, `msg_blocks_too_long`."""
    problems: Problems = []
    _check_message_blocks(blocks, "/blocks", problems)
    if problems:
        raise _build_refusal(problems)
    listed = _objects(blocks)
    if len(json.dumps(listed, ensure_ascii=False)) > LONGEST_MESSAGE:
        raise Refused("msg_blocks_too_long")
    return _add_ids(listed)


def _check_message_blocks(blocks: object, at: str, problems: Problems) -> None:
    check.items(check.by_type(_IN_MESSAGE), least=0, most=MOST_IN_MESSAGE)(blocks, at, problems)
    if not problems:
        _check_together(_objects(blocks), at, problems)


def find_problems(kind: str, value: object) -> Problems:
    """Return the problems of `blocks` on any surface, of a `message` or of a `view`, as blocks.validate does."""
    problems: Problems = []
    if kind == "blocks":
        _check_view_blocks(value, "", problems)
    elif kind == "view":
        _check_view(value, _VIEWS, "", problems)
    elif isinstance(value, dict) and "blocks" in value:
        _check_message_blocks(value["blocks"], "/blocks", problems)
    elif not isinstance(value, dict) or not value.get("text"):
        add_problem(problems, "missing required field: blocks", "")
    return problems


def _check_view_blocks(blocks: object, at: str, problems: Problems) -> None:
    before = len(problems)
    check.items(check.by_type(_IN_VIEW), least=0, most=MOST_IN_VIEW)(blocks, at, problems)
    if len(problems) == before:
        _check_together(_objects(blocks), at, problems)


def has_chart(blocks: object) -> bool:
    """Return whether there is a native chart among the blocks."""
    return any(block.get("type") == CHART_TYPE for block in _objects(blocks))


def get_blocks(value: object) -> object:
    """Return the blocks of a message or view; blocks themselves as they are."""
    return value.get("blocks") if isinstance(value, dict) else value


def build_chart_refusal(blocks: object) -> Refused:
    """Return the refusal of a workspace that does not support native charts."""
    return _build_refusal(find_charts(blocks, "/blocks"))


def find_charts(blocks: object, at: str) -> Problems:
    """Return a problem for each chart, as a workspace has that does not support native charts."""
    problems: Problems = []
    for index, block in enumerate(_objects(blocks)):
        if has_chart([block]):
            add_problem(problems, f"unsupported type: {CHART_TYPE}", f"{at}/{index}/type")
    return problems


def _build_refusal(problems: Problems) -> Refused:
    return Refused("invalid_blocks", **_build_metadata(problems), errors=[str(problem) for problem in problems])


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
    """Check the rules for several blocks together: duplicate ids, too many charts, missing fields."""
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
_IDS = {"callback_id": check.string(255, least=0), "external_id": check.string(255, least=0)}
_VIEW = {**_IDS, "type": check.anything, "private_metadata": check.string(3000, least=0)}
_FLAGS = dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), check.boolean)
_BUTTONS = {"submit": check.plain_text(24), "close": check.plain_text(24)}
_VIEWS = {
    "modal": check.fields({**_VIEW, **_FLAGS, **_BUTTONS}, title=check.plain_text(24), blocks=_check_view_blocks),
    "home": check.fields(_VIEW, blocks=_check_view_blocks),
}


def check_view(view: object, kind: str) -> Json:
    """Return a view of that kind (`modal`, `home`) with ids. Raises Refused `invalid_arguments` with pointers."""
    problems: Problems = []
    _check_view(view, {kind: _VIEWS[kind]}, "/view", problems)
    if problems or not isinstance(view, dict):
        raise Refused("invalid_arguments", **_build_metadata(problems))
    return {**view, "blocks": _add_ids(view["blocks"])}


def _check_view(view: object, kinds: Mapping[str, Check], at: str, problems: Problems) -> None:
    check.by_type(kinds)(view, at, problems)
    if isinstance(view, dict) and not problems:
        _check_inputs(view, at, problems)


def _check_inputs(view: Json, at: str, problems: Problems) -> None:
    """Check that a modal with inputs has a submit button, and that only modals have file inputs."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    if view["type"] == "modal" and inputs and "submit" not in view:
        add_problem(problems, "missing required field: submit", at)
    if view["type"] == "home" and any(block["element"]["type"] == "file_input" for block in inputs):
        add_problem(problems, "unsupported type: file_input", f"{at}/blocks")
