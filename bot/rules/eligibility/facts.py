"""What is judged: a taxpayer's standing, and what a judgement is made by."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.model.campaigns import Intent
from bot.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row of a list, with what is known of its payment. None: the file does not say."""

    line: int
    due_on: date
    demanded_on: date | None
    amount: int | None
    arrears: bool | None
    fiscal_year: int | None
    repeated: bool
    paid_yen: int


@dataclass(frozen=True, slots=True)
class EligibilityFacts:
    """One taxpayer of a list, as known at this moment. `calls` are those that counted; `promised_on` is the next day
    for which a payment is promised, None also where no day was named; `own`: nothing says that the number is not.

    `shared`: somebody else has the number, and nobody has decided that this person gets its message; where
    somebody has, the others who have it are the `household`.
    """

    recipient_id: int
    mobile: bool
    shared: bool
    suppressed: bool
    flagged: bool
    calls: int | None
    promise_open: bool
    promised_on: date | None
    last_paid_on: date | None
    own: bool
    phone_obtained_on: date | None
    letter_on: date | None
    last_contact_at: datetime | None
    contacts_in_30_days: int
    instalments: tuple[Instalment, ...]
    household: tuple["EligibilityFacts", ...] = ()


@dataclass(frozen=True, slots=True)
class JudgementBasis:
    """What a judgement is made by: the rules' numbers, what the list and the city tell of, the day and the moment.

    `columns` are those that the list had, and those for which the city has data of its own (calls, exclusions).
    """

    policy: Policy
    columns: frozenset[str]
    intent: Intent
    today: date
    now: datetime


class NeededFacts(NamedTuple):
    """What a judgement asks beyond yes or no; what it does not ask need not tell two people apart.

    `sums`: how much is owed, and not only whether; `ages`: since when a number is known.
    """

    sums: bool
    ages: bool


def compute_overdue_day(due_on: date, months: int) -> date:
    """The first day on which a debt counts as so many months overdue, clipped to the month's end."""
    index = due_on.year * 12 + due_on.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(due_on.day, calendar.monthrange(year, month + 1)[1]))


def find_fiscal_year(day: date) -> int:
    """The fiscal year of a day: it begins on 1 April."""
    return day.year if day.month >= 4 else day.year - 1
