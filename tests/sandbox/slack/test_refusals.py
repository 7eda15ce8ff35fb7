"""What Slack refuses besides lengths: blocks on the wrong surface, bad rich text and tables, impossible values, ids."""

from typing import Any

import pytest
import slackblocks as sb
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slackblocks._surfaces import validate_surface_blocks

from sandbox.slack.blocks import check_message, check_view, find_problems
from sandbox.slack.errors import Json, Refused
from tests.e2e import gallery
from tests.sandbox.slack.client import DESK, FILE, STAFF, LocalSlack, build_input, build_modal, plain_text
from tests.sandbox.slack.test_block_kit import actions, bars, entry, mrkdwn, select
from tests.tables import list_cases

DIVIDER: Json = {"type": "divider"}
LINE: Json = {"type": "text", "text": "行"}


def rich(*parts: Any) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def section(*inline: Any, **more: Any) -> Json:
    return {"type": "rich_text_section", "elements": list(inline), **more}


def table(*rows: list[str], **more: Any) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows], **more}


def image(**source: Any) -> Json:
    return {"type": "image", "alt_text": "図", **source}


SAMPLES: dict[str, Json] = {
    "actions": actions({"type": "button", "action_id": "a", "text": plain_text("押す")}),
    "alert": {"type": "alert", "text": mrkdwn("警告")},
    "context": {"type": "context", "elements": [mrkdwn("小")]},
    "data_visualization": bars(["到達"]),
    "divider": DIVIDER,
    "header": {"type": "header", "text": plain_text("題")},
    "image": image(image_url="https://example.com/a.png"),
    "input": entry(),
    "markdown": {"type": "markdown", "text": "字"},
    "rich_text": rich(section(LINE)),
    "section": {"type": "section", "text": mrkdwn("文")},
    "table": table(["A", "B"]),
}


def view(kind: str, *blocks: Json, **more: Any) -> Json:
    return build_modal(*blocks, **more) if kind == "modal" else {"type": "home", "blocks": list(blocks), **more}


def show(surface: str, *blocks: Json) -> None:
    """Check blocks as those of a message, a modal or a Home. Raises Refused."""
    if surface == "message":
        check_message(list(blocks))
    else:
        check_view(view(surface, *blocks), surface)


def is_accepted(surface: str, *blocks: Json) -> bool:
    try:
        show(surface, *blocks)
    except Refused:
        return False
    return True


class Raw:
    """A block as slackblocks takes it: an object that renders itself."""

    def __init__(self, block: Json) -> None:
        self._block = block

    def _resolve(self) -> Json:
        return self._block


SURFACES = ("message", "modal", "home")
MESSAGES_ONLY = {"data_visualization"}
"""What slackblocks allows on a Home, too. Slack's docs.slack.dev/blocks.json names messages only."""


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_block_is_allowed_on_the_surfaces_that_slackblocks_knows(name: str, surface: Any) -> None:
    try:
        validate_surface_blocks([Raw(SAMPLES[name])], surface)
        allowed = True
    except sb.errors.InvalidUsageError:
        allowed = False
    assert is_accepted(surface, SAMPLES[name]) == (allowed and (name not in MESSAGES_ONLY or surface == "message"))


PICKER = {"type": "datetimepicker", "action_id": "a"}


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        (FILE, ["modal"]),
        (build_input("a", type="number_input", is_decimal_allowed=False), ["modal"]),
        (build_input("a", type="email_text_input"), ["modal"]),
        (build_input("a", type="url_text_input"), ["modal"]),
        (build_input("a", type="datetimepicker"), ["message", "modal"]),
        (actions(PICKER), ["message", "modal"]),
        (build_input("a", type="plain_text_input"), ["message", "modal", "home"]),
        (actions({"type": "datepicker", "action_id": "a"}), ["message", "modal", "home"]),
    ],
)
def test_an_element_is_allowed_on_the_surfaces_that_its_page_names(block: Json, surfaces: list[str]) -> None:
    assert [surface for surface in SURFACES if is_accepted(surface, block)] == surfaces


ADDRESSES = ["http://127.0.0.1:8080/archives/C1/p1", "https://misato.slack.com/archives/C1/p1?thread_ts=1&cid=C1"]
NO_ADDRESSES = ["misato.slack.com", "slack://open", "https://", "https:///p1", "https://a b/", "https://[::1", " "]


@pytest.mark.parametrize("address", [*ADDRESSES, *NO_ADDRESSES])
def test_the_address_of_a_button_an_option_or_a_picture_is_that_of_a_page(address: str) -> None:
    button = {"type": "button", "action_id": "a", "text": plain_text("開く"), "url": address}
    option = {"text": plain_text("開く"), "value": "1", "url": address}
    for block in (actions(button), actions({**MENU, "options": [option]}), image(image_url=address)):
        assert is_accepted("message", block) == (address in ADDRESSES)
        assert is_accepted("home", block) == (address in ADDRESSES)
    assert str(find_problems("blocks", [actions({**button, "url": "x"})])[0]) == (
        "invalid url [json-pointer:/0/elements/0/url]"
    )


