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

from tests.sandbox.slack.desk import (
    BOT,
    DESK,
    DIGEST,
    GENERAL,
    OPERATOR,
    OUTSIDER,
    SCOPES,
    STAFF,
    SUPERVISOR,
    Desk,
    manifest,
    running,
)


def refusal(desk: Desk, method: str, **arguments: Any) -> Any:
    """Slack's answer to a call that it refuses, through its own client."""
    with pytest.raises(SlackApiError) as caught:
        desk.bot.api_call(method, json=arguments)
    return caught.value.response


def error(desk: Desk, method: str, **arguments: Any) -> str:
    return str(refusal(desk, method, **arguments)["error"])


def test_a_bot_learns_who_it_is_and_what_it_may_do(desk: Desk) -> None:
    answer = desk.bot.auth_test()
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
def test_a_token_is_judged_before_anything_else(desk: Desk, kind: str, method: str, expected: str) -> None:
    tokens = {"bot": desk.world.bot_token, "app": desk.world.app_token, "wrong": "xoxb-1", "none": None}
    client = WebClient(tokens[kind], base_url=desk.bot.base_url)
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json={})
    assert caught.value.response["error"] == expected


def test_a_scope_that_the_manifest_does_not_ask_for_is_missed(tmp_path: Path) -> None:
    fewer = SCOPES - {"chat:write", "groups:read", "files:read"}
    with running(tmp_path, manifest(fewer)) as desk:
        answer = refusal(desk, "chat.postMessage", channel=DESK, text="あ")
        assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
        assert set(answer["provided"].split(",")) == fewer
        assert error(desk, "conversations.info", channel=DESK) == "missing_scope"
        assert desk.bot.conversations_info(channel=GENERAL)["channel"]["is_member"] is False


def test_the_bot_writes_only_where_it_is_a_member(desk: Desk) -> None:
    assert error(desk, "chat.postMessage", channel=GENERAL, text="あ") == "not_in_channel"
    assert error(desk, "chat.postMessage", channel="C0UNKNOWN", text="あ") == "channel_not_found"
    assert error(desk, "chat.postMessage", channel=DESK) == "no_text"
    assert error(desk, "chat.postMessage", text="あ") == "invalid_arguments"
    assert error(desk, "chat.postEphemeral", channel=DIGEST, user=OUTSIDER, text="あ") == "user_not_in_channel"
    desk.bot.chat_postMessage(channel=STAFF, text="直接")
    direct = desk.bot.conversations_open(users=STAFF)["channel"]["id"]
    assert [m["text"] for m in desk.messages(STAFF, direct)] == ["直接"]


def test_a_message_lives_and_dies_by_its_ts_and_an_ephemeral_one_cannot_be_changed(desk: Desk) -> None:
    first = desk.bot.chat_postMessage(channel=DESK, text="一")["ts"]
    second = desk.bot.chat_postMessage(channel=DESK, text="二")["ts"]
    assert first < second
    assert first.startswith("178338")  # seconds of the desk's first day, not of today
    desk.bot.chat_update(channel=DESK, ts=first, text="壱")
    desk.bot.chat_delete(channel=DESK, ts=second)
    only = desk.bot.chat_postEphemeral(channel=DESK, user=STAFF, text="内緒")["message_ts"]
    assert [m["text"] for m in desk.messages(STAFF)] == ["壱", "内緒"]
    assert [m["text"] for m in desk.messages(SUPERVISOR)] == ["壱"]
    assert error(desk, "chat.update", channel=DESK, ts=only, text="あ") == "message_not_found"
    desk.upload(b"a", channel=DESK)
    theirs = desk.messages(STAFF)[-1]["ts"]
    assert error(desk, "chat.update", channel=DESK, ts=theirs, text="あ") == "cant_update_message"
    assert error(desk, "chat.delete", channel=DESK, ts=theirs) == "cant_delete_message"


def test_people_and_groups_are_those_of_the_control_face(desk: Desk) -> None:
    people = desk.get("people")
    assert {p["role"] for p in people} == {"operator", "staff", "supervisor", "manager", "outsider"}
    for person in people:
        told = desk.bot.users_info(user=person["id"], include_locale=True)["user"]
        assert (told["locale"], told["real_name"]) == (person["locale"], person["name"])
    assert "locale" not in desk.bot.users_info(user=STAFF)["user"]
    assert error(desk, "users.info", user="U0NOBODY") == "user_not_found"
    groups = {g["handle"]: g for g in desk.bot.usergroups_list(include_users=True)["usergroups"]}
    assert desk.bot.usergroups_users_list(usergroup=groups["sms-operator"]["id"])["users"] == [OPERATOR]
    manager = next(p["id"] for p in people if p["role"] == "manager")
    assert groups["sms-admin"]["users"] == [manager]
    assert {SUPERVISOR, manager} < set(groups["sms-supervisor"]["users"])
    assert error(desk, "usergroups.users.list", usergroup="S0") == "no_such_subteam"
    assert OUTSIDER in desk.bot.conversations_members(channel=DESK)["members"]


