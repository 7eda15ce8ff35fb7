"""Every block and element that a bot may send, drawn and used; stacked forms; errors at their fields."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from slack_bolt import Ack

from sandbox.slack.manifest import read_manifest
from tests.e2e import gallery
from tests.e2e.browser import Window, open_window
from tests.sandbox.slack.client import DESK, STAFF, LocalSlack, run_bolt, run_sandbox, until

pytestmark = pytest.mark.e2e

Json = dict[str, Any]
DIRECT = "D" + STAFF[1:]


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    with run_sandbox(tmp_path, read_manifest()) as started:
        yield started


@pytest.fixture
def window(browser: Browser, slack: LocalSlack) -> Iterator[Window]:
    with open_window(browser, slack.service.base) as window:
        yield window
        assert [one for one in window.errors if "example.com" not in one] == []


def post(slack: LocalSlack, *blocks: Json) -> None:
    slack.bot.chat_postMessage(channel=DESK, text="gallery", blocks=list(blocks))


def test_texts_are_drawn_as_slack_draws_them(slack: LocalSlack, window: Window) -> None:
    post(slack, *gallery.TEXTS)
    shown = window.list_messages().last
    expect(shown.get_by_role("heading", name="Heading ⚠️")).to_be_visible()
    for tag, text in {
        "strong": "bold",
        "em": "italic",
        "s": "struck",
        "code": "code",
        ".mention": "@鈴木 健太",
    }.items():
        expect(shown.locator(tag).filter(has_text=text).first).to_be_visible()
    expect(shown.locator("blockquote")).to_have_text("quoted <b>twice")
    expect(shown.get_by_role("link", name="link")).to_have_attribute("href", "https://example.com")
    expect(shown.get_by_role("img", name="a far picture")).to_contain_text("a far picture")
    expect(shown.get_by_role("cell", name="480")).to_be_visible()
    expect(shown.get_by_role("columnheader", name="Count")).to_be_visible()


@pytest.mark.parametrize("kind", ["pie", "bar", "line", "area"])
def test_a_chart_is_a_drawing_with_its_values_as_text(slack: LocalSlack, window: Window, kind: str) -> None:
    post(slack, gallery.PIE if kind == "pie" else gallery.plot(kind))
    drawn = window.list_messages().last.get_by_role("img")
    label = drawn.get_attribute("aria-label") or ""
    assert f"A {kind}" in label
    assert ("yes 3" if kind == "pie" else "Tue 7.5") in label
    shapes = drawn.locator({"pie": "path", "bar": "rect", "line": "polyline", "area": "polygon"}[kind])
    expect(shapes).to_have_count(4 if kind == "bar" else 2)


def test_markup_from_outside_stays_text(slack: LocalSlack, window: Window) -> None:
    bad = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    post(
        slack,
        {"type": "section", "text": gallery.make_text(bad)},
        {"type": "header", "text": gallery.make_text(bad[:150])},
    )
    shown = window.list_messages().last
    expect(shown).to_contain_text(bad)
    expect(shown.locator("img, script")).to_have_count(0)


def test_a_link_to_a_message_shows_it_on_the_page_also_an_old_one_in_a_thread(
    slack: LocalSlack, window: Window
) -> None:
    first = slack.post("say", user=STAFF, channel=DESK, text="the first message")["ts"]
    reply = slack.post("say", user=STAFF, channel=DESK, text="the reply", thread_ts=first)["ts"]
    for number in range(60):
        slack.post("say", user=STAFF, channel=DESK, text=f"message {number}")
    links = [str(slack.bot.chat_getPermalink(channel=DESK, message_ts=ts)["permalink"]) for ts in (first, reply)]
    button = {"type": "button", "action_id": "go", "text": gallery.make_text("To the reply"), "url": links[1]}
    text = {"type": "section", "text": gallery.mrkdwn(f"<{links[0]}|To the first>")}
    slack.bot.chat_postMessage(channel=DIRECT, text="links", blocks=[text, {"type": "actions", "elements": [button]}])
    page = window.page
    window.open_channel(DIRECT)
    page.get_by_role("link", name="To the first").click()
    expect(page.get_by_text("the first message")).to_be_in_viewport()
    window.open_channel(DIRECT)
    with run_bolt(slack) as app:
        app.action("go")(lambda ack: ack())
        window.press("To the reply", window.list_messages().last)
        expect(page.get_by_text("the reply")).to_be_in_viewport()
    assert len(page.context.pages) == 1


def test_each_element_of_a_message_sends_the_bot_what_was_chosen(slack: LocalSlack, window: Window) -> None:
    received: list[Json] = []

    def record(ack: Ack, body: Json) -> None:
        ack()
        received.append(body["actions"][0])

    with run_bolt(slack) as app:
        for element in gallery.ELEMENTS:
            app.action(element["action_id"])(record)
        post(slack, {"type": "actions", "elements": gallery.ELEMENTS})
        shown = window.list_messages().last
        window.press("Press", shown)
        window.press("Ask first", shown)
        window.confirm("Do it")
        shown.get_by_role("button", name="その他").click()
        window.page.get_by_role("menuitem", name="option two").click()
        shown.locator("select").select_option("two")
        for name, text in {"A day": "2026-07-09", "A time": "10:30"}.items():
            shown.get_by_role("textbox", name=name).fill(text)
            shown.get_by_role("textbox", name=name).blur()
        moment = shown.locator('input[data-key$="/moment"]')
        moment.fill("2026-07-09 10:30")
        moment.blur()
        shown.get_by_role("checkbox", name="option three").check()
        with window.page.expect_response(lambda answer: '"radio"' in (answer.request.post_data or "")):
            shown.get_by_role("radio", name="option one").check()
        until(lambda: len(received) == len(gallery.ELEMENTS))
    assert [action["action_id"] for action in received] == [element["action_id"] for element in gallery.ELEMENTS]
    by_id = {action["action_id"]: action for action in received}
    assert by_id["button"]["value"] == "pressed"
    assert by_id["asked"]["value"] == "asked"
    assert by_id["overflow"]["selected_option"]["value"] == "two"
    assert by_id["select"]["selected_option"]["value"] == "two"
    assert by_id["date"]["selected_date"] == "2026-07-09"
    assert by_id["time"]["selected_time"] == "10:30"
    assert by_id["moment"]["selected_date_time"] == 1783560600
    assert [one["value"] for one in by_id["boxes"]["selected_options"]] == ["three"]
    assert by_id["radio"]["selected_option"]["value"] == "one"


def fill_in(window: Window, file: Path) -> None:
    form = window.form
    form.get_by_label("line", exact=True).fill("one line")
    form.get_by_label("lines").fill("two\nlines")
    form.get_by_label("number").fill("12")
    form.get_by_label("select", exact=True).select_option("two")
    form.get_by_role("group", name="many").get_by_label("option one").check()
    form.get_by_role("group", name="boxes").get_by_label("option three").check()
    form.get_by_role("radiogroup", name="radio").get_by_label("option two").check()
    form.get_by_label("date").fill("2026/7/9")
    form.get_by_label("time").fill("9:05")
    form.get_by_label("moment").fill("2026-07-09 10:30")
    form.get_by_label("user").select_option("U0SUPERV001")
    window.choose_file("ファイルを選ぶ", file)


def test_every_field_of_a_form_arrives_as_it_was_filled_in(slack: LocalSlack, window: Window, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n")
    got: list[Json] = []

    def take(ack: Ack, body: Json) -> None:
        ack()
        got.append(body["view"]["state"]["values"])

    with run_bolt(slack) as app:
        app.command("/sms")(
            lambda ack, body, client: (ack(), client.views_open(trigger_id=body["trigger_id"], view=gallery.FORM))
        )
        app.view("form")(take)
        window.command("/sms")
        window.wait_for_form("A form")
        fill_in(window, file)
        window.press("Send", window.form)
        expect(window.form).to_be_hidden()
    values = {block: next(iter(actions.values())) for block, actions in got[0].items()}
    assert values["line"]["value"] == "one line"
    assert values["lines"]["value"] == "two\nlines"
    assert values["number"]["value"] == "12"
    assert values["select"]["selected_option"]["value"] == "two"
    assert [one["value"] for one in values["many"]["selected_options"]] == ["one"]
    assert [one["value"] for one in values["boxes"]["selected_options"]] == ["three"]
    assert values["radio"]["selected_option"]["value"] == "two"
    assert values["date"]["selected_date"] == "2026-07-09"
    assert values["time"]["selected_time"] == "09:05"
    assert values["moment"]["selected_date_time"] == 1783560600
    assert values["user"]["selected_user"] == "U0SUPERV001"
    assert values["file"]["files"][0]["name"] == "a.csv"


def test_forms_stack_and_the_lower_one_keeps_what_was_typed(slack: LocalSlack, window: Window) -> None:
    button = {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "more", "text": gallery.make_text("More")}],
    }
    lower = {**gallery.FORM, "blocks": [gallery.FORM["blocks"][0], button]}
    upper = {**gallery.FORM, "title": gallery.make_text("Above"), "blocks": [gallery.FORM["blocks"][1]]}

    with run_bolt(slack) as app:
        app.command("/sms")(
            lambda ack, body, client: (ack(), client.views_open(trigger_id=body["trigger_id"], view=lower))
        )
        app.action("more")(
            lambda ack, body, client: (ack(), client.views_push(trigger_id=body["trigger_id"], view=upper))
        )
        app.view("form")(lambda ack: ack(response_action="errors", errors={"line": "not this line"}))
        window.command("/sms")
        window.wait_for_form("A form").get_by_label("line").fill("half a thought")
        window.press("More", window.form)
        window.wait_for_form("Above")
        window.press("戻る", window.form)
        field = window.wait_for_form("A form").get_by_label("line")
        expect(field).to_have_value("half a thought")
        window.press("Send", window.form)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description("not this line")
        expect(field).to_be_focused()


def test_a_home_is_shown_to_its_user(slack: LocalSlack, window: Window) -> None:
    page = {"type": "home", "blocks": [{"type": "section", "text": gallery.mrkdwn("*your* home")}]}

    with run_bolt(slack) as app:
        app.event("app_home_opened")(
            lambda body, client: client.views_publish(user_id=body["event"]["user"], view=page)
        )
        window.open_channel("home")
        expect(window.page.locator("#home")).to_have_text("your home")


def test_a_direct_message_and_a_thread_are_shown_in_their_places(slack: LocalSlack, window: Window) -> None:
    first = slack.bot.chat_postMessage(channel=STAFF, text="only for you")
    slack.bot.chat_postMessage(channel=STAFF, text="a reply", thread_ts=first["ts"])
    expect(window.page.locator(f'[data-place="{DIRECT}"] .count')).to_have_text("2")
    window.open_channel(DIRECT)
    expect(window.list_messages().first).to_contain_text("only for you")
    window.page.get_by_text("返信 1件").click()
    expect(window.page.locator(".thread .message")).to_contain_text("a reply")
    window.switch_user("U0SUPERV001")
    expect(window.page.get_by_text("only for you")).to_have_count(0)
    assert slack.workspace.messages.find(DIRECT, str(first["ts"])) is not None


def test_a_users_message_is_shown_to_all(slack: LocalSlack, window: Window) -> None:
    window.command("確認をお願いします")
    expect(window.find_message("確認をお願いします")).to_be_visible()
    window.switch_user("U0SUPERV001")
    expect(window.find_message("確認をお願いします")).to_be_visible()


def test_an_unknown_command_is_refused_as_in_slack(slack: LocalSlack, window: Window) -> None:
    window.command("/nothing")
    expect(window.find_message("「/nothing」は有効なコマンドではありません。")).to_be_visible()
