"""A judgement, rule by rule: what each rule of an intent says of a person, and from which facts.

It is made of the same conditions as the judgement itself (`judge_rows`), so that the two cannot differ.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.model.messages import MessageState
from bot.model.person_records import PersonRecord
from bot.model.reasons import Excluded, Held
from bot.rules import eligibility
from bot.rules.eligibility.conditions import FOR_ALL_OF_A_NUMBER, PERSON_RULES, ROW_RULES
from bot.rules.eligibility.facts import EligibilityFacts, JudgementBasis, compute_overdue_day, find_fiscal_year
from bot.rules.intents import RULES_BY_INTENT, SOON_AFTER_DUE

Evidence = Mapping[str, int | bool | str | date | datetime | None]


class RuleAnswer(StrEnum):
    """What a rule says of a person."""

    PASSES = "passes"
    EXCLUDES_ROWS = "excludes_rows"
    """it takes out some of their rows, but not all"""
    EXCLUDES = "excludes"
    EXCLUDES_NUMBER = "excludes_number"
    """it applies to somebody else who has the same number"""
    NOT_CHECKED = "not_checked"
    """the city's data has not what the rule needs, or no setting asks for it"""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule: its answer, the rows (lines) that it takes out, and the facts that it looked at."""

    rule: Excluded
    answer: RuleAnswer
    lines: tuple[int, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Replay:
    """A judgement. `reason`: the first reason for which nothing is sent, or None."""

    reason: Excluded | None
    rules: tuple[RuleResult, ...]


def replay_judgement(facts: EligibilityFacts, basis: JudgementBasis, debts: Collection[int] | None) -> Replay:
    """Judge a person as a claim does, and give the answer of each rule. `debts`: the lines that a message is about."""
    verdict = eligibility.judge_rows(facts, basis)
    if debts is not None:
        verdict = eligibility.select_debts(verdict, debts)
    reason = None if eligibility.is_eligible(verdict) else eligibility.choose_reason(verdict)
    unjudged = eligibility.find_unjudged_rules(basis.columns, basis.intent, basis.policy)
    off = {
        rule
        for rule, is_off in (
            (Excluded.NUMBER_STALE, basis.policy.number_max_age_months is None),
            (Excluded.BELOW_AMOUNT, not basis.policy.min_amount),
        )
        if is_off
    }
    lines = tuple(line for line in verdict)
    return Replay(
        reason,
        tuple(
            _answer_rule(rule, facts, basis, lines, is_checked=rule not in off and rule not in unjudged)
            for rule in Excluded
            if rule in RULES_BY_INTENT[basis.intent]
        ),
    )


def _answer_rule(
    rule: Excluded, facts: EligibilityFacts, basis: JudgementBasis, lines: Collection[int], *, is_checked: bool
) -> RuleResult:
    found: tuple[int, ...] = ()
    if rule in ROW_RULES:
        found = tuple(row.line for row in facts.instalments if row.line in lines and ROW_RULES[rule](row, basis))
        answer = RuleAnswer.EXCLUDES_ROWS if found else RuleAnswer.PASSES
        if found and len(found) == len(lines):
            answer = RuleAnswer.EXCLUDES
    elif rule is Excluded.BELOW_AMOUNT:
        answer = RuleAnswer.EXCLUDES if eligibility.is_below_minimum(facts, basis) else RuleAnswer.PASSES
    else:
        answer = RuleAnswer.EXCLUDES if PERSON_RULES[rule](facts, basis) else RuleAnswer.PASSES
    if answer is RuleAnswer.PASSES and rule in FOR_ALL_OF_A_NUMBER and _applies_to_others(rule, facts, basis):
        answer = RuleAnswer.EXCLUDES_NUMBER
    if answer is RuleAnswer.PASSES and not is_checked:
        answer = RuleAnswer.NOT_CHECKED
    return RuleResult(rule, answer, found, _find_evidence(rule, facts, basis))


def _applies_to_others(rule: Excluded, facts: EligibilityFacts, basis: JudgementBasis) -> bool:
    return any(PERSON_RULES[rule](other, basis) for other in facts.household)


def _find_evidence(rule: Excluded, facts: EligibilityFacts, basis: JudgementBasis) -> Evidence:
    """Return the facts of a rule by name, with the number of its setting."""
    policy = basis.policy
    match rule:
        case Excluded.SUPPRESSED | Excluded.EXCLUDED_FLAG:
            return {"others": len(facts.household)}
        case Excluded.OTHER_FISCAL_YEAR:
            return {"year": find_fiscal_year(basis.today)}
        case Excluded.NOT_YET_OVERDUE:
            return _find_overdue(facts, basis)
        case Excluded.PAID:
            return {"paid": sum(row.paid_yen for row in facts.instalments)}
        case Excluded.RECENT_PAYMENT:
            return {"paid_on": facts.last_paid_on, "days": policy.recent_payment_days, "others": len(facts.household)}
        case Excluded.BELOW_AMOUNT:
            return {"minimum": policy.min_amount}
        case Excluded.PROMISE_OPEN:
            known = {"is_open": facts.has_open_promise, "promised_on": facts.promised_on}
            return {**known, "others": len(facts.household)}
        case Excluded.TOO_FEW_CALLS:
            return {"calls": facts.counted_calls, "minimum": policy.min_calls}
        case Excluded.NUMBER_STALE:
            return {"obtained_on": facts.phone_obtained_on, "months": policy.number_max_age_months}
        case Excluded.NOT_OWN_NUMBER:
            return {"is_own": facts.is_own_number, "changed_owner": facts.changed_owner}
        case Excluded.CONTACTED_RECENTLY:
            return _find_contacts(facts, basis)
        case Excluded.NO_PROMISE:
            return {"promised_on": facts.promised_on, "days": policy.promise_near_days}
        case Excluded.NO_LETTER:
            return {"letter_on": facts.letter_on}
        case Excluded.NOT_AFFECTED:
            return {"contacts": facts.contacts_in_30_days}
        case _:
            return {}


def _find_overdue(facts: EligibilityFacts, basis: JudgementBasis) -> Evidence:
    """Return the first day on which the oldest debt counts as overdue."""
    oldest = min((row.due_on for row in facts.instalments), default=None)
    if oldest is None:
        return {"overdue_on": None, "months": 0}
    if basis.intent in SOON_AFTER_DUE:
        return {"overdue_on": oldest + timedelta(days=1), "months": 0}
    months = basis.policy.min_overdue_months
    return {"overdue_on": compute_overdue_day(oldest, months), "months": months}


def _find_contacts(facts: EligibilityFacts, basis: JudgementBasis) -> Evidence:
    return {
        "contact_at": facts.last_contact_at,
        "contacts": facts.contacts_in_30_days,
        "days": eligibility.find_contact_gap(basis),
        "most": basis.policy.contact_max_30_days,
    }


class JudgedAt(StrEnum):
    """When a message was judged."""

    SUBMITTED = "submitted"
    CLAIMED = "claimed"
    HELD = "held"
    """at a claim, which held it"""
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement of a message, replayed. `recorded`: the reason for holding it that was stored, if it was held.

    `facts`, `basis` and `replay`: None where nothing was judged, or an older version did not record it.
    """

    step: JudgedAt
    at: datetime
    recorded: Held | None
    facts: EligibilityFacts | None = None
    basis: JudgementBasis | None = None
    replay: Replay | None = None

    @property
    def fits(self) -> bool:
        """Whether the replay has the result that was recorded; True where there is nothing to compare."""
        if self.replay is None or self.step is JudgedAt.NOW:
            return True
        found = None if self.replay.reason is None else eligibility.convert_to_held(self.replay.reason)
        return found is self.recorded


@dataclass(frozen=True, slots=True)
class PersonWhy:
    """Why the person of a message was, or was not, messaged. `judgements`: in order; the last one is that of now.

    `records`: what is known of the person now, with its days.
    """

    ref: str
    campaign_id: int
    state: MessageState
    judgements: tuple[Judgement, ...]
    records: tuple[PersonRecord, ...] = ()