def test_a_trigger_opens_one_modal_within_three_seconds(desk: Desk) -> None:
    title = {"type": "plain_text", "text": "題"}
    view = {"type": "modal", "title": title, "blocks": [{"type": "divider"}]}
    trigger, late = desk.world.passes.trigger(STAFF), desk.world.passes.trigger(STAFF)
    opened = desk.bot.views_open(trigger_id=trigger, view=view)["view"]
    assert error(desk, "views.open", trigger_id=trigger, view=view) == "exchanged_trigger_id"
    assert error(desk, "views.open", trigger_id="1.2.3", view=view) == "invalid_trigger_id"
    changed = desk.bot.views_update(view_id=opened["id"], hash=opened["hash"], view=view)["view"]
    assert error(desk, "views.update", view_id=opened["id"], hash=opened["hash"], view=view) == "hash_conflict"
    assert changed["root_view_id"] == opened["id"]
    time.sleep(3.1)
    assert error(desk, "views.open", trigger_id=late, view=view) == "expired_trigger_id"


def test_modals_are_stacked_three_deep_and_no_deeper(desk: Desk) -> None:
    title = {"type": "plain_text", "text": "題"}
    view = {"type": "modal", "title": title, "blocks": []}

    def trigger() -> str:
        return desk.world.passes.trigger(STAFF)

    root = desk.bot.views_open(trigger_id=trigger(), view=view)["view"]
    desk.bot.views_push(trigger_id=trigger(), view=view)
    third = desk.bot.views_push(trigger_id=trigger(), view=view)["view"]
    assert third["root_view_id"] == root["id"]
    assert error(desk, "views.push", trigger_id=trigger(), view=view) == "push_limit_reached"
    desk.post("close", user=STAFF, view=third["id"])
    assert error(desk, "views.update", view_id=third["id"], view=view) == "not_found"
    assert len(desk.get("views", user=STAFF)) == 2


def test_more_than_a_burst_of_messages_is_slowed_down_and_slacks_client_waits(desk: Desk) -> None:
    def post(_number: int) -> Any:
        with contextlib.suppress(SlackApiError):
            return desk.bot.chat_postMessage(channel=DESK, text="速い")
        return None

    since = time.monotonic()
    posted = len(list(takewhile(bool, map(post, count()))))
    refused = refusal(desk, "chat.postMessage", channel=DESK, text="速い")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert 5 <= posted <= 6 + (time.monotonic() - since)
    desk.bot.chat_postMessage(channel=DIGEST, text="別の所")
    desk.bot.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=3))
    desk.bot.chat_postMessage(channel=DESK, text="待った")
    assert desk.messages(STAFF)[-1]["text"] == "待った"


def test_a_response_url_is_good_for_five_answers(desk: Desk) -> None:
    address = f"{desk.service.base}/respond/{desk.world.passes.hook(STAFF, DESK)}"
    for _ in range(5):
        assert httpx.post(address, json={"text": "はい"}).status_code == 200
    sixth = httpx.post(address, json={"text": "はい"})
    assert (sixth.status_code, sixth.json()["error"]) == (404, "used_url")
    assert len(desk.messages(STAFF)) == 5
    assert desk.messages(SUPERVISOR) == []
    unknown = httpx.post(f"{desk.service.base}/respond/x", json={"text": "はい"})
    assert unknown.json()["error"] == "expired_url"


def test_faults_happen_as_often_and_as_late_as_asked(desk: Desk) -> None:
    plain = desk.bot
    plain.retry_handlers.clear()
    desk.post("faults", fault="http_429", times=2, after=1, seconds=7, method="auth.test")
    plain.auth_test()
    plain.chat_postMessage(channel=DESK, text="関係ない")
    slow = refusal(desk, "auth.test")
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "7")
    assert refusal(desk, "auth.test").status_code == 429
    plain.auth_test()
    desk.post("faults", fault="http_500")
    assert refusal(desk, "auth.test").status_code == 500
    desk.post("faults", fault="revoke_token")
    assert error(desk, "auth.test") == "token_revoked"
    desk.post("faults", fault="archive_channel")
    assert error(desk, "chat.postMessage", channel=DESK, text="あ") == "is_archived"
    desk.post("faults", fault="archive_channel")
    desk.post("faults", clear=True)
    plain.chat_postMessage(channel=DESK, text="あ")
    assert desk.status("faults", fault="no_such_fault") == 400
    assert desk.status("faults", fault="http_500", times=0) == 400
    assert desk.status("faults", fault="timeout_after_accept") == 400


def test_a_workspace_on_the_free_plan_has_no_user_groups(desk: Desk) -> None:
    desk.post("faults", fault="free_plan")
    assert error(desk, "usergroups.users.list", usergroup="S0SUPERVISE") == "plan_upgrade_required"
    assert desk.bot.usergroups_users_list(usergroup="S0SUPERVISE")["users"]


def test_only_requests_to_this_machine_by_name_are_answered(desk: Desk) -> None:
    assert desk.http.get("/control/people", headers={"Host": "localhost"}).status_code == 200
    assert desk.http.get("/control/people", headers={"Host": "nofu.example"}).status_code == 400
    assert "【練習】" in desk.http.get("/").text
