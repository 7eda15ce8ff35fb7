"""Channels that the bot cannot use, links to messages, direct messages, app tokens, people of a Grid organization."""

from pathlib import Path

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox.slack import payloads
from sandbox.slack.people import GRID_PEOPLE, OTHER_TEAM, TEAM, Person
from tests.sandbox.slack.client import (
    DESK,
    DIGEST,
    GENERAL,
    OPERATOR,
    SCOPES,
    STAFF,
    LocalSlack,
    build_manifest,
    record,
    run_sandbox,
    until,
)
from tests.sandbox.slack.test_payloads import assert_keys, read_sample

MEMBER, FOREIGNER = GRID_PEOPLE


def test_a_private_channel_from_which_the_bot_was_removed_is_not_found_until_it_is_invited_again(
    slack: LocalSlack,
) -> None:
    slack.post("faults", fault="remove_bot", channel=DIGEST)
    for _ in range(2):
        assert slack.get_error("conversations.info", channel=DIGEST) == "channel_not_found"
        assert slack.get_error("chat.postMessage", channel=DIGEST, text="あ") == "channel_not_found"
    assert slack.bot.conversations_info(channel=DESK)["channel"]["is_member"] is True
    slack.post("faults", clear=True)
    assert slack.bot.conversations_info(channel=DIGEST)["channel"]["is_member"] is True


def test_a_public_channel_without_the_bot_can_be_looked_up_but_not_written_to(slack: LocalSlack) -> None:
    assert slack.bot.conversations_info(channel=GENERAL)["channel"]["is_member"] is False
    assert slack.get_error("chat.postMessage", channel=GENERAL, text="あ") == "not_in_channel"


def test_an_archived_channel_says_so_and_takes_no_messages(slack: LocalSlack) -> None:
    ts = slack.bot.chat_postMessage(channel=DESK, text="あ")["ts"]
    slack.post("faults", fault="archive_channel", channel=DESK, times=3)
    assert slack.bot.conversations_info(channel=DESK)["channel"]["is_archived"] is True
    assert slack.bot.conversations_info(channel=DIGEST)["channel"]["is_archived"] is False
    assert slack.get_error("chat.postMessage", channel=DESK, text="あ") == "is_archived"
    assert slack.get_error("chat.update", channel=DESK, ts=ts, text="い") == "is_inactive"


def test_the_number_of_members_is_told_on_request_only(slack: LocalSlack) -> None:
    assert "num_members" not in slack.bot.conversations_info(channel=DESK)["channel"]
    assert slack.bot.conversations_info(channel=DESK, include_num_members=True)["channel"]["num_members"] > 1


def test_a_message_has_a_link_and_a_reply_names_its_thread(slack: LocalSlack) -> None:
    first = str(slack.bot.chat_postMessage(channel=DESK, text="一")["ts"])
    reply = str(slack.bot.chat_postMessage(channel=DESK, text="二", thread_ts=first)["ts"])
    link = slack.bot.chat_getPermalink(channel=DESK, message_ts=first)["permalink"]
    assert link == f"{slack.service.base}/archives/{DESK}/p{first.replace('.', '')}"
    assert slack.bot.chat_getPermalink(channel=DESK, message_ts=reply)["permalink"].endswith(
        f"/p{reply.replace('.', '')}?thread_ts={first}&cid={DESK}"
    )
    assert httpx.get(link, follow_redirects=True).status_code == 200


def test_a_link_needs_no_scope_but_a_message_that_all_can_see(slack: LocalSlack) -> None:
    only = slack.bot.chat_postEphemeral(channel=DESK, user=STAFF, text="内緒")["message_ts"]
    assert slack.get_error("chat.getPermalink", channel=DESK, message_ts=only) == "message_not_found"
    assert slack.get_error("chat.getPermalink", channel=DESK, message_ts="1.0") == "message_not_found"
    assert slack.get_error("chat.getPermalink", channel="C0", message_ts="1.0") == "channel_not_found"
    assert slack.get_error("chat.getPermalink", channel=DESK) == "invalid_arguments"


def test_a_reply_stands_in_its_thread_and_without_its_message_in_the_channel(slack: LocalSlack) -> None:
    first = str(slack.bot.chat_postMessage(channel=DESK, text="一")["ts"])
    reply = slack.bot.chat_postMessage(channel=DESK, text="二", thread_ts=first)
    assert reply["message"]["thread_ts"] == first
    second = slack.bot.chat_postMessage(channel=DESK, text="三", thread_ts=str(reply["ts"]))
    assert second["message"]["thread_ts"] == first
    slack.bot.chat_delete(channel=DESK, ts=first)
    assert "thread_ts" not in slack.bot.chat_postMessage(channel=DESK, text="四", thread_ts=first)["message"]
    only = slack.bot.chat_postEphemeral(channel=DESK, user=STAFF, text="内緒")["message_ts"]
    assert slack.get_error("chat.postMessage", channel=DESK, text="五", thread_ts=only) == "cannot_reply_to_message"


