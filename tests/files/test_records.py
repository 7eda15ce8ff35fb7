"""Files of records with a fixed length, read by the real child process with a city's layout."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.files.reader import FileLimits, open_rows
from bot.model.errors import FileRefused
from bot.model.reasons import Rejected
from bot.rules.importing.code_tables import CodeTables
from bot.rules.importing.record_layouts import RecordLayout, read_layout
from bot.vault import Vault

VAULT = Vault.create()
LIMITS = FileLimits(max_bytes=10_000_000)
TODAY = date(2026, 7, 7)
CITY = """
base = "zengin_transfer"
version = 1
texts = { 5 = "0012345678" }
[columns]
"宛名番号" = { start = 92, length = 10 }
"税目" = { start = 102, length = 2, values = { 01 = "市県民税", 02 = "固定資産税" } }
"年度" = { start = 104, length = 4 }
"期別" = { start = 108, length = 2 }
"""
STORE = """
name = "store"
version = 1
kind = "payments"
length = 60
marks = { header = "1", data = "2", trailer = "8" }
texts = { 2 = "MIDORI" }
constants = { "納付区分" = "コンビニ" }
[columns]
"処理区分" = { start = 2, length = 2, values = { 01 = "速報", 02 = "確報", 03 = "速報取消" } }
"納付日" = { start = 4, length = 8 }
"宛名番号" = { start = 12, length = 10 }
"納付額" = { start = 22, length = 8 }
"""


def make_header(day: str = "0630", city: str = "0012345678") -> str:
    return f"1910{city}{'ﾐﾄﾞﾘｼ':40}{day}0184{'ﾐﾔｻﾞｷ':15}001{'ﾎﾝﾃﾝ':15}10000001".ljust(120)


def make_data(taxpayer: int, result: str = "0", yen: int = 12_000, debt: str = "02202601") -> str:
    account = f"20184{'ﾐﾔｻﾞｷ':15}001{'ﾎﾝﾃﾝ':15}    11234567{'ﾉｳｾﾞｲ ﾀﾛｳ':30}"
    return f"{account}{yen:010}0{taxpayer:010}{debt:10}{result}".ljust(120)


def make_file(*data: str, header: str | None = None, counted: int | None = None) -> list[str]:
    count = len(data) if counted is None else counted
    return [header or make_header(), *data, f"8{count:06}".ljust(120), "9".ljust(120)]


def read_file(
    folder: Path, records: list[str], *texts: str, end: str = "\r\n", kind: str = "payments", today: date = TODAY
) -> list[Any]:
    path = folder / "records.dat"
    path.write_bytes("".join(record + end for record in records).encode("cp932"))
    layouts: tuple[RecordLayout, ...] = tuple(map(read_layout, texts or (CITY,)))
    tables = CodeTables(layouts=layouts)
    with open_rows(kind, path, vault=VAULT, limits=LIMITS, tables=tables, today=today) as opened:
        return [row for batch in opened for row in batch]


def refuse_file(folder: Path, records: list[str], *texts: str, kind: str = "payments") -> str:
    with pytest.raises(FileRefused) as caught:
        read_file(folder, records, *texts, kind=kind)
    return caught.value.code


@pytest.mark.parametrize("end", ["\r\n", "\n", ""])
def test_debits_that_the_bank_made_are_payments_and_the_others_are_no_rows(tmp_path: Path, end: str) -> None:
    rows = read_file(tmp_path, make_file(make_data(7), make_data(8, "1"), make_data(9, yen=500)), end=end)
    assert [(row.number, row.taxpayer, row.amount) for row in rows] == [
        (2, VAULT.hash_value("taxpayer", "7"), 12_000),
        (4, VAULT.hash_value("taxpayer", "9"), 500),
    ]
    assert {(row.paid_on, row.channel, row.rejected) for row in rows} == {(date(2026, 6, 30), "口座振替", None)}


def test_a_trimmed_file_with_an_end_of_text_is_read_the_same(tmp_path: Path) -> None:
    records = make_file(make_data(7), make_data(8))
    assert read_file(tmp_path, [*(record.rstrip() for record in records), "\x1a"]) == read_file(tmp_path, records)


def test_a_day_to_come_is_a_fault_of_the_row_and_not_a_day_of_last_year(tmp_path: Path) -> None:
    (row,) = read_file(tmp_path, make_file(make_data(7), header=make_header("0708")))
    assert row.paid_on == date(2026, 7, 8)  # the import refuses days after today
    (row,) = read_file(tmp_path, make_file(make_data(7), header=make_header("1231")))
    assert row.paid_on == date(2025, 12, 31)
    (row,) = read_file(tmp_path, make_file(make_data(7), header=make_header("0732")))
    assert row.rejected is Rejected.BAD_DATE


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    whole = make_file(make_data(7), make_data(8))
    assert refuse_file(tmp_path, [*whole[:2], *whole[3:]]) == "records_incomplete"
    assert refuse_file(tmp_path, whole[:2]) == "records_incomplete"
    assert refuse_file(tmp_path, [*whole[:3], *whole]) == "records_incomplete"
    assert refuse_file(tmp_path, make_file(make_data(7), counted=0)) == "records_incomplete"


def test_a_record_of_another_length_or_kind_is_a_broken_row(tmp_path: Path) -> None:
    records = make_file(make_data(7), make_data(8) + "7")
    rows = read_file(tmp_path, [*records[:-1], "5".ljust(120), records[-1]])
    assert [row.rejected for row in rows] == [None, Rejected.BAD_ROW, Rejected.BAD_ROW]


def test_several_banks_in_one_file_have_days_of_their_own(tmp_path: Path) -> None:
    two = make_file(make_data(7))[:-1] + make_file(make_data(8), header=make_header("0701"))
    assert [row.paid_on for row in read_file(tmp_path, two)] == [date(2026, 6, 30), date(2026, 7, 1)]


def test_a_file_of_another_city_kind_or_layout_is_not_read(tmp_path: Path) -> None:
    assert refuse_file(tmp_path, make_file(make_data(7), header=make_header(city="0099999999"))) == "fixed_length"
    assert refuse_file(tmp_path, make_file(make_data(7)), kind="calls") == "fixed_length"
    assert refuse_file(tmp_path, make_file(make_data(7)), CITY, f'name = "other"\n{CITY}') == "fixed_length"


def test_a_new_version_replaces_the_old_one(tmp_path: Path) -> None:
    moved = CITY.replace("version = 1", "version = 2").replace("start = 92", "start = 93")
    (row,) = read_file(tmp_path, make_file(make_data(71)), moved, CITY)
    assert row.taxpayer == VAULT.hash_value("taxpayer", "710")


def test_the_codes_of_a_stores_records_become_words(tmp_path: Path) -> None:
    data = [f"2{code}20260630{7:010}{12_000:08}".ljust(60) for code in ("01", "02", "03")]
    rows = read_file(tmp_path, ["1MIDORI".ljust(60), *data, "8".ljust(60)], STORE)
    assert [(row.channel, row.reversal) for row in rows] == [
        ("コンビニ速報", False),
        ("コンビニ", False),
        ("コンビニ速報", True),
    ]
