"""Checks of Block Kit's interactive elements, and of the options and dialogs in them.

Source: docs.slack.dev/reference/block-kit/block-elements and composition-objects.
"""

import re
from datetime import date

from sandbox.slack.checks import (
    IDENTIFIER,
    Problems,
    add_problem,
    address,
    anything,
    boolean,
    by_type,
    combine,
    fields,
    integer,
    items,
    one_of,
    plain_text,
    rule,
    string,
    text,
)
from sandbox.slack.errors import Json
from sandbox.slack.form_values import list_options

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _is_day(value: object) -> bool:
    """Whether a value is a day of the calendar: the 31st of February is none."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


DAY = rule(_is_day, "must be a date in the format YYYY-MM-DD")
TIME = rule(
    lambda value: isinstance(value, str) and _TIME.fullmatch(value) is not None, "must be a time in the format HH:mm"
)
INSTANT = integer(1_000_000_000, 9_999_999_999)  # ten digits, seconds

STYLE = one_of("primary", "danger")
CONFIRM = fields(
    {"style": STYLE}, title=plain_text(100), text=plain_text(300), confirm=plain_text(30), deny=plain_text(30)
)
# Only checkboxes and radio buttons can show mrkdwn, and only an overflow menu has links.
OPTION = fields({"description": plain_text(75)}, text=plain_text(75), value=string(150))
TICK_OPTION = fields({"description": text(75)}, text=text(75), value=string(150))
MENU_OPTION = fields({"description": plain_text(75), "url": address(3000)}, text=plain_text(75), value=string(150))
OPTIONS = items(OPTION, most=100)
TICK_OPTIONS = items(TICK_OPTION, most=10)
DISPATCH = fields({}, trigger_actions_on=items(one_of("on_enter_pressed", "on_character_entered"), most=2))

_ELEMENT = {"type": anything, "action_id": IDENTIFIER}
_COMMON = {**_ELEMENT, "confirm": CONFIRM, "focus_on_load": boolean}
_TYPED = {**_ELEMENT, "focus_on_load": boolean, "placeholder": plain_text(150), "dispatch_action_config": DISPATCH}
_SELECT = {**_COMMON, "placeholder": plain_text(150)}
_MULTI_SELECT = {**_SELECT, "max_selected_items": integer(1, 1000)}
_GROUP = fields({}, label=plain_text(75), options=OPTIONS)
_LISTED = {"options": OPTIONS, "option_groups": items(_GROUP, most=100)}
_CONVERSATION = {"default_to_current_conversation": boolean, "response_url_enabled": boolean, "filter": anything}
_LABEL = {"style": STYLE, "confirm": CONFIRM, "accessibility_label": string(75)}
_LENGTHS = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}


def _check_listed(element: Json, at: str, problems: Problems) -> None:
    if ("options" in element) == ("option_groups" in element):
        add_problem(problems, "must have either options or option_groups", at)


def _check_initial(element: Json, at: str, problems: Problems) -> None:
    """Check that what is chosen at first is an option, exactly as it is among them."""
    chosen = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    if any(option not in list_options(element) for option in chosen):
        add_problem(problems, "initial option is not among the options", at)


def _check_lengths(element: Json, at: str, problems: Problems) -> None:
    if element.get("min_length", 0) > element.get("max_length", 3000):
        add_problem(problems, "min_length must be at most max_length", at)


def _check_numbers(element: Json, at: str, problems: Problems) -> None:
    """Check that the bounds and the first value of a number input are numbers, in order, and whole if they must be."""
    try:
        convert = float if element["is_decimal_allowed"] else int
        texts = [element.get(key) for key in ("min_value", "initial_value", "max_value")]
        numbers = [convert(given) for given in texts if given is not None]
    except ValueError:
        add_problem(problems, "must be a number", at)
        return
    if numbers != sorted(numbers):
        add_problem(problems, "initial_value must be between min_value and max_value", at)


def check_image(image: Json, at: str, problems: Problems) -> None:
    """Check that an image has one source: an address, or a file in Slack by its id or its address."""
    if ("image_url" in image) == ("slack_file" in image):
        add_problem(problems, "must have either image_url or slack_file", at)
    elif "slack_file" in image and len(image["slack_file"]) != 1:
        add_problem(problems, "must have either id or url", f"{at}/slack_file")


IMAGE_SOURCE = {"image_url": address(3000), "slack_file": fields({"id": string(255), "url": string(3000)})}
IMAGE = combine(fields({"type": anything, **IMAGE_SOURCE}, alt_text=string(2000)), check_image)

BUTTON = fields({**_ELEMENT, **_LABEL, "url": address(3000), "value": string(2000)}, text=plain_text(75))
OVERFLOW = fields(_COMMON, options=items(MENU_OPTION, most=5))
DATETIME = fields({**_COMMON, "initial_date_time": INSTANT})
LINE_INPUT = fields({**_TYPED, "initial_value": string(3000)})

_PICKERS = {
    "checkboxes": combine(fields({**_COMMON, "initial_options": TICK_OPTIONS}, options=TICK_OPTIONS), _check_initial),
    "radio_buttons": combine(fields({**_COMMON, "initial_option": TICK_OPTION}, options=TICK_OPTIONS), _check_initial),
    "static_select": combine(fields({**_SELECT, **_LISTED, "initial_option": OPTION}), _check_listed, _check_initial),
    "users_select": fields({**_SELECT, "initial_user": string(255)}),
    "conversations_select": fields({**_SELECT, **_CONVERSATION, "initial_conversation": string(255)}),
    "channels_select": fields({**_SELECT, "initial_channel": string(255), "response_url_enabled": boolean}),
    "datepicker": fields({**_SELECT, "initial_date": DAY}),
    "timepicker": fields({**_SELECT, "initial_time": TIME, "timezone": string(255)}),
}
_MULTI = {
    "multi_static_select": combine(
        fields({**_MULTI_SELECT, **_LISTED, "initial_options": OPTIONS}), _check_listed, _check_initial
    ),
    "multi_users_select": fields({**_MULTI_SELECT, "initial_users": items(string(255), most=1000)}),
}
_PLAIN = fields({**_TYPED, **_LENGTHS, "initial_value": string(3000, least=0), "multiline": boolean})
_NUMBERS = {"initial_value": string(), "min_value": string(), "max_value": string()}
_BUTTONS = {**_PICKERS, **_MULTI, "button": BUTTON, "overflow": OVERFLOW}
_INPUTS = {**_PICKERS, **_MULTI, "plain_text_input": combine(_PLAIN, _check_lengths)}
_DATETIME = {"datetimepicker": DATETIME}
_MODAL_ONLY = {
    "number_input": combine(fields({**_TYPED, **_NUMBERS}, is_decimal_allowed=boolean), _check_numbers),
    "email_text_input": LINE_INPUT,
    "url_text_input": LINE_INPUT,
    "file_input": fields({**_ELEMENT, "filetypes": items(string(255), most=100), "max_files": integer(1, 10)}),
}

# Each element's page names its surfaces: a datetimepicker is for messages and modals.
IN_ACTIONS = by_type({**_BUTTONS, **_DATETIME})
IN_HOME_ACTIONS = by_type(_BUTTONS)
IN_SECTION = by_type({**_BUTTONS, "image": IMAGE})
IN_INPUT = by_type({**_INPUTS, **_DATETIME})
IN_HOME_INPUT = by_type(_INPUTS)
IN_MODAL_INPUT = by_type({**_INPUTS, **_DATETIME, **_MODAL_ONLY})
IN_CONTEXT = by_type(
    {
        "image": IMAGE,
        "plain_text": fields({"type": anything, "emoji": boolean}, text=string(3000)),
        "mrkdwn": fields({"type": anything, "verbatim": boolean}, text=string(3000)),
    }
)
