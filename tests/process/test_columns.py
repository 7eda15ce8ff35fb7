"""A column is pointed out in Slack once; the shell and the next file know it. The same file is asked about."""

from typing import Any

import pytest

from bot.words import words
from tests.desk.files import people, target_list
from tests.process.stage import Stage, until
from tests.process.test_command_line import json_of, store_settings

pytestmark = pytest.mark.process
JA = words("ja")


def strange(stage: Stage, count: int) -> bytes:
    path = target_list(stage.folder / "strange.csv", people(count))
    path.write_bytes(path.read_bytes().replace("電話番号".encode("cp932"), "でんわ".encode("cp932"), 1))
    return path.read_bytes()


def bring(stage: Stage, content: bytes) -> str:
    hand, staff = stage.hand, stage.desk.staff
    hand.command(staff, stage.desk.desk, "/sms-list")
    form = hand.view_with(staff, "list_upload")
    file = {"type": "file_input", "files": [{"id": hand.upload(staff, "strange.csv", content)}]}
    hand.submit(staff, form["id"], {"file": {"file": file}})
    return str(form["id"])


def test_a_column_pointed_out_in_slack_is_known_to_the_shell_and_after_a_restart(stage: Stage) -> None:
    stage.start()
    hand, staff = stage.hand, stage.desk.staff
    view = bring(stage, strange(stage, 3))
    page = hand.view_with(staff, "list_columns")
    assert page["id"] == view
    stage.stop()
    stage.start()
    picked: Any = {"text": {"type": "plain_text", "text": "でんわ"}, "value": "でんわ"}
    hand.submit(staff, view, {"column_phone": {"column_phone": {"type": "static_select", "selected_option": picked}}})
    assert "「でんわ」" in str(hand.view_with(staff, "list_result")["blocks"])

    bring(stage, strange(stage, 3))
    again = hand.view_with(staff, "list_same_file")
    hand.post("click", user=staff, view=again["id"], action_id="list_again")
    hand.view_with(staff, "list_result")
    until(lambda: stage.rows("SELECT id FROM target_lists WHERE state = 'ready'") == [(1,), (2,)], "the second list")

    strange(stage, 4)
    found = json_of(store_settings(stage), "import", "targets", str(stage.folder / "strange.csv"))
    assert found["recipients"] == 4
    assert stage.rows("SELECT assigned FROM target_lists WHERE id = ?", int(found["list"])) == [
        ('{"phone": "でんわ"}',)
    ]
