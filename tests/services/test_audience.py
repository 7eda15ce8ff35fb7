"""The eligibility check on facts of the real store: at import, preview, submission and claim."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.model.errors import BadInput
from bot.model.reasons import Excluded, Held
from bot.services import drafts, home, sending
from tests.services import steps
from tests.services.files import Debt, Paid, make_debts
from tests.services.harness import AUTHOR, CLOCK, HarnessContext

OTHER, LAST = Debt(taxpayer="1002", phone="090-1234-5602"), Debt(taxpayer="1003", phone="090-1234-5609")
"""Eligible people, so that the campaign has a recipient."""


JUDGED = [
    pytest.param(Debt(phone="03-1234-5678"), Excluded.NOT_MOBILE, id="landline"),
    pytest.param(Debt(phone="050-1234-5678"), Excluded.NOT_MOBILE, id="050"),
    pytest.param(Debt(phone=LAST.phone), Excluded.SHARED_PHONE, id="shared"),
    pytest.param(Debt(excluded="1"), Excluded.EXCLUDED_FLAG, id="flag"),
    pytest.param(Debt(arrears="滞繰"), Excluded.HAS_ARREARS, id="arrears"),
    pytest.param(Debt(fiscal_year="令和7"), Excluded.OTHER_FISCAL_YEAR, id="fiscal year"),
    pytest.param(Debt(due="R8.6.8"), Excluded.NOT_YET_OVERDUE, id="not overdue"),
    pytest.param(Debt(demanded=""), Excluded.NO_DEMAND_NOTICE, id="no notice"),
    pytest.param(Debt(amount="0"), Excluded.PAID, id="nothing left to pay"),
    pytest.param(Debt(promise="R8.7.20"), Excluded.PROMISE_OPEN, id="promise"),
    pytest.param(Debt(promise="○"), Excluded.PROMISE_OPEN, id="promise without a day"),
    pytest.param(Debt(calls="1"), Excluded.TOO_FEW_CALLS, id="calls"),
    pytest.param(Debt(relation="妻"), Excluded.NOT_OWN_NUMBER, id="another's number"),
]


@pytest.mark.parametrize(("debt", "reason"), JUDGED)
def test_import_preview_and_submission_exclude_the_same_people(
    context: HarnessContext, debt: Debt, reason: Excluded
) -> None:
    target = steps.import_list(context, [debt, OTHER, LAST]).target
    excluded = 2 if debt.phone == LAST.phone else 1
    assert target.counts.excluded == {reason: excluded}
    draft = Draft(target.id, Intent.CALL_BACK, "", None)
    assert drafts.preview_draft(context, AUTHOR, draft).left_out == {reason: excluded}
    submitted = steps.get_campaign(context, steps.start_sending(context, target.id))
    assert (submitted.recipients, submitted.left_out) == (3 - excluded, {reason: excluded})
    assert steps.send_all(context) == 3 - excluded
    assert steps.list_receivers(context) == ["09012345602", "09012345609"][: 3 - excluded]


def test_a_draft_without_recipients_is_refused_and_not_stored(context: HarnessContext) -> None:
    target = steps.import_list(context, [Debt(excluded="1")]).target
    with pytest.raises(BadInput, match=r"^nobody_left$"):
        drafts.create_draft(context, AUTHOR, Draft(target.id, Intent.CALL_BACK, "", None))
    assert home.list_newest_campaigns(context, AUTHOR) == []


def test_a_row_counts_under_the_first_reason_in_the_order_of_the_codes(context: HarnessContext) -> None:
    """A person has every reason at first; then one reason after the other is removed."""
    worst = Debt(
        phone="03-1234-5678", excluded="1", arrears="滞繰", fiscal_year="令和7", due="R8.6.30", demanded="",
        amount="0", promise="○", calls="0",
    )  # fmt: skip
    cures: list[tuple[dict[str, str], Excluded]] = [
        ({}, Excluded.NOT_MOBILE),
        ({"phone": "090-1234-5601"}, Excluded.EXCLUDED_FLAG),
        ({"excluded": ""}, Excluded.HAS_ARREARS),
        ({"arrears": "現年"}, Excluded.OTHER_FISCAL_YEAR),
        ({"fiscal_year": "令和8"}, Excluded.NOT_YET_OVERDUE),
        ({"due": "R8.5.31"}, Excluded.NO_DEMAND_NOTICE),
        ({"demanded": "R8.6.19"}, Excluded.PAID),
        ({"amount": "30000"}, Excluded.PROMISE_OPEN),
        ({"promise": ""}, Excluded.TOO_FEW_CALLS),
    ]
    for number, (cure, reason) in enumerate(cures):
        worst = replace(worst, taxpayer=str(3000 + number), **cure)
        assert steps.import_list(context, [worst]).target.counts.excluded == {reason: 1}


def test_rules_about_a_taxpayer_exclude_all_rows_and_rules_about_a_row_only_that_one(context: HarnessContext) -> None:
    future = Debt(instalment="3", due="R8.6.30", calls="0")
    rows = [Debt(instalment="1", calls="1"), Debt(instalment="2", calls="0"), future]
    assert steps.import_list(context, rows).target.counts.excluded == {"too_few_calls": 2, "not_yet_overdue": 1}
    rows = [Debt(instalment="1", calls="2"), Debt(instalment="2", calls="0"), future]
    counts = steps.import_list(context, rows).target.counts
    assert (counts.excluded, counts.accepted) == ({"not_yet_overdue": 1}, 2)  # the largest number of calls counts


def test_a_rule_without_its_column_is_not_applied_and_is_named(context: HarnessContext) -> None:
    card = steps.import_list(
        context, [Debt(calls="0", demanded="", excluded="1")], without=["calls", "demanded", "excluded"]
    )
    assert card.target.counts.accepted == 1
    assert set(card.unjudged) == {Excluded.TOO_FEW_CALLS, Excluded.NO_DEMAND_NOTICE, Excluded.EXCLUDED_FLAG}


def test_payments_imported_before_the_list_count(context: HarnessContext) -> None:
    steps.import_list(context, [Debt(instalment="1"), Debt(instalment="2")])
    steps.import_paid(context, [Paid(instalment="1", paid="20260601", booked="20260605")])
    debts = [Debt(instalment="1", amount="30000"), Debt(instalment="2")]
    counts = steps.import_list(context, [*debts, OTHER]).target.counts
    assert counts.excluded == {"paid": 1}
    steps.import_paid(context, [Paid(instalment="9", paid="20260701", booked="20260705")])
    counts = steps.import_list(context, [*debts, *make_debts(3)[2:]]).target.counts
    assert counts.excluded == {"paid": 1, "recent_payment": 1}


def test_a_person_who_was_messaged_is_excluded_from_the_next_list_for_seven_days(context: HarnessContext) -> None:
    steps.start_and_send(context)
    assert steps.import_list(context, [Debt(amount="1"), OTHER]).target.counts.excluded == {"contacted_recently": 1}
    context.clock.advance(days=7)
    assert steps.import_list(context, [Debt(amount="2"), OTHER]).target.counts.excluded == {}


def test_a_messaged_number_counts_for_its_present_holder(context: HarnessContext) -> None:
    steps.start_and_send(context)
    heir = Debt(taxpayer="7777", phone="090-1234-5601")
    assert steps.import_list(context, [heir]).target.counts.excluded == {"contacted_recently": 1}


def test_no_more_than_two_messages_in_thirty_days_to_a_person_or_a_number(context: HarnessContext) -> None:
    for turn in range(2):
        steps.start_sending(context, steps.import_list(context, [Debt(amount=f"300{turn}")]).target.id)
        steps.send_all(context)
        context.clock.advance(days=10)
    heir = Debt(taxpayer="7777", phone="090-1234-5601")
    assert steps.import_list(context, [Debt(amount="1"), OTHER]).target.counts.excluded == {"contacted_recently": 1}
    assert steps.import_list(context, [heir, OTHER]).target.counts.excluded == {"contacted_recently": 1}
    context.clock.advance(days=11)
    assert steps.import_list(context, [Debt(amount="2"), OTHER]).target.counts.excluded == {}


def test_the_minimum_sum_is_judged_before_promises_and_calls(context: HarnessContext) -> None:
    context = context.with_policy(min_amount=1000)
    small = [Debt(instalment=str(n), amount="499", calls="0", promise="○") for n in (1, 2)]
    assert steps.import_list(context, [*small, OTHER]).target.counts.excluded == {"below_amount": 2}
    enough = [*small, Debt(instalment="3", amount="2", calls="0")]
    assert steps.import_list(context, [*enough, OTHER]).target.counts.excluded == {"promise_open": 3}
    future = [Debt(amount="900"), Debt(instalment="2", amount="900", due="R8.6.30")]
    counts = steps.import_list(context, [*future, OTHER]).target.counts
    assert counts.excluded == {"below_amount": 1, "not_yet_overdue": 1}


Happening = Callable[[HarnessContext], object]
BETWEEN = [
    pytest.param(partial(steps.import_paid, rows=[Paid()]), Held.PAID, id="paid"),
    pytest.param(partial(steps.import_paid, rows=[Paid(instalment="2")]), Held.RECENT_PAYMENT, id="paid another debt"),
    pytest.param(partial(steps.import_paid, rows=[Paid(amount="100")]), Held.RECENT_PAYMENT, id="paid in part"),
    pytest.param(partial(steps.import_list, debts=[Debt(excluded="1")]), Held.EXCLUDED_FLAG, id="flag"),
    pytest.param(partial(steps.import_list, debts=[Debt(promise="R8.7.20")]), Held.PROMISE_OPEN, id="promise"),
    pytest.param(partial(steps.import_list, debts=[Debt(promise="○")]), Held.PROMISE_OPEN, id="promise without a day"),
]


@pytest.mark.parametrize(("happens", "reason"), BETWEEN)
def test_facts_that_arrive_after_the_approval_hold_the_message(
    context: HarnessContext, happens: Happening, reason: Held
) -> None:
    steps.submit_and_approve(context, steps.import_list(context, [Debt(), OTHER]).target.id)
    happens(context)
    steps.start_approved(context)
    assert steps.send_all(context) == 1
    assert context.states() == ["held", "accepted"]
    assert context.reasons() == [reason.value, None]
    assert steps.list_receivers(context) == ["09012345602"]


@pytest.mark.parametrize(("happens", "reason"), BETWEEN)
def test_facts_that_arrive_during_sending_hold_the_message(
    context: HarnessContext, happens: Happening, reason: Held
) -> None:
    steps.start_sending(context, steps.import_list(context, [OTHER, Debt()]).target.id)
    assert sending.claim_message(context, CLOCK) is not None
    happens(context)
    assert sending.claim_message(context, CLOCK) is None
    assert context.states() == ["claimed", "held"]
    assert context.reasons()[1] == reason.value


def test_a_contact_by_another_campaign_holds_the_message(context: HarnessContext) -> None:
    first, second = (steps.import_list(context, [Debt(amount=str(n))]).target.id for n in (1000, 2000))
    steps.submit_and_approve(context, first)
    steps.start_sending(context, second)
    assert steps.send_all(context) == 1
    assert sorted(map(str, context.states())) == ["accepted", "held"]
    assert "contacted_recently" in context.reasons()


def test_a_list_that_is_still_loading_excludes_nobody(context: HarnessContext) -> None:
    """Its columns may be mapped wrongly: it counts once it is complete."""
    steps.start_sending(context, steps.import_list(context, [Debt()]).target.id)
    steps.interrupt_import(context, [Debt(excluded="1")])
    assert steps.send_all(context) == 1


def test_a_flag_of_an_older_list_does_not_exclude(context: HarnessContext) -> None:
    steps.import_list(context, [Debt(excluded="1")])
    assert steps.import_list(context, [Debt(), *make_debts(3)[1:]]).target.counts.accepted == 3


def test_a_reversal_cancels_payments_booked_before_it_and_none_later(context: HarnessContext) -> None:
    steps.import_list(context, [Debt()])
    steps.import_paid(
        context,
        [
            Paid(amount="10000", paid="20260601", booked="20260602"),
            Paid(amount="10000", paid="20260601", booked="20260603", reversal="1"),
        ],
    )
    steps.decide_reversed(context)
    assert steps.import_list(context, [Debt(amount="30001")]).target.counts.excluded == {}
    steps.import_paid(context, [Paid(amount="10000", paid="20260701", booked="20260702")])
    assert steps.import_list(context, [Debt(amount="30002")]).target.counts.excluded == {"recent_payment": 1}


NOT_DUE = {"instalment": "2", "due": "R8.6.8"}
"""A second debt of a person, which is left out at import and overdue from 8 July on."""


def test_a_debt_left_out_at_import_does_not_give_the_reason_of_a_person(context: HarnessContext) -> None:
    people = make_debts(4)
    debts = [debt for one in people[:3] for debt in (one, replace(one, **NOT_DUE))]
    target = steps.import_list(context, [*debts, people[3]]).target
    steps.start_sending(context, target.id)
    steps.import_paid(context, [Paid(taxpayer="1001")])
    for _ in range(2):
        claimed = steps.claim(context)
        sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    assert context.states() == ["held", "accepted", "accepted", "queued"]
    assert context.reasons()[0] == Held.PAID
    again = drafts.preview_draft(context, AUTHOR, Draft(target.id, Intent.CALL_BACK, "", None))
    assert (again.left_out, again.recipients) == ({Excluded.PAID: 1, Excluded.CONTACTED_RECENTLY: 2}, 1)


def test_a_message_is_held_once_its_own_debts_are_paid_although_another_has_become_overdue(
    context: HarnessContext,
) -> None:
    first = make_debts(1)[0]
    target = steps.import_list(context, [first, replace(first, **NOT_DUE)]).target
    steps.start_sending(context, target.id)
    context.clock.advance(days=2)
    steps.import_paid(context, [Paid(booked="20260601", paid="20260601")])
    assert steps.send_all(context) == 0
    assert (context.states(), context.reasons()) == (["held"], [Held.PAID])
    again = drafts.preview_draft(context, AUTHOR, Draft(target.id, Intent.CALL_BACK, "", None))
    assert again.recipients == 1  # a new campaign may be about the other debt
