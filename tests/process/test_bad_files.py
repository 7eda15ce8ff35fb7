"""A file that cannot be a target list: a sentence in the form, which stands there again, and nothing stored."""

import pytest

from bot.words import words
from sandbox.walk.hand import text_of
from tests.process.stage import Stage, until

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


def test_a_file_that_is_no_list_is_a_sentence_in_the_form_and_nothing_is_stored(stage: Stage) -> None:
    stage.start(IMPORT_MAX_MB="1")
    for code, content in FILES.items():
        _refused(stage, content, words("ja")(f"refusal.{code}", megabytes=1))
    for table in ("target_lists", "recipients", "list_rows", "recipient_phones"):
        assert stage.rows(f"SELECT * FROM {table}") == []


def _refused(stage: Stage, content: bytes, sentence: str) -> None:
    hand, user = stage.hand, stage.desk.staff
    hand.command(user, stage.desk.desk, "/sms-list")
    form = hand.view_with(user, "list_upload")
    file = hand.upload(user, "list.csv", content)
    hand.submit(user, form["id"], {"file": {"file": {"type": "file_input", "files": [{"id": file}]}}})
    until(lambda: sentence in text_of(hand.view(user)), sentence)
    assert hand.view_with(user, "list_upload")["submit"]
    hand.post("close", user=user, view=form["id"])
