import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.files.formats import open_file
from bot.model.errors import FileRefused
from bot.rules.importing.columns import TARGET_LIST
from bot.rules.importing.heading_names import hash_without_key
from tests.corpus.workbooks import Sheet, archive, workbook
from tests.tables import list_cases

BOOK = workbook(Sheet([["宛名番号", "電話番号", "納期限"], ["1", "09012345678", "2026-05-31"]]))


def count_rows(content: bytes) -> int:
    return sum(1 for _ in open_file(io.BytesIO(content), TARGET_LIST, {}, hash_without_key))


@pytest.mark.parametrize(
    ("code", "content"),
    list_cases(
        ("file_empty", b"", b" \r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe"),
        ("workbook_broken", BOOK[:-30]),
        ("workbook_locked", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")),
        ("file_is_zip", archive({"list.csv": "a"})),
        ("file_is_ods", archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})),
        ("file_is_xlsb", archive({"xl/workbook.bin": ""})),
        ("file_is_xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50),
        ("file_is_html", b"\n <html><body><table>", b"\xef\xbb\xbf<!DOCTYPE html>", b"<TABLE border=1>"),
        ("not_a_table", archive({"[Content_Types].xml": "", "word/document.xml": ""}), b"%PDF-1.7\n"),
        ("not_a_table", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, bytes(range(1, 32)) * 20),
        ("not_a_table", b"<?xml version='1.0'?>"),
    ),
)
def test_a_file_that_is_no_table_is_refused_with_a_code_for_its_kind(code: str, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        count_rows(content)
    assert refused.value.code == code


@given(st.binary(max_size=300))
@example(b"PK")
@example(b"PK\x05\x06" + b"\x00" * 18)
def test_any_content_raises_only_file_refused(content: bytes) -> None:
    try:
        count_rows(content)
    except FileRefused:
        return


@given(st.integers(0, len(BOOK) - 1), st.integers(0, 255), st.integers(1, 40))
def test_any_damage_to_a_workbook_raises_only_file_refused(at: int, byte: int, length: int) -> None:
    try:
        count_rows(BOOK[:at] + bytes([byte]) * length + BOOK[at + length :])
    except FileRefused:
        return
