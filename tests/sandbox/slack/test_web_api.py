"""The Web API with Slack's own client: tokens, scopes, the manifest, channels, the rate limit, faults."""

import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from slack_sdk import WebClient

from sandbox.slack import credentials
from sandbox.slack.manifest import PROJECT_MANIFEST, BadManifest, read_manifest
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
    build_manifest,
    run_sandbox,
)

MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "題"}, "blocks": [{"type": "divider"}]}


def test_auth_test_names_the_bot_and_its_scopes(slack: LocalSlack) -> None:
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
def test_a_token_is_checked_before_anything_else(slack: LocalSlack, kind: str, method: str, expected: str) -> None:
    tokens = {"bot": slack.credentials.bot_token, "app": slack.credentials.app_token, "wrong": "xoxb-1", "none": None}
    assert slack.get_error(method, WebClient(tokens[kind], base_url=slack.bot.base_url)) == expected


def test_a_scope_that_is_not_in_the_manifest_is_missing(tmp_path: Path) -> None:
    fewer = SCOPES - {"chat:write", "groups:read", "files:read"}
    with run_sandbox(tmp_path, build_manifest(fewer)) as slack:
        answer = slack.refuse("chat.postMessage", channel=DESK, text="あ")
        assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
        assert set(answer["provided"].split(",")) == fewer
        assert slack.get_error("conversations.info", channel=DESK) == "missing_scope"
        assert slack.bot.conversations_info(channel=GENERAL)["channel"]["is_member"] is False


def test_the_bot_writes_only_in_its_channels(slack: LocalSlack) -> None:
    assert slack.get_error("chat.postMessage", channel=GENERAL, text="あ") == "not_in_channel"
    assert slack.get_error("chat.postMessage", channel="C0UNKNOWN", text="あ") == "channel_not_found"
    assert slack.get_error("chat.postMessage", channel=DESK) == "no_text"
    assert slack.get_error("chat.postMessage", text="あ") == "invalid_arguments"
    assert slack.get_error("chat.postEphemeral", channel=DIGEST, user=OUTSIDER, text="あ") == "user_not_in_channel"
    slack.bot.chat_postMessage(channel=STAFF, text="直接")
    direct = slack.bot.conversations_open(users=STAFF)["channel"]["id"]
    assert [m["text"] for m in slack.messages(STAFF, direct)] == ["直接"]


def test_the_bot_changes_and_deletes_its_own_messages_but_no_ephemeral_ones(slack: LocalSlack) -> None:
    first = slack.bot.chat_postMessage(channel=DESK, text="一")["ts"]
    second = slack.bot.chat_postMessage(channel=DESK, text="二")["ts"]
    assert first < second
    assert first.startswith("178338")  # seconds of the sandbox's clock, not of today
    slack.bot.chat_update(channel=DESK, ts=first, text="壱")
    slack.bot.chat_delete(channel=DESK, ts=second)
    only = slack.bot.chat_postEphemeral(channel=DESK, user=STAFF, text="内緒")["message_ts"]
    assert [m["text"] for m in slack.messages(STAFF)] == ["壱", "内緒"]
    assert [m["text"] for m in slack.messages(SUPERVISOR)] == ["壱"]
    assert slack.get_error("chat.update", channel=DESK, ts=only, text="あ") == "message_not_found"
    slack.upload(b"a", channel=DESK)
    theirs = slack.messages(STAFF)[-1]["ts"]
    assert slack.get_error("chat.update", channel=DESK, ts=theirs, text="あ") == "cant_update_message"
    assert slack.get_error("chat.delete", channel=DESK, ts=theirs) == "cant_delete_message"


