"""Files in Slack: the job checks and deletes them, and the uploader gets one message about each."""

from bot.services import slack_files
from bot.slack.client import CheckedClient
from bot.slack.files import SlackFiles
from scheduler.jobs import CheckSlackFiles
from tests.scheduler.harness import EN, JA, list_calls, run_poster, wait_until_posted
from tests.services.harness import UPLOADER, HarnessContext
from tests.slack.server import Slack

THERE = {"ok": True, "file": {"id": "F1", "mode": "hosted"}}
GONE = {"ok": False, "error": "file_not_found"}


def run_check(context: HarnessContext, slack: Slack, *, admin: bool = False, times: int = 3) -> None:
    token = CheckedClient("xoxp-admin", f"{slack.base}/api/", frozenset()) if admin else None
    job = CheckSlackFiles(SlackFiles(slack.client(), token))
    for _ in range(times):
        job(context)


def record_remaining_file(context: HarnessContext, uploader: str = "U_EMMA") -> None:
    slack_files.record_file(context, UPLOADER, "F1", uploader=uploader, kind="targets")
    slack_files.mark_recognised(context, UPLOADER, "F1")
    context.clock.advance(minutes=10)


def is_deleted(context: HarnessContext) -> bool:
    return context.value("SELECT gone_at FROM slack_files") is not None


def test_slack_is_asked_once_after_ten_minutes(context: HarnessContext, slack: Slack) -> None:
    slack.answers["files.info"] = THERE
    slack_files.record_file(context, UPLOADER, "F1", uploader="U1", kind="targets")
    run_check(context, slack)
    assert slack.calls == []
    context.clock.advance(minutes=10)
    run_check(context, slack)
    assert slack.names() == ["files.info"]


def test_the_uploader_gets_one_message_in_their_language_and_it_becomes_thanks(
    context: HarnessContext, slack: Slack
) -> None:
    slack.answers |= {"files.info": THERE, "chat.postMessage": {"ok": True, "channel": "D0EMMA", "ts": "7.7"}}
    record_remaining_file(context)
    with run_poster(context, slack.client()) as poster:
        for _ in range(4):
            run_check(context, slack)
            poster.wake()
            wait_until_posted(context)
            context.clock.advance(days=1)
        (asked,) = list_calls(slack)
        assert asked.fields["channel"] == "U_EMMA"
        assert EN("file_kind.targets") in asked.fields["text"]
        slack.answers["files.info"] = GONE
        run_check(context, slack)
        poster.wake()
        wait_until_posted(context)
    (edit,) = list_calls(slack, method="chat.update")
    assert (edit.fields["channel"], edit.fields["ts"]) == ("D0EMMA", "7.7")
    assert "Thank you." in edit.fields["text"]
    assert len(list_calls(slack)) == 1


def test_with_an_administrators_token_the_file_is_deleted_and_nobody_is_asked(
    context: HarnessContext, slack: Slack
) -> None:
    slack.answers |= {"files.info": THERE, "files.delete": {"ok": True}}
    record_remaining_file(context)
    run_check(context, slack, admin=True)
    assert slack.names() == ["files.info", "files.delete"]
    assert is_deleted(context)
    assert context.value("SELECT COUNT(*) FROM posts") == 0


def test_an_unrecognised_file_is_never_deleted_and_its_uploader_is_asked(context: HarnessContext, slack: Slack) -> None:
    slack.answers |= {"files.info": THERE, "files.delete": {"ok": True}}
    slack_files.record_file(context, UPLOADER, "F1", uploader="U_EMMA", kind="targets")
    context.clock.advance(minutes=10)
    run_check(context, slack, admin=True)
    assert slack.names() == ["files.info"]
    assert not is_deleted(context)
    assert context.column("SELECT place FROM posts") == ["U_EMMA"]


def test_the_uploader_is_asked_when_the_administrator_cannot_delete_the_file(
    context: HarnessContext, slack: Slack
) -> None:
    slack.answers |= {"files.info": THERE, "files.delete": {"ok": False, "error": "cant_delete_file"}}
    record_remaining_file(context)
    run_check(context, slack, admin=True)
    assert not is_deleted(context)
    assert context.column("SELECT place FROM posts") == ["U_EMMA"]


def test_nothing_is_deleted_when_slack_does_not_answer_the_question(context: HarnessContext, slack: Slack) -> None:
    slack.answers |= {"files.info": {"ok": False, "error": "ratelimited"}, "files.delete": {"ok": True}}
    record_remaining_file(context)
    run_check(context, slack, admin=True)
    assert slack.names() == ["files.info"]
    assert not is_deleted(context)


def test_an_uploader_who_cannot_get_messages_is_asked_once_and_the_file_stays_recorded(
    context: HarnessContext, slack: Slack
) -> None:
    slack.answers |= {"files.info": THERE, "chat.postMessage": {"ok": False, "error": "messages_tab_disabled"}}
    record_remaining_file(context, "U_GONE")
    run_check(context, slack)
    with run_poster(context, slack.client()) as poster:
        wait_until_posted(context)
        context.clock.advance(days=1)
        run_check(context, slack)
        poster.wake()
        wait_until_posted(context)
    assert len(list_calls(slack, JA("file_kind.targets"))) == 1
    assert not is_deleted(context)
