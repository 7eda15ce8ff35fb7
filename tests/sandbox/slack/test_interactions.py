"""People act in the local Slack, and a real Bolt app answers through a real socket."""

import threading
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.slack import socket_mode
from tests.sandbox.slack.client import (
    DESK,
    FILE,
    NAME,
    STAFF,
    SUPERVISOR,
    LocalSlack,
    build_modal,
    build_name,
    build_opener,
    plain,
    run_bolt,
    until,
)

TROUBLE = "We had some trouble connecting. Try again?"
OPTIONS = [{"text": plain(name), "value": name} for name in ("ja", "en")]


def test_a_command_is_answered_in_its_acknowledgement(slack: LocalSlack) -> None:
    def listen(app: App) -> None:
        app.command("/sms")(lambda ack, command: ack(f"{command['user_id']} {command['text']}"))

    with run_bolt(slack, listen):
        answer = slack.post("command", user=STAFF, channel=DESK, command="/sms", text="状況")
    assert (answer["ok"], answer["error"]) == (True, None)
    assert 0 < answer["ack_ms"] < socket_mode.ACK_SECONDS * 1000
    assert [m["text"] for m in slack.messages(STAFF)] == [f"{STAFF} 状況"]
    assert slack.messages(SUPERVISOR) == []


def test_a_command_without_an_acknowledgement_shows_slacks_error(slack: LocalSlack, three_seconds: None) -> None:
    gone = slack.command()
    assert gone["error"] == '/sms failed with the error "dispatch_failed"'
    release = threading.Event()
    with run_bolt(slack, lambda app: app.command("/sms")(lambda: release.wait(10)) and None):
        late = slack.command()
        release.set()
    assert late["error"] == '/sms failed with the error "operation_timeout"'
    assert late["ack_ms"] >= 3000


def test_a_modal_shows_errors_then_an_update_then_closes(slack: LocalSlack) -> None:
    def listen(app: App) -> None:
        app.command("/sms-list")(build_opener(NAME))

        @app.view("list_upload")
        def submit(ack: Ack, view: dict[str, Any]) -> None:
            name = view["state"]["values"]["name"]["name"]["value"]
            if name == "不可":
                ack(response_action="errors", errors={"name": "使えない名前です"})
            elif view["title"]["text"] == "確認":
                ack()
            else:
                ack(response_action="update", view=build_modal(NAME, title="確認"))

    with run_bolt(slack, listen):
        assert slack.command("/sms-list")["ok"]
        view = slack.get_top()
        wrong = slack.submit(view["id"], build_name("不可"))
        assert (wrong["ok"], wrong["errors"]) == (False, {"name": "使えない名前です"})
        right = slack.submit(view["id"], build_name("6月分"))
        assert (right["ok"], right["view_id"]) == (True, view["id"])
        shown = slack.get_top()
        assert shown["title"]["text"] == "確認"
        assert shown["hash"] != view["hash"]
        assert shown["state"]["values"]["name"]["name"]["value"] == "6月分"
        assert slack.submit(view["id"], {})["view_id"] is None
    assert slack.get("views", user=STAFF) == []


def test_an_empty_required_input_is_not_sent_to_the_bot(slack: LocalSlack) -> None:
    received: list[object] = []

    def listen(app: App) -> None:
        app.command("/sms-list")(build_opener(NAME, {**FILE, "optional": True}))
        app.view("list_upload")(lambda ack: received.append(ack()))

    with run_bolt(slack, listen):
        slack.command("/sms-list")
        refused = slack.submit(slack.get_top()["id"], {})
        assert set(refused["errors"]) == {"name"}
        assert received == []
        assert slack.submit(slack.get_top()["id"], build_name("あり"))["ok"]


def test_a_button_sends_its_own_value_or_a_forged_one(slack: LocalSlack) -> None:
    values: list[str] = []
    button = {"type": "button", "action_id": "campaign_approve", "text": plain("承認"), "value": "genuine"}
    blocks = [{"type": "actions", "block_id": "decide", "elements": [button]}]

    def listen(app: App) -> None:
        @app.action("campaign_approve")
        def approve(ack: Ack, action: dict[str, Any], respond: Any) -> None:
            ack()
            values.append(action["value"])
            respond(text="済", replace_original=True)

    ts = slack.bot.chat_postMessage(channel=DESK, text="承認待ち", blocks=blocks)["ts"]
    where = {"user": SUPERVISOR, "channel": DESK, "ts": ts}
    with run_bolt(slack, listen):
        assert slack.post("click", **where, action_id="campaign_approve")["ok"]
        until(lambda: slack.messages(SUPERVISOR)[0]["text"] == "済")
        assert slack.status("click", **where, action_id="campaign_approve") == 404
        slack.bot.chat_update(channel=DESK, ts=ts, text="承認待ち", blocks=blocks)
        slack.post("click", **where, block_id="decide", action_id="campaign_approve", value="forged")
        until(lambda: len(values) == 2)
        assert slack.status("click", **where, action_id="campaign_reject") == 404
        assert slack.status("click", **where, block_id="other", action_id="campaign_approve") == 404
    assert values == ["genuine", "forged"]