def test_people_and_groups_are_those_of_the_control_interface(slack: LocalSlack) -> None:
    people = slack.get("people")
    assert {p["role"] for p in people} == {"operator", "staff", "supervisor", "manager", "outsider"}
    for person in people:
        user = slack.bot.users_info(user=person["id"], include_locale=True)["user"]
        assert (user["locale"], user["real_name"]) == (person["locale"], person["name"])
    assert "locale" not in slack.bot.users_info(user=STAFF)["user"]
    assert slack.get_error("users.info", user="U0NOBODY") == "user_not_found"
    groups = {g["handle"]: g for g in slack.bot.usergroups_list(include_users=True)["usergroups"]}
    assert slack.bot.usergroups_users_list(usergroup=groups["sms-operator"]["id"])["users"] == [OPERATOR]
    manager = next(p["id"] for p in people if p["role"] == "manager")
    assert groups["sms-admin"]["users"] == [manager]
    assert {SUPERVISOR, manager} < set(groups["sms-supervisor"]["users"])
    assert slack.get_error("usergroups.users.list", usergroup="S0") == "no_such_subteam"
    assert not {"users", "user_count"} & set(slack.bot.usergroups_list()["usergroups"][0])
    assert slack.bot.usergroups_list(include_count=True)["usergroups"][0]["user_count"] == "1"
    assert OUTSIDER in slack.bot.conversations_members(channel=DESK)["members"]


def test_a_disabled_group_is_listed_on_request_only(slack: LocalSlack) -> None:
    used = {group["id"] for group in slack.bot.usergroups_list()["usergroups"]}
    groups = slack.bot.usergroups_list(include_disabled=True, include_users=True)["usergroups"]
    (disabled,) = (group for group in groups if group["id"] not in used)
    assert disabled["date_delete"] > 0
    assert slack.get_error("usergroups.users.list", usergroup=disabled["id"]) == "no_such_subteam"
    members = slack.bot.usergroups_users_list(usergroup=disabled["id"], include_disabled=True)["users"]
    assert members == disabled["users"]


