"""People act, a real Bolt app answers over a real socket."""

import threading
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from tests.sandbox.slack.client import DESK, STAFF, SUPERVISOR, LocalSlack, run_bolt, until
from tests.sandbox.slack.forms import FILE, NAME, modal, opener, plain, typed


def test_a_command_is_answered_in_its_acknowledgement(slack: LocalSlack) -> None:
    def listen(app: App) -> None:
        app.command("/sms")(lambda ack, command: ack(f"{command['user_id']} {command['text']}"))

    with run_bolt(slack, listen):
        answer = slack.post("command", user=STAFF, channel=DESK, command="/sms", text="状況")
    assert (answer["ok"], answer["error"]) == (True, None)
    assert answer["ack_ms"] < 3000
    assert [m["text"] for m in slack.messages(STAFF)] == [f"{STAFF} 状況"]
    assert slack.messages(SUPERVISOR) == []


def test_a_command_that_nobody_acknowledges_fails_in_slacks_words(slack: LocalSlack) -> None:
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

    with run_bolt(slack, listen):
        assert slack.command("/sms-list")["ok"]
        view = slack.top()
        wrong = slack.post("submit", user=STAFF, view=view["id"], values=typed("不可"))
        assert (wrong["ok"], wrong["errors"]) == (False, {"name": "使えない名前です"})
        right = slack.post("submit", user=STAFF, view=view["id"], values=typed("6月分"))
        assert (right["ok"], right["view_id"]) == (True, view["id"])
        shown = slack.top()
        assert shown["title"]["text"] == "確認"
        assert shown["hash"] != view["hash"]
        assert shown["state"]["values"]["name"]["name"]["value"] == "6月分"
        assert slack.post("submit", user=STAFF, view=view["id"], values={})["view_id"] is None
    assert slack.get("views", user=STAFF) == []


def test_an_empty_required_input_never_reaches_the_bot(slack: LocalSlack) -> None:
    heard: list[object] = []

    def listen(app: App) -> None:
        app.command("/sms-list")(opener(NAME, {**FILE, "optional": True}))
        app.view("list_upload")(lambda ack: heard.append(ack()))

    with run_bolt(slack, listen):
        slack.command("/sms-list")
        refused = slack.post("submit", user=STAFF, view=slack.top()["id"], values={})
        assert set(refused["errors"]) == {"name"}
        assert heard == []
        assert slack.post("submit", user=STAFF, view=slack.top()["id"], values=typed("あり"))["ok"]


def test_a_button_sends_its_own_value_unless_somebody_forges_one(slack: LocalSlack) -> None:
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


def test_a_click_in_a_modal_carries_what_was_typed_and_an_update_keeps_it(slack: LocalSlack) -> None:
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

    with run_bolt(slack, listen):
        slack.command("/sms-list")
        view = slack.top()["id"]
        slack.post("click", user=STAFF, view=view, action_id="preview", values=typed("途中"))
        until(lambda: slack.top()["title"]["text"] == "見本")
    assert seen == ["途中"]
    assert slack.top()["state"]["values"]["name"]["name"]["value"] == "途中"


def test_a_shortcut_brings_the_message_with_its_file(slack: LocalSlack) -> None:
    got: list[Any] = []

    def listen(app: App) -> None:
        @app.shortcut("use_as_target_list")
        def chosen(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=modal(NAME))
            got.append(body["message"]["files"][0]["id"])

    with run_bolt(slack, listen):
        file = slack.upload(b"a,b\n", channel=DESK)
        ts = slack.messages(STAFF)[0]["ts"]
        where = {"user": SUPERVISOR, "channel": DESK, "ts": ts}
        assert slack.post("shortcut", **where, callback_id="use_as_target_list")["ok"]
        assert slack.top(SUPERVISOR)["callback_id"] == "list_upload"
        assert slack.status("shortcut", **where, callback_id="unknown") == 404
    assert got == [file]


def test_a_home_is_published_when_somebody_opens_it(slack: LocalSlack) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "承認待ち 1件"}}

    def listen(app: App) -> None:
        @app.event("app_home_opened")
        def opened(event: dict[str, Any], client: WebClient) -> None:
            client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    with run_bolt(slack, listen):
        shown = until(lambda: slack.get("home", user=SUPERVISOR))
    assert shown["blocks"][0]["text"]["text"] == "承認待ち 1件"


def test_what_is_not_there_and_what_is_not_possible_are_told_apart(slack: LocalSlack) -> None:
    assert slack.status("command", user="U0NOBODY", channel=DESK, command="/sms", text="") == 404
    assert slack.status("command", user=STAFF, channel=DESK, command="/other", text="") == 404
    assert slack.status("command", user="U0OUTSIDER1", channel="C0DIGEST001", command="/sms", text="") == 404
    assert slack.status("command", user=STAFF, channel=DESK, text="") == 400
    assert slack.status("submit", user=STAFF, view="V0", values={}) == 404
    assert slack.status("upload", user=STAFF, channel=None, filename="a", content_base64="%") == 400
    assert slack.http.post("/control/click", content=b"[").status_code == 400
    assert slack.http.get("/control/messages", params={"channel": "C0"}).status_code == 404
