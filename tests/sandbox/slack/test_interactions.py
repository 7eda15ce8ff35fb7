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
    plain_text,
    record,
    run_bolt,
    until,
)

TROUBLE = "We had some trouble connecting. Try again?"
OPTIONS = [{"text": plain_text(name), "value": name} for name in ("ja", "en")]


def get_name(view: Any) -> Any:
    return view["state"]["values"]["name"]["name"]["value"]


def test_a_command_is_answered_in_its_acknowledgement(slack: LocalSlack, app: App) -> None:
    app.command("/sms")(lambda ack, command: ack(f"{command['user_id']} {command['text']}"))
    answer = slack.post("command", user=STAFF, channel=DESK, command="/sms", text="状況")
    assert (answer["ok"], answer["error"]) == (True, None)
    assert 0 < answer["ack_ms"] < socket_mode.ACK_SECONDS * 1000
    assert [m["text"] for m in slack.messages(STAFF)] == [f"{STAFF} 状況"]
    assert slack.messages(SUPERVISOR) == []


def test_a_command_without_an_acknowledgement_shows_slacks_error(slack: LocalSlack, three_seconds: None) -> None:
    assert slack.command()["error"] == '/sms failed with the error "dispatch_failed"'
    release = threading.Event()
    with run_bolt(slack) as app:
        app.command("/sms")(lambda: release.wait(60))
        late = slack.command()
        release.set()
    assert late["error"] == '/sms failed with the error "operation_timeout"'
    assert late["ack_ms"] >= 3000


def test_a_modal_shows_errors_then_an_update_then_closes(slack: LocalSlack, app: App) -> None:
    app.command("/sms-list")(build_opener(NAME))

    @app.view("list_upload")
    def submit(ack: Ack, view: dict[str, Any]) -> None:
        if get_name(view) == "不可":
            ack(response_action="errors", errors={"name": "使えない名前です"})
        elif view["title"]["text"] == "確認":
            ack()
        else:
            ack(response_action="update", view=build_modal(NAME, title="確認"))

    assert slack.command("/sms-list")["ok"]
    view = slack.get_top()
    wrong = slack.submit(view["id"], build_name("不可"))
    assert (wrong["ok"], wrong["errors"]) == (False, {"name": "使えない名前です"})
    right = slack.submit(view["id"], build_name("6月分"))
    assert (right["ok"], right["view_id"]) == (True, view["id"])
    updated = slack.get_top()
    assert (updated["title"]["text"], get_name(updated)) == ("確認", "6月分")
    assert updated["hash"] != view["hash"]
    assert slack.submit(view["id"], {})["view_id"] is None
    assert slack.get("views", user=STAFF) == []


def test_an_empty_required_input_is_not_sent_to_the_bot(slack: LocalSlack, app: App) -> None:
    app.command("/sms-list")(build_opener(NAME, {**FILE, "optional": True}))
    received = record(app.view("list_upload"), lambda body: body["view"])
    slack.command("/sms-list")
    refused = slack.submit(slack.get_top()["id"], {})
    assert set(refused["errors"]) == {"name"}
    assert received == []
    assert slack.submit(slack.get_top()["id"], build_name("あり"))["ok"]


def test_a_button_sends_its_own_value_or_a_forged_one(slack: LocalSlack, app: App) -> None:
    values: list[str] = []
    button = {"type": "button", "action_id": "campaign_approve", "text": plain_text("承認"), "value": "genuine"}
    blocks = [{"type": "actions", "block_id": "decide", "elements": [button]}]

    @app.action("campaign_approve")
    def approve(ack: Ack, action: dict[str, Any], respond: Any) -> None:
        ack()
        values.append(action["value"])
        respond(text="済", replace_original=True)

    ts = slack.bot.chat_postMessage(channel=DESK, text="承認待ち", blocks=blocks)["ts"]
    place = {"user": SUPERVISOR, "channel": DESK, "ts": ts}
    assert slack.post("click", **place, action_id="campaign_approve")["ok"]
    until(lambda: slack.messages(SUPERVISOR)[0]["text"] == "済")
    assert slack.status("click", **place, action_id="campaign_approve") == 404
    slack.bot.chat_update(channel=DESK, ts=ts, text="承認待ち", blocks=blocks)
    slack.post("click", **place, block_id="decide", action_id="campaign_approve", value="forged")
    until(lambda: len(values) == 2)
    assert slack.status("click", **place, action_id="campaign_reject") == 404
    assert slack.status("click", **place, block_id="other", action_id="campaign_approve") == 404
    assert values == ["genuine", "forged"]


