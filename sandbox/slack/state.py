"""The values of a view's elements: what they start with, what a person sets, what Slack itself refuses.

The shapes are those of `view.state.values` in docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.slack.errors import Json, NotFound, NotPossible

FileObject = Callable[[str], Json]


@dataclass(frozen=True, slots=True)
class Holding:
    """How an element type holds its value: under which key, and where its initial value stands."""

    key: str
    initial: str | None
    many: bool = False

    def start(self, element: Json) -> object:
        """Return the value before anybody touched it."""
        return (element.get(self.initial) if self.initial else None) or ([] if self.many else None)


HOLDING = {
    "plain_text_input": Holding("value", "initial_value"),
    "number_input": Holding("value", "initial_value"),
    "email_text_input": Holding("value", "initial_value"),
    "url_text_input": Holding("value", "initial_value"),
    "static_select": Holding("selected_option", "initial_option"),
    "radio_buttons": Holding("selected_option", "initial_option"),
    "multi_static_select": Holding("selected_options", "initial_options", many=True),
    "checkboxes": Holding("selected_options", "initial_options", many=True),
    "datepicker": Holding("selected_date", "initial_date"),
    "timepicker": Holding("selected_time", "initial_time"),
    "datetimepicker": Holding("selected_date_time", "initial_date_time"),
    "users_select": Holding("selected_user", "initial_user"),
    "multi_users_select": Holding("selected_users", "initial_users", many=True),
    "conversations_select": Holding("selected_conversation", "initial_conversation"),
    "channels_select": Holding("selected_channel", "initial_channel"),
    "file_input": Holding("files", None, many=True),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """An interactive element where it stands."""

    block: Json
    element: Json

    @property
    def holding(self) -> Holding | None:
        """How it holds a value; None for buttons and menus."""
        return HOLDING.get(self.element["type"])


def spots(blocks: list[Json]) -> Iterator[Spot]:
    """Yield every interactive element of the blocks, in their order."""
    for block in blocks:
        elements = block.get("elements", []) if block["type"] in {"actions", "context_actions"} else []
        single = block.get("accessory" if block["type"] == "section" else "element")
        for element in [*elements, *([single] if isinstance(single, dict) else [])]:
            if "action_id" in element:
                yield Spot(block, element)


def find(blocks: list[Json], block_id: str | None, action_id: str) -> Spot:
    """Return the first element of that action (in that block, if one is named). Raises NotFound."""
    for spot in spots(blocks):
        if spot.element["action_id"] == action_id and block_id in {None, spot.block["block_id"]}:
            return spot
    raise NotFound(f"there is no element {action_id!r}" + (f" in block {block_id!r}" if block_id else ""))


def values(blocks: list[Json], typed: Json) -> Json:
    """Return the values of all elements that hold one: what was typed, else what they start with."""
    result: Json = {}
    for spot in spots(blocks):
        holding = spot.holding
        if holding is not None:
            kind = spot.element["type"]
            block_id, action_id = spot.block["block_id"], spot.element["action_id"]
            start = {"type": kind, holding.key: holding.start(spot.element)}
            result.setdefault(block_id, {})[action_id] = typed.get(block_id, {}).get(action_id, start)
    return result


def kept(blocks: list[Json], typed: Json) -> Json:
    """Return what stays of the typed values when the view becomes `blocks`: same block, action and type."""
    result: Json = {}
    for spot in spots(blocks):
        block_id, action_id = spot.block["block_id"], spot.element["action_id"]
        value = typed.get(block_id, {}).get(action_id)
        if value is not None and value["type"] == spot.element["type"]:
            result.setdefault(block_id, {})[action_id] = value
    return result


def merged(blocks: list[Json], typed: Json, given: Json, file_object: FileObject) -> Json:
    """Return `typed` with the values that a person sets now, by block_id and action_id.

    Raises NotFound for an element or a file that does not exist, NotPossible for a value that it cannot have.
    """
    result = {block_id: dict(actions) for block_id, actions in typed.items()}
    for block_id, actions in given.items():
        if not isinstance(actions, dict):
            raise NotPossible(f"the values of block {block_id!r} must stand by action_id")
        for action_id, value in actions.items():
            spot = find(blocks, block_id, action_id)
            result.setdefault(block_id, {})[action_id] = set_value(spot, value, file_object)
    return result


def set_value(spot: Spot, given: object, file_object: FileObject) -> Json:
    """Return the value of an element as Slack sends it after a person set it. Raises NotFound, NotPossible."""
    holding, kind = spot.holding, spot.element["type"]
    name = spot.element["action_id"]
    if holding is None:
        raise NotPossible(f"{name!r} is a {kind} and holds no value")
    if not isinstance(given, dict) or given.get("type", kind) != kind or set(given) - {"type", holding.key}:
        raise NotPossible(f"the value of {name!r} must be an object of type {kind} with {holding.key!r}")
    value = given.get(holding.key)
    if holding.many and not isinstance(value, list):
        raise NotPossible(f"{holding.key!r} of {name!r} must be a list")
    if holding.key == "files":
        value = [file_object(file["id"]) for file in value or []]
    elif holding.key == "selected_options":
        value = [option(spot, one) for one in value or []]
    elif holding.key == "selected_option" and value is not None:
        value = option(spot, value)
    return {"type": kind, holding.key: value}


def option(spot: Spot, chosen: object) -> Json:
    """Return the element's option with the chosen one's value. Raises NotPossible if there is none."""
    wanted = chosen.get("value") if isinstance(chosen, dict) else chosen
    for offered in options(spot.element):
        if offered["value"] == wanted:
            return offered
    raise NotPossible(f"{spot.element['action_id']!r} has no option {wanted!r}")


def options(element: Json) -> list[Json]:
    """Return the options of an element, of all its groups where it has groups."""
    groups: list[Json] = element.get("option_groups", [])
    offered: list[Json] = element.get("options", [])
    return offered or [one for group in groups for one in group["options"]]
