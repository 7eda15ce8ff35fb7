"""What an acknowledgement does with a modal, and what elements other than buttons send."""

from typing import Any

import pytest
from slack_bolt import Ack, App

from tests.sandbox.slack.client import DESK, STAFF, SUPERVISOR, LocalSlack, run_bolt, until
from tests.sandbox.slack.forms import NAME, modal, opener, plain, typed

TROUBLE = "We had some trouble connecting. Try again?"
OPTIONS = [{"text": plain(name), "value": name} for name in ("ja", "en")]


def answering(**acknowledgement: Any) -> Any:
    def listen(app: App) -> None:
        app.command("/sms")(opener(NAME))
        app.view("list_upload")(lambda ack: ack(**acknowledgement))

    return listen


@pytest.mark.parametrize(
    ("acknowledgement", "error"),
    [
        ({"response_action": "errors", "errors": {"unknown": "x"}}, "invalid_response_action_errors"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
        ({"response_action": "nonsense"}, "invalid_response_action"),
    ],
)
def test_an_acknowledgement_that_slack_cannot_use_leaves_the_modal_open(
    slack: LocalSlack, acknowledgement: dict[str, Any], error: str
) -> None:
    with run_bolt(slack, answering(**acknowledgement)):
        slack.command()
        view = slack.top()["id"]
        answer = slack.post("submit", user=STAFF, view=view, values=typed("あ"))
    assert (answer["ok"], answer["error"], answer["view_id"]) == (False, f"{TROUBLE} ({error})", view)
    assert slack.top()["id"] == view


def test_a_push_lays_a_modal_on_top_and_clear_takes_all_away(slack: LocalSlack) -> None:
    def listen(app: App) -> None:
        app.command("/sms")(opener(NAME))

        @app.view("list_upload")
        def submitted(ack: Ack, view: dict[str, Any]) -> None:
            if view["previous_view_id"]:
                ack(response_action="clear")
            else:
                ack(response_action="push", view=modal(NAME, title="確認"))

    with run_bolt(slack, listen):
        slack.command()
        first = slack.top()["id"]
        pushed = slack.post("submit", user=STAFF, view=first, values=typed("あ"))["view_id"]
        assert pushed != first
        assert [v["previous_view_id"] for v in slack.get("views", user=STAFF)] == [None, first]
        assert slack.status("submit", user=STAFF, view=first, values={}) == 400
        assert slack.status("submit", user=SUPERVISOR, view=pushed, values={}) == 404
        assert slack.post("submit", user=STAFF, view=pushed, values=typed("い"))["view_id"] is None
    assert slack.get("views", user=STAFF) == []


def test_closing_is_told_only_where_the_view_asks_for_it(slack: LocalSlack) -> None:
    told: list[str] = []
    view = {**modal(NAME), "notify_on_close": True}

    def listen(app: App) -> None:
        app.command("/sms")(opener(NAME))

        @app.command("/sms-list")
        def asked(ack: Ack, body: dict[str, Any], client: Any) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.view_closed("list_upload")
        def closed(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            told.append(body["view"]["id"])

    with run_bolt(slack, listen):
        for command in ("/sms", "/sms-list"):
            slack.command(command)
            last = slack.top()["id"]
            assert slack.post("close", user=STAFF, view=last) | {"ack_ms": 0} == {
                "ok": True,
                "ack_ms": 0,
                "error": None,
                "errors": {},
                "view_id": None,
            }
        until(lambda: told)
    assert told == [last]


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
def test_an_element_of_a_message_sends_what_was_picked(
    slack: LocalSlack, element: dict[str, Any], value: object, sent: dict[str, Any]
) -> None:
    heard: list[dict[str, Any]] = []

    def listen(app: App) -> None:
        @app.action("pick")
        def picked(ack: Ack, action: dict[str, Any]) -> None:
            ack()
            heard.append(action)

    blocks = [{"type": "actions", "block_id": "b", "elements": [{**element, "action_id": "pick"}]}]
    ts = slack.bot.chat_postMessage(channel=DESK, text="選ぶ", blocks=blocks)["ts"]
    with run_bolt(slack, listen):
        where = {"user": STAFF, "channel": DESK, "ts": ts}
        assert slack.post("click", **where, action_id="pick", value=value)["ok"]
        (action,) = until(lambda: heard)
    assert {key: action[key] for key in sent} == sent
    assert (action["type"], action["block_id"]) == (element["type"], "b")


def test_a_pick_in_a_modal_stays_in_its_state_and_a_silent_input_cannot_be_clicked(slack: LocalSlack) -> None:
    seen: list[Any] = []
    select = {"type": "static_select", "action_id": "list", "options": OPTIONS}
    loud = {"type": "input", "block_id": "list", "label": plain("x"), "element": select, "dispatch_action": True}

    def listen(app: App) -> None:
        app.command("/sms")(opener(NAME, loud))

        @app.action("list")
        def picked(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            seen.append(body["view"]["state"]["values"]["list"]["list"]["selected_option"]["value"])

    with run_bolt(slack, listen):
        slack.command()
        view = slack.top()["id"]
        slack.post("click", user=STAFF, view=view, action_id="list", value="en")
        until(lambda: seen)
        assert slack.status("click", user=STAFF, view=view, action_id="name", value="あ") == 400
    assert seen == ["en"]
    assert slack.top()["state"]["values"]["list"]["list"]["selected_option"] == OPTIONS[1]
