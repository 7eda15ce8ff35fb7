"""A file that was handed over in Slack: its person is asked and thanked in one message; an administrator's token does
it by itself; the digest tells of what is left."""

import httpx
import pytest

from bot.words import words
from sandbox.walk.client import Json, to_text
from tests.desk.files import people, target_list
from tests.process.system import System, run_json, wait_until

pytestmark = pytest.mark.process

JA = words("ja")
A_MOMENT = 11 * 60


def handed_over(system: System) -> str:
    """A target list by the form; the id of the file."""
    client, desk = system.client, system.session
    path = target_list(system.folder.parent / "targets.csv", people(3))
    client.command(desk.staff, desk.desk, "/sms-list")
    form = client.wait_for_view(desk.staff, "list_upload")
    file = client.upload(desk.staff, path.name, path.read_bytes())
    client.submit(desk.staff, form["id"], {"file": {"file": {"type": "file_input", "files": [{"id": file}]}}})
    wait_until(lambda: system.query("SELECT 1 FROM target_lists WHERE state = 'ready'"), "the list")
    return file


def direct(system: System) -> list[Json]:
    """What nofu wrote to the uploader alone."""
    seen: list[Json] = system.client.get("messages", user=system.session.staff)
    return [one for one in seen if one["channel"].startswith("D")]


def says(system: System, key: str) -> bool:
    said = JA(key, file="").strip("*")
    return [said in to_text(one) for one in direct(system)] == [True]


def is_there(system: System, file: str) -> bool:
    own = httpx.get(f"{system.base}/watch/files", params={"user": system.session.staff}).json()
    return file in [one["id"] for one in own]


def test_its_person_is_asked_in_one_message_which_thanks_them_when_it_is_gone(system: System) -> None:
    system.start()
    file = handed_over(system)
    assert direct(system) == []
    system.move_clock(advance_seconds=A_MOMENT)
    wait_until(lambda: says(system, "lying.ask"), "the request")
    system.move_clock(now="2026-07-08T09:00:00+09:00")
    digest = wait_until(
        lambda: [one for one in system.client.messages(system.session.digest, system.session.staff) if one["blocks"]],
        "the digest",
    )
    assert f"<@{system.session.staff}>　1件" in to_text(digest[-1])
    counted = run_json(system.env, "digest", "daily")["lying"]
    assert counted["files"] == 1
    assert counted["since"].startswith("2026-07-07T00:0")
    system.client.post("delete_file", user=system.session.staff, file_id=file)
    wait_until(lambda: says(system, "lying.thanks"), "thanks")
    assert system.find_log_lines("not_shown") == []


def test_what_was_deleted_while_nofu_was_away_is_found_gone_and_thanked_for(system: System) -> None:
    system.start()
    file = handed_over(system)
    system.move_clock(advance_seconds=A_MOMENT)
    wait_until(lambda: says(system, "lying.ask"), "the request")
    system.kill()
    system.client.post("delete_file", user=system.session.staff, file_id=file)
    system.move_clock(advance_seconds=60 * 60)
    system.start()
    wait_until(lambda: says(system, "lying.thanks"), "thanks")


def test_with_an_administrators_token_it_goes_by_itself_and_nobody_is_asked(system: System) -> None:
    token = system.client.post("token", user="U0MANAGER01")["token"]
    assert "SLACK_ADMIN_TOKEN" not in system.env.read_text("utf-8")
    system.start(SLACK_ADMIN_TOKEN=token)
    file = handed_over(system)
    assert is_there(system, file)
    system.move_clock(advance_seconds=A_MOMENT)
    wait_until(lambda: not is_there(system, file), "the file's end")
    wait_until(lambda: system.query("SELECT 1 FROM lying_files WHERE gone_at IS NOT NULL"), "that it is known")
    assert direct(system) == []
    assert token not in (system.folder / "bot.log").read_text("utf-8")
    assert token not in (system.folder / "slack.jsonl").read_text("utf-8")
