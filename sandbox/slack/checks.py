"""Checks of Block Kit's texts, options, elements and charts, and the basic checks from which they are built.

A check gets a value, its JSON pointer and the list of problems, to which it adds sentences in Slack's wording.
Source: docs.slack.dev/reference/block-kit/block-elements and composition-objects; for charts
docs.slack.dev/reference/block-kit/blocks/data-visualization-block, and where its copies differ, the wider limit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeGuard


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the JSON pointer to it."""

    sentence: str
    pointer: str

    def __str__(self) -> str:
        """Return the problem as Slack writes it in `response_metadata.messages`."""
        return f"{self.sentence} [json-pointer:{self.pointer}]"


Problems = list[Problem]
Check = Callable[[object, str, Problems], None]


def add_problem(problems: Problems, sentence: str, at: str) -> None:
    """Add a problem."""
    problems.append(Problem(sentence, at))


def string(most: int | None = None, *, least: int = 1) -> Check:
    """Return a check for a string of `least` to `most` characters."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            add_problem(problems, "must be a string", at)
        elif len(value) < least:
            add_problem(problems, f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            add_problem(problems, f"must be less than {most + 1} characters", at)

    return check


def integer(least: int, most: int) -> Check:
    """Return a check for an integer within bounds."""

    def check(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            add_problem(problems, "must be an integer", at)
        elif not least <= value <= most:
            add_problem(problems, f"must be between {least} and {most}", at)

    return check


def _rule(is_valid: Callable[[object], bool], sentence: str) -> Check:
    def check(value: object, at: str, problems: Problems) -> None:
        if not is_valid(value):
            add_problem(problems, sentence, at)

    return check


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def one_of(*allowed: str) -> Check:
    """Return a check for one of a few words."""
    return _rule(lambda value: value in allowed, f"must be one of: {', '.join(allowed)}")


anything = _rule(lambda _value: True, "")
boolean = _rule(lambda value: isinstance(value, bool), "must be a boolean")
number = _rule(_is_number, "must be a number")
positive = _rule(lambda value: _is_number(value) and not value <= 0, "must be a number greater than 0")


def items(each: Check, *, least: int = 1, most: int) -> Check:
    """Return a check for a list of `least` to `most` items."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            add_problem(problems, "must be an array", at)
            return
        if len(value) > most:
            add_problem(problems, f"no more than {most} items allowed", at)
        if len(value) < least:
            add_problem(problems, f"no fewer than {least} items allowed", at)
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", problems)

    return check


