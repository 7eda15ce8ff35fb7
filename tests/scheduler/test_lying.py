"""Files that lie in Slack: the job looks, deletes where it may, and their uploader has one message about each."""

from bot.services import slack_files
from bot.slack.client import GatedClient
from bot.slack.files import SlackFiles
from scheduler.jobs import CheckSlackFiles
from tests.desk.office import UPLOADER, Office
from tests.scheduler.board import EN, JA, posted, posting, settled
from tests.slack_wire.slack import Slack

THERE = {"ok": True, "file": {"id": "F1", "mode": "hosted"}}
GONE = {"ok": False, "error": "file_not_found"}


def look(office: Office, slack: Slack, *, admin: bool = False, times: int = 3) -> None:
    token = GatedClient("xoxp-admin", f"{slack.base}/api/", frozenset()) if admin else None
    job = CheckSlackFiles(SlackFiles(slack.client(), token))
    for _ in range(times):
        job(office)


def lies(office: Office, uploader: str = "U_EMMA") -> None:
    slack_files.record_file(office, UPLOADER, "F1", uploader=uploader, kind="targets")
    slack_files.mark_recognised(office, UPLOADER, "F1")
    office.clock.advance(minutes=10)


def gone(office: Office) -> bool:
    return office.value("SELECT gone_at FROM lying_files") is not None


def test_before_its_time_slack_is_not_asked_and_then_once(office: Office, slack: Slack) -> None:
    slack.answers["files.info"] = THERE
    slack_files.record_file(office, UPLOADER, "F1", uploader="U1", kind="targets")
    look(office, slack)
    assert slack.calls == []
    office.clock.advance(minutes=10)
    look(office, slack)
    assert slack.names() == ["files.info"]


def test_its_uploader_gets_one_message_in_their_language_and_it_turns_into_thanks(office: Office, slack: Slack) -> None:
    slack.answers |= {"files.info": THERE, "chat.postMessage": {"ok": True, "channel": "D0EMMA", "ts": "7.7"}}
    lies(office)
    with posting(office, slack) as loop:
        for _ in range(4):
            look(office, slack)
            loop.wake()
            settled(office)
            office.clock.advance(days=1)
        (asked,) = posted(slack)
        assert asked.fields["channel"] == "U_EMMA"
        assert EN("lying.targets") in asked.fields["text"]
        slack.answers["files.info"] = GONE
        look(office, slack)
        loop.wake()
        settled(office)
    (edit,) = posted(slack, method="chat.update")
    assert (edit.fields["channel"], edit.fields["ts"]) == ("D0EMMA", "7.7")
    assert "Thank you." in edit.fields["text"]
    assert len(posted(slack)) == 1


def test_with_an_administrators_token_it_goes_by_itself_and_nobody_is_asked(office: Office, slack: Slack) -> None:
    slack.answers |= {"files.info": THERE, "files.delete": {"ok": True}}
    lies(office)
    look(office, slack, admin=True)
    assert slack.names() == ["files.info", "files.delete"]
    assert gone(office)
    assert office.value("SELECT COUNT(*) FROM posts") == 0


def test_what_was_handed_over_by_mistake_is_asked_for_and_never_deleted(office: Office, slack: Slack) -> None:
    slack.answers |= {"files.info": THERE, "files.delete": {"ok": True}}
    slack_files.record_file(office, UPLOADER, "F1", uploader="U_EMMA", kind="targets")
    office.clock.advance(minutes=10)
    look(office, slack, admin=True)
    assert slack.names() == ["files.info"]
    assert not gone(office)
    assert office.column("SELECT place FROM posts") == ["U_EMMA"]


def test_where_the_administrator_may_not_either_its_uploader_is_asked(office: Office, slack: Slack) -> None:
    slack.answers |= {"files.info": THERE, "files.delete": {"ok": False, "error": "cant_delete_file"}}
    lies(office)
    look(office, slack, admin=True)
    assert not gone(office)
    assert office.column("SELECT place FROM posts") == ["U_EMMA"]


def test_what_slack_does_not_say_is_not_believed_and_deletes_nothing(office: Office, slack: Slack) -> None:
    slack.answers |= {"files.info": {"ok": False, "error": "ratelimited"}, "files.delete": {"ok": True}}
    lies(office)
    look(office, slack, admin=True)
    assert slack.names() == ["files.info"]
    assert not gone(office)


def test_a_person_who_cannot_be_written_to_is_let_be_and_stays_in_the_digest(office: Office, slack: Slack) -> None:
    slack.answers |= {"files.info": THERE, "chat.postMessage": {"ok": False, "error": "messages_tab_disabled"}}
    lies(office, "U_GONE")
    look(office, slack)
    with posting(office, slack) as loop:
        settled(office)
        office.clock.advance(days=1)
        look(office, slack)
        loop.wake()
        settled(office)
    assert len(posted(slack, JA("lying.targets"))) == 1
    assert not gone(office)
