"""Eligibility facts: what is known about a taxpayer, and the basis of the judgement."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bot.model.campaigns import Intent
from bot.model.followups import FollowUpKind
from bot.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row of a list and the payments for it. None: the file does not say.

    `is_left_out`: the row was excluded when its list was last judged as a whole, usually at its import.
    """

    line: int
    due_on: date
    demanded_on: date | None
    amount: int | None
    arrears: bool | None
    fiscal_year: int | None
    is_repeated: bool
    paid_yen: int
    is_left_out: bool = False

    @property
    def is_paid(self) -> bool:
        """Whether it is paid. Payments that the list may include already count, too: in doubt, nobody is messaged."""
        if self.amount is None:
            return self.paid_yen > 0
        return self.amount <= 0 or self.paid_yen >= self.amount


@dataclass(frozen=True, slots=True)
class EligibilityFacts:
    """One taxpayer of a list, as known now. `promised_on`: the next promised day, None also for a
    promise without a day; `is_own_number`: the list does not name another owner; `changed_owner`: the provider says
    that the number has another holder than before.

    `has_shared_number`: other people have the number, and no user chose this person to get the message. `household`:
    the others, for a chosen person, and for everybody those to whom a newer list gives the number. `is_left_out`: the
    person is several of the list, and it is in doubt whether all of them may be messaged (services/renumbering).
    """

    recipient_id: int
    is_mobile: bool
    has_shared_number: bool
    is_suppressed: bool
    is_flagged: bool
    counted_calls: int | None
    has_open_promise: bool
    promised_on: date | None
    last_paid_on: date | None
    is_own_number: bool
    phone_obtained_on: date | None
    letter_on: date | None
    last_contact_at: datetime | None
    contacts_in_30_days: int
    instalments: tuple[Instalment, ...]
    household: tuple["EligibilityFacts", ...] = ()
    is_left_out: bool = False
    changed_owner: bool = False


@dataclass(frozen=True, slots=True)
class JudgementBasis:
    """The basis of a judgement: the policy, the intent, the time, and which data there is.

    `columns`: those of the list, and those for which the city imported data (calls, exclusions). `intent`: of the
    message, or the list of next steps on which the person would be.
    """

    policy: Policy
    columns: frozenset[str]
    intent: Intent | FollowUpKind
    today: date
    now: datetime


class NeededFacts(NamedTuple):
    """Which facts a judgement needs that only some policies use.

    `sums`: how much is owed, not only whether; `ages`: when a number was obtained. Without these facts more people are
    equal, and equal people are judged only once.
    """

    sums: bool
    ages: bool


def compute_overdue_day(due_on: date, months: int) -> date:
    """The first day on which a debt is that many months overdue: the same day, or the last day of a shorter month."""
    index = due_on.year * 12 + due_on.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(due_on.day, calendar.monthrange(year, month + 1)[1]))


def find_fiscal_year(day: date) -> int:
    """The fiscal year of a day; it begins on 1 April (地方自治法208条)."""
    return day.year if day.month >= 4 else day.year - 1
