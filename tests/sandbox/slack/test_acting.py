"""People act, a real Bolt app answers over a real socket."""

import threading
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from tests.sandbox.slack.desk import DESK, STAFF, SUPERVISOR, Desk, bolt, until
from tests.sandbox.slack.forms import FILE, NAME, modal, opener, plain, typed


def test_a_command_is_answered_in_its_acknowledgement(desk: Desk) -> None:
    def listen(app: App) -> None:
        app.command("/sms")(lambda ack, command: ack(f"{command['user_id']} {command['text']}"))

    with bolt(desk, listen):
        answer = desk.post("command", user=STAFF, channel=DESK, command="/sms", text="状況")
    assert (answer["ok"], answer["error"]) == (True, None)
    assert answer["ack_ms"] < 3000
    assert [m["text"] for m in desk.messages(STAFF)] == [f"{STAFF} 状況"]
    assert desk.messages(SUPERVISOR) == []


def test_a_command_that_nobody_acknowledges_fails_in_slacks_words(desk: Desk) -> None:
    gone = desk.command()
    assert gone["error"] == '/sms failed with the error "dispatch_failed"'
    release = threading.Event()
    with bolt(desk, lambda app: app.command("/sms")(lambda: release.wait(10)) and None):
        late = desk.command()
        release.set()
    assert late["error"] == '/sms failed with the error "operation_timeout"'
    assert late["ack_ms"] >= 3000


def test_a_modal_shows_errors_then_an_update_then_closes(desk: Desk) -> None:
    def listen(app: App) -> None:
        app.command("/sms-list")(opener(NAME))

        @app.view("list_upload")
        def submitted(ack: Ack, view: dict[str, Any]) -> None:
            name = view["state"]["values"]["name"]["name"]["value"]
            if name == "不可":
                ack(response_action="errors", errors={"name": "使えない名前です"})
            elif view["title"]["text"] == "確認":
                ack()
            else:
                ack(response_action="update", view=modal(NAME, title="確認"))

    with bolt(desk, listen):
        assert desk.command("/sms-list")["ok"]
        view = desk.top()
        wrong = desk.post("submit", user=STAFF, view=view["id"], values=typed("不可"))
        assert (wrong["ok"], wrong["errors"]) == (False, {"name": "使えない名前です"})
        right = desk.post("submit", user=STAFF, view=view["id"], values=typed("6月分"))
        assert (right["ok"], right["view_id"]) == (True, view["id"])
        shown = desk.top()
        assert shown["title"]["text"] == "確認"
        assert shown["hash"] != view["hash"]
        assert shown["state"]["values"]["name"]["name"]["value"] == "6月分"
        assert desk.post("submit", user=STAFF, view=view["id"], values={})["view_id"] is None
    assert desk.get("views", user=STAFF) == []


def test_an_empty_required_input_never_reaches_the_bot(desk: Desk) -> None:
    heard: list[object] = []

    def listen(app: App) -> None:
        app.command("/sms-list")(opener(NAME, {**FILE, "optional": True}))
        app.view("list_upload")(lambda ack: heard.append(ack()))

    with bolt(desk, listen):
        desk.command("/sms-list")
        refused = desk.post("submit", user=STAFF, view=desk.top()["id"], values={})
        assert set(refused["errors"]) == {"name"}
        assert heard == []
        assert desk.post("submit", user=STAFF, view=desk.top()["id"], values=typed("あり"))["ok"]


