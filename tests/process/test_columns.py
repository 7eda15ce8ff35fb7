"""A column is pointed out in Slack once; the shell and the next file know it. The same file is asked about."""

from typing import Any

import pytest

from bot.words import words
from tests.desk.files import people, target_list
from tests.process.system import System, run_json, wait_until

pytestmark = pytest.mark.process
JA = words("ja")


def strange(system: System, count: int) -> bytes:
    path = target_list(system.folder / "strange.csv", people(count))
    path.write_bytes(path.read_bytes().replace("電話番号".encode("cp932"), "でんわ".encode("cp932"), 1))
    return path.read_bytes()


def bring(system: System, content: bytes) -> str:
    client, staff = system.client, system.session.staff
    client.command(staff, system.session.desk, "/sms-list")
    form = client.wait_for_view(staff, "list_upload")
    file = {"type": "file_input", "files": [{"id": client.upload(staff, "strange.csv", content)}]}
    client.submit(staff, form["id"], {"file": {"file": file}})
    return str(form["id"])


def test_a_column_pointed_out_in_slack_is_known_to_the_shell_and_after_a_restart(system: System) -> None:
    system.start()
    client, staff = system.client, system.session.staff
    view = bring(system, strange(system, 3))
    page = client.wait_for_view(staff, "list_columns")
    assert page["id"] == view
    system.stop()
    system.start()
    picked: Any = {"text": {"type": "plain_text", "text": "でんわ"}, "value": "でんわ"}
    client.submit(staff, view, {"column_phone": {"column_phone": {"type": "static_select", "selected_option": picked}}})
    assert "「でんわ」" in str(client.wait_for_view(staff, "list_result")["blocks"])

    bring(system, strange(system, 3))
    again = client.wait_for_view(staff, "list_same_file")
    client.post("click", user=staff, view=again["id"], action_id="list_again")
    client.wait_for_view(staff, "list_result")
    wait_until(
        lambda: system.query("SELECT id FROM target_lists WHERE state = 'ready'") == [(1,), (2,)], "the second list"
    )

    strange(system, 4)
    found = run_json(system.write_store_settings(), "import", "targets", str(system.folder / "strange.csv"))
    assert found["recipients"] == 4
    assert system.query("SELECT assigned FROM target_lists WHERE id = ?", int(found["list"])) == [
        ('{"phone": "でんわ"}',)
    ]