def test_all_that_the_page_can_draw_is_accepted() -> None:
    show("message", *gallery.TEXTS, actions(*gallery.ELEMENTS))
    show("message", gallery.PIE, gallery.plot("bar"))
    check_view(gallery.FORM, "modal")


def test_a_message_has_at_most_two_charts_and_one_table() -> None:
    show("message", bars(["到達"]), bars(["到達"]), table(["A"]))
    assert not is_accepted("message", bars(["到達"]), bars(["到達"]), bars(["到達"]))
    assert not is_accepted("message", table(["A"]), table(["A"]))


def test_all_markdown_blocks_together_have_at_most_twelve_thousand_characters() -> None:
    half, rest = {"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6001}
    show("message", half, half)
    with pytest.raises(sb.errors.LengthError):
        sb.Message(channel="C1", blocks=[sb.MarkdownBlock(half["text"]), sb.MarkdownBlock(rest["text"])])
    with pytest.raises(Refused, match="invalid_blocks"):
        show("message", half, rest)


MENU = {"type": "overflow", "action_id": "o"}
BOXES = {"type": "checkboxes", "action_id": "c"}


@pytest.mark.parametrize(
    "element", [{**select(1), "options": []}, MENU, {"type": "multi_static_select", "action_id": "m"}]
)
def test_the_options_of_menus_are_plain_text(element: Json) -> None:
    plain, marked = ({"text": text, "value": "1"} for text in (plain_text("甲"), mrkdwn("*甲*")))
    assert is_accepted("message", actions({**element, "options": [plain]}))
    assert not is_accepted("message", actions({**element, "options": [marked]}))


def test_only_boxes_and_buttons_have_options_with_mrkdwn_and_only_a_menu_has_links() -> None:
    marked = {"text": mrkdwn("*甲*"), "value": "1"}
    linked = {"text": plain_text("甲"), "value": "1", "url": "https://example.com"}
    for kind in ("checkboxes", "radio_buttons"):
        assert is_accepted("message", actions({"type": kind, "action_id": "c", "options": [marked]}))
        assert not is_accepted("message", actions({"type": kind, "action_id": "c", "options": [linked]}))
    assert is_accepted("message", actions({**MENU, "options": [linked]}))
    assert not is_accepted("message", actions({**select(1), "options": [linked]}))


@pytest.mark.parametrize(
    "block",
    [
        rich(section(LINE, {"type": "link", "url": "https://example.com"}, {"type": "emoji", "name": "bulb"})),
        rich(section({"type": "text", "text": "太", "style": {"bold": True}}, {"type": "user", "user_id": STAFF})),
        rich({"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(LINE)]}),
        rich({"type": "rich_text_quote", "elements": [LINE]}, {"type": "rich_text_preformatted", "elements": [LINE]}),
    ],
)
def test_rich_text_is_accepted_that_slacks_own_models_accept(block: Json) -> None:
    (Block.parse(block) or pytest.fail("not known to the SDK")).to_dict()
    show("message", block)
    show("modal", block)


@pytest.mark.parametrize(
    ("pointer", "block"),
    list_cases(
        ("/elements", rich()),
        ("/elements/0/type", rich({"type": "paragraph", "elements": []}), rich(LINE)),
        ("/elements/0", rich({"type": "rich_text_section"}), rich("行"), rich(section(LINE, colour="red"))),
        ("/elements/0/elements/0/type", rich(section({"type": "bold", "text": "x"})), rich(section(mrkdwn("x")))),
        (
            "/elements/0/elements/0/text",
            rich(section({"type": "text", "text": ""})),
            rich(section({**LINE, "text": 5})),
        ),
        ("/elements/0/elements/0/style", rich(section({**LINE, "style": {"loud": True}}))),
        ("/elements/0/style", rich({"type": "rich_text_list", "style": "roman", "elements": [section(LINE)]})),
        ("/elements/0/elements/0/type", rich({"type": "rich_text_list", "style": "bullet", "elements": [LINE]})),
        (
            "/elements/0/indent",
            rich({"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": [section(LINE)]}),
        ),
    ),
)
def test_rich_text_garbage_is_refused_where_it_stands(pointer: str, block: Json) -> None:
    with pytest.raises(Refused) as caught:
        show("message", block)
    assert f"[json-pointer:/blocks/0{pointer}]" in str(caught.value.extra)


@pytest.mark.parametrize(
    "block",
    [
        table(["A", "B"], ["1"]),
        table(["A"], ["1", "2"]),
        table(["A", ""]),
        table(["A"], []),
        table(),
        table(*[["A"]] * 101),
        table(["A"] * 21),
        table(["x" * 5000], ["x" * 5001]),
        table(["A"], column_settings=[{"align": "middle"}]),
        table(["A"], column_settings=[{}] * 21),
        {"type": "table", "rows": [[mrkdwn("A")]]},
        {"type": "table", "rows": [["A"]]},
        {"type": "table", "rows": [[{"type": "raw_number", "value": "1"}]]},
    ],
)
def test_a_ragged_empty_or_too_large_table_is_refused(block: Json) -> None:
    assert not is_accepted("message", block)


def test_a_table_at_its_limits_is_accepted_also_by_slackblocks() -> None:
    rows = [["x" * 5] * 20] * 100
    sb.TableBlock(rows=[[sb.RawText(cell) for cell in row] for row in rows])
    largest = table(*rows, column_settings=[{"align": "right", "is_wrapped": True}] * 20)
    assert find_problems("message", {"blocks": [largest]}) == []
    show(
        "message", {"type": "table", "rows": [[rich(section(LINE)), {"type": "raw_number", "value": 1.5, "text": "1"}]]}
    )


@pytest.mark.parametrize(
    ("element", "good", "bad"),
    [
        ({"type": "datepicker"}, {"initial_date": "2028-02-29"}, {"initial_date": "2026-02-31"}),
        ({"type": "datepicker"}, {"initial_date": "2026-07-07"}, {"initial_date": "20260707"}),
        ({"type": "timepicker"}, {"initial_time": "23:59"}, {"initial_time": "25:00"}),
        ({"type": "timepicker"}, {"initial_time": "09:00"}, {"initial_time": "9:00"}),
        ({"type": "datetimepicker"}, {"initial_date_time": 1_783_382_400}, {"initial_date_time": 1_783_382_400_000}),
        ({"type": "datetimepicker"}, {"initial_date_time": 1_783_382_400}, {"initial_date_time": "2026-07-07"}),
        ({"type": "plain_text_input"}, {"min_length": 2, "max_length": 2}, {"min_length": 3, "max_length": 2}),
        ({"type": "number_input", "is_decimal_allowed": False}, {"initial_value": "5"}, {"initial_value": "5.5"}),
        (
            {"type": "number_input", "is_decimal_allowed": True},
            {"min_value": "1.5"},
            {"min_value": "5", "max_value": "1"},
        ),
    ],
)
def test_impossible_first_values_are_refused(element: Json, good: Json, bad: Json) -> None:
    assert is_accepted("modal", build_input("a", **element, **good))
    assert not is_accepted("modal", build_input("a", **element, **bad))


@pytest.mark.parametrize("bad", [{"initial_date": "2026-13-01"}, {"initial_date": "2026-07-32"}])
def test_slacks_own_models_refuse_the_same_days(bad: Json) -> None:
    block = build_input("a", type="datepicker", **bad)
    with pytest.raises(SlackObjectFormationError):
        (Block.parse(block) or pytest.fail("not known to the SDK")).to_dict()
    assert not is_accepted("modal", block)


def test_the_first_choice_is_one_of_the_options_exactly() -> None:
    options = select(2)["options"]
    for choice in ({"text": plain_text("x"), "value": "9"}, {"text": plain_text("別"), "value": "1"}):
        assert not is_accepted("modal", build_input("a", type="static_select", options=options, initial_option=choice))
        assert not is_accepted("modal", build_input("a", type="checkboxes", options=options, initial_options=[choice]))
    assert is_accepted("modal", build_input("a", type="static_select", options=options, initial_option=options[1]))
    groups = [{"label": plain_text("組"), "options": options}]
    grouped = build_input("a", type="static_select", option_groups=groups, initial_option=options[1])
    assert is_accepted("modal", grouped)


def test_a_confirmation_is_plain_text() -> None:
    words = {name: plain_text(name) for name in ("title", "text", "confirm", "deny")}
    button = {"type": "button", "action_id": "a", "text": plain_text("押す")}
    assert is_accepted("message", actions({**button, "confirm": words}))
    assert not is_accepted("message", actions({**button, "confirm": {**words, "text": mrkdwn("*本当に*")}}))


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_ids_are_unique_and_the_cursor_stands_in_one_field(surface: str) -> None:
    button = {"type": "button", "action_id": "a", "text": plain_text("押す")}
    assert not is_accepted(surface, {**DIVIDER, "block_id": "b"}, {**DIVIDER, "block_id": "b"})
    assert not is_accepted(surface, actions(button, button))
    assert is_accepted(surface, actions(button), actions(button))
    if surface == "modal":
        first, second = (build_input(name, type="plain_text_input", focus_on_load=True) for name in "ab")
        assert is_accepted(surface, first)
        assert not is_accepted(surface, first, second)


def test_an_image_is_a_file_that_the_bot_sees(slack: LocalSlack) -> None:
    picture = slack.bot.files_upload_v2(filename="a.png", content=b"png", channel=DESK)["file"]["id"]
    address = slack.bot.files_info(file=picture)["file"]["url_private"]
    for source in ({"id": picture}, {"url": address}):
        slack.bot.chat_postMessage(channel=DESK, text="図", blocks=[image(slack_file=source)])
    other = slack.bot.files_upload_v2(filename="a.csv", content=b"a", channel=DESK)["file"]["id"]
    unseen = slack.upload(b"png")
    for source in ({"id": "F0"}, {"url": "https://example.com/a.png"}, {"id": other}, {"id": unseen}, {}):
        blocks = [DIVIDER, {"type": "context", "elements": [image(slack_file=source)]}]
        assert slack.get_error("views.publish", user_id=STAFF, view=view("home", *blocks)) == "invalid_arguments"
        answer = slack.refuse("blocks.validate", blocks=blocks)
        assert answer["errors"][0]["pointer"] == "/1/elements/0/slack_file"
    unknown = [image(slack_file={"id": "F0"})]
    assert slack.get_error("chat.postMessage", channel=DESK, text="図", blocks=unknown) == "invalid_blocks"
    assert not is_accepted("message", image(image_url="https://example.com/a.png", slack_file={"id": picture}))


def test_a_message_is_edited_with_at_most_four_thousand_characters(slack: LocalSlack) -> None:
    ts = slack.bot.chat_postMessage(channel=DESK, text="x" * 40_000)["ts"]
    slack.bot.chat_update(channel=DESK, ts=ts, text="x" * 4000)
    assert slack.get_error("chat.update", channel=DESK, ts=ts, text="x" * 4001) == "msg_too_long"
    assert slack.get_error("chat.postMessage", channel=DESK, text="x" * 40_001) == "msg_too_long"
    assert slack.get_error("chat.postEphemeral", channel=DESK, user=STAFF, text="x" * 40_001) == "msg_too_long"


def test_a_view_has_at_most_250_kilobytes(slack: LocalSlack) -> None:
    lines = [{"type": "section", "text": mrkdwn("あ" * 990)} for _ in range(84)]
    large = view("home", *lines, lines[0])
    assert slack.get_error("views.publish", user_id=STAFF, view=large) == "view_too_large"
    slack.bot.views_publish(user_id=STAFF, view=view("home", *lines[:80]))
    trigger = slack.credentials.create_trigger(STAFF)
    assert slack.get_error("views.open", trigger_id=trigger, view=build_modal(*lines, lines[0])) == "view_too_large"


def test_an_external_id_belongs_to_one_view_for_good(slack: LocalSlack) -> None:
    def trigger() -> str:
        return slack.credentials.create_trigger(STAFF)

    named = build_modal(DIVIDER, external_id="one")
    first = slack.bot.views_open(trigger_id=trigger(), view=named)["view"]["id"]
    slack.bot.views_update(external_id="one", view=named)
    assert slack.get_error("views.push", trigger_id=trigger(), view=named) == "duplicate_external_id"
    assert slack.get_error("views.open", trigger_id=trigger(), view=named) == "duplicate_external_id"
    assert [one["id"] for one in slack.get("views", user=STAFF)] == [first], "a refused view closes none"
    home = view("home", DIVIDER, external_id="one")
    assert slack.get_error("views.publish", user_id=STAFF, view=home) == "duplicate_external_id"
    slack.post("close", user=STAFF, view=first)
    assert slack.get_error("views.open", trigger_id=trigger(), view=named) == "duplicate_external_id"


def test_a_view_is_pushed_only_onto_another(slack: LocalSlack) -> None:
    trigger = slack.credentials.create_trigger(STAFF)
    assert slack.get_error("views.push", trigger_id=trigger, view=build_modal(DIVIDER)) == "not_found"


def test_a_files_message_with_a_markdown_block_fails_as_at_slack(slack: LocalSlack) -> None:
    address = slack.bot.files_getUploadURLExternal(filename="a.csv", length=1)
    slack.http.post(str(address["upload_url"]), content=b"a")
    files = [{"id": address["file_id"], "title": "a"}]
    blocks = [SAMPLES["markdown"]]
    assert (
        slack.get_error("files.completeUploadExternal", files=files, channel_id=DESK, blocks=blocks) == "internal_error"
    )
    assert slack.get_error("files.getUploadURLExternal", filename="a.csv", length=0) == "missing_argument"
