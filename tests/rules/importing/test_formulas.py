import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.importing.cells import escape_formula, is_clear_no, normalise_cell
from bot.rules.importing.phones import Phone, read_phone
from tests.tables import list_cases

SIGNS = "=+-@\t\r\n＝＋－＠﹢﹣⁺₊−"
NASTY = st.text(st.sampled_from(SIGNS + " \u3000\u200b\ufeff\x00'\"aあ1"), max_size=6)


@given(NASTY | st.text(max_size=20))
def test_no_escaped_cell_begins_a_formula(cell: str) -> None:
    written = escape_formula(cell)
    assert not written.startswith(tuple(SIGNS))
    assert unicodedata.normalize("NFKC", written[:1])[:1] not in {"=", "+", "-", "@"}
    assert written in (cell, f"'{cell}")


@given(NASTY)
def test_invisible_characters_do_not_hide_a_formula(cell: str) -> None:
    seen = "".join(sign for sign in cell if unicodedata.category(sign)[0] not in "CZ")
    if seen and unicodedata.normalize("NFKC", seen[0]) in {"=", "+", "-", "@"}:
        assert escape_formula(cell) == f"'{cell}"


@given(NASTY)
def test_escaping_twice_changes_nothing(cell: str) -> None:
    assert escape_formula(escape_formula(cell)) == escape_formula(cell)


@pytest.mark.parametrize(
    ("prefix", "cell"),
    list_cases(
        ("", "", "0001", "納税　太郎", "090-1234-5678", "令和8年", "'-", " 1", "（株）", "#N/A", '"x"'),
        ("'", "-", "-1", "+81 90-1234-5678", "＝１＋１", "@SUM(A1)", "\t=1", " =1", "\u3000＋1", "\x00=1"),
    ),
)
def test_only_a_cell_that_begins_a_formula_gets_an_apostrophe(prefix: str, cell: str) -> None:
    assert escape_formula(cell) == prefix + cell


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_escaped_cells_survive_a_quoted_csv_file(cells: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([escape_formula(cell).replace("\x00", "") for cell in cells])
    (row,) = csv.reader(io.StringIO(text.getvalue(), newline=""))
    assert row == [escape_formula(cell).replace("\x00", "") for cell in cells]


def test_an_escaped_cell_is_read_like_the_original() -> None:
    assert is_clear_no(escape_formula("-"))
    assert normalise_cell(escape_formula("＋１")) == normalise_cell("＋１")
    assert read_phone(escape_formula("+81 90-1234-5678")) == read_phone("+81 90-1234-5678")
    assert isinstance(read_phone("'+81 90-1234-5678"), Phone)
