"""Files: handed in with a form, posted in a channel, uploaded by the bot; who may see and delete them."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.client import BOT, DESK, GENERAL, STAFF, SUPERVISOR, LocalSlack, run_bolt, until
from tests.sandbox.slack.forms import FILE, opener


def error(slack: LocalSlack, method: str, file: str) -> str:
    with pytest.raises(SlackApiError) as caught:
        slack.bot.api_call(method, params={"file": file})
    return str(caught.value.response["error"])


def test_a_file_handed_in_is_seen_and_downloaded_only_then_and_only_with_the_token(slack: LocalSlack) -> None:
    got: list[Any] = []

    def listen(app: App) -> None:
        app.command("/sms-list")(opener(FILE))

        @app.view("list_upload")
        def submitted(ack: Ack, view: dict[str, Any]) -> None:
            ack()
            got.append(view["state"]["values"]["file"]["file"]["files"][0])

    content = "宛名番号,電話番号\r\n".encode("cp932")
    mine, theirs = slack.upload(content), slack.upload(content, user=SUPERVISOR)
    with run_bolt(slack, listen):
        slack.command("/sms-list")
        view = slack.top()["id"]
        stolen = {"file": {"file": {"type": "file_input", "files": [{"id": theirs}]}}}
        assert slack.status("submit", user=STAFF, view=view, values=stolen) == 404
        assert error(slack, "files.info", mine) == "file_not_found"
        values = {"file": {"file": {"type": "file_input", "files": [{"id": mine}]}}}
        assert slack.post("submit", user=STAFF, view=view, values=values)["ok"]
        file = until(lambda: got)[0]
    assert slack.bot.files_info(file=mine)["file"] == file
    address = file["url_private_download"]
    assert slack.http.get(address, headers=bearer(slack)).content == content
    without = slack.http.get(address)
    assert (without.status_code, without.headers["content-type"]) == (200, "text/html; charset=utf-8")


def bearer(slack: LocalSlack) -> dict[str, str]:
    return {"Authorization": f"Bearer {slack.credentials.bot_token}"}


def test_the_bots_own_file_is_shared_a_moment_later_and_can_be_deleted_a_persons_cannot(slack: LocalSlack) -> None:
    sent = slack.bot.files_upload_v2(filename="report.csv", content="受付番号\n", channel=DESK)
    own = sent["file"]["id"]
    until(lambda: slack.bot.files_info(file=own)["file"]["groups"] == [DESK])
    posted = slack.messages(STAFF)[0]
    assert (posted["user"], posted["files"][0]["id"]) == (BOT, own)
    theirs = slack.upload("受付番号\n".encode(), channel=DESK)
    assert slack.bot.files_info(file=theirs)["file"]["user"] == STAFF
    assert error(slack, "files.delete", theirs) == "cant_delete_file"
    slack.bot.files_delete(file=own)
    assert error(slack, "files.info", own) == "file_not_found"
    elsewhere = slack.upload(b"a", channel=GENERAL)
    assert error(slack, "files.info", elsewhere) == "file_not_found"
