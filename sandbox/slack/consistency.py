"""What only several parts of well-formed blocks can break together: ids that stand twice, things that are missing."""

from sandbox.slack.charts import MOST_IN_A_MESSAGE
from sandbox.slack.charts import TYPE as CHART_TYPE
from sandbox.slack.checks import Problems, problem
from sandbox.slack.errors import Json
from sandbox.slack.state import options, spots

_SELECTS = frozenset({"static_select", "multi_static_select"})


def check_together(blocks: list[Json], at: str, problems: Problems) -> None:
    """Check blocks of which each has the right shape."""
    for twice in _twice([block["block_id"] for block in blocks if "block_id" in block]):
        problem(problems, f"block_id already exists: {twice}", at)
    if sum(block["type"] == CHART_TYPE for block in blocks) > MOST_IN_A_MESSAGE:
        problem(problems, f"no more than {MOST_IN_A_MESSAGE} {CHART_TYPE} blocks allowed", at)
    for index, block in enumerate(blocks):
        _check_block(block, f"{at}/{index}", problems)


def _check_block(block: Json, at: str, problems: Problems) -> None:
    if block["type"] == "section" and not {"text", "fields"} & set(block):
        problem(problems, "missing required field: text", at)
    if block["type"] == "image" and not {"image_url", "slack_file"} & set(block):
        problem(problems, "missing required field: image_url", at)
    elements = [spot.element for spot in spots([block])]
    for twice in _twice([element["action_id"] for element in elements]):
        problem(problems, f"action_id already exists: {twice}", at)
    for element in elements:
        _check_options(element, at, problems)


def _check_options(element: Json, at: str, problems: Problems) -> None:
    """A select has options or groups of them, and starts with one of its own."""
    if element["type"] in _SELECTS and ("options" in element) == ("option_groups" in element):
        problem(problems, "must have either options or option_groups", at)
    offered = [option["value"] for option in options(element)]
    chosen = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    if any(option["value"] not in offered for option in chosen):
        problem(problems, "initial option is not among the options", at)


def _twice(identities: list[str]) -> list[str]:
    return sorted({identity for identity in identities if identities.count(identity) > 1})
