"""Checks of Block Kit's texts, options, elements and charts.

Source: docs.slack.dev/reference/block-kit/block-elements and composition-objects; for charts
.../blocks/data-visualization-block, and where its copies differ, the wider limit.
"""

from sandbox.slack.validators import (
    Check,
    Problems,
    add_problem,
    anything,
    boolean,
    by_type,
    fields,
    integer,
    items,
    number,
    one_of,
    positive,
    string,
)

IDENTIFIER = string(255)


def plain(most: int) -> Check:
    """Return a check for a plain text of up to `most` characters."""
    return by_type({"plain_text": fields({"type": anything, "text": string(most), "emoji": boolean}, ("text",))})


def text(most: int) -> Check:
    """Return a check for a plain text or mrkdwn of up to `most` characters."""
    known = {"type": anything, "text": string(most)}
    return by_type(
        {
            "plain_text": fields({**known, "emoji": boolean}, ("text",)),
            "mrkdwn": fields({**known, "verbatim": boolean}, ("text",)),
        }
    )


CONFIRM = fields(
    {
        "title": plain(100),
        "text": text(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
    ("title", "text", "confirm", "deny"),
)
OPTION = fields(
    {"text": text(75), "value": string(150), "description": text(75), "url": string(3000)}, ("text", "value")
)
GROUP = fields({"label": plain(75), "options": items(OPTION, most=100)}, ("label", "options"))
DISPATCH = fields(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), most=2)}, ("trigger_actions_on",)
)

_COMMON = {"type": anything, "action_id": IDENTIFIER, "confirm": CONFIRM, "focus_on_load": boolean}
_FIELD = {"type": anything, "action_id": IDENTIFIER, "focus_on_load": boolean, "placeholder": plain(150)}
_TYPED = {**_FIELD, "dispatch_action_config": DISPATCH}
_SELECT = {**_COMMON, "placeholder": plain(150)}
_MANY = {"max_selected_items": integer(1, 1000)}
_LISTED = {"options": items(OPTION, most=100), "option_groups": items(GROUP, most=100)}
_CONVERSATION = {"default_to_current_conversation": boolean, "response_url_enabled": boolean, "filter": anything}

BUTTON = fields(
    {
        "type": anything,
        "action_id": IDENTIFIER,
        "text": plain(75),
        "url": string(3000),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
    ("text",),
)
CHECKBOXES = fields(
    {**_COMMON, "options": items(OPTION, most=10), "initial_options": items(OPTION, most=10)}, ("options",)
)
RADIO = fields({**_COMMON, "options": items(OPTION, most=10), "initial_option": OPTION}, ("options",))
OVERFLOW = fields({**_COMMON, "options": items(OPTION, most=5)}, ("options",))
STATIC = fields({**_SELECT, **_LISTED, "initial_option": OPTION})
MULTI_STATIC = fields({**_SELECT, **_LISTED, **_MANY, "initial_options": items(OPTION, most=100)})
USERS = fields({**_SELECT, "initial_user": string(255)})
MULTI_USERS = fields({**_SELECT, **_MANY, "initial_users": items(string(255), most=1000)})
CONVERSATIONS = fields({**_SELECT, **_CONVERSATION, "initial_conversation": string(255)})
CHANNELS = fields({**_SELECT, "initial_channel": string(255), "response_url_enabled": boolean})
DATE = fields({**_SELECT, "initial_date": string(10)})
TIME = fields({**_SELECT, "initial_time": string(5), "timezone": string(255)})
DATETIME = fields({**_COMMON, "initial_date_time": integer(0, 9_999_999_999)})
TEXT_INPUT = fields(
    {
        **_TYPED,
        "initial_value": string(3000, least=0),
        "multiline": boolean,
        "min_length": integer(0, 3000),
        "max_length": integer(1, 3000),
    }
)
NUMBER_INPUT = fields(
    {**_TYPED, "is_decimal_allowed": boolean, "initial_value": string(), "min_value": string(), "max_value": string()},
    ("is_decimal_allowed",),
)
LINE_INPUT = fields({**_TYPED, "initial_value": string(3000)})
FILE_INPUT = fields(
    {"type": anything, "action_id": IDENTIFIER, "filetypes": items(string(255), most=100), "max_files": integer(1, 10)}
)
IMAGE = fields(
    {"type": anything, "image_url": string(3000), "alt_text": string(2000), "slack_file": anything}, ("alt_text",)
)

_PICKERS = {
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIO,
    "static_select": STATIC,
    "users_select": USERS,
    "conversations_select": CONVERSATIONS,
    "channels_select": CHANNELS,
    "datepicker": DATE,
    "timepicker": TIME,
}
_MULTI = {"multi_static_select": MULTI_STATIC, "multi_users_select": MULTI_USERS}

IN_ACTIONS = by_type({**_PICKERS, "button": BUTTON, "overflow": OVERFLOW, "datetimepicker": DATETIME})
IN_SECTION = by_type({**_PICKERS, **_MULTI, "button": BUTTON, "overflow": OVERFLOW, "image": IMAGE})
IN_INPUT = by_type(
    {
        **_PICKERS,
        **_MULTI,
        "datetimepicker": DATETIME,
        "plain_text_input": TEXT_INPUT,
        "number_input": NUMBER_INPUT,
        "email_text_input": LINE_INPUT,
        "url_text_input": LINE_INPUT,
        "file_input": FILE_INPUT,
    }
)
IN_CONTEXT = by_type(
    {
        "image": IMAGE,
        "plain_text": fields({"type": anything, "text": string(3000), "emoji": boolean}, ("text",)),
        "mrkdwn": fields({"type": anything, "text": string(3000), "verbatim": boolean}, ("text",)),
    }
)

CHART_TYPE = "data_visualization"

_SEGMENT = fields({"label": string(20), "value": positive}, ("label", "value"))
_POINT = fields({"label": string(20), "value": number}, ("label", "value"))
_SERIES = fields({"name": string(20), "data": items(_POINT, most=20)}, ("name", "data"))
_AXES = fields(
    {"categories": items(string(20), most=20), "x_label": string(50), "y_label": string(50)}, ("categories",)
)
_PIE = fields({"type": anything, "segments": items(_SEGMENT, most=12)}, ("segments",))
_PLOT = fields({"type": anything, "series": items(_SERIES, most=12), "axis_config": _AXES}, ("series", "axis_config"))
_CHART = by_type({"pie": _PIE, "bar": _PLOT, "line": _PLOT, "area": _PLOT})
_BLOCK = fields({"type": anything, "block_id": IDENTIFIER, "title": string(50), "chart": _CHART}, ("title", "chart"))


def check_chart(value: object, at: str, problems: Problems) -> None:
    """Check a `data_visualization` block. Every series has its own name and one value for each category."""
    before = len(problems)
    _BLOCK(value, at, problems)
    if len(problems) > before or not isinstance(value, dict) or "series" not in value["chart"]:
        return
    chart = value["chart"]
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        add_problem(problems, "series names must be unique", f"{at}/chart/series")
    for index, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != chart["axis_config"]["categories"]:
            add_problem(problems, "must have one value for each category", f"{at}/chart/series/{index}/data")
