"""A judgement is written, read and replayed without a difference."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.campaigns import Intent
from bot.model.policy import Policy
from bot.model.reasons import Excluded
from bot.rules.eligibility import (
    EligibilityFacts,
    Instalment,
    JudgementBasis,
    choose_reason,
    is_eligible,
    judge_rows,
    select_debts,
)
from bot.rules.eligibility.recorded import NOBODY, read_basis, read_facts, write_basis, write_facts
from bot.rules.eligibility.replay import RuleAnswer, replay_judgement
from bot.rules.intents import RULES_BY_INTENT
from tests.rules.test_eligibility import BASIS, CLEAR, COLUMNS

NOW = BASIS.now
DAYS = st.dates(date(2026, 4, 1), date(2026, 8, 1))
MAYBE_DAYS = st.none() | DAYS
INSTALMENTS = st.builds(
    Instalment,
    line=st.integers(2, 9),
    due_on=DAYS,
    demanded_on=MAYBE_DAYS,
    amount=st.none() | st.integers(0, 3) | st.integers(900, 1100),
    arrears=st.none() | st.booleans(),
    fiscal_year=st.none() | st.sampled_from([2025, 2026]),
    is_repeated=st.booleans(),
    paid_yen=st.integers(0, 2),
    is_left_out=st.booleans(),
)


def make_facts(household: st.SearchStrategy[tuple[EligibilityFacts, ...]]) -> st.SearchStrategy[EligibilityFacts]:
    return st.builds(
        EligibilityFacts,
        recipient_id=st.just(NOBODY),
        is_mobile=st.booleans() | st.just(True),
        has_shared_number=st.booleans(),
        is_suppressed=st.booleans(),
        is_flagged=st.booleans(),
        counted_calls=st.none() | st.integers(0, 4),
        has_open_promise=st.booleans(),
        promised_on=MAYBE_DAYS,
        last_paid_on=MAYBE_DAYS,
        is_own_number=st.booleans(),
        phone_obtained_on=MAYBE_DAYS,
        letter_on=MAYBE_DAYS,
        last_contact_at=st.none() | st.datetimes(datetime(2026, 6, 20), datetime(2026, 7, 7), timezones=st.just(UTC)),  # noqa: DTZ001 - naive bounds
        contacts_in_30_days=st.integers(0, 3),
        instalments=st.lists(INSTALMENTS, min_size=1, max_size=3, unique_by=lambda row: row.line).map(tuple),
        household=household,
        is_left_out=st.booleans(),
        changed_owner=st.booleans(),
    )


FACTS = make_facts(st.lists(make_facts(st.just(())), max_size=2).map(tuple))
BASES = st.builds(
    JudgementBasis,
    policy=st.builds(
        Policy,
        min_calls=st.integers(0, 3),
        min_amount=st.sampled_from([0, 1000]),
        number_max_age_months=st.none() | st.integers(1, 3),
        own_numbers_only=st.booleans(),
        payment_channels_expected=st.sampled_from([(), ("銀行", "コンビニ")]),
    ),
    columns=st.frozensets(st.sampled_from(sorted(COLUMNS | {"phone_obtained_on", "letter_on"}))),
    intent=st.sampled_from(Intent),
    today=st.just(BASIS.today),
    now=st.just(NOW),
)
DEBTS = st.none() | st.frozensets(st.integers(2, 9), min_size=1)


@given(facts=FACTS)
def test_facts_are_read_as_they_were_written(facts: EligibilityFacts) -> None:
    assert read_facts(write_facts(facts)) == facts


@given(basis=BASES)
def test_a_basis_is_read_as_it_was_written(basis: JudgementBasis) -> None:
    assert read_basis(write_basis(basis), basis.today, basis.now) == basis


@given(facts=FACTS, basis=BASES, debts=DEBTS)
def test_a_replay_has_the_reason_of_the_judgement_and_every_rule_of_the_intent(
    facts: EligibilityFacts, basis: JudgementBasis, debts: frozenset[int] | None
) -> None:
    verdict = judge_rows(facts, basis)
    verdict = verdict if debts is None else select_debts(verdict, debts)
    found = replay_judgement(facts, basis, debts)
    assert found.reason is (None if is_eligible(verdict) else choose_reason(verdict))
    assert {one.rule for one in found.rules} == RULES_BY_INTENT[basis.intent]
    assert [one.rule for one in found.rules] == [rule for rule in Excluded if rule in RULES_BY_INTENT[basis.intent]]


@given(facts=FACTS, basis=BASES, debts=DEBTS)
def test_a_rule_that_applies_is_the_reason_for_not_sending(
    facts: EligibilityFacts, basis: JudgementBasis, debts: frozenset[int] | None
) -> None:
    found = replay_judgement(facts, basis, debts)
    applying = {one.rule for one in found.rules if one.answer in (RuleAnswer.EXCLUDES, RuleAnswer.EXCLUDES_NUMBER)}
    if applying:
        assert found.reason is not None
    if found.reason is not None:
        answers = {one.rule: one.answer for one in found.rules}
        assert answers[found.reason] not in (RuleAnswer.PASSES, RuleAnswer.NOT_CHECKED)


def test_facts_name_nobody_and_are_short() -> None:
    text = write_facts(CLEAR)
    assert "recipient" not in text
    assert len(text) < 200


def test_a_setting_of_another_version_does_not_keep_a_basis_from_being_read() -> None:
    text = write_basis(BASIS)
    newer = text.replace('"policy":{', '"policy":{"setting_to_come":1,')
    older = text.replace('"min_calls":2,', "")
    assert newer != text != older
    for one in (newer, older):
        assert read_basis(one, BASIS.today, BASIS.now) == BASIS


@pytest.mark.parametrize("text", ["", "{}", "[]"])
def test_facts_that_are_none_are_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_facts(text)
