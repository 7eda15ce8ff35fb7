"""Eligibility at its boundaries."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.campaigns import Intent
from bot.model.followups import FollowUpKind
from bot.model.policy import Policy
from bot.model.reasons import Excluded, Held
from bot.rules.eligibility import (
    EligibilityFacts,
    Instalment,
    JudgementBasis,
    NeededFacts,
    choose_reason,
    compute_overdue_day,
    convert_to_held,
    find_fiscal_year,
    find_needed_facts,
    find_unjudged_rules,
    is_eligible,
    judge_rows,
    select_debts,
)
from bot.rules.eligibility.conditions import PERSON_RULES, ROW_RULES
from bot.rules.intents import RULES_BY_INTENT, find_offered_intents
from tests.tables import list_cases

NOW = datetime(2026, 7, 7, 1, 0, tzinfo=UTC)
COLUMNS = frozenset({"amount", "excluded", "arrears", "fiscal_year", "demanded_on", "calls", "promised_on", "relation"})
BASIS = JudgementBasis(Policy(), COLUMNS, Intent.CALL_BACK, date(2026, 7, 7), NOW)
ROW = Instalment(
    line=1,
    due_on=date(2026, 5, 31),
    demanded_on=date(2026, 6, 19),
    amount=30_000,
    arrears=False,
    fiscal_year=2026,
    is_repeated=False,
    paid_yen=0,
)
CLEAR = EligibilityFacts(
    recipient_id=1,
    is_mobile=True,
    has_shared_number=False,
    is_suppressed=False,
    is_flagged=False,
    counted_calls=2,
    has_open_promise=False,
    promised_on=None,
    last_paid_on=None,
    is_own_number=True,
    phone_obtained_on=None,
    letter_on=None,
    last_contact_at=None,
    contacts_in_30_days=0,
    instalments=(ROW,),
)


TODAY = BASIS.today


def find_reason(**changes: Any) -> Excluded | None:
    """Find the reason that excludes a person with one row. `changes`: fields of the row, the person and the basis."""

    def change(part: Any) -> Any:
        return replace(part, **{name: changes.pop(name) for name in set(changes) if hasattr(part, name)})

    row, person, basis = change(ROW), change(CLEAR), change(BASIS)
    assert not changes
    return judge_rows(replace(person, instalments=(row,)), basis)[1]


def test_a_person_without_a_reason_is_eligible() -> None:
    assert find_reason() is None


@pytest.mark.parametrize(
    ("due", "today", "reason"),
    [
        (date(2026, 6, 7), date(2026, 7, 7), None),
        (date(2026, 6, 8), date(2026, 7, 7), Excluded.NOT_YET_OVERDUE),
        (date(2026, 5, 31), date(2026, 6, 29), Excluded.NOT_YET_OVERDUE),
        (date(2026, 5, 31), date(2026, 6, 30), None),
        (date(2026, 1, 31), date(2026, 2, 28), None),
        (date(2027, 8, 1), date(2026, 7, 7), Excluded.NOT_YET_OVERDUE),
    ],
)
def test_a_debt_is_overdue_from_the_same_day_of_the_next_month(due: date, today: date, reason: Excluded | None) -> None:
    assert find_reason(today=today, due_on=due, fiscal_year=None) is reason


@pytest.mark.parametrize(
    ("due", "months", "first"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
        (date(2026, 5, 31), 12, date(2027, 5, 31)),
    ],
)
def test_the_overdue_day_is_limited_to_the_end_of_the_month(due: date, months: int, first: date) -> None:
    assert compute_overdue_day(due, months) == first


@given(due=st.dates(date(2000, 1, 1), date(2090, 1, 1)), months=st.integers(0, 24))
def test_the_overdue_day_is_never_too_early(due: date, months: int) -> None:
    first = compute_overdue_day(due, months)
    assert (first.year * 12 + first.month) - (due.year * 12 + due.month) == months
    assert first.day == due.day or (first + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("reason", "debt"),
    list_cases(
        (None, (30_000, 29_999), (30_000, -30_000), (None, 0)),
        (Excluded.PAID, (30_000, 30_000), (30_000, 40_000), (0, 0), (None, 1)),
    ),
)
def test_a_debt_is_paid_if_all_of_it_is_paid(reason: Excluded | None, debt: tuple[int | None, int]) -> None:
    assert find_reason(amount=debt[0], paid_yen=debt[1]) is reason


@pytest.mark.parametrize(("days", "reason"), [(0, Excluded.RECENT_PAYMENT), (13, Excluded.RECENT_PAYMENT), (14, None)])
def test_a_person_is_excluded_for_fourteen_days_after_a_payment(days: int, reason: Excluded | None) -> None:
    assert find_reason(last_paid_on=TODAY - timedelta(days=days)) is reason


@pytest.mark.parametrize(
    ("reason", "ago"),
    list_cases(
        (Excluded.CONTACTED_RECENTLY, timedelta(0), timedelta(days=7) - timedelta(seconds=1)),
        (None, timedelta(days=7)),
    ),
)
def test_a_person_is_excluded_for_seven_days_after_a_message(reason: Excluded | None, ago: timedelta) -> None:
    assert find_reason(last_contact_at=NOW - ago) is reason


@pytest.mark.parametrize(("contacts", "reason"), [(1, None), (2, Excluded.CONTACTED_RECENTLY)])
def test_a_person_is_excluded_after_two_messages_in_thirty_days(contacts: int, reason: Excluded | None) -> None:
    assert find_reason(contacts_in_30_days=contacts) is reason


@pytest.mark.parametrize(
    ("today", "year", "reason"),
    [
        (date(2026, 3, 31), 2025, None),
        (date(2026, 4, 1), 2025, None),
        (date(2026, 5, 31), 2025, None),
        (date(2026, 6, 1), 2025, Excluded.OTHER_FISCAL_YEAR),
        (date(2026, 6, 1), 2026, None),
        (date(2026, 5, 31), 2024, Excluded.OTHER_FISCAL_YEAR),
        (date(2026, 6, 1), 2027, Excluded.OTHER_FISCAL_YEAR),
        (date(2026, 6, 1), None, None),
    ],
)
def test_two_fiscal_years_are_open_in_april_and_may(today: date, year: int | None, reason: Excluded | None) -> None:
    assert find_reason(today=today, fiscal_year=year, due_on=date(2025, 1, 31)) is reason
    assert find_fiscal_year(date(2026, 3, 31)) == 2025


@pytest.mark.parametrize(("calls", "reason"), [(None, Excluded.TOO_FEW_CALLS), (1, Excluded.TOO_FEW_CALLS), (2, None)])
def test_calls_are_required_if_there_is_data_about_calls(calls: int | None, reason: Excluded | None) -> None:
    assert find_reason(counted_calls=calls) is reason
    assert find_reason(counted_calls=calls, columns=frozenset()) is None


def test_the_letter_intent_requires_no_calls() -> None:
    letter = {"intent": Intent.LETTER_POSTED, "counted_calls": 0}
    assert find_reason(**letter) is None
    assert find_reason(**letter, has_open_promise=True) is Excluded.PROMISE_OPEN
    assert Excluded.TOO_FEW_CALLS not in find_unjudged_rules(frozenset(), Intent.LETTER_POSTED, Policy())


def test_older_arrears_in_one_row_exclude_the_person() -> None:
    person = replace(CLEAR, instalments=(ROW, replace(ROW, line=2, arrears=True), replace(ROW, line=3, arrears=None)))
    assert set(judge_rows(person, BASIS).values()) == {Excluded.HAS_ARREARS}


def test_a_person_with_one_eligible_row_is_eligible() -> None:
    person = replace(CLEAR, instalments=(replace(ROW, paid_yen=30_000), replace(ROW, line=2)))
    verdict = judge_rows(person, BASIS)
    assert verdict == {1: Excluded.PAID, 2: None}
    assert is_eligible(verdict)


def test_the_reason_of_a_person_is_the_first_except_duplicate_row() -> None:
    rows = (
        replace(ROW, line=1, paid_yen=30_000),
        replace(ROW, line=2, due_on=date(2026, 7, 1)),
        replace(ROW, line=3, is_repeated=True),
    )
    assert choose_reason(judge_rows(replace(CLEAR, instalments=rows), BASIS)) is Excluded.NOT_YET_OVERDUE
    assert choose_reason(judge_rows(replace(CLEAR, instalments=rows[2:]), BASIS)) is Excluded.DUPLICATE_ROW


def test_only_the_debts_that_a_message_is_about_speak() -> None:
    rows = (replace(ROW, paid_yen=30_000), replace(ROW, line=2, due_on=date(2026, 7, 1)), replace(ROW, line=3))
    verdict = judge_rows(replace(CLEAR, instalments=rows), BASIS)
    assert select_debts(verdict, (1,)) == {1: Excluded.PAID}
    assert not is_eligible(select_debts(verdict, (1, 2)))
    assert select_debts(verdict, ()) == verdict


CHANGES: dict[Excluded, dict[str, Any]] = {
    Excluded.NOT_MOBILE: {"is_mobile": False},
    Excluded.SHARED_PHONE: {"has_shared_number": True},
    Excluded.EXCLUDED_FLAG: {"is_flagged": True},
    Excluded.RECENT_PAYMENT: {"last_paid_on": TODAY},
    Excluded.PROMISE_OPEN: {"has_open_promise": True},
    Excluded.TOO_FEW_CALLS: {"counted_calls": 0},
    Excluded.CONTACTED_RECENTLY: {"last_contact_at": NOW},
    Excluded.DUPLICATE_ROW: {"is_repeated": True},
    Excluded.HAS_ARREARS: {"arrears": True},
    Excluded.OTHER_FISCAL_YEAR: {"fiscal_year": 2020},
    Excluded.NOT_YET_OVERDUE: {"due_on": date(2026, 7, 1)},
    Excluded.NO_DEMAND_NOTICE: {"demanded_on": None},
    Excluded.PAID: {"paid_yen": 30_000},
    Excluded.BELOW_AMOUNT: {"amount": 999},
}


@given(reasons=st.sets(st.sampled_from(list(CHANGES)), min_size=1))
def test_the_first_of_several_reasons_is_chosen(reasons: set[Excluded]) -> None:
    changes = {name: value for reason in reasons for name, value in CHANGES[reason].items()}
    first = next(reason for reason in Excluded if reason in reasons)
    assert find_reason(policy=Policy(min_amount=1000), **changes) is first


def test_the_minimum_applies_to_the_sum_of_the_open_rows() -> None:
    def judge(**second: Any) -> dict[int, Excluded | None]:
        rows = (replace(ROW, amount=600, paid_yen=100), replace(ROW, line=2, **second))
        return judge_rows(replace(CLEAR, instalments=rows), replace(BASIS, policy=Policy(min_amount=1000)))

    assert is_eligible(judge(amount=500))
    assert set(judge(amount=499).values()) == {Excluded.BELOW_AMOUNT}
    assert judge(amount=500, due_on=date(2026, 7, 1)) == {1: Excluded.BELOW_AMOUNT, 2: Excluded.NOT_YET_OVERDUE}
    assert is_eligible(judge(amount=None))


def test_a_reason_without_a_code_for_holding_becomes_data_stale() -> None:
    assert {convert_to_held(reason) for reason in Excluded} >= {Held.PAID, Held.RECENT_PAYMENT, Held.PROMISE_OPEN}
    for reason in Excluded:
        expected = reason.value if reason.value in set(Held) else "data_stale"
        assert convert_to_held(reason).value == expected
    assert convert_to_held(Excluded.SHARED_PHONE) is Held.DATA_STALE


def test_rules_without_their_column_are_listed_in_order() -> None:
    assert find_unjudged_rules(COLUMNS, Intent.CALL_BACK, Policy()) == ()
    assert find_unjudged_rules(frozenset({"arrears"}), Intent.CALL_BACK, Policy()) == (
        Excluded.EXCLUDED_FLAG,
        Excluded.NO_DEMAND_NOTICE,
        Excluded.PAID,
        Excluded.PROMISE_OPEN,
        Excluded.TOO_FEW_CALLS,
        Excluded.NOT_OWN_NUMBER,
    )


@pytest.mark.parametrize("intent", Intent)
def test_a_suppressed_person_is_excluded_for_every_intent(intent: Intent) -> None:
    assert find_reason(intent=intent, is_suppressed=True, is_flagged=True) is Excluded.SUPPRESSED


@pytest.mark.parametrize(
    ("own", "only", "reason"), [(True, True, None), (False, True, Excluded.NOT_OWN_NUMBER), (False, False, None)]
)
def test_another_persons_number_is_excluded_unless_the_policy_allows_it(
    own: bool, only: bool, reason: Excluded | None
) -> None:
    assert find_reason(is_own_number=own, policy=Policy(own_numbers_only=only)) is reason


@pytest.mark.parametrize("only", [True, False])
def test_a_number_whose_holder_has_changed_is_not_the_persons_own_whatever_the_policy(only: bool) -> None:
    assert find_reason(changed_owner=True, policy=Policy(own_numbers_only=only)) is Excluded.NOT_OWN_NUMBER


@pytest.mark.parametrize(
    ("reason", "obtained"),
    list_cases((None, date(2024, 7, 7), date(2026, 7, 6)), (Excluded.NUMBER_STALE, date(2024, 7, 6), None)),
)
def test_a_number_is_stale_after_the_maximum_age_or_without_a_day(
    reason: Excluded | None, obtained: date | None
) -> None:
    policy = Policy(number_max_age_months=24)
    columns = COLUMNS | {"phone_obtained_on"}
    assert find_reason(phone_obtained_on=obtained, policy=policy, columns=columns) is reason
    assert find_reason(phone_obtained_on=obtained, policy=policy) is None
    assert find_reason(phone_obtained_on=obtained) is None


@pytest.mark.parametrize(("reason", "days"), list_cases((None, 0, 3), (Excluded.NO_PROMISE, -1, 4, None)))
def test_a_promise_reminder_is_allowed_on_the_day_and_shortly_before(reason: Excluded | None, days: int | None) -> None:
    day = None if days is None else TODAY + timedelta(days=days)
    promised = {"has_open_promise": True, "promised_on": day, "counted_calls": 0}
    assert find_reason(**promised, intent=Intent.PROMISE_NEAR, demanded_on=None) is reason
    assert find_reason(**promised) is Excluded.PROMISE_OPEN


def test_a_promise_reminder_has_its_own_gap() -> None:
    two_days_ago, three_days_ago = NOW - timedelta(days=2), NOW - timedelta(days=3)
    contacted = {"promised_on": TODAY, "contacts_in_30_days": 1}
    reminder = contacted | {"intent": Intent.PROMISE_NEAR, "has_open_promise": True}
    assert find_reason(**reminder, last_contact_at=three_days_ago) is None
    assert find_reason(**reminder, last_contact_at=two_days_ago) is Excluded.CONTACTED_RECENTLY
    assert find_reason(**contacted, last_contact_at=three_days_ago) is Excluded.CONTACTED_RECENTLY


def test_the_letter_intent_requires_a_letter() -> None:
    letter = {"intent": Intent.LETTER_POSTED, "columns": COLUMNS | {"letter_on"}}
    assert find_reason(**letter) is Excluded.NO_LETTER
    assert find_reason(**letter, letter_on=date(2026, 7, 3)) is None
    assert find_unjudged_rules(COLUMNS, Intent.LETTER_POSTED, Policy()) == (Excluded.NO_LETTER,)
    assert find_reason() is None


def test_before_notice_starts_after_the_due_date_and_requires_no_notice() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert find_reason(intent=Intent.BEFORE_NOTICE, due_on=yesterday, demanded_on=None) is None
    assert find_reason(intent=Intent.BEFORE_NOTICE, due_on=TODAY, demanded_on=None) is Excluded.NOT_YET_OVERDUE
    assert find_reason(intent=Intent.BEFORE_NOTICE, due_on=yesterday) is Excluded.NOTICE_ISSUED
    assert Intent.BEFORE_NOTICE not in find_offered_intents(Policy())
    assert Intent.BEFORE_NOTICE in find_offered_intents(Policy(before_notice=True))


def test_a_correction_is_only_for_people_who_were_messaged() -> None:
    messaged = {"intent": Intent.CORRECTION, "contacts_in_30_days": 2, "last_contact_at": NOW, "last_paid_on": TODAY}
    unimportant = {"counted_calls": 0, "has_open_promise": True, "paid_yen": 30_000, "arrears": True}
    assert find_reason(**messaged, **unimportant, fiscal_year=2020) is None
    assert find_reason(intent=Intent.CORRECTION) is Excluded.NOT_AFFECTED
    assert find_reason(**messaged, is_flagged=True) is Excluded.EXCLUDED_FLAG
    assert find_reason(**messaged, has_shared_number=True) is Excluded.SHARED_PHONE


def test_every_rule_belongs_to_an_intent_and_every_intent_and_list_has_rules() -> None:
    assert frozenset().union(*RULES_BY_INTENT.values()) == frozenset(Excluded)
    assert set(RULES_BY_INTENT) == {*Intent, *FollowUpKind}


@pytest.mark.parametrize("kind", FollowUpKind)
def test_a_list_of_next_steps_leaves_out_whom_no_message_would_reach_for_what_they_did(kind: FollowUpKind) -> None:
    about_messages = {"is_mobile": False, "counted_calls": 0, "contacts_in_30_days": 9, "last_contact_at": NOW}
    assert find_reason(intent=kind, **about_messages) is None
    for reason, fact in (
        (Excluded.SUPPRESSED, {"is_suppressed": True}),
        (Excluded.EXCLUDED_FLAG, {"is_flagged": True}),
        (Excluded.HAS_ARREARS, {"arrears": True}),
        (Excluded.PAID, {"paid_yen": 30_000}),
        (Excluded.RECENT_PAYMENT, {"last_paid_on": TODAY}),
        (Excluded.PROMISE_OPEN, {"has_open_promise": True}),
    ):
        assert find_reason(intent=kind, **about_messages, **fact) is reason
    others = Excluded.NOT_OWN_NUMBER if kind is FollowUpKind.CALL else None
    assert find_reason(intent=kind, is_own_number=False) is others


FLAGS = ("is_mobile", "has_shared_number", "is_suppressed", "is_flagged", "has_open_promise", "is_own_number")
ROWS = st.fixed_dictionaries(
    {
        "is_repeated": st.booleans(),
        "amount": st.none() | st.integers(0, 3),
        "paid_yen": st.integers(0, 3),
        "arrears": st.sampled_from([True, False, None]),
        "due_on": st.sampled_from([date(2026, 5, 31), date(2026, 7, 1)]),
        "demanded_on": st.sampled_from([None, date(2026, 6, 19)]),
    }
)


@given(
    flags=st.fixed_dictionaries({name: st.booleans() for name in FLAGS}),
    calls=st.none() | st.integers(0, 3),
    contacts=st.integers(0, 3),
    rows=st.lists(ROWS, min_size=1, max_size=3),
    minimum=st.integers(0, 3),
    intent=st.sampled_from((*Intent, *FollowUpKind)),
)
def test_the_reason_is_the_first_of_all_that_apply(
    flags: dict[str, Any],
    calls: int | None,
    contacts: int,
    rows: list[dict[str, Any]],
    minimum: int,
    intent: Intent | FollowUpKind,
) -> None:
    """Compare with the simplest algorithm: evaluate every rule on every row and take the first that applies."""
    instalments = tuple(replace(ROW, line=line, **row) for line, row in enumerate(rows))
    person = replace(CLEAR, counted_calls=calls, contacts_in_30_days=contacts, instalments=instalments, **flags)
    basis = replace(BASIS, intent=intent, policy=Policy(min_amount=minimum))
    asked = RULES_BY_INTENT[intent]
    of_person = {code for code, holds in PERSON_RULES.items() if code in asked and holds(person, basis)}
    of_row = {
        row.line: {code for code, holds in ROW_RULES.items() if code in asked and holds(row, basis)}
        for row in instalments
    }
    owed = [row for row in instalments if not of_row[row.line]]
    is_known = owed and all(row.amount is not None for row in owed)
    remaining = sum((row.amount or 0) - row.paid_yen for row in owed)
    if Excluded.BELOW_AMOUNT in asked and is_known and remaining < minimum:
        of_person.add(Excluded.BELOW_AMOUNT)
    assert judge_rows(person, basis) == {
        line: next((code for code in Excluded if code in of_person | reasons), None) for line, reasons in of_row.items()
    }


@given(st.sampled_from(Intent), st.integers(1, 10**9), st.integers(1, 10**9), st.dates(date(2000, 1, 1)))
def test_facts_that_are_not_needed_do_not_change_the_judgement(intent: Intent, one: int, other: int, day: date) -> None:
    basis = replace(BASIS, intent=intent, columns=COLUMNS | {"phone_obtained_on"})
    assert find_needed_facts(basis) == NeededFacts(sums=False, ages=False)
    judged = [
        judge_rows(replace(CLEAR, phone_obtained_on=since, instalments=(replace(ROW, amount=amount),)), basis)
        for amount, since in ((one, day), (other, None))
    ]
    assert judged[0] == judged[1]


def test_a_minimum_needs_amounts_and_a_maximum_age_needs_days() -> None:
    assert find_needed_facts(replace(BASIS, policy=Policy(min_amount=1))) == NeededFacts(sums=True, ages=False)
    aged = replace(BASIS, policy=Policy(number_max_age_months=12))
    assert find_needed_facts(aged) == NeededFacts(sums=False, ages=True)


def test_an_invitation_to_direct_debit_requires_no_calls_and_no_debt_and_leaves_alone_who_paid_or_promised() -> None:
    def judge(**facts: Any) -> Excluded | None:
        return find_reason(intent=Intent.DIRECT_DEBIT, **facts)

    assert judge(due_on=TODAY + timedelta(30), demanded_on=None, counted_calls=0) is None
    assert judge(amount=1000, paid_yen=1000) is None
    assert judge(last_paid_on=TODAY) is Excluded.RECENT_PAYMENT
    assert judge(has_open_promise=True) is Excluded.PROMISE_OPEN
    assert judge(arrears=True) is Excluded.HAS_ARREARS
    assert judge(is_suppressed=True) is Excluded.SUPPRESSED
    assert judge(is_flagged=True) is Excluded.EXCLUDED_FLAG
    assert judge(is_own_number=False) is Excluded.NOT_OWN_NUMBER
    assert Intent.DIRECT_DEBIT not in find_offered_intents(Policy())
    assert Intent.DIRECT_DEBIT in find_offered_intents(Policy(direct_debit=True))
