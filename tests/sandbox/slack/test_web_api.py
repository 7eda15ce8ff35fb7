"""The Web API as Slack's own client meets it: tokens, scopes, channels, pace, faults."""

import contextlib
import time
from itertools import count, takewhile
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from tests.sandbox.slack.client import (
    BOT,
    DESK,
    DIGEST,
    GENERAL,
    OPERATOR,
    OUTSIDER,
    SCOPES,
    STAFF,
    SUPERVISOR,
    LocalSlack,
    manifest,
    run_sandbox,
)


def refusal(slack: LocalSlack, method: str, **arguments: Any) -> Any:
    """Slack's answer to a call that it refuses, through its own client."""
    with pytest.raises(SlackApiError) as caught:
        slack.bot.api_call(method, json=arguments)
    return caught.value.response


def error(slack: LocalSlack, method: str, **arguments: Any) -> str:
    return str(refusal(slack, method, **arguments)["error"])


def test_a_bot_learns_who_it_is_and_what_it_may_do(slack: LocalSlack) -> None:
    answer = slack.bot.auth_test()
    assert (answer["user_id"], answer["team_id"]) == (BOT, "T0MISATONO1")
    assert set(answer.headers["x-oauth-scopes"].split(",")) == SCOPES


@pytest.mark.parametrize(
    ("kind", "method", "expected"),
    [
        ("none", "auth.test", "not_authed"),
        ("wrong", "auth.test", "invalid_auth"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
        ("app", "chat.postMessage", "not_allowed_token_type"),
        ("bot", "chat.scheduleMessage", "unknown_method"),
    ],
)
def test_a_token_is_judged_before_anything_else(slack: LocalSlack, kind: str, method: str, expected: str) -> None:
    tokens = {
        "bot": slack.credentials.bot_token,
        "app": slack.credentials.app_token,
        "wrong": "xoxb-1",
        "none": None,
    }
    client = WebClient(tokens[kind], base_url=slack.bot.base_url)
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json={})
    assert caught.value.response["error"] == expected


def test_a_scope_that_the_manifest_does_not_ask_for_is_missed(tmp_path: Path) -> None:
    fewer = SCOPES - {"chat:write", "groups:read", "files:read"}
    with run_sandbox(tmp_path, manifest(fewer)) as slack:
        answer = refusal(slack, "chat.postMessage", channel=DESK, text="あ")
        assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
        assert set(answer["provided"].split(",")) == fewer
        assert error(slack, "conversations.info", channel=DESK) == "missing_scope"
        assert slack.bot.conversations_info(channel=GENERAL)["channel"]["is_member"] is False


def test_the_bot_writes_only_where_it_is_a_member(slack: LocalSlack) -> None:
    assert error(slack, "chat.postMessage", channel=GENERAL, text="あ") == "not_in_channel"
    assert error(slack, "chat.postMessage", channel="C0UNKNOWN", text="あ") == "channel_not_found"
    assert error(slack, "chat.postMessage", channel=DESK) == "no_text"
    assert error(slack, "chat.postMessage", text="あ") == "invalid_arguments"
    assert error(slack, "chat.postEphemeral", channel=DIGEST, user=OUTSIDER, text="あ") == "user_not_in_channel"
    slack.bot.chat_postMessage(channel=STAFF, text="直接")
    direct = slack.bot.conversations_open(users=STAFF)["channel"]["id"]
    assert [m["text"] for m in slack.messages(STAFF, direct)] == ["直接"]


def test_a_message_lives_and_dies_by_its_ts_and_an_ephemeral_one_cannot_be_changed(slack: LocalSlack) -> None:
    first = slack.bot.chat_postMessage(channel=DESK, text="一")["ts"]
    second = slack.bot.chat_postMessage(channel=DESK, text="二")["ts"]
    assert first < second
    assert first.startswith("178338")  # seconds of the desk's first day, not of today
    slack.bot.chat_update(channel=DESK, ts=first, text="壱")
    slack.bot.chat_delete(channel=DESK, ts=second)
    only = slack.bot.chat_postEphemeral(channel=DESK, user=STAFF, text="内緒")["message_ts"]
    assert [m["text"] for m in slack.messages(STAFF)] == ["壱", "内緒"]
    assert [m["text"] for m in slack.messages(SUPERVISOR)] == ["壱"]
    assert error(slack, "chat.update", channel=DESK, ts=only, text="あ") == "message_not_found"
    slack.upload(b"a", channel=DESK)
    theirs = slack.messages(STAFF)[-1]["ts"]
    assert error(slack, "chat.update", channel=DESK, ts=theirs, text="あ") == "cant_update_message"
    assert error(slack, "chat.delete", channel=DESK, ts=theirs) == "cant_delete_message"


def test_people_and_groups_are_those_of_the_control_face(slack: LocalSlack) -> None:
    people = slack.get("people")
    assert {p["role"] for p in people} == {"operator", "staff", "supervisor", "manager", "outsider"}
    for person in people:
        told = slack.bot.users_info(user=person["id"], include_locale=True)["user"]
        assert (told["locale"], told["real_name"]) == (person["locale"], person["name"])
    assert "locale" not in slack.bot.users_info(user=STAFF)["user"]
    assert error(slack, "users.info", user="U0NOBODY") == "user_not_found"
    groups = {g["handle"]: g for g in slack.bot.usergroups_list(include_users=True)["usergroups"]}
    assert slack.bot.usergroups_users_list(usergroup=groups["sms-operator"]["id"])["users"] == [OPERATOR]
    manager = next(p["id"] for p in people if p["role"] == "manager")
    assert groups["sms-admin"]["users"] == [manager]
    assert {SUPERVISOR, manager} < set(groups["sms-supervisor"]["users"])
    assert error(slack, "usergroups.users.list", usergroup="S0") == "no_such_subteam"
    assert OUTSIDER in slack.bot.conversations_members(channel=DESK)["members"]


