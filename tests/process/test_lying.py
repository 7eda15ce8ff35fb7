"""A file that was handed over in Slack: its person is asked and thanked in one message; an administrator's token does
it by itself; the digest tells of what is left."""

import httpx
import pytest

from bot.words import words
from sandbox.walk.hand import Json, text_of
from tests.desk.files import people, target_list
from tests.process.stage import Stage, until
from tests.process.test_command_line import json_of

pytestmark = pytest.mark.process

JA = words("ja")
A_MOMENT = 11 * 60


def handed_over(stage: Stage) -> str:
    """A target list by the form; the id of the file."""
    hand, desk = stage.hand, stage.desk
    path = target_list(stage.folder.parent / "targets.csv", people(3))
    hand.command(desk.staff, desk.desk, "/sms-list")
    form = hand.view_with(desk.staff, "list_upload")
    file = hand.upload(desk.staff, path.name, path.read_bytes())
    hand.submit(desk.staff, form["id"], {"file": {"file": {"type": "file_input", "files": [{"id": file}]}}})
    until(lambda: stage.rows("SELECT 1 FROM target_lists WHERE state = 'ready'"), "the list")
    return file


def direct(stage: Stage) -> list[Json]:
    """What nofu wrote to the uploader alone."""
    seen: list[Json] = stage.hand.get("messages", user=stage.desk.staff)
    return [one for one in seen if one["channel"].startswith("D")]


def says(stage: Stage, key: str) -> bool:
    said = JA(key, file="").strip("*")
    return [said in text_of(one) for one in direct(stage)] == [True]


def is_there(stage: Stage, file: str) -> bool:
    own = httpx.get(f"{stage.base}/watch/files", params={"user": stage.desk.staff}).json()
    return file in [one["id"] for one in own]


def test_its_person_is_asked_in_one_message_which_thanks_them_when_it_is_gone(stage: Stage) -> None:
    stage.start()
    file = handed_over(stage)
    assert direct(stage) == []
    stage.clock(advance_seconds=A_MOMENT)
    until(lambda: says(stage, "lying.ask"), "the request")
    stage.clock(now="2026-07-08T09:00:00+09:00")
    digest = until(
        lambda: [one for one in stage.hand.messages(stage.desk.digest, stage.desk.staff) if one["blocks"]], "the digest"
    )
    assert f"<@{stage.desk.staff}>　1件" in text_of(digest[-1])
    counted = json_of(stage.env, "digest", "daily")["lying"]
    assert counted["files"] == 1
    assert counted["since"].startswith("2026-07-07T00:0")
    stage.hand.post("delete_file", user=stage.desk.staff, file_id=file)
    until(lambda: says(stage, "lying.thanks"), "thanks")
    assert stage.logged("not_shown") == []


def test_what_was_deleted_while_nofu_was_away_is_found_gone_and_thanked_for(stage: Stage) -> None:
    stage.start()
    file = handed_over(stage)
    stage.clock(advance_seconds=A_MOMENT)
    until(lambda: says(stage, "lying.ask"), "the request")
    stage.kill()
    stage.hand.post("delete_file", user=stage.desk.staff, file_id=file)
    stage.clock(advance_seconds=60 * 60)
    stage.start()
    until(lambda: says(stage, "lying.thanks"), "thanks")


def test_with_an_administrators_token_it_goes_by_itself_and_nobody_is_asked(stage: Stage) -> None:
    token = stage.hand.post("token", user="U0MANAGER01")["token"]
    assert "SLACK_ADMIN_TOKEN" not in stage.env.read_text("utf-8")
    stage.start(SLACK_ADMIN_TOKEN=token)
    file = handed_over(stage)
    assert is_there(stage, file)
    stage.clock(advance_seconds=A_MOMENT)
    until(lambda: not is_there(stage, file), "the file's end")
    until(lambda: stage.rows("SELECT 1 FROM lying_files WHERE gone_at IS NOT NULL"), "that it is known")
    assert direct(stage) == []
    assert token not in (stage.folder / "bot.log").read_text("utf-8")
    assert token not in (stage.folder / "slack.jsonl").read_text("utf-8")
