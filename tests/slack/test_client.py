"""No call to Slack contains a full phone number. Masked numbers, ids and the desk's own phone are allowed."""

import json
import logging
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.rules.privacy import Leak
from tests.slack.server import DESK_PHONE, Reply, Slack, read_form

LEAKING = [
    {"text": "折返し 090-1234-5678"},
    {"text": "ok", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "tel 09012345678"}}]},
    {"text": "ok", "metadata": {"event_type": "x", "event_payload": {"to": "+819012345678"}}},
    {"text": "０９０１２３４５６７８"},
]
HARMLESS = "090-****-5678 受付番号1234 1783382406.011673 U0STAFF0001 12,345円"


def make_view(text: str) -> dict[str, Any]:
    return {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "private_metadata": text, "blocks": []}


@pytest.mark.parametrize("message", LEAKING)
def test_a_message_with_a_full_number_is_not_sent(slack: Slack, message: dict[str, Any]) -> None:
    with pytest.raises(Leak):
        slack.client().chat_postMessage(channel="C1", **message)
    with pytest.raises(Leak):
        slack.client().chat_update(channel="C1", ts="1.1", **message)
    assert slack.calls == []


def test_no_modal_ephemeral_message_or_other_call_with_a_full_number_is_sent(slack: Slack) -> None:
    client = slack.client()
    with pytest.raises(Leak):
        client.views_open(trigger_id="1.2", view=make_view("09012345678"))
    with pytest.raises(Leak):
        client.views_update(view_id="V1", view=make_view(json.dumps({"to": "09012345678"})))
    with pytest.raises(Leak):
        client.views_publish(user_id="U1", view=make_view("080 1234 5678"))
    with pytest.raises(Leak):
        client.chat_postEphemeral(channel="C1", user="U1", text="090-1234-5678")
    with pytest.raises(Leak):
        client.api_call("chat.postMessage", data={"text": "070-1234-5678"})
    with pytest.raises(Leak):
        client.api_call("chat.postMessage", params={"text": "070-1234-5678"})
    assert slack.calls == []


def test_the_hash_of_a_view_goes_back_although_it_looks_like_a_number(slack: Slack) -> None:
    slack.answers["views.update"] = {"ok": True}
    slack.client().views_update(view_id="V1", hash="9012345678.abc", view=make_view(HARMLESS))
    (call,) = slack.calls
    assert json.loads(call.body)["hash"] == "9012345678.abc"
    with pytest.raises(Leak):
        slack.client().views_update(view_id="V1", hash="9012345678.abc", view=make_view("09012345678"))
    with pytest.raises(Leak):
        slack.client().views_open(trigger_id="1.2", hash="9012345678.abc", view=make_view(HARMLESS))


def test_masked_numbers_ids_and_the_desks_own_phone_are_sent(slack: Slack) -> None:
    slack.answers["chat.postMessage"] = {"ok": True, "ts": "1.1", "channel": "C1"}
    text = f"{HARMLESS} お電話は {DESK_PHONE} へ"
    slack.client().chat_postMessage(channel="C1", text=text)
    (call,) = slack.calls
    assert text in (read_form(call.body).get("text") or json.loads(call.body)["text"])


def test_a_leak_names_the_field_and_not_the_number(slack: Slack) -> None:
    with pytest.raises(Leak) as leak:
        slack.client().chat_postMessage(channel="C1", text="090-1234-5678")
    assert "5678" not in str(leak.value)
    assert "text" in leak.value.path


def test_a_response_is_ephemeral_and_goes_to_its_response_url(slack: Slack) -> None:
    slack.answers["hook"] = Reply(b"ok")
    slack.client().respond(f"{slack.base}/hook", HARMLESS, [{"type": "divider"}])
    (call,) = slack.calls
    assert json.loads(call.body) == {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": HARMLESS,
        "blocks": [{"type": "divider"}],
    }
    assert "Authorization" not in call.headers


def test_a_response_with_a_full_number_is_not_sent(slack: Slack) -> None:
    with pytest.raises(Leak):
        slack.client().respond(f"{slack.base}/hook", "090-1234-5678")
    with pytest.raises(Leak):
        slack.client().respond(f"{slack.base}/hook", "ok", [{"text": "090-1234-5678"}])
    assert slack.calls == []


def test_a_response_that_slack_rejects_is_logged_without_its_text(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.answers["hook"] = Reply(b"expired_url", 404)
    with caplog.at_level(logging.WARNING, "bot.slack.client"):
        slack.client().respond(f"{slack.base}/hook", "秘密の文")
    (record,) = [one for one in caplog.records if one.name == "bot.slack.client"]
    assert (record.message, vars(record)["status"]) == ("response_refused", 404)


def test_the_library_does_not_repeat_a_call(slack: Slack) -> None:
    slack.answers["chat.postMessage"] = Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "0"})
    with pytest.raises(Exception, match="ratelimited"):
        slack.client().chat_postMessage(channel="C1", text="x")
    assert len(slack.calls) == 1


def test_a_view_that_slack_refuses_as_too_early_is_sent_again_after_the_time_it_names(slack: Slack) -> None:
    limited = Reply(b'{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "1"})
    slack.answers |= {"views.update": {"ok": True}, "views.publish": {"ok": True}}
    slack.next_answers |= {"views.update": [limited], "views.publish": [limited, limited]}
    assert slack.client().views_update(view_id="V1", view=make_view(HARMLESS))["ok"]
    first, second = slack.calls
    assert second.at - first.at >= 1
    with pytest.raises(SlackApiError, match="ratelimited"):
        slack.client().views_publish(user_id="U1", view=make_view(HARMLESS))
    assert len(slack.calls) == 4, "once more only"


def test_no_view_is_sent_again_after_a_lost_answer(slack: Slack) -> None:
    slack.answers["views.update"] = Reply(b"", 502)
    with pytest.raises(SlackApiError):
        slack.client().views_update(view_id="V1", view=make_view(HARMLESS))
    assert len(slack.calls) == 1
