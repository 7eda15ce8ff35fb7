"""A file that cannot be a target list: a sentence in the form, which stands there again, and nothing stored."""

import pytest

from bot.words import words
from sandbox.walk.client import to_text
from tests.process.system import System, wait_until

pytestmark = pytest.mark.process

HEADING = "宛名番号,氏名,電話番号,納期限\r\n"
ROW = "1001,納税　太郎,090-1234-5601,R8.5.31\r\n"
FILES = {
    "not_a_table": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8,
    "file_empty": b"",
    "file_too_large": (HEADING + ROW * 30_000).encode("cp932"),
    "no_phone_column": "宛名番号,氏名,納期限\r\n1001,納税　太郎,R8.5.31\r\n".encode("cp932"),
    "file_is_html": b"<!DOCTYPE html><html><body><table><tr><td>1001</td></tr></table></body></html>",
}


def test_a_file_that_is_no_list_is_a_sentence_in_the_form_and_nothing_is_stored(system: System) -> None:
    system.start(IMPORT_MAX_MB="1")
    for code, content in FILES.items():
        _refused(system, content, words("ja")(f"refusal.{code}", megabytes=1))
    for table in ("target_lists", "recipients", "list_rows", "recipient_phones"):
        assert system.query(f"SELECT * FROM {table}") == []


def _refused(system: System, content: bytes, sentence: str) -> None:
    client, user = system.client, system.session.staff
    client.command(user, system.session.desk, "/sms-list")
    form = client.wait_for_view(user, "list_upload")
    file = client.upload(user, "list.csv", content)
    client.submit(user, form["id"], {"file": {"file": {"type": "file_input", "files": [{"id": file}]}}})
    wait_until(lambda: sentence in to_text(client.top_view(user)), sentence)
    assert client.wait_for_view(user, "list_upload")["submit"]
    client.post("close", user=user, view=form["id"])