def test_a_direct_message_is_opened_with_one_known_person(slack: LocalSlack) -> None:
    opened = slack.bot.conversations_open(users=STAFF, return_im=True)["channel"]
    assert opened["is_im"] is True
    assert slack.bot.conversations_open(channel=opened["id"])["channel"] == {"id": opened["id"]}
    assert slack.get_error("conversations.open") == "users_list_not_supplied"
    assert slack.get_error("conversations.open", users="U0NOBODY") == "user_not_found"
    assert slack.get_error("conversations.open", users=",".join([STAFF] * 9)) == "too_many_users"
    assert slack.get_error("conversations.open", users=f"{STAFF},{OPERATOR}") == "missing_scope"
    assert slack.get_error("conversations.open", channel="D0NOBODY") == "channel_not_found"
    assert slack.get_error("conversations.open", channel=DESK) == "method_not_supported_for_channel_type"
    ts = slack.bot.chat_postMessage(channel=STAFF, text="あ")["ts"]
    assert slack.get_error("chat.update", channel=STAFF, ts=ts, text="い") == "channel_not_found"


def test_an_app_token_opens_a_socket_only_with_its_scope(slack: LocalSlack) -> None:
    def open_with(token: str) -> str:
        return slack.get_error("apps.connections.open", WebClient(token, base_url=slack.bot.base_url))

    bare = slack.post("app_token")["token"]
    answer = slack.refuse("apps.connections.open", WebClient(bare, base_url=slack.bot.base_url))
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "connections:write", "")
    assert open_with(slack.post("app_token", scopes="authorizations:read")["token"]) == "missing_scope"
    assert open_with("xapp-unknown") == "invalid_auth"
    assert open_with(slack.credentials.bot_token) == "not_allowed_token_type"
    good = WebClient(slack.post("app_token", scopes="connections:write")["token"], base_url=slack.bot.base_url)
    assert good.api_call("apps.connections.open")["url"].startswith("ws://")


def test_a_members_profile_in_a_grid_names_the_workspaces_instead_of_one(slack: LocalSlack) -> None:
    ours, other = (slack.bot.users_info(user=person.id)["user"] for person in GRID_PEOPLE)
    assert "team_id" not in ours
    assert TEAM in ours["enterprise_user"]["teams"]
    assert other["team_id"] == OTHER_TEAM
    assert other["enterprise_user"]["teams"] == [OTHER_TEAM]
    assert_keys(ours, read_sample("users.info")["user"])
    staff = slack.bot.usergroups_users_list(usergroup="S0STAFF0000")["users"]
    assert {MEMBER.id, FOREIGNER.id} < set(staff)
    assert not {person["id"] for person in slack.get("people")} & {MEMBER.id, FOREIGNER.id}


@pytest.mark.parametrize("person", GRID_PEOPLE, ids=["ours", "other"])
def test_what_members_of_a_grid_do_carries_their_home_workspace_and_the_organization(
    slack: LocalSlack, app: App, person: Person
) -> None:
    received = record(app.action("go"), lambda body: body)
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "押す"}}
    ts = slack.bot.chat_postMessage(channel=DESK, text="あ", blocks=[{"type": "actions", "elements": [button]}])["ts"]
    assert slack.post("click", user=person.id, channel=DESK, ts=ts, action_id="go")["ok"]
    (body,) = until(lambda: received)
    assert (body["team"]["id"], body["user"]["team_id"]) == (TEAM, OTHER_TEAM)
    assert body["enterprise"]["id"] == body["team"]["enterprise_id"]
    assert_keys(body, read_sample("BlockActionPayload"))
    channel = slack.workspace.channels.by_id[DESK]
    command = payloads.build_slash_command(slack.workspace, person, channel, "/sms", "")
    assert set(command) == set(read_sample("SlashCommandPayload"))


def test_the_bot_learns_which_tab_of_it_was_opened(slack: LocalSlack, app: App) -> None:
    received = record(app.event("app_home_opened"), lambda body: (body["event"]["tab"], "view" in body["event"]))
    slack.bot.views_publish(user_id=STAFF, view={"type": "home", "blocks": [{"type": "divider"}]})
    for tab in ("messages", "home"):
        slack.post("home", user=STAFF, tab=tab)
    until(lambda: len(received) == 2)
    assert sorted(received) == [("home", True), ("messages", False)]
    assert slack.status("home", user=STAFF, tab="about") == 400


def test_conversations_of_a_kind_need_the_scope_of_that_kind(tmp_path: Path) -> None:
    with run_sandbox(tmp_path, build_manifest(SCOPES - {"channels:read"} | {"mpim:write"})) as slack:
        assert slack.get_error("conversations.open", users=f"{STAFF},{OPERATOR}") == "invalid_user_combination"
        assert slack.get_error("conversations.info", channel=GENERAL) == "missing_scope"
        assert slack.bot.conversations_info(channel=DESK)["ok"]
