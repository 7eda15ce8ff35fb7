"""The evidence files: a record of every call, envelope and message."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.client import DESK, GENERAL, STAFF, LocalSlack


def read_lines(folder: Path, name: str = "slack.jsonl", **wanted: str) -> list[Any]:
    lines = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if all(line[key] == value for key, value in wanted.items())]


def test_a_command_is_recorded_with_its_envelope_and_its_acknowledgement(
    slack: LocalSlack, app: App, tmp_path: Path
) -> None:
    app.command("/sms")(lambda ack: ack("はい"))
    slack.command()
    (envelope,) = read_lines(tmp_path, kind="envelope")
    (ack,) = read_lines(tmp_path, kind="ack")
    assert (envelope["dir"], envelope["method"], envelope["user"]) == ("to_bot", "/sms", STAFF)
    assert (ack["dir"], ack["method"], ack["user"], ack["body"]["text"]) == ("from_bot", "/sms", STAFF, "はい")
    assert ack["ms"] > 0
    assert envelope["at"].startswith("2026-07-07T00:00:")


def test_a_refused_call_is_recorded_with_slacks_answer(slack: LocalSlack, tmp_path: Path) -> None:
    with pytest.raises(SlackApiError):
        slack.bot.chat_postMessage(channel=GENERAL, text="あ", blocks=[{"type": "divider"}])
    (line,) = read_lines(tmp_path, method="chat.postMessage")
    assert line["answer"] == {"ok": False, "error": "not_in_channel"}
    assert line["body"]["blocks"] == [{"type": "divider"}]


def test_an_invalid_acknowledgement_is_recorded_as_an_error(slack: LocalSlack, app: App, tmp_path: Path) -> None:
    app.command("/sms")(lambda ack: ack(text="x", blocks=[{"type": "nonsense"}]))
    assert slack.command()["error"] == '/sms failed with the error "invalid_blocks"'
    assert [line["answer"] for line in read_lines(tmp_path, kind="ack", dir="to_bot")] == [
        {"ok": False, "error": "invalid_blocks"}
    ]


def test_contents_of_files_are_recorded_only_as_their_digest(slack: LocalSlack, tmp_path: Path) -> None:
    content = "09012345601,山田\n"
    sent = slack.bot.files_upload_v2(filename="a.csv", content=content, channel=DESK)["file"]["id"]
    address = slack.bot.files_info(file=sent)["file"]["url_private_download"]
    slack.http.get(address, headers={"Authorization": f"Bearer {slack.credentials.bot_token}"})
    (up,), (down,) = read_lines(tmp_path, kind="upload"), read_lines(tmp_path, kind="download")
    digest = hashlib.sha256(content.encode()).hexdigest()
    assert (up["body"]["sha256"], down["body"]["sha256"]) == (digest, digest)
    assert "山田" not in (tmp_path / "slack.jsonl").read_text(encoding="utf-8")


def test_an_arrival_at_the_carrier_is_recorded_before_the_answer(slack: LocalSlack, tmp_path: Path) -> None:
    settings = slack.service.sandbox.settings
    answer = slack.http.post(
        f"/carrier/karaden/api/{settings['KARADEN_TENANT_ID']}/messages",
        data={"service_id": settings["KARADEN_SERVICE_ID"], "to": "09012345601", "body": "お知らせ"},
        headers={"Authorization": f"Bearer {settings['KARADEN_TOKEN']}", "Karaden-Version": "2024-03-01"},
    )
    assert answer.status_code == 200, answer.text
    (line,) = read_lines(tmp_path, "carrier.jsonl")
    assert (line["to"], line["answer"]) == ("09012345601", "accepted")
    assert line["at"].startswith("2026-07-07T00:00:")
