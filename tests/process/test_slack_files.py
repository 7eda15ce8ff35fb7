"""Files that remain in Slack after an import: one message asks their uploader to delete them and later thanks them; an
administrator's token deletes them without asking; the digest counts the rest."""

import httpx
import pytest

from bot.words import words
from sandbox.walk.client import Json, to_text
from tests.process.system import System, run_json, wait_until
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.process

JA = words("ja")
ASK_SECONDS = 11 * 60


def upload_list(system: System) -> str:
    """Upload a target list through the form; return the file's id."""
    path = write_target_list(system.folder.parent / "targets.csv", make_debts(3), without=("name",))
    file = system.session.submit_file("/sms-list", "list_upload", "list_result", path)
    wait_until(lambda: system.query("SELECT 1 FROM target_lists WHERE state = 'ready'"), "the list")
    return file


def list_direct_messages(system: System) -> list[Json]:
    seen: list[Json] = system.client.get("messages", user=system.session.staff)
    return [message for message in seen if message["channel"].startswith("D")]


def has_one_message(system: System, key: str) -> bool:
    said = JA(key, n=1)
    return [said in to_text(message) for message in list_direct_messages(system)] == [True]


def has_file(system: System, file: str) -> bool:
    own = httpx.get(f"{system.base}/watch/files", params={"user": system.session.staff}).json()
    return file in [each["id"] for each in own]


def test_the_uploader_is_asked_in_one_message_which_thanks_them_after_the_deletion(system: System) -> None:
    system.start()
    file = upload_list(system)
    assert list_direct_messages(system) == []
    system.move_clock(advance_seconds=ASK_SECONDS)
    wait_until(lambda: has_one_message(system, "deletion.ask"), "the request")
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
    wait_until(lambda: has_one_message(system, "deletion.thanks"), "thanks")
    assert system.find_log_lines("post_not_shown") == []


def test_a_file_deleted_while_the_bot_is_down_is_noticed_after_its_start(system: System) -> None:
    system.start()
    file = upload_list(system)
    system.move_clock(advance_seconds=ASK_SECONDS)
    wait_until(lambda: has_one_message(system, "deletion.ask"), "the request")
    recorded = "SELECT 1 FROM posts WHERE place = ? AND ts IS NOT NULL"  # else the request would be posted again
    wait_until(lambda: system.query(recorded, system.session.staff), "the record of the request")
    system.kill()
    system.client.post("delete_file", user=system.session.staff, file_id=file)
    system.move_clock(advance_seconds=60 * 60)
    system.start()
    wait_until(lambda: has_one_message(system, "deletion.thanks"), "thanks")


def test_an_administrators_token_deletes_the_file_and_nobody_is_asked(system: System) -> None:
    token = system.client.post("token", user="U0MANAGER01")["token"]
    assert "SLACK_ADMIN_TOKEN" not in system.env.read_text("utf-8")
    system.start(SLACK_ADMIN_TOKEN=token)
    file = upload_list(system)
    assert has_file(system, file)
    system.move_clock(advance_seconds=ASK_SECONDS)
    wait_until(lambda: not has_file(system, file), "the deletion")
    wait_until(lambda: system.query("SELECT 1 FROM slack_files WHERE gone_at IS NOT NULL"), "the recorded deletion")
    assert list_direct_messages(system) == []
    assert token not in (system.folder / "bot.log").read_text("utf-8")
    assert token not in (system.folder / "slack.jsonl").read_text("utf-8")
