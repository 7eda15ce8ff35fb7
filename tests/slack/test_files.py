"""Files in Slack: a file counts as gone or deleted only if Slack says so."""

import pytest

from bot.slack.client import CheckedClient
from bot.slack.files import FilePresence, SlackFiles
from tests.slack.server import Reply, Slack


def make_files(slack: Slack, *, admin: bool = False) -> SlackFiles:
    token = CheckedClient("xoxp-admin", f"{slack.base}/api/", frozenset()) if admin else None
    return SlackFiles(slack.client(), token)


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ({"ok": True, "file": {"id": "F1", "mode": "hosted"}}, FilePresence.PRESENT),
        ({"ok": True, "file": {"id": "F1", "mode": "hidden_by_limit"}}, FilePresence.PRESENT),
        ({"ok": True, "file": {"id": "F1"}}, FilePresence.PRESENT),
        ({"ok": True, "file": {"id": "F1", "mode": "tombstone"}}, FilePresence.GONE),
        *[({"ok": False, "error": code}, FilePresence.GONE) for code in ("file_not_found", "file_deleted")],
        *[({"ok": False, "error": code}, FilePresence.UNKNOWN) for code in ("ratelimited", "token_revoked")],
        ({"ok": False, "error": "missing_scope"}, FilePresence.UNKNOWN),
        ({"ok": True}, FilePresence.UNKNOWN),
        ({"ok": True, "file": {"id": "F2"}}, FilePresence.UNKNOWN),
        (Reply(b"internal error", 500), FilePresence.UNKNOWN),
        (Reply(b"<html>file_not_found</html>", 200, {"Content-Type": "text/html"}), FilePresence.UNKNOWN),
    ],
)
def test_a_file_is_gone_only_if_slack_says_so(
    slack: Slack, answer: Reply | dict[str, object], seen: FilePresence
) -> None:
    slack.answers["files.info"] = answer
    assert make_files(slack).find_presence("F1") is seen


def test_an_unreachable_slack_leaves_the_presence_unknown() -> None:
    unreachable = CheckedClient("xoxb-test", "http://127.0.0.1:9/api/", frozenset())
    assert SlackFiles(unreachable, unreachable).find_presence("F1") is FilePresence.UNKNOWN
    assert not SlackFiles(unreachable, unreachable).delete_file("F1")


def test_the_administrators_token_is_used_only_to_delete(slack: Slack) -> None:
    slack.answers |= {"files.info": {"ok": True, "file": {"id": "F1"}}, "files.delete": {"ok": True}}
    both = make_files(slack, admin=True)
    assert both.find_presence("F1") is FilePresence.PRESENT
    assert both.delete_file("F1")
    assert [(call.name, call.headers["Authorization"]) for call in slack.calls] == [
        ("files.info", "Bearer xoxb-test"),
        ("files.delete", "Bearer xoxp-admin"),
    ]


@pytest.mark.parametrize(
    "error", ["cant_delete_file", "file_not_found", "file_deleted", "file_deleting_disabled", "missing_scope"]
)
def test_a_file_that_slack_refuses_to_delete_is_not_deleted(slack: Slack, error: str) -> None:
    slack.answers["files.delete"] = {"ok": False, "error": error}
    assert not make_files(slack, admin=True).delete_file("F1")


def test_without_the_administrators_token_no_call_is_made(slack: Slack) -> None:
    assert not make_files(slack).delete_file("F1")
    assert slack.calls == []
