"""Every limit of Block Kit is that of slackblocks' registry of limits, and one more is refused."""

from typing import Any

import pytest
from slackblocks import _limits

from sandbox.slack.blocks import find_problems
from sandbox.slack.errors import Json
from tests.e2e import gallery
from tests.sandbox.slack.client import build_input, build_modal, plain_text
from tests.sandbox.slack.test_block_kit import actions, mrkdwn
from tests.sandbox.slack.test_refusals import DIVIDER, LINE, MENU, image, rich, section, table

OPTION = {"text": plain_text("甲"), "value": "1"}
TITLED = {
    "title": plain_text("題"),
    "text": plain_text("文"),
    "confirm": plain_text("はい"),
    "deny": plain_text("いいえ"),
}


ADDRESS = "https://example.com/"


def make_address(length: int) -> str:
    return ADDRESS.ljust(length, "x")


def button(**more: Any) -> Json:
    return actions({"type": "button", "action_id": "a", "text": plain_text("押す"), **more})


def confirm(**more: Any) -> Json:
    return button(confirm={**TITLED, **more})


def choice(kind: str = "static_select", **more: Any) -> Json:
    return build_input("a", type=kind, **{"options": [OPTION], **more})


def options(count: int) -> list[Json]:
    return [{**OPTION, "value": str(number)} for number in range(count)]


def typed(**more: Any) -> Json:
    return build_input("a", type="plain_text_input", **more)


def pie(segments: int) -> Json:
    return {**gallery.PIE, "chart": {"type": "pie", "segments": [{"label": "甲", "value": 1}] * segments}}


def plot(names: list[str], points: int = 1) -> Json:
    days = [str(number) for number in range(points)]
    series = [{"name": name, "data": [{"label": day, "value": 1} for day in days]} for name in names]
    chart = {"type": "bar", "series": series, "axis_config": {"categories": days}}
    return {"type": "data_visualization", "title": "図", "chart": chart}


# Names of slackblocks' registry of limits, and a block that is as long as a number says.
REGISTRY: dict[str, Any] = {
    "ACTION_ID_MAX_LENGTH": lambda n: actions({"type": "button", "action_id": "x" * n, "text": plain_text("x")}),
    "BLOCK_ID_MAX_LENGTH": lambda n: {**DIVIDER, "block_id": "x" * n},
    "BUTTON_TEXT_MAX_LENGTH": lambda n: button(text=plain_text("x" * n)),
    "BUTTON_URL_MAX_LENGTH": lambda n: button(url=make_address(n)),
    "BUTTON_VALUE_MAX_LENGTH": lambda n: button(value="x" * n),
    "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH": lambda n: button(accessibility_label="x" * n),
    "CONFIRMATION_TITLE_MAX_LENGTH": lambda n: confirm(title=plain_text("x" * n)),
    "CONFIRMATION_TEXT_MAX_LENGTH": lambda n: confirm(text=plain_text("x" * n)),
    "CONFIRMATION_CONFIRM_MAX_LENGTH": lambda n: confirm(confirm=plain_text("x" * n)),
    "CONFIRMATION_DENY_MAX_LENGTH": lambda n: confirm(deny=plain_text("x" * n)),
    "OPTION_TEXT_MAX_LENGTH": lambda n: choice(options=[{**OPTION, "text": plain_text("x" * n)}]),
    "OPTION_VALUE_MAX_LENGTH": lambda n: choice(options=[{**OPTION, "value": "x" * n}]),
    "OPTION_DESCRIPTION_MAX_LENGTH": lambda n: choice(options=[{**OPTION, "description": plain_text("x" * n)}]),
    "SELECT_PLACEHOLDER_MAX_LENGTH": lambda n: choice(placeholder=plain_text("x" * n)),
    "SELECT_OPTIONS_MAX_ITEMS": lambda n: choice(options=options(n)),
    "CHECKBOXES_OPTIONS_MAX_ITEMS": lambda n: choice("checkboxes", options=options(n)),
    "RADIO_BUTTONS_OPTIONS_MAX_ITEMS": lambda n: choice("radio_buttons", options=options(n)),
    "OVERFLOW_OPTIONS_MAX_ITEMS": lambda n: actions({**MENU, "options": options(n)}),
    "FILE_INPUT_MAX_FILES_MAX": lambda n: build_input("a", type="file_input", max_files=n),
    "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX": lambda n: typed(max_length=n),
    "PLAIN_TEXT_INPUT_MIN_LENGTH_MAX": lambda n: typed(min_length=n),
    "PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH": lambda n: typed(placeholder=plain_text("x" * n)),
    "ACTIONS_ELEMENTS_MAX_ITEMS": lambda n: actions(
        *[{**MENU, "action_id": str(i), "options": [OPTION]} for i in range(n)]
    ),
    "ALERT_TEXT_MAX_LENGTH": lambda n: {"type": "alert", "text": mrkdwn("x" * n)},
    "CONTEXT_ELEMENTS_MAX_ITEMS": lambda n: {"type": "context", "elements": [mrkdwn("x")] * n},
    "HEADER_TEXT_MAX_LENGTH": lambda n: {"type": "header", "text": plain_text("x" * n)},
    "IMAGE_IMAGE_URL_MAX_LENGTH": lambda n: image(image_url=make_address(n)),
    "IMAGE_ALT_TEXT_MAX_LENGTH": lambda n: image(image_url=ADDRESS, alt_text="x" * n),
    "IMAGE_TITLE_MAX_LENGTH": lambda n: image(image_url=ADDRESS, title=plain_text("x" * n)),
    "INPUT_LABEL_MAX_LENGTH": lambda n: {**typed(), "label": plain_text("x" * n)},
    "INPUT_HINT_MAX_LENGTH": lambda n: {**typed(), "hint": plain_text("x" * n)},
    "SECTION_TEXT_MAX_LENGTH": lambda n: {"type": "section", "text": mrkdwn("x" * n)},
    "SECTION_FIELDS_MAX_ITEMS": lambda n: {"type": "section", "fields": [mrkdwn("x")] * n},
    "SECTION_FIELDS_ITEM_MAX_LENGTH": lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]},
    "RICH_TEXT_LIST_INDENT_MAX": lambda n: rich(
        {"type": "rich_text_list", "style": "bullet", "indent": n, "elements": [section(LINE)]}
    ),
    "MARKDOWN_TEXT_MAX_LENGTH": lambda n: {"type": "markdown", "text": "x" * n},
    "TABLE_ROWS_MAX_ITEMS": lambda n: table(*[["A"]] * n),
    "TABLE_COLUMNS_MAX_ITEMS": lambda n: table(["A"] * n),
    "TABLE_COLUMN_SETTINGS_MAX_ITEMS": lambda n: table(["A"], column_settings=[{}] * n),
    "DATA_VISUALIZATION_TITLE_MAX_LENGTH": lambda n: {**gallery.PIE, "title": "x" * n},
    "DATA_VISUALIZATION_SEGMENTS_MAX_ITEMS": pie,
    "DATA_VISUALIZATION_SERIES_MAX_ITEMS": lambda n: plot([str(number) for number in range(n)]),
    "DATA_VISUALIZATION_SERIES_NAME_MAX_LENGTH": lambda n: plot(["x" * n]),
    "DATA_VISUALIZATION_CATEGORIES_MAX_ITEMS": lambda n: plot(["甲"], n),
}