def test_a_click_in_a_modal_sends_its_inputs_and_an_update_keeps_them(slack: LocalSlack) -> None:
    received: list[Any] = []
    preview = {
        "type": "actions",
        "block_id": "preview",
        "elements": [{"type": "button", "action_id": "preview", "text": plain("確認")}],
    }

    def listen(app: App) -> None:
        app.command("/sms-list")(build_opener(NAME, preview))

        @app.action("preview")
        def click(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            ack()
            received.append(body["view"]["state"]["values"]["name"]["name"]["value"])
            client.views_update(
                view_id=body["view"]["id"], hash=body["view"]["hash"], view=build_modal(NAME, title="見本")
            )

    with run_bolt(slack, listen):
        slack.command("/sms-list")
        view = slack.get_top()["id"]
        slack.post("click", user=STAFF, view=view, action_id="preview", values=build_name("途中"))
        until(lambda: slack.get_top()["title"]["text"] == "見本")
    assert received == ["途中"]
    assert slack.get_top()["state"]["values"]["name"]["name"]["value"] == "途中"


def test_a_shortcut_sends_the_message_with_its_file(slack: LocalSlack) -> None:
    received: list[Any] = []

    def listen(app: App) -> None:
        @app.shortcut("use_as_target_list")
        def choose(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=build_modal(NAME))
            received.append(body["message"]["files"][0]["id"])

    with run_bolt(slack, listen):
        file = slack.upload(b"a,b\n", channel=DESK)
        ts = slack.messages(STAFF)[0]["ts"]
        where = {"user": SUPERVISOR, "channel": DESK, "ts": ts}
        assert slack.post("shortcut", **where, callback_id="use_as_target_list")["ok"]
        assert slack.get_top(SUPERVISOR)["callback_id"] == "list_upload"
        assert slack.status("shortcut", **where, callback_id="unknown") == 404
    assert received == [file]


def test_the_bot_publishes_a_home_when_a_person_opens_it(slack: LocalSlack) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "承認待ち 1件"}}

    def listen(app: App) -> None:
        @app.event("app_home_opened")
        def open_home(event: dict[str, Any], client: WebClient) -> None:
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    with run_bolt(slack, listen):
        shown = until(lambda: slack.get("home", user=SUPERVISOR))
    assert shown["blocks"][0]["text"]["text"] == "承認待ち 1件"


def test_unknown_things_are_answered_with_404_and_bad_requests_with_400(slack: LocalSlack) -> None:
    assert slack.status("command", user="U0NOBODY", channel=DESK, command="/sms", text="") == 404
    assert slack.status("command", user=STAFF, channel=DESK, command="/other", text="") == 404
    assert slack.status("command", user="U0OUTSIDER1", channel="C0DIGEST001", command="/sms", text="") == 404
    assert slack.status("command", user=STAFF, channel=DESK, text="") == 400
    assert slack.status("submit", user=STAFF, view="V0", values={}) == 404
    assert slack.status("upload", user=STAFF, channel=None, filename="a", content_base64="%") == 400
    assert slack.http.post("/control/click", content=b"[").status_code == 400
    assert slack.http.get("/control/messages", params={"channel": "C0"}).status_code == 404


TROUBLE = "We had some trouble connecting. Try again?"
OPTIONS = [{"text": plain(name), "value": name} for name in ("ja", "en")]


