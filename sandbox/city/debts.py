"""The instalments that can be owed on 2026-07-07, and how the system they come from writes dates and sums.

Due dates are working days. Two of them test the rule "a month overdue" from both sides: 5 June and 8 June.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TODAY = date(2026, 7, 7)
_REIWA_BEFORE_FIRST = 2018


class System(StrEnum):
    """The system that manages a tax; each has its own formats."""

    TAX = "tax"
    INSURANCE = "insurance"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment of one tax. `year` is the assessment's (賦課・相当年度), `demanded_on` the date of the 督促.

    Sums go from `min_yen` to `max_yen` in steps of `step_yen`.
    """

    tax: str
    year: int
    number: str
    due_on: date
    demanded_on: date | None
    system: System
    min_yen: int
    max_yen: int
    step_yen: int
    arrears: bool = False

    @property
    def key(self) -> tuple[str, int, str]:
        """Return what distinguishes the instalments of one person."""
        return self.tax, self.year, self.number


_FIXED, _CAR, _RESIDENT = "固定資産税・都市計画税", "軽自動車税（種別割）", "市県民税（普通徴収）"
_INSURANCE, _CARE = "国民健康保険税", "介護保険料"
_MAY, _JUNE = date(2026, 5, 20), date(2026, 6, 19)

OVERDUE = (
    Instalment(_FIXED, 2026, "1", date(2026, 4, 30), _MAY, System.TAX, 6_400, 92_000, 100),
    Instalment(_CAR, 2026, "1", date(2026, 6, 1), _JUNE, System.TAX, 2_000, 12_900, 100),
    # Assessed late for last year: it still counts as 現年 and is messaged.
    Instalment(_RESIDENT, 2025, "随時", date(2026, 4, 30), _MAY, System.TAX, 900, 58_000, 100),
    Instalment(_RESIDENT, 2026, "随時", date(2026, 6, 5), date(2026, 6, 25), System.TAX, 900, 41_000, 100),
    Instalment(_INSURANCE, 2026, "随時", date(2026, 6, 1), _JUNE, System.INSURANCE, 800, 64_000, 100),
    Instalment(_CARE, 2026, "1", date(2026, 4, 30), _MAY, System.CARE, 1_500, 9_800, 100),
)
NOT_YET = (
    Instalment(_RESIDENT, 2026, "1", date(2026, 6, 30), None, System.TAX, 4_000, 74_000, 1_000),
    Instalment(_FIXED, 2026, "2", date(2026, 7, 31), None, System.TAX, 6_400, 92_000, 100),
    Instalment(_INSURANCE, 2026, "1", date(2026, 7, 31), None, System.INSURANCE, 5_000, 48_000, 100),
    Instalment(_CAR, 2026, "随時", date(2026, 6, 8), date(2026, 6, 26), System.TAX, 2_000, 12_900, 100),
)
CARRIED_OVER = Instalment(
    _RESIDENT, 2024, "1", date(2024, 7, 1), date(2024, 7, 19), System.TAX, 8_000, 30_000, 1_000, arrears=True
)


def format_date(day: date | None, system: System) -> str:
    """Return a date as the system writes it; an empty text for None."""
    if day is None:
        return ""
    year = day.year - _REIWA_BEFORE_FIRST
    return {
        System.TAX: f"R{year}.{day.month}.{day.day}",
        System.INSURANCE: f"令和{year}年{day.month}月{day.day}日",
        System.CARE: f"{day:%Y/%m/%d}",
    }[system]


def format_sum(yen: int, system: System) -> str:
    """Return a sum as the system writes it; every system writes nothing owed as 0."""
    if yen == 0:
        return "0"
    return {System.TAX: f"{yen:,}", System.INSURANCE: f"{yen:,}円", System.CARE: str(yen)}[system]


def corrections(yen: int, system: System) -> frozenset[str]:
    """Return the corrections that an import makes to the dates and the sum of a row."""
    codes: set[str] = set() if system is System.CARE else {"date_era"}
    if (system is System.TAX and yen >= 1_000) or (system is System.INSURANCE and yen > 0):
        codes.add("amount_formatted")
    return frozenset(codes)
