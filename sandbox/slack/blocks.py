"""Checks of the blocks of messages and views, and of views, and the ids that Slack adds to blocks and elements.

Source: docs.slack.dev/reference/block-kit/blocks, docs.slack.dev/blocks.json (the surfaces of each block) and
docs.slack.dev/reference/views. Block types that the bot never
uses are refused as unknown.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from copy import deepcopy

from sandbox.slack import checks as check
from sandbox.slack import elements
from sandbox.slack.checks import Check, Problem, Problems, add_problem
from sandbox.slack.data_blocks import CHART, CHART_TYPE, RICH_TEXT, TABLE
from sandbox.slack.errors import Json, Refused
from sandbox.slack.form_values import list_elements

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_OF_A_TYPE = {CHART_TYPE: 2, "table": 1}
LONGEST_MARKDOWN = 12_000  # characters of all markdown blocks together
# Characters of all blocks as JSON. Undocumented; github.com/slackapi/bolt-js/issues/2509 measured about 13,200.
LONGEST_MESSAGE = 13_000
LARGEST_VIEW = 250_000  # bytes of JSON

_COMMON = {"type": check.anything, "block_id": check.IDENTIFIER}
_SECTION = {
    "text": check.text(3000),
    "fields": check.items(check.text(2000), most=10),
    "accessory": elements.IN_SECTION,
}
_INPUT = {"hint": check.plain_text(2000), "optional": check.boolean, "dispatch_action": check.boolean}
_LEVEL = check.one_of("default", "info", "warning", "error", "success")


def _check_section(block: Json, at: str, problems: Problems) -> None:
    if not {"text", "fields"} & set(block):
        add_problem(problems, "missing required field: text", at)


def _check_actions(element: Check) -> Check:
    return check.fields(_COMMON, elements=check.items(element, most=25))


def _check_input(element: Check) -> Check:
    return check.fields({**_COMMON, **_INPUT}, label=check.plain_text(2000), element=element)


_EVERYWHERE: Mapping[str, Check] = {
    "section": check.combine(check.fields({**_COMMON, **_SECTION, "expand": check.boolean}), _check_section),
    "header": check.fields({**_COMMON, "level": check.integer(1, 4)}, text=check.plain_text(150)),
    "divider": check.fields(_COMMON),
    "context": check.fields(_COMMON, elements=check.items(elements.IN_CONTEXT, most=10)),
    "actions": _check_actions(elements.IN_ACTIONS),
    "image": check.combine(
        check.fields(
            {**_COMMON, **elements.IMAGE_SOURCE, "title": check.plain_text(2000)}, alt_text=check.string(2000)
        ),
        elements.check_image,
    ),
    "rich_text": RICH_TEXT,
    "input": _check_input(elements.IN_INPUT),
}
_IN_MESSAGE = {
    **_EVERYWHERE,
    "markdown": check.fields(_COMMON, text=check.string(LONGEST_MARKDOWN)),
    "table": TABLE,
    CHART_TYPE: CHART,
}
_IN_HOME = {
    **_EVERYWHERE,
    "actions": _check_actions(elements.IN_HOME_ACTIONS),
    "input": _check_input(elements.IN_HOME_INPUT),
    "table": TABLE,
}
_IN_MODAL = {
    **_EVERYWHERE,
    "alert": check.fields({**_COMMON, "level": _LEVEL}, text=check.text(200)),
    "input": _check_input(elements.IN_MODAL_INPUT),
}


def _check_blocks(kinds: Mapping[str, Check], most: int) -> Check:
    """Return a check for the blocks of a surface: each by itself, then all together."""
    each = check.items(check.by_type(kinds), least=0, most=most)

    def run(blocks: object, at: str, problems: Problems) -> None:
        before = len(problems)
        each(blocks, at, problems)
        if len(problems) == before:
            _check_together(_get_objects(blocks), at, problems)

    return run


_MESSAGE_BLOCKS = _check_blocks(_IN_MESSAGE, MOST_IN_MESSAGE)
_ANY_BLOCKS = _check_blocks({**_IN_MESSAGE, **_IN_MODAL}, MOST_IN_VIEW)

_IDS = {"callback_id": check.string(255, least=0), "external_id": check.string(255, least=0)}
_VIEW = {**_IDS, "type": check.anything, "private_metadata": check.string(3000, least=0)}
_FLAGS = dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), check.boolean)
_BUTTONS = {"submit": check.plain_text(24), "close": check.plain_text(24)}


def _check_submit(view: Json, at: str, problems: Problems) -> None:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        add_problem(problems, "missing required field: submit", at)


_VIEWS = {
    "modal": check.combine(
        check.fields(
            {**_VIEW, **_FLAGS, **_BUTTONS},
            title=check.plain_text(24),
            blocks=_check_blocks(_IN_MODAL, MOST_IN_VIEW),
        ),
        _check_submit,
    ),
    "home": check.fields(_VIEW, blocks=_check_blocks(_IN_HOME, MOST_IN_VIEW)),
}


def check_message(blocks: object) -> list[Json]:
    """Return the blocks of a message, with ids. Raises Refused: `invalid_blocks`, `msg_blocks_too_long`."""
    problems: Problems = []
    _MESSAGE_BLOCKS(blocks, "/blocks", problems)
    if problems:
        raise build_refusal(problems)
    listed = _get_objects(blocks)
    if len(json.dumps(listed, ensure_ascii=False)) > LONGEST_MESSAGE:
        raise Refused("msg_blocks_too_long")
    return _add_ids(listed)


def check_view(view: object, kind: str) -> Json:
    """Return a view of that kind (`modal`, `home`) with ids.

    Raises Refused: `invalid_arguments` with pointers, `view_too_large`.
    """
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW:
        raise Refused("view_too_large")
    problems: Problems = []
    check.by_type({kind: _VIEWS[kind]})(view, "/view", problems)
    if problems or not isinstance(view, dict):
        raise Refused("invalid_arguments", **_build_metadata(problems))
    return {**view, "blocks": _add_ids(view["blocks"])}


def find_problems(kind: str, value: object) -> Problems:
    """Return the problems of `blocks` on any surface, of a `message` or of a `view`, as blocks.validate does."""
    problems: Problems = []
    if kind == "blocks":
        _ANY_BLOCKS(value, "", problems)
    elif kind == "view":
        check.by_type(_VIEWS)(value, "", problems)
    elif isinstance(value, dict) and "blocks" in value:
        _MESSAGE_BLOCKS(value["blocks"], "/blocks", problems)
    elif not isinstance(value, dict) or not value.get("text"):
        add_problem(problems, "missing required field: blocks", "")
    return problems


def has_chart(blocks: object) -> bool:
    """Return whether there is a native chart among the blocks."""
    return any(block.get("type") == CHART_TYPE for block in _get_objects(blocks))


def find_charts(blocks: object, at: str) -> Problems:
    """Return a problem for each chart, as a workspace has that does not support native charts."""
    problems: Problems = []
    for index, block in enumerate(_get_objects(blocks)):
        if has_chart([block]):
            add_problem(problems, f"unsupported type: {CHART_TYPE}", f"{at}/{index}/type")
    return problems


def find_unknown_files(value: object, at: str, is_image: Callable[[Json], bool]) -> Problems:
    """Return a problem for each image, in blocks or elements, whose `slack_file` is none that `is_image` accepts."""
    match value:
        case {"type": "image", "slack_file": dict(source)}:
            return [] if is_image(source) else [Problem("invalid slack file", f"{at}/slack_file")]
        case dict():
            inner = list(value.items())
        case list():
            inner = list(enumerate(value))
        case _:
            return []
    return [problem for key, one in inner for problem in find_unknown_files(one, f"{at}/{key}", is_image)]


def build_refusal(problems: Problems) -> Refused:
    """Return the refusal of a message with these problems."""
    return Refused("invalid_blocks", **_build_metadata(problems), errors=[str(problem) for problem in problems])


def build_view_refusal(problems: Problems) -> Refused:
    """Return the refusal of a view with these problems."""
    return Refused("invalid_arguments", **_build_metadata(problems))


def _build_metadata(problems: Problems) -> Json:
    """Return the part of an answer in which Slack names the problems."""
    return {"response_metadata": {"messages": [f"[ERROR] {problem}" for problem in problems]}}


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


def _get_objects(values: object) -> list[Json]:
    """Return the objects of a list; none of anything else."""
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _check_together(blocks: list[Json], at: str, problems: Problems) -> None:
    """Check the rules for several blocks together: ids, numbers of a type, characters, where the cursor stands."""
    for block_id in _find_duplicates([block["block_id"] for block in blocks if "block_id" in block]):
        add_problem(problems, f"block_id already exists: {block_id}", at)
    for kind, most in MOST_OF_A_TYPE.items():
        if sum(block["type"] == kind for block in blocks) > most:
            add_problem(problems, f"no more than {most} {kind} blocks allowed", at)
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > LONGEST_MARKDOWN:
        add_problem(problems, f"markdown blocks must be less than {LONGEST_MARKDOWN + 1} characters together", at)
    found = [placed.element for placed in list_elements(blocks)]
    if sum(element.get("focus_on_load", False) for element in found) > 1:
        add_problem(problems, "only one element may have focus_on_load", at)
    for index, block in enumerate(blocks):
        ids = [placed.action_id for placed in list_elements([block])]
        for action_id in _find_duplicates(ids):
            add_problem(problems, f"action_id already exists: {action_id}", f"{at}/{index}")


def _find_duplicates(identities: list[str]) -> list[str]:
    return sorted({identity for identity in identities if identities.count(identity) > 1})
