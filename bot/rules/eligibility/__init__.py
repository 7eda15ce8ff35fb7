"""Eligibility: who may be messaged now. Import, preview, submission, approval and the claim call the same function.

So do the lists of next steps: whom to call, whom to write to, whose number to research.

facts       what is known about a taxpayer now, and the basis of the judgement
conditions  the condition of each reason; the intent selects which of them apply (rules/intents)
recorded    facts and basis as they are recorded with a message
replay      a judgement, rule by rule

The rules are the office's practice (counted calls, one month overdue, no older arrears); the statutory notice (督促,
地方税法329条) comes before a message. Every number is a setting (bot/model/policy.py).
"""

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from bot.model.campaigns import Intent
from bot.model.followups import FollowUpKind
from bot.model.policy import Policy
from bot.model.reasons import Excluded, Held
from bot.rules.eligibility.conditions import FOR_ALL_OF_A_NUMBER, PERSON_RULES, ROW_RULES, find_contact_gap
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
    "convert_to_held", "find_contact_gap", "find_fiscal_year", "find_household_reason", "find_needed_facts",
    "find_unjudged_rules", "is_below_minimum", "is_eligible", "judge_rows", "select_debts",
]  # fmt: skip

Subject = TypeVar("Subject")

NEEDS: dict[Excluded, frozenset[str]] = {
    Excluded.EXCLUDED_FLAG: frozenset({"excluded"}),
    Excluded.HAS_ARREARS: frozenset({"arrears"}),
    Excluded.OTHER_FISCAL_YEAR: frozenset({"fiscal_year", "arrears"}),
    Excluded.NO_DEMAND_NOTICE: frozenset({"demanded_on"}),
    Excluded.PAID: frozenset({"amount"}),
    Excluded.TOO_FEW_CALLS: frozenset({"calls"}),
    Excluded.PROMISE_OPEN: frozenset({"promised_on"}),
    Excluded.NUMBER_STALE: frozenset({"phone_obtained_on"}),
    Excluded.NOT_OWN_NUMBER: frozenset({"relation"}),
    Excluded.NO_LETTER: frozenset({"letter_on"}),
    Excluded.NOTICE_ISSUED: frozenset({"demanded_on"}),
}
"""The columns of which a rule needs at least one. A user must confirm a list that lacks them."""

_ORDER = {reason: position for position, reason in enumerate(Excluded)}
_PERSON_RULES = {
    intent: tuple((code, PERSON_RULES[code]) for code in Excluded if code in codes and code in PERSON_RULES)
    for intent, codes in RULES_BY_INTENT.items()
}
_HOUSEHOLD_RULES = {
    intent: tuple((code, rule) for code, rule in rules if code in FOR_ALL_OF_A_NUMBER)
    for intent, rules in _PERSON_RULES.items()
}
_ROW_RULES = {
    intent: tuple((code, ROW_RULES[code]) for code in Excluded if code in codes and code in ROW_RULES)
    for intent, codes in RULES_BY_INTENT.items()
}
"""The rules of each intent in the order of `Excluded`: computed once, because hundreds of thousands are judged."""


def find_unjudged_rules(columns: frozenset[str], intent: Intent | FollowUpKind, policy: Policy) -> tuple[Excluded, ...]:
    """The rules of an intent that cannot be judged because the list lacks the column."""
    off = {
        rule
        for rule, is_on in (
            (Excluded.NUMBER_STALE, policy.number_max_age_months is not None),
            (Excluded.NOT_OWN_NUMBER, policy.own_numbers_only),
        )
        if not is_on
    }
    codes = RULES_BY_INTENT[intent] - off
    return tuple(rule for rule in Excluded if rule in codes and rule in NEEDS and not NEEDS[rule] & columns)


def find_needed_facts(basis: JudgementBasis) -> NeededFacts:
    """Which of the facts that only some policies use this judgement needs."""
    return NeededFacts(sums=basis.policy.min_amount > 0, ages=basis.policy.number_max_age_months is not None)


def judge_rows(facts: EligibilityFacts, basis: JudgementBasis) -> dict[int, Excluded | None]:
    """For each row (by line): the first reason that excludes it, or None."""
    rows = {row.line: _find_first_reason(_ROW_RULES[basis.intent], row, basis) for row in facts.instalments}
    person = _find_first_reason(_PERSON_RULES[basis.intent], facts, basis)
    for other in facts.household:
        person = _choose_earlier(person, find_household_reason(other, basis))
    if _is_below((row for row in facts.instalments if not rows[row.line]), basis):
        person = _choose_earlier(person, Excluded.BELOW_AMOUNT)
    if person is None:
        return rows
    return {line: _choose_earlier(person, reason) for line, reason in rows.items()}


def is_below_minimum(facts: EligibilityFacts, basis: JudgementBasis) -> bool:
    """Whether what a person owes in the rows that no rule of a row takes out is below the minimum."""
    rules = _ROW_RULES[basis.intent]
    return _is_below((row for row in facts.instalments if not _find_first_reason(rules, row, basis)), basis)


def find_household_reason(facts: EligibilityFacts, basis: JudgementBasis) -> Excluded | None:
    """Why nobody who has the same number may be messaged (this person would read it, too), or None if they may."""
    return _find_first_reason(_HOUSEHOLD_RULES[basis.intent], facts, basis)


def is_eligible(verdict: dict[int, Excluded | None]) -> bool:
    """Whether the person may be messaged for at least one row."""
    return any(reason is None for reason in verdict.values())


def choose_reason(verdict: dict[int, Excluded | None]) -> Excluded:
    """The reason to show for a person without an eligible row: the first by the order of `Excluded`."""
    reasons = {reason for reason in verdict.values() if reason is not Excluded.DUPLICATE_ROW}
    return next((reason for reason in Excluded if reason in reasons), Excluded.DUPLICATE_ROW)


def select_debts(verdict: dict[int, Excluded | None], debts: Collection[int]) -> dict[int, Excluded | None]:
    """The part of a verdict about these debts (lines); all of it, if it has none of them.

    A debt that a message is not about must not speak for it: neither give its reason, nor let it be sent.
    """
    return {line: reason for line, reason in verdict.items() if line in debts} or verdict


def convert_to_held(reason: Excluded) -> Held:
    """The reason for holding a message that became ineligible after its approval."""
    return Held(reason.value) if reason.value in {code.value for code in Held} else Held.DATA_STALE


def _find_first_reason(
    rules: tuple[tuple[Excluded, Callable[[Subject, JudgementBasis], bool]], ...],
    subject: Subject,
    basis: JudgementBasis,
) -> Excluded | None:
    for code, holds in rules:
        if holds(subject, basis):
            return code
    return None


def _choose_earlier(one: Excluded | None, other: Excluded | None) -> Excluded | None:
    if one is None or other is None:
        return one or other
    return one if _ORDER[one] <= _ORDER[other] else other


def _is_below(owed: Iterable[Instalment], basis: JudgementBasis) -> bool:
    """Whether the rows together are below the minimum; False if the amount of a row is unknown."""
    minimum = basis.policy.min_amount
    if not minimum or Excluded.BELOW_AMOUNT not in RULES_BY_INTENT[basis.intent]:
        return False
    sums = [None if row.amount is None else row.amount - row.paid_yen for row in owed]
    known = [amount for amount in sums if amount is not None]
    return bool(known) and len(known) == len(sums) and sum(known) < minimum
