"""Payloads and answers of the local Slack have only keys that Slack's own samples have."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack import payloads
from tests.sandbox.slack.client import DESK, GENERAL, STAFF, LocalSlack, until

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "specs" / "slack-payloads"
MODAL = {
    "type": "modal",
    "callback_id": "c",
    "title": {"type": "plain_text", "text": "題"},
    "blocks": [{"type": "divider"}],
}
UNSAMPLED = {
    "view": frozenset({"blocks"}),  # the samples of payloads leave the blocks out; views.open has them
    "view_submission": frozenset({"response_urls"}),  # documented with view submissions, empty in most
}


def read_sample(name: str) -> Any:
    path = SAMPLES / f"{name}.json"
    if not path.exists():
        pytest.skip("Slack's samples are not beside the checkout (../shared/specs/slack-payloads)")
    return json.loads(path.read_text(encoding="utf-8"))


def assert_keys(ours: Any, theirs: Any, extra: frozenset[str] = frozenset()) -> None:
    """Assert that every key of ours is one of theirs, also in the nested objects that theirs has."""
    assert set(ours) - set(theirs) <= extra
    for key in ("view", "user", "team", "channel", "container", "message", "event"):
        if isinstance(ours.get(key), dict) and isinstance(theirs.get(key), dict):
            assert_keys(ours[key], theirs[key], UNSAMPLED.get(key, frozenset()))


def test_a_slash_command_has_all_keys_except_those_of_an_enterprise(slack: LocalSlack) -> None:
    workspace, channels = slack.workspace, slack.workspace.channels.by_id
    person = workspace.get_person(STAFF)
    ours = payloads.build_slash_command(workspace, person, channels[DESK], "/sms", "")
    theirs = read_sample("SlashCommandPayload")
    assert set(theirs) - set(ours) == {"enterprise_id", "enterprise_name"}
    assert_keys(ours, theirs)
    assert ours["is_enterprise_install"] == "false"
    assert ours["channel_name"] == "privategroup"
    general = payloads.build_slash_command(workspace, person, channels[GENERAL], "/sms", "")
    assert general["channel_name"] == "general"


def test_interactions_have_only_keys_of_the_samples(slack: LocalSlack) -> None:
    workspace, channel = slack.workspace, slack.workspace.channels.by_id[DESK]
    person = workspace.get_person(STAFF)
    view = workspace.views.open(STAFF, MODAL)
    slack.upload(b"a", channel=DESK)
    message = workspace.messages.list_all()[0]
    action = {"type": "button", "action_id": "a", "block_id": "b", "action_ts": "1.0"}
    assert_keys(
        payloads.build_message_click(workspace, person, channel, message, action), read_sample("BlockActionPayload")
    )
    assert_keys(payloads.build_view_click(workspace, person, view, action), read_sample("BlockActionPayload"))
    submission = payloads.build_view_submission(workspace, person, view)
    assert_keys(submission, read_sample("ViewSubmissionPayload"), UNSAMPLED["view_submission"])
    assert_keys(payloads.build_view_closed(person, view), read_sample("ViewClosedPayload"))
    assert_keys(
        payloads.build_shortcut(workspace, person, channel, message, "c"), read_sample("MessageShortcutPayload")
    )


def test_events_have_only_keys_of_the_samples(slack: LocalSlack) -> None:
    published = slack.bot.views_publish(user_id=STAFF, view={"type": "home", "blocks": [{"type": "divider"}]})["view"]
    opened = {"type": "app_home_opened", "user": STAFF, "channel": "D1", "tab": "home", "view": published}
    assert_keys(payloads.build_event(slack.workspace, opened), read_sample("AppHomeOpenedPayload"))
    shared = {"type": "file_shared", "channel_id": DESK, "file_id": "F1", "user_id": STAFF, "file": {"id": "F1"}}
    assert_keys(payloads.build_event(slack.workspace, shared), read_sample("FileSharedPayload"))
    deleted = {"type": "file_deleted", "file_id": "F1", "channel_ids": [DESK]}
    assert_keys(payloads.build_event(slack.workspace, deleted), read_sample("FileDeletedPayload"))


def test_answers_have_only_keys_of_the_samples(slack: LocalSlack) -> None:
    bot = slack.bot
    assert_keys(bot.auth_test().data, read_sample("auth.test"))
    assert_keys(bot.users_info(user=STAFF, include_locale=True)["user"], read_sample("users.info")["user"])
    assert_keys(bot.conversations_info(channel=DESK)["channel"], read_sample("conversations.info")["channel"])
    assert_keys(bot.usergroups_users_list(usergroup="S0STAFF0000").data, read_sample("usergroups.users.list"))
    assert_keys(bot.chat_postEphemeral(channel=DESK, user=STAFF, text="あ").data, read_sample("chat.postEphemeral"))
    opened = bot.views_open(trigger_id=slack.credentials.create_trigger(STAFF), view=MODAL)
    assert_keys(opened["view"], read_sample("views.open")["view"])
    assert_keys(bot.files_getUploadURLExternal(filename="a", length=1).data, read_sample("files.getUploadURLExternal"))
    sent = bot.files_upload_v2(filename="a.csv", content="a", channel=DESK)
    assert_keys(sent.data, read_sample("files.completeUploadExternal"), frozenset({"file"}))  # the client adds `file`
    shared = until(lambda: bot.files_info(file=sent["file"]["id"]))["file"]
    assert_keys(shared, read_sample("files.completeUploadExternal")["files"][0])
    assert_keys(bot.files_delete(file=sent["file"]["id"]).data, read_sample("files.delete"))