def test_a_trigger_opens_one_modal_within_three_seconds(slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    assert credentials.TRIGGER_SECONDS == 3.0
    monkeypatch.setattr(credentials, "TRIGGER_SECONDS", 60.0)
    trigger, late = slack.credentials.create_trigger(STAFF), slack.credentials.create_trigger(STAFF)
    opened = slack.bot.views_open(trigger_id=trigger, view=MODAL)["view"]
    assert slack.get_error("views.open", trigger_id=trigger, view=MODAL) == "exchanged_trigger_id"
    assert slack.get_error("views.open", trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"
    known = {"view_id": opened["id"], "hash": opened["hash"]}
    changed = slack.bot.views_update(**known, view=MODAL)["view"]
    assert slack.get_error("views.update", **known, view=MODAL) == "hash_conflict"
    assert changed["root_view_id"] == opened["id"]
    monkeypatch.setattr(credentials, "TRIGGER_SECONDS", 0.0)
    assert slack.get_error("views.open", trigger_id=late, view=MODAL) == "expired_trigger_id"


def test_with_latency_every_answer_is_late_and_a_trigger_grows_old_meanwhile(
    slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.post("faults", fault="latency", seconds=0.1)
    for _ in range(2):
        since = time.monotonic()
        slack.bot.auth_test()
        assert time.monotonic() - since >= 0.1
    monkeypatch.setattr(credentials, "TRIGGER_SECONDS", 0.1)
    trigger = slack.credentials.create_trigger(STAFF)
    assert slack.get_error("views.open", trigger_id=trigger, view=MODAL) == "expired_trigger_id"


def test_at_most_three_modals_are_open(slack: LocalSlack) -> None:
    def trigger() -> str:
        return slack.credentials.create_trigger(STAFF)

    root = slack.bot.views_open(trigger_id=trigger(), view=MODAL)["view"]
    slack.bot.views_push(trigger_id=trigger(), view=MODAL)
    third = slack.bot.views_push(trigger_id=trigger(), view=MODAL)["view"]
    assert third["root_view_id"] == root["id"]
    assert slack.get_error("views.push", trigger_id=trigger(), view=MODAL) == "push_limit_reached"
    slack.post("close", user=STAFF, view=third["id"])
    assert slack.get_error("views.update", view_id=third["id"], view=MODAL) == "not_found"
    assert len(slack.get("views", user=STAFF)) == 2


def test_a_response_url_takes_five_answers(slack: LocalSlack) -> None:
    address = f"{slack.service.base}/respond/{slack.credentials.create_response_url(STAFF, DESK)}"
    for _ in range(5):
        assert httpx.post(address, json={"text": "はい"}).status_code == 200
    sixth = httpx.post(address, json={"text": "はい"})
    assert (sixth.status_code, sixth.json()["error"]) == (404, "used_url")
    assert len(slack.messages(STAFF)) == 5
    assert slack.messages(SUPERVISOR) == []
    unknown = httpx.post(f"{slack.service.base}/respond/x", json={"text": "はい"})
    assert unknown.json()["error"] == "expired_url"


def test_faults_happen_as_often_and_as_late_as_requested(slack: LocalSlack) -> None:
    slack.bot.retry_handlers.clear()
    slack.post("faults", fault="http_429", times=2, after=1, seconds=7, method="auth.test")
    slack.bot.auth_test()
    slack.bot.chat_postMessage(channel=DESK, text="関係ない")
    slow = slack.refuse("auth.test")
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "7")
    assert slack.refuse("auth.test").status_code == 429
    slack.bot.auth_test()
    slack.post("faults", fault="http_500")
    assert slack.refuse("auth.test").status_code == 500
    slack.post("faults", fault="revoke_token")
    assert slack.get_error("auth.test") == "token_revoked"
    slack.post("faults", fault="archive_channel")
    assert slack.get_error("chat.postMessage", channel=DESK, text="あ") == "is_archived"
    slack.post("faults", fault="archive_channel")
    slack.post("faults", clear=True)
    slack.bot.chat_postMessage(channel=DESK, text="あ")
    assert slack.status("faults", fault="no_such_fault") == 400
    assert slack.status("faults", fault="http_500", times=0) == 400
    assert slack.status("faults", fault="timeout_after_accept") == 400


def test_a_workspace_on_the_free_plan_has_no_user_groups(slack: LocalSlack) -> None:
    slack.post("faults", fault="free_plan")
    assert slack.get_error("usergroups.users.list", usergroup="S0SUPERVISE") == "plan_upgrade_required"
    assert slack.bot.usergroups_users_list(usergroup="S0SUPERVISE")["users"]


def test_only_requests_to_the_loopback_by_name_are_answered(slack: LocalSlack) -> None:
    assert slack.http.get("/control/people", headers={"Host": "localhost"}).status_code == 200
    assert slack.http.get("/control/people", headers={"Host": "nofu.example"}).status_code == 400
    assert "【練習】" in slack.http.get("/").text


def test_an_app_without_a_messages_tab_cannot_send_direct_messages(tmp_path: Path) -> None:
    with run_sandbox(tmp_path, replace(build_manifest(), has_messages=False)) as bare:
        assert bare.get_error("chat.postMessage", channel=STAFF, text="x") == "messages_tab_disabled"
        assert bare.bot.chat_postMessage(channel=DESK, text="x")["ok"]


def test_people_cannot_write_in_a_read_only_messages_tab(tmp_path: Path) -> None:
    with run_sandbox(tmp_path, replace(build_manifest(), is_read_only=True)) as bare:
        place = str(bare.bot.chat_postMessage(channel=STAFF, text="x")["channel"])
        assert bare.status("say", user=STAFF, channel=place, text="x") == 400
        assert bare.status("upload", user=STAFF, channel=place, filename="a", content_base64="") == 400
        assert bare.post("say", user=STAFF, channel=DESK, text="x")["ok"]


def test_the_manifest_of_the_project_is_read() -> None:
    manifest = read_manifest(PROJECT_MANIFEST)
    assert {"commands", "chat:write", "files:read"} <= manifest.scopes
    assert {"/sms", "/sms-list", "/sms-new"} <= manifest.commands
    assert {"use_as_target_list", "use_as_payment_file"} <= manifest.shortcuts
    assert manifest.has_home


@pytest.mark.parametrize("text", ["", "[]", "name: nofu", "a: [", "display_information: {name: x}\noauth_config: {}\n"])
def test_an_invalid_manifest_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadManifest, match=r"manifest\.yml is not an app manifest"):
        read_manifest(path)
    with pytest.raises(BadManifest, match="no app manifest"):
        read_manifest(tmp_path / "none.yml")
