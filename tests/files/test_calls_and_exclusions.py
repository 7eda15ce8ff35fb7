"""Call results and exclusions, read by the real child process."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from bot.files import child_process
from bot.files.reader import FileLimits, open_rows
from bot.model.errors import FileRefused
from bot.model.reasons import Rejected
from bot.rules.importing.call_results import CallResult, read_result_table
from bot.rules.importing.code_tables import CodeTables
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.vault import Vault

VAULT = Vault.create()
LIMITS = FileLimits(max_bytes=10_000_000)
CALLS = "宛名番号,氏名,架電先,架電日,時刻,結果コード,約束日\r\n"
EXCLUSIONS = "宛名番号,除外区分,除外事由,支援措置\r\n"


def write_file(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_bytes(text.encode("cp932"))
    return path


def test_a_file_of_calls_is_read_with_keyed_hashes_of_people_and_numbers(tmp_path: Path) -> None:
    text = CALLS + "0007,山田,090-1234-5678,R8.7.7,14:00,01,R8.7.15\r\n8,,,R8.7.7,,99,\r\n9,,,R8.7.7,,22,\r\n"
    with open_rows("calls", write_file(tmp_path, text), vault=VAULT, limits=LIMITS) as opened:
        assert opened.sensitive == {"name"}
        ((first, second, third),) = opened
    assert first.taxpayer
    assert first.phone
    assert first.taxpayer == VAULT.hash_value("taxpayer", "7")
    assert first.phone == VAULT.hash_value("phone", "09012345678")
    assert (first.called_on, first.called_time) == (date(2026, 7, 7), time(14, 0))
    assert (first.result, first.promised_on) == (CallResult.PROMISE, date(2026, 7, 15))
    assert (second.number, second.rejected) == (3, Rejected.UNKNOWN_RESULT)
    assert (third.result, third.phone, third.called_time) == (CallResult.VOICEMAIL, None, None)


def test_the_call_result_table_of_the_settings_reaches_the_child_process(tmp_path: Path) -> None:
    path = write_file(tmp_path, CALLS + "7,,,R8.7.7,,A1,\r\n")
    with open_rows(
        "calls", path, vault=VAULT, limits=LIMITS, tables=CodeTables(read_result_table("a1=busy"))
    ) as opened:
        ((row,),) = opened
    assert row.result is CallResult.BUSY


def test_the_content_key_depends_on_the_results_and_not_on_the_order_of_the_rows(tmp_path: Path) -> None:
    def read_content_key(*rows: str) -> str:
        path = write_file(tmp_path, CALLS + "".join(rows))
        with open_rows("calls", path, vault=VAULT, limits=LIMITS) as opened:
            list(opened)
            return opened.content_key

    first, second = "7,,,R8.7.7,,21,\r\n", "8,,,2026/7/7,,不在,\r\n"
    assert read_content_key(first, second) == read_content_key(second, first)
    assert read_content_key(first, second) != read_content_key(first, second.replace("不在", "話中"))


def test_a_sensitive_ground_never_leaves_the_child_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[bytes] = []
    require_stream = child_process.require_stream

    class RecordingStream:
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def readline(self, most: int) -> bytes:
            line: bytes = self._stream.readline(most)
            answers.append(line)
            return line

    def record(stream: Any) -> object:
        found = require_stream(stream)
        return RecordingStream(found) if found.readable() else found

    monkeypatch.setattr(child_process, "require_stream", record)
    path = write_file(tmp_path, EXCLUSIONS + "1,支援措置,,\r\n2,1,生活保護,\r\n3,,,○\r\n4,1,死亡,\r\n5,,,\r\n")
    with open_rows("exclusions", path, vault=VAULT, limits=LIMITS) as opened:
        ((*rows,),) = opened
    assert [row.ground for row in rows] == [
        ExclusionGround.CITY,
        ExclusionGround.CITY,
        ExclusionGround.CITY,
        ExclusionGround.DECEASED,
        ExclusionGround.NONE,
    ]
    everything = b"".join(answers).decode()
    assert '"end"' in everything
    assert not any(word in everything for word in ("支援", "保護", "\\u652f", "\\u4fdd"))


def test_a_file_of_calls_with_a_personal_number_is_refused(tmp_path: Path) -> None:
    path = write_file(tmp_path, CALLS + "7,,,R8.7.7,,21,\r\n8,123456789018,,R8.7.7,,21,\r\n")
    with (
        pytest.raises(FileRefused, match="personal_number"),
        open_rows("calls", path, vault=VAULT, limits=LIMITS) as opened,
    ):
        list(opened)