def test_a_button_sends_its_own_value_unless_somebody_forges_one(desk: Desk) -> None:
    values: list[str] = []
    button = {"type": "button", "action_id": "campaign_approve", "text": plain("承認"), "value": "genuine"}
    blocks = [{"type": "actions", "block_id": "decide", "elements": [button]}]

    def listen(app: App) -> None:
        @app.action("campaign_approve")
        def approve(ack: Ack, action: dict[str, Any], respond: Any) -> None:
            ack()
            values.append(action["value"])
            respond(text="済", replace_original=True)

    ts = desk.bot.chat_postMessage(channel=DESK, text="承認待ち", blocks=blocks)["ts"]
    where = {"user": SUPERVISOR, "channel": DESK, "ts": ts}
    with bolt(desk, listen):
        assert desk.post("click", **where, action_id="campaign_approve")["ok"]
        until(lambda: desk.messages(SUPERVISOR)[0]["text"] == "済")
        assert desk.status("click", **where, action_id="campaign_approve") == 404
        desk.bot.chat_update(channel=DESK, ts=ts, text="承認待ち", blocks=blocks)
        desk.post("click", **where, block_id="decide", action_id="campaign_approve", value="forged")
        until(lambda: len(values) == 2)
        assert desk.status("click", **where, action_id="campaign_reject") == 404
        assert desk.status("click", **where, block_id="other", action_id="campaign_approve") == 404
    assert values == ["genuine", "forged"]


def test_a_click_in_a_modal_carries_what_was_typed_and_an_update_keeps_it(desk: Desk) -> None:
    seen: list[Any] = []
    preview = {
        "type": "actions",
        "block_id": "preview",
        "elements": [{"type": "button", "action_id": "preview", "text": plain("確認")}],
    }

    def listen(app: App) -> None:
        app.command("/sms-list")(opener(NAME, preview))

        @app.action("preview")
        def clicked(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            ack()
            seen.append(body["view"]["state"]["values"]["name"]["name"]["value"])
            client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal(NAME, title="見本"))

    with bolt(desk, listen):
        desk.command("/sms-list")
        view = desk.top()["id"]
        desk.post("click", user=STAFF, view=view, action_id="preview", values=typed("途中"))
        until(lambda: desk.top()["title"]["text"] == "見本")
    assert seen == ["途中"]
    assert desk.top()["state"]["values"]["name"]["name"]["value"] == "途中"


def test_a_shortcut_brings_the_message_with_its_file(desk: Desk) -> None:
    got: list[Any] = []

    def listen(app: App) -> None:
        @app.shortcut("use_as_target_list")
        def chosen(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=modal(NAME))
            got.append(body["message"]["files"][0]["id"])

    with bolt(desk, listen):
        file = desk.upload(b"a,b\n", channel=DESK)
        ts = desk.messages(STAFF)[0]["ts"]
        where = {"user": SUPERVISOR, "channel": DESK, "ts": ts}
        assert desk.post("shortcut", **where, callback_id="use_as_target_list")["ok"]
        assert desk.top(SUPERVISOR)["callback_id"] == "list_upload"
        assert desk.status("shortcut", **where, callback_id="unknown") == 404
    assert got == [file]


def test_a_home_is_published_when_somebody_opens_it(desk: Desk) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "承認待ち 1件"}}

    def listen(app: App) -> None:
        @app.event("app_home_opened")
        def opened(event: dict[str, Any], client: WebClient) -> None:
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    with bolt(desk, listen):
        shown = until(lambda: desk.get("home", user=SUPERVISOR))
    assert shown["blocks"][0]["text"]["text"] == "承認待ち 1件"


def test_what_is_not_there_and_what_is_not_possible_are_told_apart(desk: Desk) -> None:
    assert desk.status("command", user="U0NOBODY", channel=DESK, command="/sms", text="") == 404
    assert desk.status("command", user=STAFF, channel=DESK, command="/other", text="") == 404
    assert desk.status("command", user="U0OUTSIDER1", channel="C0DIGEST001", command="/sms", text="") == 404
    assert desk.status("command", user=STAFF, channel=DESK, text="") == 400
    assert desk.status("submit", user=STAFF, view="V0", values={}) == 404
    assert desk.status("upload", user=STAFF, channel=None, filename="a", content_base64="%") == 400
    assert desk.http.post("/control/click", content=b"[").status_code == 400
    assert desk.http.get("/control/messages", params={"channel": "C0"}).status_code == 404
