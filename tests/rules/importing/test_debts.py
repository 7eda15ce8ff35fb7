from collections.abc import Callable

import pytest

from bot.model.reasons import Rejected
from bot.rules.importing.debts import (
    TAXES,
    is_arrears,
    is_known_instalment,
    is_known_tax,
    is_known_year,
    read_arrears_table,
    read_instalment,
    read_tax,
    read_tax_table,
    read_tax_year,
)
from tests.tables import list_cases


@pytest.mark.parametrize(
    ("tax", "name"),
    list_cases(
        (
            "固定資産税・都市計画税",
            "固定",
            "固定資産税",
            "固定資産税･都市計画税",
            "固都税",
            "固定資産税（土地・家屋）",
            "固定資産税(償却資産)",
            "固資税",
            "固定（共有）",
            "償却資産税",
            "土地・家屋",
        ),
        (
            "市県民税(普通徴収)",
            "市県民税（普徴）",
            "市県民税",
            "普徴",
            "市・県民税",
            "市府民税",
            "市道民税",
            "町民税",
            "区民税",
            "森林環境税",
        ),
        (
            "市県民税(普通徴収)",
            "市県民税・森林環境税",
            "市民税・県民税・森林環境税",
            "特別区民税・都民税",
            "個人の市民税及び県民税",
            "住民税",
        ),
        ("市県民税(特別徴収)", "特徴", "市県民税（特徴）", "市民税・県民税（特別徴収）", "市県民税（年金特徴）"),
        ("固定資産税・都市計画税", "固定資産税・都市計画税（土地・家屋）", "固都税(土地家屋)"),
        (
            "市県民税(普通徴収)",
            "市・県民税（普通）",
            "市県民税（普通徴収分）",
            "市県民税(個人)",
            "県民税・市民税",
            "01:市県民税",
            "1 市県民税",
            "市県",
            "市県民税（期別）",
            "普徴随時",
        ),
        ("国民健康保険税", "国民健康保険税(普通徴収)", "国保税（普徴）", "国健", "国民健康保険税現年"),
        ("法人市民税", "法人", "法人町民税", "法人市町村民税", "法人市民税(確定)", "法人市民税（予定）", "法人住民税"),
        ("国民健康保険税", "国保", "国民健康保険料", "国民健康保険税（医療分）"),
        (
            "固定資産税・都市計画税",
            "固定資産税　本税",
            "現年固定資産税",
            "【現年】固定資産税",
            "滞繰　固定",
            "固都税・本税",
        ),
        ("軽自動車税", "軽自", "軽自動車税（種別割）", "軽自税", "軽四", "種別割"),
        ("介護保険料", "介護", "介護保険料（特別徴収）", "介保", "介護保険料（滞納繰越分）"),
        ("後期高齢者医療保険料", "後期", "後期高齢者医療", "後高"),
        ("保育料", "保育園保育料", "保育料(公立)", "利用者負担額"),
    ),
)
def test_all_names_of_one_tax_are_equal(tax: str, name: str) -> None:
    assert read_tax(name) == tax


def test_the_name_of_each_tax_is_its_own() -> None:
    assert [read_tax(tax) for tax in TAXES] == list(TAXES)


@pytest.mark.parametrize(
    "name", ["入湯税", "県民税", "市", "都市計画税", "市たばこ税", "事業所税", "市道", "山田税(現年)", "(共有)"]
)
def test_the_name_of_an_unknown_tax_is_kept(name: str) -> None:
    assert read_tax(f" {name} ") == name


@pytest.mark.parametrize("code", ["01", "1", "1.0", "０１"])
def test_the_citys_code_of_a_tax_is_its_name(code: str) -> None:
    assert read_tax(code, read_tax_table("01=介護,2=市県民税")) == "介護保険料"
    assert read_tax(code) == code.translate(str.maketrans("０１", "01"))


