import hashlib
import os
import signal
import subprocess
from pathlib import Path

import pytest

from bot.files.reader import FileLimits, open_rows
from bot.model.errors import FileRefused
from bot.model.reasons import Rejected
from bot.rules.importing.heading_names import find_letters
from bot.vault import NAME_BOX, TAXPAYER_BOX, Vault
from tests.corpus.workbooks import Cell, Raw, Sheet, workbook
from tests.files.target_rows import SealedRow, decode_target

VAULT = Vault.create()
LIMITS = FileLimits(max_bytes=10_000_000)
TITLE = "納付案内 対象者一覧,,令和8年7月7日\r\n\r\n"
HEADING = "宛名番号,氏名,電話番号,税目,年度,期別,納期限,未納額\r\n"
ROW = '0000123,髙﨑　一郎,090-1234-5678,固定,8,1,R8.5.31,"12,000"\r\n'
ENDLESS = ROW * 100_000
"""More rows than are read ahead: the child waits for their reader, so it has not ended."""
FOOTER = '合計,2件,,,,,,"24,000"\r\n'


def write_file(folder: Path, content: str | bytes, encoding: str = "cp932") -> Path:
    path = folder / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read_rows(path: Path, limits: FileLimits = LIMITS) -> list[SealedRow]:
    with open_rows("targets", path, vault=VAULT, limits=limits) as opened:
        return [decode_target(line) for batch in opened for line in batch]


def test_a_list_of_a_core_system_is_read_with_its_title_and_footer(tmp_path: Path) -> None:
    broken = "0000124,\x01,090-1234-5679,固定,8,1,R8.5.31,1\r\n"
    short = "0000125,,090-1234-5679\r\n"
    path = write_file(tmp_path, TITLE + HEADING + ROW + broken + "\r\n" + HEADING + short + FOOTER)
    with open_rows("targets", path, vault=VAULT, limits=LIMITS) as opened:
        assert opened.columns == {"taxpayer", "name", "phone", "tax", "year", "instalment", "due_on", "amount"}
        assert opened.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        (lines,) = opened
    batch = list(map(decode_target, lines))
    assert [(row.number, row.rejected) for row in batch] == [(4, None), (5, Rejected.BAD_ROW), (8, Rejected.BAD_ROW)]
    assert batch[0].name
    assert batch[0].taxpayer
    assert VAULT.decrypt(NAME_BOX + batch[0].taxpayer.key, batch[0].name) == "髙﨑　一郎"
    assert VAULT.decrypt(TAXPAYER_BOX + batch[0].taxpayer.key, batch[0].taxpayer.box) == "0000123"


def test_a_long_list_comes_in_batches_of_a_thousand(tmp_path: Path) -> None:
    with open_rows("targets", write_file(tmp_path, HEADING + ROW * 2_500), vault=VAULT, limits=LIMITS) as opened:
        assert [len(batch) for batch in opened] == [1_000, 1_000, 500]


def test_a_payment_file_is_read(tmp_path: Path) -> None:
    heading = "整理番号,税目,年度,期別,納付日,収納日,金額,納付区分,取消区分\r\n"
    path = write_file(tmp_path, heading + "123,固定資産税,2026,第1期,R8.7.8,R8.7.10,12000,窓口,\r\n123,,,,,,x,,\r\n")
    with open_rows("payments", path, vault=VAULT, limits=LIMITS) as opened:
        (batch,) = opened
    listed = read_rows(write_file(tmp_path, HEADING + ROW))[0]
    assert [row.rejected for row in batch] == [None, Rejected.BAD_DATE]
    assert batch[0].taxpayer
    assert listed.taxpayer
    assert batch[0].taxpayer == listed.taxpayer.key
    assert (batch[0].tax, batch[0].year, batch[0].instalment) == (listed.tax, listed.year, listed.instalment)


def test_the_column_mapping_that_a_user_chose_reaches_the_child_process(tmp_path: Path) -> None:
    path = write_file(tmp_path, HEADING.replace("電話番号", "でんわ") + ROW)
    with open_rows("targets", path, vault=VAULT, limits=LIMITS, columns={"phone": "でんわ"}) as opened:
        assert "phone" in opened.columns


NO_PHONE = {
    "found": 7,
    "columns": "amount,due_on,instalment,name,tax,taxpayer,year",
    "headings": "FAX",
    "sensitive": "name",
}


@pytest.mark.parametrize(
    ("content", "code", "facts"),
    [
        (b"", "file_empty", {}),
        (b"PK\x03\x04", "workbook_broken", {}),
        ("これは\r\n表ではない\r\n".encode("cp932"), "no_heading", {}),
        (HEADING.replace("電話番号", "FAX").encode(), "no_phone_column", NO_PHONE),
        (b"x" * 10_000_001, "file_too_large", {"megabytes": 10}),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes, code: str, facts: object) -> None:
    with pytest.raises(FileRefused) as refused:
        read_rows(write_file(tmp_path, content))
    refused.value.facts.pop("layout", None)
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="file_missing"):
        read_rows(tmp_path / "none.csv")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileRefused, match="file_unreadable"):
        read_rows(tmp_path / "pipe")