def fields(optional: Mapping[str, Check], **required: Check) -> Check:
    """Return a check for an object that has the required fields, and no others but the optional ones."""
    known = {**optional, **required}

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            add_problem(problems, "must be an object", at)
            return
        for key in required:
            if key not in value:
                add_problem(problems, f"missing required field: {key}", at)
        for key, item in value.items():
            if key in known:
                known[key](item, f"{at}/{key}", problems)
            else:
                add_problem(problems, f"invalid additional property: {key}", at)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Return a check for an object whose `type` decides which check applies."""

    def check(value: object, at: str, problems: Problems) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            add_problem(problems, "missing required field: type", at)
        elif kind not in kinds:
            add_problem(problems, f"unsupported type: {kind}", f"{at}/type")
        else:
            kinds[kind](value, at, problems)

    return check


IDENTIFIER = string(255)


def plain_text(most: int) -> Check:
    """Return a check for a plain text of up to `most` characters."""
    return by_type({"plain_text": fields({"type": anything, "emoji": boolean}, text=string(most))})


def text(most: int) -> Check:
    """Return a check for a plain text or mrkdwn of up to `most` characters."""
    mrkdwn = fields({"type": anything, "verbatim": boolean}, text=string(most))
    return by_type({"plain_text": fields({"type": anything, "emoji": boolean}, text=string(most)), "mrkdwn": mrkdwn})


STYLE = one_of("primary", "danger")
CONFIRM = fields({"style": STYLE}, title=plain_text(100), text=text(300), confirm=plain_text(30), deny=plain_text(30))
OPTION = fields({"description": text(75), "url": string(3000)}, text=text(75), value=string(150))
OPTIONS = items(OPTION, most=100)
DISPATCH = fields({}, trigger_actions_on=items(one_of("on_enter_pressed", "on_character_entered"), most=2))

_ELEMENT = {"type": anything, "action_id": IDENTIFIER}
_COMMON = {**_ELEMENT, "confirm": CONFIRM, "focus_on_load": boolean}
_TYPED = {**_ELEMENT, "focus_on_load": boolean, "placeholder": plain_text(150), "dispatch_action_config": DISPATCH}
_SELECT = {**_COMMON, "placeholder": plain_text(150)}
_MULTI_SELECT = {**_SELECT, "max_selected_items": integer(1, 1000)}
_LISTED = {"options": OPTIONS, "option_groups": items(fields({}, label=plain_text(75), options=OPTIONS), most=100)}
_CONVERSATION = {"default_to_current_conversation": boolean, "response_url_enabled": boolean, "filter": anything}
_LABEL = {"style": STYLE, "confirm": CONFIRM, "accessibility_label": string(75)}

BUTTON = fields({**_ELEMENT, **_LABEL, "url": string(3000), "value": string(2000)}, text=plain_text(75))
OVERFLOW = fields(_COMMON, options=items(OPTION, most=5))
DATETIME = fields({**_COMMON, "initial_date_time": integer(0, 9_999_999_999)})
LINE_INPUT = fields({**_TYPED, "initial_value": string(3000)})
IMAGE = fields({"type": anything, "image_url": string(3000), "slack_file": anything}, alt_text=string(2000))

_PICKERS = {
    "checkboxes": fields({**_COMMON, "initial_options": items(OPTION, most=10)}, options=items(OPTION, most=10)),
    "radio_buttons": fields({**_COMMON, "initial_option": OPTION}, options=items(OPTION, most=10)),
    "static_select": fields({**_SELECT, **_LISTED, "initial_option": OPTION}),
    "users_select": fields({**_SELECT, "initial_user": string(255)}),
    "conversations_select": fields({**_SELECT, **_CONVERSATION, "initial_conversation": string(255)}),
    "channels_select": fields({**_SELECT, "initial_channel": string(255), "response_url_enabled": boolean}),
    "datepicker": fields({**_SELECT, "initial_date": string(10)}),
    "timepicker": fields({**_SELECT, "initial_time": string(5), "timezone": string(255)}),
}
_MULTI = {
    "multi_static_select": fields({**_MULTI_SELECT, **_LISTED, "initial_options": OPTIONS}),
    "multi_users_select": fields({**_MULTI_SELECT, "initial_users": items(string(255), most=1000)}),
}
_LENGTHS = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}
_NUMBERS = {"initial_value": string(), "min_value": string(), "max_value": string()}

IN_ACTIONS = by_type({**_PICKERS, "button": BUTTON, "overflow": OVERFLOW, "datetimepicker": DATETIME})
IN_SECTION = by_type({**_PICKERS, **_MULTI, "button": BUTTON, "overflow": OVERFLOW, "image": IMAGE})
IN_INPUT = by_type(
    {
        **_PICKERS,
        **_MULTI,
        "datetimepicker": DATETIME,
        "plain_text_input": fields(
            {**_TYPED, **_LENGTHS, "initial_value": string(3000, least=0), "multiline": boolean}
        ),
        "number_input": fields({**_TYPED, **_NUMBERS}, is_decimal_allowed=boolean),
        "email_text_input": LINE_INPUT,
        "url_text_input": LINE_INPUT,
        "file_input": fields({**_ELEMENT, "filetypes": items(string(255), most=100), "max_files": integer(1, 10)}),
    }
)
IN_CONTEXT = by_type(
    {
        "image": IMAGE,
        "plain_text": fields({"type": anything, "emoji": boolean}, text=string(3000)),
        "mrkdwn": fields({"type": anything, "verbatim": boolean}, text=string(3000)),
    }
)

CHART_TYPE = "data_visualization"

_PIE = fields({"type": anything}, segments=items(fields({}, label=string(20), value=positive), most=12))
_SERIES = fields({}, name=string(20), data=items(fields({}, label=string(20), value=number), most=20))
_AXES = fields({"x_label": string(50), "y_label": string(50)}, categories=items(string(20), most=20))
_PLOT = fields({"type": anything}, series=items(_SERIES, most=12), axis_config=_AXES)
_CHART = by_type({"pie": _PIE, "bar": _PLOT, "line": _PLOT, "area": _PLOT})
_CHART_BLOCK = fields({"type": anything, "block_id": IDENTIFIER}, title=string(50), chart=_CHART)


def check_chart(value: object, at: str, problems: Problems) -> None:
    """Check a `data_visualization` block. Every series has its own name and one value for each category."""
    before = len(problems)
    _CHART_BLOCK(value, at, problems)
    if len(problems) > before or not isinstance(value, dict) or "series" not in value["chart"]:
        return
    chart = value["chart"]
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        add_problem(problems, "series names must be unique", f"{at}/chart/series")
    for index, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != chart["axis_config"]["categories"]:
            add_problem(problems, "must have one value for each category", f"{at}/chart/series/{index}/data")
