"""The one judgement: who may be messaged now. The same function at import, at preview and inside the claim.

facts       what is known of a taxpayer at this moment, and what a judgement is made by
conditions  each reason's condition; which of them are asked is a matter of the intent (rules/intents)

Sources of the rules: the desk's practice (calls that counted, one month overdue, nobody with older arrears) and the
statutory notice that must come first; every number is a setting (bot/rules/policy.py).
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.model.campaigns import Intent
from bot.model.policy import Policy
from bot.model.reasons import Excluded, Held
from bot.rules.eligibility.conditions import FOR_ALL_OF_A_NUMBER, PERSON_RULES, ROW_RULES
from bot.rules.eligibility.facts import (
    EligibilityFacts,
    Instalment,
    JudgementBasis,
    NeededFacts,
    compute_overdue_day,
    find_fiscal_year,
)
from bot.rules.intents import RULES_BY_INTENT

__all__ = [
    "NEEDS", "EligibilityFacts", "Instalment", "JudgementBasis", "NeededFacts", "choose_reason", "compute_overdue_day",
    "convert_to_held", "find_fiscal_year", "find_household_reason", "find_needed_facts", "find_unjudged_rules",
    "is_eligible", "judge_rows",
]  # fmt: skip

Subject = TypeVar("Subject")

NEEDS: dict[Excluded, frozenset[str]] = {
    Excluded.EXCLUDED_FLAG: frozenset({"excluded"}),
    Excluded.HAS_ARREARS: frozenset({"arrears"}),
    Excluded.OTHER_FISCAL_YEAR: frozenset({"fiscal_year", "arrears"}),
    Excluded.NO_DEMAND_NOTICE: frozenset({"demanded_on"}),
    Excluded.TOO_FEW_CALLS: frozenset({"calls"}),
    Excluded.PROMISE_OPEN: frozenset({"promised_on"}),
    Excluded.NUMBER_STALE: frozenset({"phone_obtained_on"}),
    Excluded.NOT_OWN_NUMBER: frozenset({"relation"}),
    Excluded.NO_LETTER: frozenset({"letter_on"}),
    Excluded.NOTICE_ISSUED: frozenset({"demanded_on"}),
}
"""The columns of which a rule needs at least one. A rule without its column is named to a person."""

_RANK = {reason: place for place, reason in enumerate(Excluded)}
_PERSON = {
    intent: tuple((code, PERSON_RULES[code]) for code in Excluded if code in asked and code in PERSON_RULES)
    for intent, asked in RULES_BY_INTENT.items()
}
_HOUSEHOLD = {
    intent: tuple((code, rule) for code, rule in rules if code in FOR_ALL_OF_A_NUMBER)
    for intent, rules in _PERSON.items()
}
_ROW = {
    intent: tuple((code, ROW_RULES[code]) for code in Excluded if code in asked and code in ROW_RULES)
    for intent, asked in RULES_BY_INTENT.items()
}
"""The rules of each intent, in the order in which they are tried: made once, for hundreds of thousands are judged."""


def find_unjudged_rules(columns: frozenset[str], intent: Intent, policy: Policy) -> tuple[Excluded, ...]:
    """The rules that are asked and cannot be judged, for want of a column."""
    off = {
        rule
        for rule, is_on in (
            (Excluded.NUMBER_STALE, policy.number_max_age_months is not None),
            (Excluded.NOT_OWN_NUMBER, policy.own_numbers_only),
        )
        if not is_on
    }
    asked = RULES_BY_INTENT[intent] - off
    return tuple(rule for rule in Excluded if rule in asked and rule in NEEDS and not NEEDS[rule] & columns)


def find_needed_facts(basis: JudgementBasis) -> NeededFacts:
    """What this judgement asks of sums and ages."""
    return NeededFacts(sums=basis.policy.min_amount > 0, ages=basis.policy.number_max_age_months is not None)


def judge_rows(standing: EligibilityFacts, basis: JudgementBasis) -> dict[int, Excluded | None]:
    """For each row (by line): the first reason that keeps it out, or None."""
    rows = {row.line: _first(_ROW[basis.intent], row, basis) for row in standing.instalments}
    person = _first(_PERSON[basis.intent], standing, basis)
    for other in standing.household:
        person = _earlier(person, find_household_reason(other, basis))
    if _is_below((row for row in standing.instalments if not rows[row.line]), basis):
        person = _earlier(person, Excluded.BELOW_AMOUNT)
    if person is None:
        return rows
    return {line: _earlier(person, reason) for line, reason in rows.items()}


def find_household_reason(standing: EligibilityFacts, basis: JudgementBasis) -> Excluded | None:
    """What keeps everybody from being messaged who shares a number with this person: they would read it together."""
    return _first(_HOUSEHOLD[basis.intent], standing, basis)


def is_eligible(verdict: dict[int, Excluded | None]) -> bool:
    """Whether any row is left for which this person may be messaged."""
    return any(reason is None for reason in verdict.values())


def choose_reason(verdict: dict[int, Excluded | None]) -> Excluded:
    """The reason to name for a person of whom no row is left: the one that comes first in the order of reasons."""
    reasons = {reason for reason in verdict.values() if reason is not Excluded.DUPLICATE_ROW}
    return next((reason for reason in Excluded if reason in reasons), Excluded.DUPLICATE_ROW)


def convert_to_held(reason: Excluded) -> Held:
    """A reason as it is counted when it appears only at the moment of sending."""
    return Held(reason.value) if reason.value in {code.value for code in Held} else Held.DATA_STALE


def _first(
    rules: tuple[tuple[Excluded, Callable[[Subject, JudgementBasis], bool]], ...], of: Subject, basis: JudgementBasis
) -> Excluded | None:
    for code, holds in rules:
        if holds(of, basis):
            return code
    return None


def _earlier(one: Excluded | None, other: Excluded | None) -> Excluded | None:
    if one is None or other is None:
        return one or other
    return one if _RANK[one] <= _RANK[other] else other


def _is_below(owed: Iterable[Instalment], basis: JudgementBasis) -> bool:
    """Whether all of these rows together come to less than the minimum; a sum that is not known is not judged."""
    minimum = basis.policy.min_amount
    if not minimum or Excluded.BELOW_AMOUNT not in RULES_BY_INTENT[basis.intent]:
        return False
    sums = [None if row.amount is None else row.amount - row.paid_yen for row in owed]
    known = [amount for amount in sums if amount is not None]
    return bool(known) and len(known) == len(sums) and sum(known) < minimum
