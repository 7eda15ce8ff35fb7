"""What the local Slack sends and answers has the keys that Slack's own samples have, and no others."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack import payloads
from tests.sandbox.slack.client import DESK, GENERAL, STAFF, LocalSlack, until

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "specs" / "slack-payloads"
SHOWN = {
    "type": "modal",
    "callback_id": "c",
    "title": {"type": "plain_text", "text": "題"},
    "blocks": [{"type": "divider"}],
}
UNSAMPLED = {
    "view": {"blocks"},  # the samples of payloads leave the blocks out; views.open has them
    "view_submission": {"response_urls"},  # documented with view submissions, empty in most
}


def sample(name: str) -> Any:
    path = SAMPLES / f"{name}.json"
    if not path.exists():
        pytest.skip("Slack's samples are not beside the checkout (../shared/specs/slack-payloads)")
    return json.loads(path.read_text(encoding="utf-8"))


def agree(ours: Any, theirs: Any, extra: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Every key of ours is one of theirs; so it is below, as far as theirs goes."""
    assert set(ours) - set(theirs) <= extra
    for key in ("view", "user", "team", "channel", "container", "message", "event"):
        if isinstance(ours.get(key), dict) and isinstance(theirs.get(key), dict):
            agree(ours[key], theirs[key], UNSAMPLED.get(key, set()))


def test_a_slash_command_has_all_keys_but_an_enterprises(slack: LocalSlack) -> None:
    workspace, channels = slack.workspace, slack.workspace.channels.by_id
    person = workspace.get_person(STAFF)
    ours = payloads.build_slash_command(workspace, person, channels[DESK], "/sms", "")
    theirs = sample("SlashCommandPayload")
    assert set(theirs) - set(ours) == {"enterprise_id", "enterprise_name"}
    agree(ours, theirs)
    assert ours["is_enterprise_install"] == "false"
    assert ours["channel_name"] == "privategroup"
    general = payloads.build_slash_command(workspace, person, channels[GENERAL], "/sms", "")
    assert general["channel_name"] == "general"


def test_interactions_have_the_keys_of_the_samples(slack: LocalSlack) -> None:
    workspace, channel = slack.workspace, slack.workspace.channels.by_id[DESK]
    person = workspace.get_person(STAFF)
    view = workspace.views.open(STAFF, SHOWN)
    slack.upload(b"a", channel=DESK)
    message = workspace.messages.list_all()[0]
    action = {"type": "button", "action_id": "a", "block_id": "b", "action_ts": "1.0"}
    agree(payloads.build_message_click(workspace, person, channel, message, action), sample("BlockActionPayload"))
    agree(payloads.build_view_click(workspace, person, view, action), sample("BlockActionPayload"))
    submission = payloads.build_view_submission(workspace, person, view)
    agree(submission, sample("ViewSubmissionPayload"), UNSAMPLED["view_submission"])
    agree(payloads.build_view_closed(person, view), sample("ViewClosedPayload"))
    agree(payloads.build_shortcut(workspace, person, channel, message, "c"), sample("MessageShortcutPayload"))


def test_events_have_the_keys_of_the_samples(slack: LocalSlack) -> None:
    view = {"type": "app_home_opened", "user": STAFF, "channel": "D1", "tab": "home"}
    agree(payloads.build_event(slack.workspace, view), sample("AppHomeOpenedPayload"))
    shared = {"type": "file_shared", "channel_id": DESK, "file_id": "F1", "user_id": STAFF, "file": {"id": "F1"}}
    agree(payloads.build_event(slack.workspace, shared), sample("FileSharedPayload"))


def test_answers_have_the_keys_of_the_samples(slack: LocalSlack) -> None:
    bot = slack.bot
    agree(bot.auth_test().data, sample("auth.test"))
    agree(bot.users_info(user=STAFF, include_locale=True)["user"], sample("users.info")["user"])
    agree(bot.conversations_info(channel=DESK)["channel"], sample("conversations.info")["channel"])
    agree(bot.usergroups_users_list(usergroup="S0STAFF0000").data, sample("usergroups.users.list"))
    agree(
        bot.chat_postEphemeral(channel=DESK, user=STAFF, text="あ").data,
        sample("chat.postEphemeral"),
    )
    opened = bot.views_open(trigger_id=slack.credentials.create_trigger(STAFF), view=SHOWN)
    agree(opened["view"], sample("views.open")["view"])
    agree(bot.files_getUploadURLExternal(filename="a", length=1).data, sample("files.getUploadURLExternal"))
    sent = bot.files_upload_v2(filename="a.csv", content="a", channel=DESK)
    agree(sent.data, sample("files.completeUploadExternal"), {"file"})  # `file` is the client's own addition
    told = until(lambda: bot.files_info(file=sent["file"]["id"]))["file"]
    agree(told, sample("files.completeUploadExternal")["files"][0])
    agree(bot.files_delete(file=sent["file"]["id"]).data, sample("files.delete"))
