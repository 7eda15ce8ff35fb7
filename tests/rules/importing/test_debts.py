import pytest

from bot.rules.importing.debts import _TAX, read_instalment, read_tax, read_tax_year


@pytest.mark.parametrize(("one", "other"), [
    ("固定", "固定資産税・都市計画税"), ("固定資産税", "固定資産税･都市計画税"),
    ("市県民税（普徴）", "市県民税(普通徴収)"), ("市県民税", "普徴"), ("国保", "国民健康保険税"),
    ("軽自", "軽自動車税（種別割）"), ("介護", "介護保険料"), ("後期", "後期高齢者医療保険料"),
])  # fmt: skip
def test_two_names_of_one_tax_are_equal(one: str, other: str) -> None:
    assert read_tax(one) == read_tax(other)


def test_different_taxes_are_not_equal_and_every_name_is_known() -> None:
    assert read_tax("市県民税(特徴)") != read_tax("市県民税(普徴)")
    assert {read_tax(name) for name in _TAX} == set(_TAX.values())


def test_the_name_of_an_unknown_tax_is_kept() -> None:
    assert read_tax(" 入湯税 ") == "入湯税"


@pytest.mark.parametrize("cell", ["2026", "8", "R8", "令和８年度", "508"])
def test_all_formats_of_a_year_of_assessment_are_equal(cell: str) -> None:
    assert read_tax_year(cell) == "2026"


def test_a_text_that_is_no_year_is_kept() -> None:
    assert read_tax_year("過年") == "過年"
    assert read_tax_year("") == ""


@pytest.mark.parametrize(("cell", "instalment"), [
    ("1", "1"), ("第1期", "1"), ("０１", "1"), ("1期分", "1"), ("10", "10"), ("0", "0"), ("随時", "随"), ("随", "随"),
    ("随時2期", "随2"), ("全期", "全期"), ("期", "期"), ("", ""),
])  # fmt: skip
def test_instalments_are_normalised(cell: str, instalment: str) -> None:
    assert read_instalment(cell) == instalment
