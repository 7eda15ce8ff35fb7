"""The condition of each reason, for a person or for a single debt. True excludes."""

from collections.abc import Callable
from datetime import timedelta

from bot.model.campaigns import Intent
from bot.model.reasons import Excluded
from bot.rules.eligibility.facts import (
    EligibilityFacts,
    Instalment,
    JudgementBasis,
    compute_overdue_day,
    find_fiscal_year,
)
from bot.rules.intents import SOON_AFTER_DUE


def _has_paid_recently(facts: EligibilityFacts, basis: JudgementBasis) -> bool:
    since = basis.today - timedelta(days=basis.policy.recent_payment_days)
    return facts.last_paid_on is not None and facts.last_paid_on > since


def _has_too_few_calls(facts: EligibilityFacts, basis: JudgementBasis) -> bool:
    return "calls" in basis.columns and (facts.counted_calls or 0) < basis.policy.min_calls


def _number_is_stale(facts: EligibilityFacts, basis: JudgementBasis) -> bool:
    """Whether the number is too old. A blank day counts as too old if the list has the column."""
    months, day = basis.policy.number_max_age_months, facts.phone_obtained_on
    if months is None or "phone_obtained_on" not in basis.columns:
        return False
    return day is None or basis.today > compute_overdue_day(day, months)


def _was_contacted_recently(facts: EligibilityFacts, basis: JudgementBasis) -> bool:
    if facts.contacts_in_30_days >= basis.policy.contact_max_30_days:
        return True
    since = basis.now - timedelta(days=find_contact_gap(basis))
    return facts.last_contact_at is not None and facts.last_contact_at > since


def find_contact_gap(basis: JudgementBasis) -> int:
    """Return how many days must lie between two messages: fewer before a reminder of a promise."""
    return basis.policy.promise_gap_days if basis.intent is Intent.PROMISE_NEAR else basis.policy.contact_gap_days


def _has_no_near_promise(facts: EligibilityFacts, basis: JudgementBasis) -> bool:
    day = facts.promised_on
    return day is None or not timedelta() <= day - basis.today <= timedelta(days=basis.policy.promise_near_days)


def _is_not_yet_overdue(row: Instalment, basis: JudgementBasis) -> bool:
    if basis.intent in SOON_AFTER_DUE:
        return basis.today <= row.due_on
    return basis.today < compute_overdue_day(row.due_on, basis.policy.min_overdue_months)


def _is_of_other_year(row: Instalment, basis: JudgementBasis) -> bool:
    if row.fiscal_year is None:
        return False
    # From 1 April to 31 May two fiscal years are open (出納整理期間, 地方自治法235条の5).
    year = find_fiscal_year(basis.today)
    return row.fiscal_year != year and not (basis.today.month in (4, 5) and row.fiscal_year == year - 1)


def _is_others_number(facts: EligibilityFacts, basis: JudgementBasis) -> bool:
    return facts.changed_owner or (basis.policy.own_numbers_only and not facts.is_own_number)


PersonRule = Callable[[EligibilityFacts, JudgementBasis], bool]
RowRule = Callable[[Instalment, JudgementBasis], bool]

PERSON_RULES: dict[Excluded, PersonRule] = {
    Excluded.NOT_MOBILE: lambda facts, _: not facts.is_mobile,
    Excluded.SHARED_PHONE: lambda facts, _: facts.has_shared_number,
    Excluded.MERGED_PERSON: lambda facts, _: facts.is_left_out,
    Excluded.SUPPRESSED: lambda facts, _: facts.is_suppressed,
    Excluded.EXCLUDED_FLAG: lambda facts, _: facts.is_flagged,
    Excluded.HAS_ARREARS: lambda facts, _: any(row.arrears for row in facts.instalments),
    Excluded.RECENT_PAYMENT: _has_paid_recently,
    Excluded.PROMISE_OPEN: lambda facts, _: facts.has_open_promise,
    Excluded.TOO_FEW_CALLS: _has_too_few_calls,
    Excluded.NUMBER_STALE: _number_is_stale,
    Excluded.NOT_OWN_NUMBER: _is_others_number,
    Excluded.CONTACTED_RECENTLY: _was_contacted_recently,
    Excluded.NO_PROMISE: _has_no_near_promise,
    Excluded.NO_LETTER: lambda facts, basis: "letter_on" in basis.columns and facts.letter_on is None,
    Excluded.NOT_AFFECTED: lambda facts, _: facts.contacts_in_30_days == 0,
}
FOR_ALL_OF_A_NUMBER = frozenset(
    {Excluded.SUPPRESSED, Excluded.EXCLUDED_FLAG, Excluded.RECENT_PAYMENT, Excluded.PROMISE_OPEN}
)
"""Reasons that also exclude everybody who shares a number with the person."""
ROW_RULES: dict[Excluded, RowRule] = {
    Excluded.DUPLICATE_ROW: lambda row, _: row.is_repeated,
    Excluded.OTHER_FISCAL_YEAR: _is_of_other_year,
    Excluded.NOT_YET_OVERDUE: _is_not_yet_overdue,
    Excluded.NO_DEMAND_NOTICE: lambda row, basis: "demanded_on" in basis.columns and row.demanded_on is None,
    Excluded.PAID: lambda row, _: row.is_paid,
    Excluded.NOTICE_ISSUED: lambda row, _: row.demanded_on is not None,
}
