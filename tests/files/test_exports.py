import csv
import hashlib
import io
import json
import os
import stat
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bot.files import exports
from bot.files.exports import NotWritten, RowSelection, WrittenFiles, copy_rows, write_table
from bot.files.reader import FileLimits, open_rows
from bot.files.table_formats import write_csv, write_xlsx
from bot.services.imports.problem_files import build_sentences
from bot.vault import Vault
from bot.words import words
from tests.corpus.workbooks import Cell, Sheet, fault, formula, make_styles, number, strike, workbook

VAULT = Vault.create()
LIMITS = FileLimits(max_bytes=10_000_000)
HEADING = "宛名番号,氏名,電話番号,納期限,備考\r\n"
ONE_ROW = f"{HEADING}0012,a,b,R8.2.30,\r\n".encode("cp932")
ADDED = ("元の行番号", "理由", "理由コード")
SENTENCES = {
    "bad_date": "日付を確かめてください。",
    "bad_row": "行を確かめてください。",
    "shared_phone": "決めてください。",
}


def copy(
    folder: Path,
    content: bytes,
    wanted: dict[int, str],
    columns: dict[str, str] | None = None,
    limits: FileLimits = LIMITS,
) -> WrittenFiles:
    path = folder / "source"
    path.write_bytes(content)
    return copy_rows(
        folder / "exports",
        "list-12-problems",
        path,
        RowSelection(wanted, SENTENCES, ADDED),
        sha256=hashlib.sha256(content).hexdigest(),
        columns=columns or {},
        vault=VAULT,
        limits=limits,
    )


def list_names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def read_sheet(folder: Path, name: str = "list-12-problems") -> list[list[str]]:
    rows = CalamineWorkbook.from_path(str(folder / f"exports/{name}.xlsx")).get_sheet_by_index(0).to_python()
    assert all(isinstance(cell, str) for row in rows for cell in row), "every cell is text"
    return [[str(cell) for cell in row] for row in rows]


