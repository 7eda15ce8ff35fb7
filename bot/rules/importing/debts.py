"""The tax, year and instalment of a debt in normalised form, so that payments match debts."""

import re
from functools import lru_cache

from bot.rules.importing.cells import fold_cell, normalise_cell
from bot.rules.importing.dates import read_year

_TAXES = {
    "市県民税(普通徴収)": (
        "市県民税", "市民税・県民税", "市民税県民税", "市町村民税", "住民税", "個人市県民税", "個人住民税",
        "市民税", "普徴", "普通徴収", "市県民税(普徴)", "市県民税普徴", "市県民税普通徴収", "市県普徴",
        "市民税・県民税(普通徴収)",
    ),
    "市県民税(特別徴収)": (
        "特徴", "特別徴収", "市県民税(特徴)", "市県民税特徴", "市県民税特別徴収", "市県特徴",
        "市民税・県民税(特別徴収)",
    ),
    "法人市民税": ("法人", "法市", "法人市民", "法人市町村民税"),
    "固定資産税・都市計画税": (
        "固定", "固定資産税", "固定資産税都市計画税", "固都税", "固都", "固定資産税(土地・家屋)", "固定資産税・都計税",
    ),
    "軽自動車税": ("軽自", "軽自動車", "軽自動車税(種別割)", "軽自動車税種別割", "軽"),
    "国民健康保険税": ("国保", "国保税", "国民健康保険", "国保料", "国民健康保険料"),
    "介護保険料": ("介護", "介護保険"),
    "後期高齢者医療保険料": ("後期", "後期高齢", "後期高齢者", "後期高齢者医療", "後期高齢者医療保険"),
    "保育料": ("保育", "保育所保育料"),
}  # fmt: skip
_TAX = {name: tax for tax, names in _TAXES.items() for name in (tax, *names)}
_INSTALMENT = re.compile(r"(随時?)?(?:第)?([0-9]*)期?(?:分)?")


@lru_cache(maxsize=1024)
def read_tax(cell: str) -> str:
    """The full name of a tax; an unknown name is kept."""
    text = normalise_cell(cell)
    return _TAX.get(text, text)


@lru_cache(maxsize=1024)
def read_tax_year(cell: str) -> str:
    """The year of assessment as a Western year; other text is kept."""
    year = read_year(cell)
    return fold_cell(cell) if year is None else str(year)


@lru_cache(maxsize=1024)
def read_instalment(cell: str) -> str:
    """期別: `第1期`, `01` and `1` are `1`; `随時` is `随`; other text is kept."""
    text = fold_cell(cell)
    found = _INSTALMENT.fullmatch(text)
    if not found or not (found[1] or found[2]):
        return text
    return ("随" if found[1] else "") + (found[2].lstrip("0") or ("0" if found[2] else ""))


_KNOWN_INSTALMENT = re.compile(r"[0-9随時全期前納一括過年分第]{1,8}")


def is_known_tax(tax: str) -> bool:
    """Whether `read_tax` found a tax of its table."""
    return tax in _TAXES


def is_known_year(year: str) -> bool:
    """Whether a value of `read_tax_year` is a year, or a number that is none."""
    return len(year) <= 4 and year.isdecimal()


def is_known_instalment(instalment: str) -> bool:
    """Whether a value of `read_instalment` is made of the words of instalments only."""
    return _KNOWN_INSTALMENT.fullmatch(instalment) is not None