NARROWER = {"DATA_VISUALIZATION_SEGMENTS_MAX_ITEMS": 6, "DATA_VISUALIZATION_SERIES_MAX_ITEMS": 6}
"""Where Slack's own page, docs.slack.dev/reference/block-kit/blocks/data-visualization-block, allows less."""


@pytest.mark.parametrize("name", REGISTRY)
def test_a_limit_is_that_of_slackblocks_registry_or_of_slacks_own_page(name: str) -> None:
    most, build = NARROWER.get(name, int(getattr(_limits, name))), REGISTRY[name]
    assert find_problems("blocks", [build(most)]) == []
    assert find_problems("blocks", [build(most + 1)]) != []


VIEW_REGISTRY: dict[str, Any] = {
    "VIEW_BLOCKS_MAX_ITEMS": lambda n: build_modal(*[DIVIDER] * n),
    "VIEW_PRIVATE_METADATA_MAX_LENGTH": lambda n: build_modal(DIVIDER, private_metadata="x" * n),
    "VIEW_CALLBACK_ID_MAX_LENGTH": lambda n: {**build_modal(DIVIDER), "callback_id": "x" * n},
    "VIEW_EXTERNAL_ID_MAX_LENGTH": lambda n: build_modal(DIVIDER, external_id="x" * n),
    "VIEW_TITLE_MAX_LENGTH": lambda n: build_modal(DIVIDER, title="x" * n),
    "VIEW_CLOSE_MAX_LENGTH": lambda n: build_modal(DIVIDER, close=plain_text("x" * n)),
    "VIEW_SUBMIT_MAX_LENGTH": lambda n: {**build_modal(DIVIDER), "submit": plain_text("x" * n)},
}


@pytest.mark.parametrize("name", VIEW_REGISTRY)
def test_a_limit_of_a_view_is_that_of_slackblocks_registry(name: str) -> None:
    most, build = int(getattr(_limits, name)), VIEW_REGISTRY[name]
    assert find_problems("view", build(most)) == []
    assert find_problems("view", build(most + 1)) != []
