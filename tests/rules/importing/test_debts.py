from collections.abc import Callable

import pytest

from bot.rules.importing.debts import (
    _TAX,
    is_known_instalment,
    is_known_tax,
    is_known_year,
    read_instalment,
    read_tax,
    read_tax_year,
)
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("tax", "name"),
    list_cases(
        ("固定資産税・都市計画税", "固定", "固定資産税", "固定資産税･都市計画税"),
        ("市県民税（普徴）", "市県民税(普通徴収)", "市県民税", "普徴"),
        ("国民健康保険税", "国保"),
        ("軽自動車税（種別割）", "軽自"),
        ("介護保険料", "介護"),
        ("後期高齢者医療保険料", "後期"),
    ),
)
def test_all_names_of_one_tax_are_equal(tax: str, name: str) -> None:
    assert read_tax(name) == read_tax(tax)


def test_different_taxes_are_not_equal_and_every_name_is_known() -> None:
    assert read_tax("市県民税(特徴)") != read_tax("市県民税(普徴)")
    assert {read_tax(name) for name in _TAX} == set(_TAX.values())


def test_the_name_of_an_unknown_tax_is_kept() -> None:
    assert read_tax(" 入湯税 ") == "入湯税"


@pytest.mark.parametrize(
    ("year", "cell"), list_cases(("2026", "2026", "8", "R8", "令和８年度", "508"), ("過年", "過年"), ("", ""))
)
def test_all_formats_of_a_year_of_assessment_are_equal_and_another_text_is_kept(year: str, cell: str) -> None:
    assert read_tax_year(cell) == year


@pytest.mark.parametrize(
    ("instalment", "cell"),
    list_cases(
        ("1", "1", "第1期", "０１", "1期分"),
        ("随", "随時", "随"),
        ("随2", "随時2期"),
        *[(cell, cell) for cell in ("10", "0", "全期", "期", "")],
    ),
)
def test_instalments_are_normalised(instalment: str, cell: str) -> None:
    assert read_instalment(cell) == instalment


@pytest.mark.parametrize(
    ("is_known", "word", "known"),
    [
        (is_known_tax, "軽自動車税", True),
        (is_known_tax, "山田税", False),
        (is_known_year, "2026", True),
        (is_known_year, "38", True),
        (is_known_year, "26年分山田", False),
        (is_known_year, "09012345678", False),
        (is_known_instalment, "1", True),
        (is_known_instalment, "随1", True),
        (is_known_instalment, "全期", True),
        (is_known_instalment, "山田", False),
        (is_known_instalment, "0901234567", False),
        (is_known_instalment, "090-1234", False),
    ],
)
def test_only_words_of_debts_are_known(is_known: Callable[[str], bool], word: str, known: bool) -> None:
    assert is_known(word) is known