def read_table(folder: Path) -> list[list[str]]:
    with (folder / "exports/list-12-problems.csv").open(encoding="cp932", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_chosen_rows_are_copied_unchanged_with_their_number_and_a_reason(tmp_path: Path, encoding: str) -> None:
    bad, good, dash = "0012,納税　太郎,09012345678,R8.2.30,", "0013,良子,09012345679,R8.5.31,", "0014,次,090,-,"
    text = "\r\n".join(["一覧,,,,", HEADING.strip(), bad, good, dash, "合計,,,,", ""])
    written = copy(tmp_path, text.encode(encoding), {3: "bad_date", 5: "bad_date"})
    assert written == WrittenFiles(("list-12-problems.xlsx", "list-12-problems.csv"), 2)
    rows = [
        [*ADDED, "宛名番号", "氏名", "電話番号", "納期限", "備考"],
        ["3", "日付を確かめてください。", "bad_date", "0012", "納税　太郎", "09012345678", "R8.2.30", ""],
        ["5", "日付を確かめてください。", "bad_date", "0014", "次", "090", "'-", ""],
    ]
    assert read_sheet(tmp_path) == rows
    assert read_table(tmp_path) == rows


def test_hidden_rows_and_failed_formulas_of_a_workbook_are_copied_as_text(tmp_path: Path) -> None:
    rows: list[Sequence[Cell]] = [
        ["宛名番号", "氏名", "電話番号", "納期限"],
        [number("12"), "良子", number("9012345678"), "R8.2.30"],
        ["0013", "次郎", fault(), "R8.5.31"],
        ["0014", formula("A1", "=1+1"), "090-1234-5678", number("46173", 1)],
    ]
    content = workbook(Sheet(rows, row_attributes={1: ' hidden="1"'}))
    copy(tmp_path, content, {2: "bad_date", 3: "bad_row", 4: "shared_phone"})
    assert [row[3:] for row in read_sheet(tmp_path)[1:]] == [
        ["12", "良子", "9012345678", "R8.2.30"],
        ["0013", "次郎", "", "R8.5.31"],
        ["0014", "'=1+1", "090-1234-5678", "2026-05-31"],
    ]


def test_a_struck_row_is_copied_struck_into_the_workbook_and_not_into_the_csv(tmp_path: Path) -> None:
    rows: list[Sequence[Cell]] = [
        ["宛名番号", "氏名", "電話番号", "納期限"],
        [strike("0012"), strike("良子"), None, strike("R8.5.31")],
        ["0013", "次郎", None, "R8.5.31"],
    ]
    content = workbook(Sheet(rows), extra=make_styles())
    assert copy(tmp_path, content, {2: "bad_row", 3: "bad_row"}).rows == 2
    assert [row[3] for row in read_table(tmp_path)] == ["宛名番号", "0013"]
    path = tmp_path / "exports/list-12-problems.xlsx"
    with open_rows("targets", path, vault=VAULT, limits=LIMITS) as opened:
        assert [len(batch) for batch in opened] == [2]
        assert opened.struck_rows == 1


def test_a_row_with_too_many_cells_is_copied_whole_and_a_row_that_does_not_decode_as_its_number(tmp_path: Path) -> None:
    content = HEADING.encode("cp932") + "0012,a,b,c,d,e,余り\r\n".encode("cp932") + b"0013,\xff\xff,090,R8.5.31,\r\n"
    copy(tmp_path, content, {2: "bad_row", 3: "bad_row"})
    first, second = read_sheet(tmp_path)[1:]
    assert first[3:] == ["0012", "a", "b", "c", "d", "e", "余り"]
    assert [cell for cell in second if cell] == ["3", "行を確かめてください。", "bad_row"]


def test_a_row_with_a_character_that_cp932_lacks_is_in_both_files(tmp_path: Path) -> None:
    content = f"{HEADING}0012,𠮷野〜家,09012345678,R8.2.30,\r\n".encode()
    copy(tmp_path, content, {2: "bad_date"})
    assert read_sheet(tmp_path)[1][4] == "𠮷野〜家"
    assert "𠮷野〜家" in (tmp_path / "exports/list-12-problems.csv").read_text(encoding="utf-8-sig")


def test_a_very_long_cell_is_cut_with_a_mark(tmp_path: Path) -> None:
    long = "あ" * 20_000 + "𠮷" * 20_000
    content = f"{HEADING}0012,{long},09012345678,R8.2.30,{'長' * 40_000}\r\n".encode("utf-8-sig")
    copy(tmp_path, content, {2: "bad_date"})
    row = read_sheet(tmp_path)[1]
    assert row[4] == "あ" * 20_000 + "𠮷" * 6_383 + "…"
    assert row[7] == "長" * 32_766 + "…"


def test_headings_and_cells_that_look_like_formulas_are_escaped(tmp_path: Path) -> None:
    content = '宛名番号,電話番号,納期限,"=HYPERLINK(""x"")",＠備考\r\n+12,-,@x,=1+1,"\t=1"\r\n'.encode("cp932")
    copy(tmp_path, content, {2: "bad_date"})
    for rows in (read_sheet(tmp_path), read_table(tmp_path)):
        assert rows[0][6:] == ['\'=HYPERLINK("x")', "'＠備考"]
        assert rows[1][3:] == ["'+12", "'-", "'@x", "'=1+1", "'\t=1"]


def test_all_cells_of_the_workbook_are_text_including_blank_ones() -> None:
    file = io.BytesIO()
    write_xlsx(file, [["a", "b"], ["007", ""], ["=1+1", "http://x.example"]])
    package = io.BytesIO(file.getvalue())
    xml = zipfile.ZipFile(package).read("xl/worksheets/sheet1.xml").decode()
    styles = zipfile.ZipFile(package).read("xl/styles.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert 'numFmtId="49"' in styles
    assert '<col min="1" max="2" width="12.7109375" style="1" customWidth="1"/>' in xml


def test_only_the_owner_can_read_the_folder_and_its_files(tmp_path: Path) -> None:
    written = copy(tmp_path, ONE_ROW, {2: "bad_date"})
    folder = tmp_path / "exports"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in written.names} == {0o600}


def test_no_file_is_overwritten_and_no_link_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "list-12-problems.xlsx").symlink_to(tmp_path / "elsewhere")
    (folder / "list-12-problems.csv").write_text("kept")
    written = copy(tmp_path, ONE_ROW, {2: "bad_date"})
    assert written.names == ("list-12-problems-2.xlsx", "list-12-problems-2.csv")
    assert not (tmp_path / "elsewhere").exists()
    assert (folder / "list-12-problems.csv").read_text() == "kept"