def test_a_click_in_a_modal_sends_its_inputs_and_an_update_keeps_them(slack: LocalSlack, app: App) -> None:
    received: list[Any] = []
    button = {"type": "button", "action_id": "preview", "text": plain_text("確認")}
    app.command("/sms-list")(build_opener(NAME, {"type": "actions", "block_id": "preview", "elements": [button]}))

    @app.action("preview")
    def click(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        received.append(get_name(body["view"]))
        ids = {"view_id": body["view"]["id"], "hash": body["view"]["hash"]}
        client.views_update(**ids, view=build_modal(NAME, title="見本"))

    slack.command("/sms-list")
    view = slack.get_top()["id"]
    slack.post("click", user=STAFF, view=view, action_id="preview", values=build_name("途中"))
    until(lambda: slack.get_top()["title"]["text"] == "見本")
    assert received == ["途中"]
    assert get_name(slack.get_top()) == "途中"


def test_a_shortcut_sends_the_message_with_its_file(slack: LocalSlack, app: App) -> None:
    received: list[Any] = []

    @app.shortcut("use_as_target_list")
    def choose(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=build_modal(NAME))
        received.append(body["message"]["files"][0]["id"])

    file = slack.upload(b"a,b\n", channel=DESK)
    ts = slack.messages(STAFF)[0]["ts"]
    place = {"user": SUPERVISOR, "channel": DESK, "ts": ts}
    assert slack.post("shortcut", **place, callback_id="use_as_target_list")["ok"]
    assert slack.get_top(SUPERVISOR)["callback_id"] == "list_upload"
    assert slack.status("shortcut", **place, callback_id="unknown") == 404
    assert until(lambda: received) == [file]


def test_the_bot_publishes_a_home_when_a_person_opens_it(slack: LocalSlack, app: App) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "承認待ち 1件"}}

    @app.event("app_home_opened")
    def open_home(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    home = until(lambda: slack.get("home", user=SUPERVISOR))
    assert home["blocks"][0]["text"]["text"] == "承認待ち 1件"


def test_unknown_things_are_answered_with_404_and_bad_requests_with_400(slack: LocalSlack) -> None:
    assert slack.status("command", user="U0NOBODY", channel=DESK, command="/sms", text="") == 404
    assert slack.status("command", user=STAFF, channel=DESK, command="/other", text="") == 404
    assert slack.status("command", user="U0OUTSIDER1", channel="C0DIGEST001", command="/sms", text="") == 404
    assert slack.status("command", user=STAFF, channel=DESK, text="") == 400
    assert slack.status("submit", user=STAFF, view="V0", values={}) == 404
    assert slack.status("upload", user=STAFF, channel=None, filename="a", content_base64="%") == 400
    assert slack.http.post("/control/click", content=b"[").status_code == 400
    assert slack.http.get("/control/messages", params={"channel": "C0"}).status_code == 404


@pytest.mark.parametrize(
    ("acknowledgement", "error"),
    [
        ({"response_action": "errors", "errors": {"unknown": "x"}}, "invalid_response_action_errors"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
        ({"response_action": "nonsense"}, "invalid_response_action"),
    ],
)
def test_an_invalid_acknowledgement_leaves_the_modal_open(
    slack: LocalSlack, app: App, acknowledgement: dict[str, Any], error: str
) -> None:
    app.command("/sms")(build_opener(NAME))
    app.view("list_upload")(lambda ack: ack(**acknowledgement))
    slack.command()
    view = slack.get_top()["id"]
    answer = slack.submit(view, build_name("あ"))
    assert (answer["ok"], answer["error"], answer["view_id"]) == (False, f"{TROUBLE} ({error})", view)
    assert slack.get_top()["id"] == view


def test_push_opens_a_modal_on_top_and_clear_closes_all(slack: LocalSlack, app: App) -> None:
    app.command("/sms")(build_opener(NAME))

    @app.view("list_upload")
    def submit(ack: Ack, view: dict[str, Any]) -> None:
        if view["previous_view_id"]:
            ack(response_action="clear")
        else:
            ack(response_action="push", view=build_modal(NAME, title="確認"))

    slack.command()
    first = slack.get_top()["id"]
    pushed = slack.submit(first, build_name("あ"))["view_id"]
    assert pushed != first
    assert [v["previous_view_id"] for v in slack.get("views", user=STAFF)] == [None, first]
    assert slack.status("submit", user=STAFF, view=first, values={}) == 400
    assert slack.status("submit", user=SUPERVISOR, view=pushed, values={}) == 404
    assert slack.submit(pushed, build_name("い"))["view_id"] is None
    assert slack.get("views", user=STAFF) == []


def test_the_bot_is_informed_of_a_close_only_with_notify_on_close(slack: LocalSlack, app: App) -> None:
    app.command("/sms")(build_opener(NAME))
    app.command("/sms-list")(build_opener(NAME, notify_on_close=True))
    closed = record(app.view_closed("list_upload"), lambda body: body["view"]["id"])
    for command in ("/sms", "/sms-list"):
        slack.command(command)
        last = slack.get_top()["id"]
        answer = slack.post("close", user=STAFF, view=last)
        assert set(answer) == {"ok", "ack_ms", "error", "errors", "view_id"}
        assert (answer["ok"], answer["error"], answer["errors"], answer["view_id"]) == (True, None, {}, None)
    assert until(lambda: closed) == [last]


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
    slack: LocalSlack, app: App, element: dict[str, Any], value: object, sent: dict[str, Any]
) -> None:
    received = record(app.action("pick"), lambda body: body["actions"][0])
    blocks = [{"type": "actions", "block_id": "b", "elements": [{**element, "action_id": "pick"}]}]
    ts = slack.bot.chat_postMessage(channel=DESK, text="選ぶ", blocks=blocks)["ts"]
    assert slack.post("click", user=STAFF, channel=DESK, ts=ts, action_id="pick", value=value)["ok"]
    (action,) = until(lambda: received)
    assert {key: action[key] for key in sent} == sent
    assert (action["type"], action["block_id"]) == (element["type"], "b")


def test_a_modal_keeps_a_choice_and_only_inputs_with_dispatch_action_can_be_clicked(
    slack: LocalSlack, app: App
) -> None:
    select = {"type": "static_select", "action_id": "list", "options": OPTIONS}
    block = {"type": "input", "block_id": "list", "label": plain_text("x"), "element": select, "dispatch_action": True}
    app.command("/sms")(build_opener(NAME, block))
    received = record(app.action("list"), lambda body: body["view"]["state"]["values"]["list"]["list"])
    slack.command()
    view = slack.get_top()["id"]
    slack.post("click", user=STAFF, view=view, action_id="list", value="en")
    assert until(lambda: received)[0]["selected_option"] == OPTIONS[1]
    assert slack.status("click", user=STAFF, view=view, action_id="name", value="あ") == 400
    assert slack.get_top()["state"]["values"]["list"]["list"]["selected_option"] == OPTIONS[1]
