import io
from pathlib import Path

import pytest

from bot.files.reader import FileLimits, open_rows
from bot.files.sealed_rows import SealedDecision
from bot.files.table_formats import write_xlsx
from bot.model.errors import FileRefused
from bot.model.lists import SharedChoice
from bot.model.reasons import Rejected
from bot.vault import Vault

VAULT = Vault.create()
LIMITS = FileLimits(max_bytes=10_000_000)
HEADING = ["組", "行番号", "リスト番号", "宛名番号", "電話番号", "氏名", "判断"]


def read_decisions(path: Path) -> list[SealedDecision]:
    with open_rows("decisions", path, vault=VAULT, limits=LIMITS) as opened:
        return [row for batch in opened for row in batch]


def write_sheet(folder: Path, *rows: list[str]) -> Path:
    file = io.BytesIO()
    write_xlsx(file, [HEADING, *rows])
    path = folder / "decisions.xlsx"
    path.write_bytes(file.getvalue())
    return path


def test_the_workbook_that_was_written_is_read_back(tmp_path: Path) -> None:
    rows = read_decisions(
        write_sheet(
            tmp_path,
            ["1", "2", "12", "0001001", "09012345601", "'=良子", "○"],
            ["1", "3", "12", "1002", "090-1234-5601", "", ""],
            ["1", "4", "12", "1003", "9012345601", "", "保留"],
        )
    )
    assert [(row.number, row.rejected, row.list_id, row.mark) for row in rows] == [
        (2, None, 12, SharedChoice.SEND),
        (3, None, 12, SharedChoice.NONE),
        (4, None, 12, SharedChoice.UNKNOWN),
    ]
    assert len({row.phone for row in rows if row.phone}) == 1


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
def test_hashes_of_people_and_numbers_equal_those_of_the_list(tmp_path: Path, encoding: str) -> None:
    path, listed = tmp_path / "decisions.csv", tmp_path / "list.csv"
    path.write_bytes("リスト番号,判断,電話番号,宛名番号\r\n1,×,09012345601,1001\r\n".encode(encoding))
    listed.write_bytes("宛名番号,電話番号,納期限\r\n0001001,090-1234-5601,R8.5.31\r\n".encode("cp932"))
    (row,) = read_decisions(path)
    with open_rows("targets", listed, vault=VAULT, limits=LIMITS) as opened:
        ((line,),) = opened
    assert row.taxpayer is not None
    assert row.phone is not None
    assert row.taxpayer.hex() in str(line)
    assert row.phone.hex() in str(line)


def test_a_bad_row_is_returned_with_its_number_and_reason(tmp_path: Path) -> None:
    faults = [
        ("x", "1001", "090-1234-5601"),
        ("1", "", "090-1234-5601"),
        ("1", "1001", "不明"),
        ("0", "1", "09012345601"),
    ]
    rows = read_decisions(write_sheet(tmp_path, *(["1", "2", of, who, called, "", "○"] for of, who, called in faults)))
    assert [(row.number, row.rejected) for row in rows] == [
        (2, Rejected.BAD_ROW),
        (3, Rejected.MISSING_TAXPAYER_ID),
        (4, Rejected.MISSING_PHONE),
        (5, Rejected.BAD_ROW),
    ]


@pytest.mark.parametrize(
    ("missing", "code"),
    [("リスト番号", "no_list_column"), ("判断", "no_decision_column"), ("電話番号", "no_phone_column")],
)
def test_a_file_without_one_of_its_columns_is_refused(tmp_path: Path, missing: str, code: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_bytes((",".join(name for name in HEADING if name != missing) + "\r\n").encode("cp932"))
    with pytest.raises(FileRefused, match=code):
        read_decisions(path)