def test_a_list_with_nothing_but_its_heading_has_no_rows(tmp_path: Path) -> None:
    assert read_rows(write_file(tmp_path, HEADING)) == []


def test_a_child_out_of_memory_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="file_unreadable"):
        read_rows(write_file(tmp_path, HEADING + ROW * 5_000), FileLimits(max_bytes=10_000_000, memory_bytes=1_000_000))


def test_a_child_that_computes_too_long_is_killed_and_the_file_is_refused(tmp_path: Path) -> None:
    content = HEADING + ROW * 100_000
    with pytest.raises(FileRefused, match="file_unreadable") as refused:
        read_rows(write_file(tmp_path, content), FileLimits(max_bytes=10_000_000, cpu_seconds=1))
    assert refused.value.facts == {"cause": f"exit_-{signal.SIGXCPU.value}"}


def list_children() -> list[tuple[str, str]]:
    """List process number and arguments of each reading process; other tests of this process have children, too."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True
    )
    children = (line.strip().split(" ", 1) for line in listed.stdout.splitlines())
    return [(pid, arguments) for pid, arguments in children if "bot.files" in arguments]


def test_a_file_left_half_read_leaves_no_process_behind(tmp_path: Path) -> None:
    with open_rows("targets", write_file(tmp_path, HEADING + ENDLESS), vault=VAULT, limits=LIMITS) as opened:
        next(opened.batches)
        assert len(list_children()) == 1
    assert not list_children()


def test_the_child_s_arguments_and_environment_hold_no_secret_and_no_name(tmp_path: Path) -> None:
    with open_rows("targets", write_file(tmp_path, HEADING + ENDLESS), vault=VAULT, limits=LIMITS) as opened:
        next(opened.batches)
        ((child, arguments),) = list_children()
        assert arguments.endswith("-I -m bot.files.read_child")
        assert Path(f"/proc/{child}/environ").read_bytes() == b""


BOOK: list[list[Cell]] = [
    ["宛名番号", "電話番号", "納期限"],
    ["1", "09012345678", "2026-05-31"],
    ["2", "08012345678", "2026-05-31"],
]


def read_content_key(path: Path) -> str:
    with open_rows("targets", path, vault=VAULT, limits=LIMITS) as opened:
        assert sum(len(batch) for batch in opened) == 2
        return opened.content_key


def test_hidden_rows_and_columns_of_a_workbook_are_read_and_counted(tmp_path: Path) -> None:
    hidden = Sheet(BOOK, row_attributes={2: ' hidden="1"'}, before='<cols><col min="2" max="2" hidden="1"/></cols>')
    with open_rows("targets", write_file(tmp_path, workbook(hidden)), vault=VAULT, limits=LIMITS) as opened:
        assert [decode_target(line).rejected for batch in opened for line in batch] == [None, None]
        assert (opened.hidden_rows, opened.hidden_columns) == (1, 1)


def test_the_same_list_has_the_same_content_key_in_every_format(tmp_path: Path) -> None:
    heading, first, second = (",".join(map(str, cells)) + "\n" for cells in BOOK)
    keys = {
        read_content_key(write_file(tmp_path, heading + first + second)),
        read_content_key(write_file(tmp_path, heading + second + first, "utf-16")),
        read_content_key(
            write_file(tmp_path, "対象者\n\n" + heading + first.replace("09012345678", "090-1234-5678") + second)
        ),
        read_content_key(write_file(tmp_path, workbook(Sheet(BOOK)))),
    }
    assert len(keys) == 1
    assert read_content_key(write_file(tmp_path, heading + first + first)) not in keys


def test_the_facts_of_the_heading_are_known_before_the_first_row(tmp_path: Path) -> None:
    content = HEADING.replace("税目", "住所").replace("年度", "備考")
    with open_rows("targets", write_file(tmp_path, content), vault=VAULT, limits=LIMITS) as opened:
        assert opened.sensitive == {"name", "address"}
        assert [find_letters(heading) for heading in opened.unknown_headings] == ["E"]
        assert len(opened.layout) == 16


def test_a_personal_number_in_a_late_row_refuses_the_file(tmp_path: Path) -> None:
    content = HEADING + ROW * 3_000 + "1,123456789018,090-1234-5678,固定,8,1,R8.5.31,1\r\n"
    with pytest.raises(FileRefused, match="personal_number") as refused:
        read_rows(write_file(tmp_path, content))
    assert refused.value.facts == {"place": "B3002"}


def test_a_workbook_that_expands_beyond_the_memory_limit_is_refused(tmp_path: Path) -> None:
    cell = Raw(' t="s"', "<v>0</v>")
    bomb = workbook(Sheet([*BOOK, *[[cell] * 20] * 2_000]), shared=["x" * 32_000])
    with pytest.raises(FileRefused, match="file_unreadable"):
        read_rows(write_file(tmp_path, bomb), FileLimits(max_bytes=10_000_000, memory_bytes=512 * 1024 * 1024))