def test_an_unusable_folder_raises_not_written(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file")
    with pytest.raises(NotWritten):
        copy(tmp_path, ONE_ROW, {2: "bad_date"})


def test_a_killed_process_leaves_no_partial_file(tmp_path: Path) -> None:
    with pytest.raises(NotWritten):
        copy(tmp_path, ONE_ROW, {2: "bad_date"}, limits=FileLimits(10_000_000, memory_bytes=20_000_000))
    assert list_names(tmp_path / "exports") == []


def test_a_file_that_changed_after_its_import_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(ONE_ROW)
    selection = RowSelection({2: "bad_date"}, SENTENCES, ADDED)
    with pytest.raises(NotWritten, match="changed"):
        copy_rows(tmp_path / "exports", "x", path, selection, sha256="0", columns={}, vault=VAULT, limits=LIMITS)


def test_the_column_mapping_that_a_user_chose_is_used_for_the_copy(tmp_path: Path) -> None:
    content = "宛名番号,でんわ,納期限\r\n0012,x,R8.5.31\r\n".encode("cp932")
    copy(tmp_path, content, {2: "bad_row"}, columns={"phone": "でんわ"})
    assert read_sheet(tmp_path)[1][3:] == ["0012", "x", "R8.5.31"]


def test_only_the_writing_process_decrypts_a_table_of_encrypted_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Vault, "decrypt", lambda *_: pytest.fail("decrypted in the bot's own process"))
    rows: list[list[exports.Cell]] = [
        ["番号", "氏名"],
        [(b"phone", VAULT.encrypt(b"phone", "09012345678")), (b"name", VAULT.encrypt(b"name", "=良子"))],
    ]
    written = write_table(tmp_path / "exports", "list-12-shared", rows, vault=VAULT, limits=LIMITS)
    assert written == WrittenFiles(("list-12-shared.xlsx",), 1)
    assert read_sheet(tmp_path, "list-12-shared") == [["番号", "氏名"], ["09012345678", "'=良子"]]


def test_a_value_encrypted_with_another_key_is_not_written(tmp_path: Path) -> None:
    rows: list[list[exports.Cell]] = [["番号"], [(b"phone", Vault.create().encrypt(b"phone", "09012345678"))]]
    with pytest.raises(NotWritten, match="WrongKey"):
        write_table(tmp_path / "exports", "list-12-shared", rows, vault=VAULT, limits=LIMITS)
    assert list_names(tmp_path / "exports") == []


@pytest.mark.parametrize("name", ["𠮷田", "葛󠄀城", "髙橋😀"])
def test_a_csv_with_a_character_that_cp932_lacks_is_utf_8(name: str) -> None:
    file = io.BytesIO()
    write_csv(file, [[name]], "cp932")
    assert file.getvalue() == f'"{name}"\r\n'.encode("utf-8-sig")


def test_the_sentences_of_the_catalogue_can_be_encoded_in_cp932() -> None:
    for language in ("ja", "en"):
        assert json.dumps(build_sentences(words(language)), ensure_ascii=False).encode("cp932")


def test_a_program_that_watches_the_folder_sees_only_whole_files(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    seen: list[list[str]] = []

    def watch(task: Mapping[str, Any], descriptors: Sequence[int]) -> int:
        rows = exports.write_in_child(task, descriptors)
        seen.append([name for name in list_names(folder) if not name.startswith(".")])
        return rows

    rows: list[list[exports.Cell]] = [["番号"], ["1"]]
    written = write_table(folder, "records", rows, vault=VAULT, limits=LIMITS, formats=("csv", "xlsx"), writer=watch)
    assert seen == [[]]
    assert sorted(list_names(folder)) == sorted(written.names) == ["records.csv", "records.xlsx"]


@pytest.mark.parametrize("has_links", [True, False])
def test_no_file_is_replaced_also_where_the_folder_has_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "records.csv").write_text("another")
    (tmp_path / "records-2.csv").symlink_to(tmp_path / "target")
    written = write_table(tmp_path, "records", [["番号"]], vault=VAULT, limits=LIMITS, formats=("csv",))
    assert written.names == ("records-3.csv",)
    assert (tmp_path / "records.csv").read_text() == "another"
    assert (tmp_path / "records-2.csv").is_symlink()
    assert not (tmp_path / "target").exists()
    assert sorted(list_names(tmp_path)) == ["records-2.csv", "records-3.csv", "records.csv"]


def test_where_one_of_two_files_gets_no_name_none_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_MAX_SAME_NAME", 1)
    (tmp_path / "records.csv").write_text("another")
    with pytest.raises(NotWritten, match="names_used_up"):
        write_table(tmp_path, "records", [["番号"]], vault=VAULT, limits=LIMITS, formats=("csv", "xlsx"))
    assert list_names(tmp_path) == ["records.csv"]