@pytest.mark.parametrize(
    ("acknowledgement", "error"),
    [
        ({"response_action": "errors", "errors": {"unknown": "x"}}, "invalid_response_action_errors"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
        ({"response_action": "nonsense"}, "invalid_response_action"),
    ],
)
def test_an_invalid_acknowledgement_leaves_the_modal_open(
    slack: LocalSlack, acknowledgement: dict[str, Any], error: str
) -> None:
    def listen(app: App) -> None:
        app.command("/sms")(build_opener(NAME))
        app.view("list_upload")(lambda ack: ack(**acknowledgement))

    with run_bolt(slack, listen):
        slack.command()
        view = slack.get_top()["id"]
        answer = slack.submit(view, build_name("あ"))
    assert (answer["ok"], answer["error"], answer["view_id"]) == (False, f"{TROUBLE} ({error})", view)
    assert slack.get_top()["id"] == view


def test_push_opens_a_modal_on_top_and_clear_closes_all(slack: LocalSlack) -> None:
    def listen(app: App) -> None:
        app.command("/sms")(build_opener(NAME))

        @app.view("list_upload")
        def submit(ack: Ack, view: dict[str, Any]) -> None:
            if view["previous_view_id"]:
                ack(response_action="clear")
            else:
                ack(response_action="push", view=build_modal(NAME, title="確認"))

    with run_bolt(slack, listen):
        slack.command()
        first = slack.get_top()["id"]
        pushed = slack.submit(first, build_name("あ"))["view_id"]
        assert pushed != first
        assert [v["previous_view_id"] for v in slack.get("views", user=STAFF)] == [None, first]
        assert slack.status("submit", user=STAFF, view=first, values={}) == 400
        assert slack.status("submit", user=SUPERVISOR, view=pushed, values={}) == 404
        assert slack.submit(pushed, build_name("い"))["view_id"] is None
    assert slack.get("views", user=STAFF) == []


def test_the_bot_is_informed_of_a_close_only_with_notify_on_close(slack: LocalSlack) -> None:
    closed_views: list[str] = []
    view = {**build_modal(NAME), "notify_on_close": True}

    def listen(app: App) -> None:
        app.command("/sms")(build_opener(NAME))

        @app.command("/sms-list")
        def command(ack: Ack, body: dict[str, Any], client: Any) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.view_closed("list_upload")
        def close(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            closed_views.append(body["view"]["id"])

    with run_bolt(slack, listen):
        for command in ("/sms", "/sms-list"):
            slack.command(command)
            last = slack.get_top()["id"]
            answer = slack.post("close", user=STAFF, view=last)
            assert set(answer) == {"ok", "ack_ms", "error", "errors", "view_id"}
            assert (answer["ok"], answer["error"], answer["errors"], answer["view_id"]) == (True, None, {}, None)
        until(lambda: closed_views)
    assert closed_views == [last]


@pytest.mark.parametrize(
    ("element", "value", "sent"),
    [
        ({"type": "static_select", "options": OPTIONS}, "en", {"selected_option": OPTIONS[1]}),
        ({"type": "overflow", "options": OPTIONS}, "ja", {"selected_option": OPTIONS[0]}),
        ({"type": "checkboxes", "options": OPTIONS}, ["ja"], {"selected_options": [OPTIONS[0]]}),
        ({"type": "datepicker"}, "2026-07-10", {"selected_date": "2026-07-10"}),
        ({"type": "datetimepicker"}, 1783382400, {"selected_date_time": 1783382400}),
    ],
)
def test_an_element_of_a_message_sends_the_chosen_value(
    slack: LocalSlack, element: dict[str, Any], value: object, sent: dict[str, Any]
) -> None:
    received: list[dict[str, Any]] = []

    def listen(app: App) -> None:
        @app.action("pick")
        def pick(ack: Ack, action: dict[str, Any]) -> None:
            ack()
            received.append(action)

    blocks = [{"type": "actions", "block_id": "b", "elements": [{**element, "action_id": "pick"}]}]
    ts = slack.bot.chat_postMessage(channel=DESK, text="選ぶ", blocks=blocks)["ts"]
    with run_bolt(slack, listen):
        where = {"user": STAFF, "channel": DESK, "ts": ts}
        assert slack.post("click", **where, action_id="pick", value=value)["ok"]
        (action,) = until(lambda: received)
    assert {key: action[key] for key in sent} == sent
    assert (action["type"], action["block_id"]) == (element["type"], "b")


def test_a_modal_keeps_a_choice_and_only_inputs_with_dispatch_action_can_be_clicked(slack: LocalSlack) -> None:
    received: list[Any] = []
    select = {"type": "static_select", "action_id": "list", "options": OPTIONS}
    dispatching = {"type": "input", "block_id": "list", "label": plain("x"), "element": select, "dispatch_action": True}

    def listen(app: App) -> None:
        app.command("/sms")(build_opener(NAME, dispatching))

        @app.action("list")
        def pick(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            received.append(body["view"]["state"]["values"]["list"]["list"]["selected_option"]["value"])

    with run_bolt(slack, listen):
        slack.command()
        view = slack.get_top()["id"]
        slack.post("click", user=STAFF, view=view, action_id="list", value="en")
        until(lambda: received)
        assert slack.status("click", user=STAFF, view=view, action_id="name", value="あ") == 400
    assert received == ["en"]
    assert slack.get_top()["state"]["values"]["list"]["list"]["selected_option"] == OPTIONS[1]
