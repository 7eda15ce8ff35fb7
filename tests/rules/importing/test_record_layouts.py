"""Layouts of fixed-length records, from the text of their files."""

from datetime import date

import pytest

from bot.rules.importing.record_layouts import BadLayout, Place, add_year, decode_layout, read_layout

WHOLE = """
name = "store"
version = 1
kind = "payments"
length = 60
marks = { header = "1", data = "2" }
texts = { 2 = "MIDORI" }
[columns]
"宛名番号" = { start = 12, length = 10 }
"納付日" = { record = "header", start = 8, length = 4, day = "MMDD" }
"""


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('name = "store"', "", "name"),
        ('name = "store"', "name = ", "toml"),
        ('name = "store"', 'base = "../zengin_transfer"', "base"),
        ("version = 1", 'version = "1"', "version"),
        ("version = 1", "version = 0", "version"),
        ("length = 60", "length = 6", "length"),
        ('header = "1", ', "", "marks"),
        ('data = "2"', 'data = "2", footer = "3"', "marks.footer"),
        ('texts = { 2 = "MIDORI" }', "", "texts"),
        ('texts = { 2 = "MIDORI" }', 'texts = { two = "MIDORI" }', "texts"),
        ('texts = { 2 = "MIDORI" }', "texts = { 2 = 1 }", "texts"),
        ("start = 12, ", "", "宛名番号.start"),
        ("start = 12", "start = 0", "宛名番号.start"),
        ("start = 12", "start = 52", "宛名番号.length"),
        ("start = 12", "begin = 12", "宛名番号.begin"),
        ('day = "MMDD"', 'day = "DDMM"', "納付日.day"),
        ('record = "header"', 'record = "trailer"', "納付日.record"),
        ("[columns]", "only = { start = 1, length = 1, texts = [0] }\n[columns]", "only.texts"),
        ("[columns]", "count = { start = 61, length = 1 }\n[columns]", "count.start"),
        ("[columns]", "lines = 3\n[columns]", "lines"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(old: str, new: str, key: str) -> None:
    read_layout(WHOLE)
    assert old in WHOLE
    with pytest.raises(BadLayout) as caught:
        read_layout(WHOLE.replace(old, new))
    assert caught.value.key == key


def test_a_file_says_only_what_differs_from_its_base() -> None:
    layout = read_layout(
        'base = "zengin_transfer"\nversion = 3\ntexts = { 5 = "12" }\n'
        '[columns]\n"宛名番号" = { start = 92, length = 10 }'
    )
    assert (layout.name, layout.version, layout.length) == ("zengin_transfer", 3, 120)
    assert layout.headings == ["納付日", "納付額", "宛名番号", "納付区分"]
    assert layout.columns[2].place == Place(92, 10)
    assert decode_layout(layout.source) == layout


def test_the_shipped_layout_is_of_no_use_before_the_city_says_where_its_ids_are() -> None:
    with pytest.raises(BadLayout):
        read_layout('base = "zengin_transfer"')


@pytest.mark.parametrize(
    ("cell", "today", "expected"),
    [
        ("0630", date(2026, 7, 7), "2026-06-30"),
        ("0707", date(2026, 7, 7), "2026-07-07"),
        ("0731", date(2026, 7, 7), "2026-07-31"),
        ("1228", date(2027, 1, 5), "2026-12-28"),
        ("0105", date(2026, 12, 28), "2027-01-05"),
        ("0906", date(2026, 7, 7), "2025-09-06"),
        ("0229", date(2026, 7, 7), "2024-02-29"),
        ("0732", date(2026, 7, 7), "0732"),
        ("0000", date(2026, 7, 7), "0000"),
        ("20260630", date(2026, 7, 7), "20260630"),
        ("", date(2026, 7, 7), ""),
        ("0630", None, "0630"),
    ],
)
def test_a_day_without_a_year_gets_the_last_one_unless_the_next_is_near(
    cell: str, today: date | None, expected: str
) -> None:
    assert add_year(cell, today) == expected