@pytest.mark.parametrize(
    ("year", "cell"),
    list_cases(
        (
            "2026",
            "2026",
            "8",
            "R8",
            "令和８年度",
            "508",
            "2026.0",
            "令和8年度（2026）",
            "46113",
            "2026-04-01",
            "2026/1/1",
            "26",
            "26年度",
        ),
        ("2026", "R8年度分", "令和8年分", "令和８年度課税", "R.8", "R.8 26", "R8/2026", "R8 2026", "R8相当", "5-08"),
        ("2026", "令和八年度", "令和8(2026)年度", "令和８（２０２６）年度", "令和8相当年度"),
        ("過年", "過年"),
        ("令和8年度(2025)", "令和8年度（2025）"),
        ("r8/2025", "R8/2025"),
        ("", ""),
    ),
)
def test_all_formats_of_a_year_of_assessment_are_equal_and_another_text_is_kept(year: str, cell: str) -> None:
    assert read_tax_year(cell) == year


@pytest.mark.parametrize(
    ("instalment", "cell"),
    list_cases(
        (
            "1",
            "1",
            "第1期",
            "０１",
            "001",
            "1期分",
            "1.0",
            "6月(1期)",
            "1/4期",
            "１／４",
            "1期/4期",
            "1-1",
            "期別1",
            "Ⅰ",
        ),
        ("随", "随時", "随"),
        ("随2", "随時2期", "随-2", "随時(2)", "過随2"),
        ("全", "年", "年度", "全期", "全", "前納", "一括", "一括納付", "年間", "1期～4期", "99", "全期(前納)"),
        ("全", "0", "00", "年税", "全期(1期)", "全4期", "1～4期", "1〜4期", "1・2期", "1期・2期", "1,2", "1-2", "1/2"),
        ("2", "2期(8月)", "二期", "2回", "第2納期", "普徴2期", "2期目", "Ⅱ", "2-1"),
        ("11", "11期", "十一期"),
        ("7月", "7月", "07月", "７月分", "7月期", "七月"),
        *[(cell, cell) for cell in ("10", "期", "6月", "12月", "13月", "123", "")],
    ),
)
def test_instalments_are_normalised(instalment: str, cell: str) -> None:
    assert read_instalment(cell) == instalment


@pytest.mark.parametrize(
    ("is_known", "word", "expected"),
    [
        (is_known_tax, "軽自動車税", True),
        (is_known_tax, "山田税", False),
        (is_known_year, "2026", True),
        (is_known_year, "38", True),
        (is_known_year, "26年分山田", False),
        (is_known_year, "1925", False),
        (is_known_year, "0901", False),
        (is_known_year, "0", False),
        (is_known_year, "09012345678", False),
        (is_known_instalment, "1", True),
        (is_known_instalment, "随1", True),
        (is_known_instalment, "全期", True),
        (is_known_instalment, "山田", False),
        (is_known_instalment, "123", False),
        (is_known_instalment, "過年分", False),
        (is_known_instalment, "0901234567", False),
        (is_known_instalment, "090-1234", False),
    ],
)
def test_only_words_of_debts_are_known(is_known: Callable[[str], bool], word: str, expected: bool) -> None:
    assert is_known(word) is expected


@pytest.mark.parametrize(
    ("arrears", "cell"),
    list_cases(
        (False, "現年", "現", "１", "現課", "現年賦課", "現年度課税分", "当年度", "本年度", "1:現年"),
        (True, "滞繰", "滞納繰越", "2", "繰", "現繰", "滞納", "滞納繰越課税分", "2:滞繰", "1:滞繰"),
        (Rejected.BAD_ROW, "過年度", "", "過年", "3", "現年滞繰"),
    ),
)
def test_unknown_words_for_arrears_are_a_fault(arrears: bool | Rejected, cell: str) -> None:
    assert is_arrears(cell) is arrears


@pytest.mark.parametrize(
    ("arrears", "cell"),
    list_cases(
        (False, "0", "00", "0.0", "現年"),
        (True, "1", "01", "滞繰", "1:滞繰", "1:現年"),
        (Rejected.BAD_ROW, "2", "9", ""),
    ),
)
def test_the_citys_codes_for_arrears_replace_the_usual_ones(arrears: bool | Rejected, cell: str) -> None:
    assert is_arrears(cell, read_arrears_table("0=current,1=arrears")) is arrears