def test_a_trigger_opens_one_modal_within_three_seconds(slack: LocalSlack) -> None:
    title = {"type": "plain_text", "text": "題"}
    view = {"type": "modal", "title": title, "blocks": [{"type": "divider"}]}
    trigger, late = slack.credentials.create_trigger(STAFF), slack.credentials.create_trigger(STAFF)
    opened = slack.bot.views_open(trigger_id=trigger, view=view)["view"]
    assert error(slack, "views.open", trigger_id=trigger, view=view) == "exchanged_trigger_id"
    assert error(slack, "views.open", trigger_id="1.2.3", view=view) == "invalid_trigger_id"
    changed = slack.bot.views_update(view_id=opened["id"], hash=opened["hash"], view=view)["view"]
    assert error(slack, "views.update", view_id=opened["id"], hash=opened["hash"], view=view) == "hash_conflict"
    assert changed["root_view_id"] == opened["id"]
    time.sleep(3.1)
    assert error(slack, "views.open", trigger_id=late, view=view) == "expired_trigger_id"


def test_modals_are_stacked_three_deep_and_no_deeper(slack: LocalSlack) -> None:
    title = {"type": "plain_text", "text": "題"}
    view = {"type": "modal", "title": title, "blocks": []}

    def trigger() -> str:
        return slack.credentials.create_trigger(STAFF)

    root = slack.bot.views_open(trigger_id=trigger(), view=view)["view"]
    slack.bot.views_push(trigger_id=trigger(), view=view)
    third = slack.bot.views_push(trigger_id=trigger(), view=view)["view"]
    assert third["root_view_id"] == root["id"]
    assert error(slack, "views.push", trigger_id=trigger(), view=view) == "push_limit_reached"
    slack.post("close", user=STAFF, view=third["id"])
    assert error(slack, "views.update", view_id=third["id"], view=view) == "not_found"
    assert len(slack.get("views", user=STAFF)) == 2


def test_more_than_a_burst_of_messages_is_slowed_down_and_slacks_client_waits(slack: LocalSlack) -> None:
    def post(_number: int) -> Any:
        with contextlib.suppress(SlackApiError):
            return slack.bot.chat_postMessage(channel=DESK, text="速い")
        return None

    since = time.monotonic()
    posted = len(list(takewhile(bool, map(post, count()))))
    refused = refusal(slack, "chat.postMessage", channel=DESK, text="速い")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert 5 <= posted <= 6 + (time.monotonic() - since)
    slack.bot.chat_postMessage(channel=DIGEST, text="別の所")
    slack.bot.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=3))
    slack.bot.chat_postMessage(channel=DESK, text="待った")
    assert slack.messages(STAFF)[-1]["text"] == "待った"


def test_a_response_url_is_good_for_five_answers(slack: LocalSlack) -> None:
    address = f"{slack.service.base}/respond/{slack.credentials.create_response_url(STAFF, DESK)}"
    for _ in range(5):
        assert httpx.post(address, json={"text": "はい"}).status_code == 200
    sixth = httpx.post(address, json={"text": "はい"})
    assert (sixth.status_code, sixth.json()["error"]) == (404, "used_url")
    assert len(slack.messages(STAFF)) == 5
    assert slack.messages(SUPERVISOR) == []
    unknown = httpx.post(f"{slack.service.base}/respond/x", json={"text": "はい"})
    assert unknown.json()["error"] == "expired_url"


def test_faults_happen_as_often_and_as_late_as_asked(slack: LocalSlack) -> None:
    plain = slack.bot
    plain.retry_handlers.clear()
    slack.post("faults", fault="http_429", times=2, after=1, seconds=7, method="auth.test")
    plain.auth_test()
    plain.chat_postMessage(channel=DESK, text="関係ない")
    slow = refusal(slack, "auth.test")
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "7")
    assert refusal(slack, "auth.test").status_code == 429
    plain.auth_test()
    slack.post("faults", fault="http_500")
    assert refusal(slack, "auth.test").status_code == 500
    slack.post("faults", fault="revoke_token")
    assert error(slack, "auth.test") == "token_revoked"
    slack.post("faults", fault="archive_channel")
    assert error(slack, "chat.postMessage", channel=DESK, text="あ") == "is_archived"
    slack.post("faults", fault="archive_channel")
    slack.post("faults", clear=True)
    plain.chat_postMessage(channel=DESK, text="あ")
    assert slack.status("faults", fault="no_such_fault") == 400
    assert slack.status("faults", fault="http_500", times=0) == 400
    assert slack.status("faults", fault="timeout_after_accept") == 400


def test_a_workspace_on_the_free_plan_has_no_user_groups(slack: LocalSlack) -> None:
    slack.post("faults", fault="free_plan")
    assert error(slack, "usergroups.users.list", usergroup="S0SUPERVISE") == "plan_upgrade_required"
    assert slack.bot.usergroups_users_list(usergroup="S0SUPERVISE")["users"]


def test_only_requests_to_this_machine_by_name_are_answered(slack: LocalSlack) -> None:
    assert slack.http.get("/control/people", headers={"Host": "localhost"}).status_code == 200
    assert slack.http.get("/control/people", headers={"Host": "nofu.example"}).status_code == 400
    assert "【練習】" in slack.http.get("/").text
