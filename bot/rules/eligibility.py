"""The one judgement: who may be messaged now. The same function at import, at preview and inside the claim.

Sources of the rules: the desk's practice (calls that counted, one month overdue, nobody with older arrears) and the
statutory notice that must come first; every number is a setting (bot/rules/policy.py).
"""

import calendar
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.rules.policy import Policy
from bot.rules.reasons import Excluded, Held
from bot.rules.templates import Intent


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
class Standing:
    """One taxpayer of a list, as known at this moment."""

    recipient_id: int
    mobile: bool
    shared: bool
    flagged: bool
    calls: int | None
    promise_open: bool
    last_paid_on: date | None
    last_contact_at: datetime | None
    contacts_in_30_days: int
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a judgement is made by: the rules' numbers, the columns that the list had, the day and the moment."""

    policy: Policy
    columns: frozenset[str]
    intent: Intent
    today: date
    now: datetime


NEEDS: dict[Excluded, frozenset[str]] = {
    Excluded.EXCLUDED_FLAG: frozenset({"excluded"}),
    Excluded.HAS_ARREARS: frozenset({"arrears"}),
    Excluded.OTHER_FISCAL_YEAR: frozenset({"fiscal_year", "arrears"}),
    Excluded.NO_DEMAND_NOTICE: frozenset({"demanded_on"}),
    Excluded.TOO_FEW_CALLS: frozenset({"calls"}),
    Excluded.PROMISE_OPEN: frozenset({"promised_on"}),
}
"""The columns of which a rule needs at least one. A rule without its column is named to a person."""

_NOT_ASKED: dict[Intent, frozenset[Excluded]] = {
    Intent.CALL_BACK: frozenset(),
    Intent.LETTER_POSTED: frozenset({Excluded.TOO_FEW_CALLS}),
}


def unjudged(columns: frozenset[str], intent: Intent) -> tuple[Excluded, ...]:
    """The rules that cannot be judged, for want of a column."""
    return tuple(
        rule for rule in Excluded if rule in NEEDS and not NEEDS[rule] & columns and rule not in _NOT_ASKED[intent]
    )


def judge(standing: Standing, basis: Basis) -> dict[int, Excluded | None]:
    """For each row (by line): the first reason that keeps it out, or None."""
    of_row = {row.line: set(_of_row(row, basis)) for row in standing.instalments}
    whole = set(_of_taxpayer(standing, basis))
    if _is_below([row for row in standing.instalments if not of_row[row.line]], basis.policy.min_amount):
        whole.add(Excluded.BELOW_AMOUNT)
    return {
        line: next((reason for reason in Excluded if reason in whole | reasons), None)
        for line, reasons in of_row.items()
    }


def eligible(verdict: dict[int, Excluded | None]) -> bool:
    """Whether any row is left for which this person may be messaged."""
    return any(reason is None for reason in verdict.values())


def why_not(verdict: dict[int, Excluded | None]) -> Excluded:
    """The reason to name for a person of whom no row is left: the one that comes first in the order of reasons."""
    reasons = {reason for reason in verdict.values() if reason is not Excluded.DUPLICATE_ROW}
    return next((reason for reason in Excluded if reason in reasons), Excluded.DUPLICATE_ROW)


def held(reason: Excluded) -> Held:
    """A reason as it is counted when it appears only at the moment of sending."""
    return Held(reason.value) if reason.value in {code.value for code in Held} else Held.DATA_STALE


def overdue_from(due_on: date, months: int) -> date:
    """The first day on which a debt counts as so many months overdue, clipped to the month's end."""
    index = due_on.year * 12 + due_on.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(due_on.day, calendar.monthrange(year, month + 1)[1]))


def fiscal_year(day: date) -> int:
    """The fiscal year of a day: it begins on 1 April."""
    return day.year if day.month >= 4 else day.year - 1


def _of_taxpayer(standing: Standing, basis: Basis) -> Iterator[Excluded]:
    policy = basis.policy
    gap_start = basis.now - timedelta(days=policy.contact_gap_days)
    paid_since = basis.today - timedelta(days=policy.recent_payment_days)
    tests: tuple[tuple[Excluded, Callable[[], bool]], ...] = (
        (Excluded.NOT_MOBILE, lambda: not standing.mobile),
        (Excluded.SHARED_PHONE, lambda: standing.shared),
        (Excluded.EXCLUDED_FLAG, lambda: standing.flagged),
        (Excluded.HAS_ARREARS, lambda: any(row.arrears for row in standing.instalments)),
        (Excluded.RECENT_PAYMENT, lambda: standing.last_paid_on is not None and standing.last_paid_on > paid_since),
        (Excluded.PROMISE_OPEN, lambda: standing.promise_open),
        (Excluded.TOO_FEW_CALLS, lambda: "calls" in basis.columns and (standing.calls or 0) < policy.min_calls),
        (
            Excluded.CONTACTED_RECENTLY,
            lambda: (
                (standing.last_contact_at is not None and standing.last_contact_at > gap_start)
                or standing.contacts_in_30_days >= policy.contact_max_30_days
            ),
        ),
    )
    return (code for code, holds in tests if code not in _NOT_ASKED[basis.intent] and holds())


def _of_row(row: Instalment, basis: Basis) -> Iterator[Excluded]:
    tests: tuple[tuple[Excluded, bool], ...] = (
        (Excluded.DUPLICATE_ROW, row.repeated),
        (Excluded.OTHER_FISCAL_YEAR, _of_another_year(row, basis.today)),
        (Excluded.NOT_YET_OVERDUE, basis.today < overdue_from(row.due_on, basis.policy.min_overdue_months)),
        (Excluded.NO_DEMAND_NOTICE, "demanded_on" in basis.columns and row.demanded_on is None),
        (Excluded.PAID, _is_paid(row)),
    )
    return (code for code, holds in tests if holds)


def _of_another_year(row: Instalment, today: date) -> bool:
    if row.fiscal_year is None:
        return False
    # 1 April to 31 May hold two fiscal years (出納整理期間).
    current = {fiscal_year(today)} | ({fiscal_year(today) - 1} if today.month in (4, 5) else set())
    return row.fiscal_year not in current


def _is_paid(row: Instalment) -> bool:
    """All payments count, also those that the list may have known: better one reminder too few than one too many."""
    if row.amount is None:
        return row.paid_yen > 0
    return row.amount <= 0 or row.paid_yen >= row.amount


def _is_below(owed: Sequence[Instalment], minimum: int) -> bool:
    """Whether all of these rows together come to less than the minimum; a sum that is not known is not judged."""
    if not minimum or any(row.amount is None for row in owed):
        return False
    return sum((row.amount or 0) - row.paid_yen for row in owed) < minimum
