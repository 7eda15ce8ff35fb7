"""The values of a view's elements: initial values, values that a person sets, and what Slack refuses to submit.

The shapes are those of `view.state.values` in docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.slack.errors import Json, NotFound, NotPossible

EMPTY = "Please complete this required field."


@dataclass(frozen=True, slots=True)
class ValueField:
    """The key of an element type's value, and the element's key for the initial value."""

    key: str
    initial: str | None
    is_list: bool = False

    def get_initial(self, element: Json) -> object:
        """Return the value before a person changes it."""
        return (element.get(self.initial) if self.initial else None) or ([] if self.is_list else None)


VALUE_FIELDS = {
    "plain_text_input": ValueField("value", "initial_value"),
    "number_input": ValueField("value", "initial_value"),
    "email_text_input": ValueField("value", "initial_value"),
    "url_text_input": ValueField("value", "initial_value"),
    "static_select": ValueField("selected_option", "initial_option"),
    "radio_buttons": ValueField("selected_option", "initial_option"),
    "multi_static_select": ValueField("selected_options", "initial_options", is_list=True),
    "checkboxes": ValueField("selected_options", "initial_options", is_list=True),
    "datepicker": ValueField("selected_date", "initial_date"),
    "timepicker": ValueField("selected_time", "initial_time"),
    "datetimepicker": ValueField("selected_date_time", "initial_date_time"),
    "users_select": ValueField("selected_user", "initial_user"),
    "multi_users_select": ValueField("selected_users", "initial_users", is_list=True),
    "conversations_select": ValueField("selected_conversation", "initial_conversation"),
    "channels_select": ValueField("selected_channel", "initial_channel"),
    "file_input": ValueField("files", None, is_list=True),
}


@dataclass(frozen=True, slots=True)
class PlacedElement:
    """An interactive element and the block that contains it."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of the block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The id of the element."""
        return str(self.element["action_id"])

    @property
    def value_field(self) -> ValueField | None:
        """The field of its value; None for buttons and menus."""
        return VALUE_FIELDS.get(self.element["type"])


def list_elements(blocks: list[Json]) -> Iterator[PlacedElement]:
    """Yield every interactive element of the blocks, in their order."""
    for block in blocks:
        elements = block.get("elements", []) if block["type"] in {"actions", "context_actions"} else []
        single = block.get("accessory" if block["type"] == "section" else "element")
        for element in [*elements, *([single] if isinstance(single, dict) else [])]:
            if "action_id" in element:
                yield PlacedElement(block, element)


def find_element(blocks: list[Json], block_id: str | None, action_id: str) -> PlacedElement:
    """Return the first element with that action_id, in that block if `block_id` is given. Raises NotFound."""
    for placed in list_elements(blocks):
        if placed.action_id == action_id and block_id in {None, placed.block_id}:
            return placed
    raise NotFound(f"there is no element {action_id!r}" + (f" in block {block_id!r}" if block_id else ""))


def collect_values(blocks: list[Json], inputs: Json) -> Json:
    """Return the values of all elements that have one: the input, else the initial value."""
    result: Json = {}
    for placed in list_elements(blocks):
        field, element = placed.value_field, placed.element
        if field is not None:
            initial = {"type": element["type"], field.key: field.get_initial(element)}
            value = inputs.get(placed.block_id, {}).get(placed.action_id, initial)
            result.setdefault(placed.block_id, {})[placed.action_id] = value
    return result


def keep_values(blocks: list[Json], inputs: Json) -> Json:
    """Return the inputs that stay when the view's blocks become `blocks`: same block, action and type."""
    result: Json = {}
    for placed in list_elements(blocks):
        value = inputs.get(placed.block_id, {}).get(placed.action_id)
        if value is not None and value["type"] == placed.element["type"]:
            result.setdefault(placed.block_id, {})[placed.action_id] = value
    return result


def merge_values(blocks: list[Json], inputs: Json, given: Json, build_file: Callable[[str], Json]) -> Json:
    """Return `inputs` with a person's new values, by block_id and action_id.

    Raises NotFound for an unknown element or file, NotPossible for a value that the element cannot have.
    """
    result = {block_id: dict(actions) for block_id, actions in inputs.items()}
    for block_id, actions in given.items():
        if not isinstance(actions, dict):
            raise NotPossible(f"the values of block {block_id!r} must stand by action_id")
        for action_id, value in actions.items():
            placed = find_element(blocks, block_id, action_id)
            result.setdefault(block_id, {})[action_id] = _build_value(placed, value, build_file)
    return result


def _build_value(placed: PlacedElement, given: object, build_file: Callable[[str], Json]) -> Json:
    """Return the value of an element as Slack sends it after a person set it. Raises NotFound, NotPossible."""
    field, kind, name = placed.value_field, placed.element["type"], placed.action_id
    if field is None:
        raise NotPossible(f"{name!r} is a {kind} and holds no value")
    if not isinstance(given, dict) or given.get("type", kind) != kind or set(given) - {"type", field.key}:
        raise NotPossible(f"the value of {name!r} must be an object of type {kind} with {field.key!r}")
    value = given.get(field.key)
    if field.is_list and not isinstance(value, list):
        raise NotPossible(f"{field.key!r} of {name!r} must be a list")
    if field.key == "files":
        value = [build_file(file["id"]) for file in value or []]
    elif field.key == "selected_options":
        value = [_get_option(placed, one) for one in value or []]
    elif field.key == "selected_option" and value is not None:
        value = _get_option(placed, value)
    return {"type": kind, field.key: value}


def _get_option(placed: PlacedElement, chosen: object) -> Json:
    """Return the element's option with the chosen one's value. Raises NotPossible if there is none."""
    value = chosen.get("value") if isinstance(chosen, dict) else chosen
    for option in list_options(placed.element):
        if option["value"] == value:
            return option
    raise NotPossible(f"{placed.action_id!r} has no option {value!r}")


def list_options(element: Json) -> list[Json]:
    """Return the options of an element, including those of its groups."""
    groups: list[Json] = element.get("option_groups", [])
    options: list[Json] = element.get("options", [])
    return options or [option for group in groups for option in group["options"]]


def find_errors(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return an error for each input block that Slack refuses to submit, by block_id."""
    errors: dict[str, str] = {}
    for placed in list_elements(blocks):
        if placed.block["type"] == "input" and placed.value_field is not None:
            error = _find_error(placed, values[placed.block_id][placed.action_id][placed.value_field.key])
            if error is not None:
                errors[placed.block_id] = error
    return errors


def _find_error(placed: PlacedElement, value: object) -> str | None:
    element, kind = placed.element, placed.element["type"]
    if value in (None, "", []):
        return None if placed.block.get("optional", False) else EMPTY
    if kind == "number_input":
        return _check_number(element, str(value))
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(str(value)) < least:
            return f"Please enter at least {least} characters."
        return f"Please enter at most {most} characters." if len(str(value)) > most else None
    if kind == "file_input" and isinstance(value, list):
        most = element.get("max_files", 10)
        return f"Please choose at most {most} files." if len(value) > most else None
    return None


def _check_number(element: Json, text: str) -> str | None:
    try:
        number = float(text) if element["is_decimal_allowed"] else int(text)
    except ValueError:
        return "Please enter a number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < float(least):
        return f"Please enter a number of at least {least}."
    return f"Please enter a number of at most {most}." if most is not None and number > float(most) else None
