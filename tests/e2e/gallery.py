"""Every block and element that the page can show, as a bot would send it."""

from typing import Any

Block = dict[str, Any]


def make_text(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(value: str) -> Block:
    return {"text": make_text(f"option {value}"), "value": value}


OPTIONS = [option("one"), option("two"), option("three")]
CONFIRM = {
    "title": make_text("Sure?"),
    "text": make_text("It cannot be undone."),
    "confirm": make_text("Do it"),
    "deny": make_text("No"),
}

TEXTS: list[Block] = [
    {"type": "header", "text": make_text("Heading :warning:")},
    {
        "type": "section",
        "text": mrkdwn("*bold* _italic_ ~struck~ `code` <@U0STAFF0001> <https://example.com|link> :bulb:"),
    },
    {"type": "section", "text": mrkdwn("> quoted &lt;b&gt;\n> twice\nafter")},
    {"type": "section", "fields": [mrkdwn("*left*\n1"), mrkdwn("*right*\n2")]},
    {"type": "context", "elements": [mrkdwn("small"), make_text("print")]},
    {"type": "divider"},
    {"type": "markdown", "text": "# as it is"},
    {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "a far picture"},
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Count"}],
            [{"type": "raw_text", "text": "delivered"}, {"type": "raw_text", "text": "480"}],
        ],
        "column_settings": [{}, {"align": "right"}],
    },
]


def plot(kind: str) -> Block:
    """A bar, line or area chart."""
    data = [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 7.5}]
    series = [{"name": "sent", "data": data}, {"name": "paid", "data": list(reversed(data))}]
    series[1]["data"] = [{"label": "Mon", "value": 1}, {"label": "Tue", "value": 2}]
    axes = {"categories": ["Mon", "Tue"], "x_label": "day", "y_label": "messages"}
    return {
        "type": "data_visualization",
        "title": f"A {kind}",
        "chart": {"type": kind, "series": series, "axis_config": axes},
    }


PIE: Block = {
    "type": "data_visualization",
    "title": "A pie",
    "chart": {"type": "pie", "segments": [{"label": "yes", "value": 3}, {"label": "no", "value": 1}]},
}

ELEMENTS: list[Block] = [
    {"type": "button", "action_id": "button", "text": make_text("Press"), "value": "pressed"},
    {"type": "button", "action_id": "asked", "text": make_text("Ask first"), "value": "asked", "confirm": CONFIRM},
    {"type": "overflow", "action_id": "overflow", "options": OPTIONS},
    {"type": "static_select", "action_id": "select", "placeholder": make_text("Choose"), "options": OPTIONS},
    {"type": "datepicker", "action_id": "date", "placeholder": make_text("A day")},
    {"type": "timepicker", "action_id": "time", "placeholder": make_text("A time")},
    {"type": "datetimepicker", "action_id": "moment"},
    {"type": "checkboxes", "action_id": "boxes", "options": OPTIONS},
    {"type": "radio_buttons", "action_id": "radio", "options": OPTIONS},
]


def field(name: str, element: Block, **more: object) -> Block:
    """A field of a form."""
    return {
        "type": "input",
        "block_id": name,
        "label": make_text(name),
        "element": {**element, "action_id": name},
        **more,
    }


FORM: Block = {
    "type": "modal",
    "callback_id": "form",
    "title": make_text("A form"),
    "submit": make_text("Send"),
    "close": make_text("Close"),
    "blocks": [
        field("line", {"type": "plain_text_input"}),
        field("lines", {"type": "plain_text_input", "multiline": True}, optional=True),
        field("number", {"type": "number_input", "is_decimal_allowed": False}),
        field("select", {"type": "static_select", "options": OPTIONS}),
        field("many", {"type": "multi_static_select", "options": OPTIONS}),
        field("boxes", {"type": "checkboxes", "options": OPTIONS}),
        field("radio", {"type": "radio_buttons", "options": OPTIONS}),
        field("date", {"type": "datepicker"}),
        field("time", {"type": "timepicker"}),
        field("moment", {"type": "datetimepicker"}),
        field("user", {"type": "users_select"}),
        field("file", {"type": "file_input", "filetypes": ["csv"], "max_files": 1}),
    ],
}
