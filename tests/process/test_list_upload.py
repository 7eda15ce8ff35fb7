"""The upload form of a target list: files that are refused, and headings that a person assigns to columns."""

from typing import Any

import pytest

from bot.words import words
from sandbox import city
from sandbox.walk.client import to_text
from tests.process.system import System, run_json, wait_until
from tests.services.files import make_debts, write_target_list

pytestmark = pytest.mark.process

HEADING = "宛名番号,電話番号,納期限\r\n"
ROW = "1001,090-1234-5601,R8.5.31\r\n"
BAD_FILES = {
    "not_a_table": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8,
    "file_empty": b"",
    "file_too_large": (HEADING + ROW * 40_000).encode("cp932"),
    "no_phone_column": "宛名番号,納期限\r\n1001,R8.5.31\r\n".encode("cp932"),
    "upload_has_names": (city.data() / city.WITH_NAMES).read_bytes(),
    "file_is_html": b"<!DOCTYPE html><html><body><table><tr><td>1001</td></tr></table></body></html>",
}


def submit(system: System, content: bytes) -> str:
    """Submit the upload form with a file; return the form's id."""
    client, staff = system.client, system.session.staff
    client.command(staff, system.session.desk, "/sms-list")
    form = client.wait_for_view(staff, "list_upload")
    client.submit_file(staff, form["id"], "list.csv", content)
    return str(form["id"])


def write_unknown_heading(system: System, count: int) -> bytes:
    path = write_target_list(system.folder / "unknown.csv", make_debts(count), without=("name",))
    path.write_bytes(path.read_bytes().replace("電話番号".encode("cp932"), "でんわ".encode("cp932"), 1))
    return path.read_bytes()


def test_a_file_that_is_no_list_is_refused_in_the_form_and_nothing_is_stored(system: System) -> None:
    system.start(IMPORT_MAX_MB="1")
    client, staff = system.client, system.session.staff
    for code, content in BAD_FILES.items():
        sentence = words("ja")(f"refusal.{code}", megabytes=1)
        form = submit(system, content)
        wait_until(lambda: sentence in to_text(client.top_view(staff)), sentence)  # noqa: B023 - used at once
        assert client.wait_for_view(staff, "list_upload")["submit"]
        client.post("close", user=staff, view=form)
    for table in ("target_lists", "recipients", "list_rows", "recipient_phones"):
        assert system.query(f"SELECT * FROM {table}") == []


def test_a_column_assigned_in_slack_is_used_by_the_shell_and_after_a_restart(system: System) -> None:
    system.start()
    client, staff = system.client, system.session.staff
    view = submit(system, write_unknown_heading(system, 3))
    assert client.wait_for_view(staff, "list_columns")["id"] == view
    system.stop()
    system.start()
    option: Any = {"text": {"type": "plain_text", "text": "でんわ"}, "value": "でんわ"}
    client.submit(staff, view, {"column_phone": {"column_phone": {"type": "static_select", "selected_option": option}}})
    assert "電話番号＝B列" in str(client.wait_for_view(staff, "list_result")["blocks"])

    submit(system, write_unknown_heading(system, 3))
    again = client.wait_for_view(staff, "list_same_file")
    client.post("click", user=staff, view=again["id"], action_id="list_again")
    client.wait_for_view(staff, "list_result")
    ready = "SELECT id FROM target_lists WHERE state = 'ready'"
    wait_until(lambda: system.query(ready) == [(1,), (2,)], "the second list")

    write_unknown_heading(system, 4)
    found = run_json(system.write_store_settings(), "import", "targets", str(system.folder / "unknown.csv"))
    assert found["recipients"] == 4
    ((assigned,),) = system.query("SELECT assigned FROM target_lists WHERE id = ?", int(found["list"]))
    assert assigned.startswith('{"phone": "B#')
