"""Files: handed in with a form, posted in a channel, uploaded by the bot; who may see and delete them."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.desk import BOT, DESK, GENERAL, STAFF, SUPERVISOR, Desk, bolt, until
from tests.sandbox.slack.forms import FILE, opener


def error(desk: Desk, method: str, file: str) -> str:
    with pytest.raises(SlackApiError) as caught:
        desk.bot.api_call(method, params={"file": file})
    return str(caught.value.response["error"])


def test_a_file_handed_in_is_seen_and_downloaded_only_then_and_only_with_the_token(desk: Desk) -> None:
    got: list[Any] = []

    def listen(app: App) -> None:
        app.command("/sms-list")(opener(FILE))

        @app.view("list_upload")
        def submitted(ack: Ack, view: dict[str, Any]) -> None:
            ack()
            got.append(view["state"]["values"]["file"]["file"]["files"][0])

    content = "宛名番号,電話番号\r\n".encode("cp932")
    mine, theirs = desk.upload(content), desk.upload(content, user=SUPERVISOR)
    with bolt(desk, listen):
        desk.command("/sms-list")
        view = desk.top()["id"]
        stolen = {"file": {"file": {"type": "file_input", "files": [{"id": theirs}]}}}
        assert desk.status("submit", user=STAFF, view=view, values=stolen) == 404
        assert error(desk, "files.info", mine) == "file_not_found"
        values = {"file": {"file": {"type": "file_input", "files": [{"id": mine}]}}}
        assert desk.post("submit", user=STAFF, view=view, values=values)["ok"]
        file = until(lambda: got)[0]
    assert desk.bot.files_info(file=mine)["file"] == file
    address = file["url_private_download"]
    assert desk.http.get(address, headers=bearer(desk)).content == content
    without = desk.http.get(address)
    assert (without.status_code, without.headers["content-type"]) == (200, "text/html; charset=utf-8")


def bearer(desk: Desk) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.world.bot_token}"}


def test_the_bots_own_file_is_shared_a_moment_later_and_can_be_deleted_a_persons_cannot(desk: Desk) -> None:
    sent = desk.bot.files_upload_v2(filename="report.csv", content="受付番号\n", channel=DESK)
    own = sent["file"]["id"]
    until(lambda: desk.bot.files_info(file=own)["file"]["groups"] == [DESK])
    posted = desk.messages(STAFF)[0]
    assert (posted["user"], posted["files"][0]["id"]) == (BOT, own)
    theirs = desk.upload("受付番号\n".encode(), channel=DESK)
    assert desk.bot.files_info(file=theirs)["file"]["user"] == STAFF
    assert error(desk, "files.delete", theirs) == "cant_delete_file"
    desk.bot.files_delete(file=own)
    assert error(desk, "files.info", own) == "file_not_found"
    elsewhere = desk.upload(b"a", channel=GENERAL)
    assert error(desk, "files.info", elsewhere) == "file_not_found"
