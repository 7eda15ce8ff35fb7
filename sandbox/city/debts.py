"""The instalments that can be owed on 2026-07-07, and how the system they come from writes dates and sums.

Dates fall on working days, as due dates do. Two instalments stand on either side of the rule "a month overdue":
due on 5 June (a month ago the day before yesterday) and on 8 June (a month ago tomorrow).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TODAY = date(2026, 7, 7)
_REIWA_BEFORE_FIRST = 2018


class System(StrEnum):
    """The system that a tax is kept in; each writes in its own way."""

    TAX = "tax"
    INSURANCE = "insurance"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class Kind:
    """One instalment of one tax. `year` is the assessment's (賦課・相当年度), `demanded_on` that of the 督促.

    `least`, `most`, `step` bound the sums in yen.
    """

    tax: str
    year: int
    instalment: str
    due_on: date
    demanded_on: date | None
    system: System
    least: int
    most: int
    step: int
    arrears: bool = False

    @property
    def key(self) -> tuple[str, int, str]:
        """Return what tells one person's instalments apart."""
        return self.tax, self.year, self.instalment


_FIXED, _CAR, _RESIDENT = "固定資産税・都市計画税", "軽自動車税（種別割）", "市県民税（普通徴収）"
_INSURANCE, _CARE = "国民健康保険税", "介護保険料"
_MAY, _JUNE = date(2026, 5, 20), date(2026, 6, 19)

OVERDUE = (
    Kind(_FIXED, 2026, "1", date(2026, 4, 30), _MAY, System.TAX, 6_400, 92_000, 100),
    Kind(_CAR, 2026, "1", date(2026, 6, 1), _JUNE, System.TAX, 2_000, 12_900, 100),
    # Assessed late for last year: 現年 all the same, and to be messaged.
    Kind(_RESIDENT, 2025, "随時", date(2026, 4, 30), _MAY, System.TAX, 900, 58_000, 100),
    Kind(_RESIDENT, 2026, "随時", date(2026, 6, 5), date(2026, 6, 25), System.TAX, 900, 41_000, 100),
    Kind(_INSURANCE, 2026, "随時", date(2026, 6, 1), _JUNE, System.INSURANCE, 800, 64_000, 100),
    Kind(_CARE, 2026, "1", date(2026, 4, 30), _MAY, System.CARE, 1_500, 9_800, 100),
)
NOT_YET = (
    Kind(_RESIDENT, 2026, "1", date(2026, 6, 30), None, System.TAX, 4_000, 74_000, 1_000),
    Kind(_FIXED, 2026, "2", date(2026, 7, 31), None, System.TAX, 6_400, 92_000, 100),
    Kind(_INSURANCE, 2026, "1", date(2026, 7, 31), None, System.INSURANCE, 5_000, 48_000, 100),
    Kind(_CAR, 2026, "随時", date(2026, 6, 8), date(2026, 6, 26), System.TAX, 2_000, 12_900, 100),
)
CARRIED_OVER = Kind(
    _RESIDENT, 2024, "1", date(2024, 7, 1), date(2024, 7, 19), System.TAX, 8_000, 30_000, 1_000, arrears=True
)


def date_cell(day: date | None, system: System) -> str:
    """Return a date as the system writes it; blank for none."""
    if day is None:
        return ""
    year = day.year - _REIWA_BEFORE_FIRST
    return {
        System.TAX: f"R{year}.{day.month}.{day.day}",
        System.INSURANCE: f"令和{year}年{day.month}月{day.day}日",
        System.CARE: f"{day:%Y/%m/%d}",
    }[system]


def sum_cell(yen: int, system: System) -> str:
    """Return a sum as the system writes it; nothing owed is a bare 0 everywhere."""
    if yen == 0:
        return "0"
    return {System.TAX: f"{yen:,}", System.INSURANCE: f"{yen:,}円", System.CARE: str(yen)}[system]


def repairs(yen: int, system: System) -> frozenset[str]:
    """Return the repairs that reading this row's dates and sum takes."""
    codes: set[str] = set() if system is System.CARE else {"date_era"}
    if (system is System.TAX and yen >= 1_000) or (system is System.INSURANCE and yen > 0):
        codes.add("amount_formatted")
    return frozenset(codes)
