"""The one judgement, on facts out of the real store: at import, at preview, at submission and at the claim."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.model.campaigns import Draft, Intent
from bot.model.errors import BadInput
from bot.model.reasons import Excluded, Held
from bot.services import drafts, sending
from tests.desk.files import Debt, Paid, people
from tests.desk.office import AUTHOR, CLOCK, Office
from tests.desk.steps import approved, begun, imported, paid, sends, submitted, work

OTHER = Debt(taxpayer="1002", phone="090-1234-5602")
"""Somebody for whom nothing stands in the way, so that a campaign can be made at all."""


JUDGED = [
    pytest.param(Debt(phone="03-1234-5678"), Excluded.NOT_MOBILE, id="landline"),
    pytest.param(Debt(phone="050-1234-5678"), Excluded.NOT_MOBILE, id="050"),
    pytest.param(Debt(phone=OTHER.phone), Excluded.SHARED_PHONE, id="shared"),
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
def test_import_and_preview_keep_the_same_people_out(office: Office, debt: Debt, reason: Excluded) -> None:
    target = imported(office, [debt, OTHER]).target
    expected = 2 if reason is Excluded.SHARED_PHONE else 1
    assert target.counts.excluded == {reason: expected}
    draft = Draft(target.id, Intent.CALL_BACK, "", None)
    assert drafts.preview_draft(office, AUTHOR, draft).left_out == {reason: expected}


@pytest.mark.parametrize(("debt", "reason"), JUDGED)
def test_a_submission_queues_nobody_who_is_kept_out(office: Office, debt: Debt, reason: Excluded) -> None:
    if reason is Excluded.SHARED_PHONE:
        debt = replace(debt, phone="090-1234-5609")
        other = [OTHER, Debt(taxpayer="1003", phone="090-1234-5609")]
    else:
        other = [OTHER]
    submitted(office, imported(office, [debt, *other]).target.id)
    assert office.column("SELECT phone_mask FROM messages") == ["090-****-5602"]


def test_nobody_left_is_said_and_nothing_is_kept(office: Office) -> None:
    target = imported(office, [Debt(excluded="1")]).target
    with pytest.raises(BadInput) as refused:
        drafts.create_draft(office, AUTHOR, Draft(target.id, Intent.CALL_BACK, "", None))
    assert refused.value.code == "nobody_left"
    assert office.value("SELECT COUNT(*) FROM campaigns") == 0


def test_a_row_counts_under_the_first_reason_in_the_order_of_the_codes(office: Office) -> None:
    """One reason after the other is taken away from a person for whom all of them hold."""
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
        assert imported(office, [worst]).target.counts.excluded == {reason: 1}


def test_what_judges_a_taxpayer_takes_all_rows_out_and_what_judges_a_row_only_that_one(office: Office) -> None:
    future = Debt(instalment="3", due="R8.6.30", calls="0")
    rows = [Debt(instalment="1", calls="1"), Debt(instalment="2", calls="0"), future]
    assert imported(office, rows).target.counts.excluded == {"too_few_calls": 2, "not_yet_overdue": 1}
    rows = [Debt(instalment="1", calls="2"), Debt(instalment="2", calls="0"), future]
    counts = imported(office, rows).target.counts
    assert (counts.excluded, counts.accepted) == ({"not_yet_overdue": 1}, 2)  # the largest number of calls holds


def test_a_rule_without_its_column_is_not_applied_and_is_named(office: Office) -> None:
    card = imported(office, [Debt(calls="0", demanded="", excluded="1")], without=["calls", "demanded", "excluded"])
    assert card.target.counts.accepted == 1
    assert set(card.unjudged) == {Excluded.TOO_FEW_CALLS, Excluded.NO_DEMAND_NOTICE, Excluded.EXCLUDED_FLAG}


def test_what_was_paid_before_the_list_came_is_known_to_it(office: Office) -> None:
    imported(office, [Debt(instalment="1"), Debt(instalment="2")])
    paid(office, [Paid(instalment="1", paid="20260601", booked="20260605")])
    counts = imported(office, [Debt(instalment="1", amount="30000"), Debt(instalment="2"), OTHER]).target.counts
    assert counts.excluded == {"paid": 1}
    paid(office, [Paid(instalment="9", paid="20260701", booked="20260705")])
    counts = imported(
        office, [Debt(instalment="1", amount="30000"), Debt(instalment="2"), *people(3)[2:]]
    ).target.counts
    assert counts.excluded == {"paid": 1, "recent_payment": 1}


def test_who_was_messaged_is_kept_out_of_the_next_list_for_seven_days(office: Office) -> None:
    begun(office, 1)
    work(office)
    assert imported(office, [Debt(amount="1"), OTHER]).target.counts.excluded == {"contacted_recently": 1}
    office.clock.advance(days=7)
    assert imported(office, [Debt(amount="2"), OTHER]).target.counts.excluded == {}


def test_a_number_that_was_messaged_counts_for_whoever_has_it_now(office: Office) -> None:
    begun(office, 1)
    work(office)
    heir = Debt(taxpayer="7777", phone="090-1234-5601")
    assert imported(office, [heir]).target.counts.excluded == {"contacted_recently": 1}


def test_no_more_than_two_messages_in_thirty_days_to_a_person_or_a_number(office: Office) -> None:
    for turn in range(2):
        sends(office, imported(office, [Debt(amount=f"300{turn}")]).target.id)
        work(office)
        office.clock.advance(days=10)
    heir = Debt(taxpayer="7777", phone="090-1234-5601")
    assert imported(office, [Debt(amount="1"), OTHER]).target.counts.excluded == {"contacted_recently": 1}
    assert imported(office, [heir, OTHER]).target.counts.excluded == {"contacted_recently": 1}
    office.clock.advance(days=11)
    assert imported(office, [Debt(amount="2"), OTHER]).target.counts.excluded == {}


def test_sums_below_the_minimum_are_left_alone_before_promises_and_calls_are_looked_at(office: Office) -> None:
    office = office.with_policy(min_amount=1000)
    small = [Debt(instalment=str(n), amount="499", calls="0", promise="○") for n in (1, 2)]
    assert imported(office, [*small, OTHER]).target.counts.excluded == {"below_amount": 2}
    enough = [*small, Debt(instalment="3", amount="2", calls="0")]
    assert imported(office, [*enough, OTHER]).target.counts.excluded == {"promise_open": 3}
    future = [Debt(amount="900"), Debt(instalment="2", amount="900", due="R8.6.30")]
    counts = imported(office, [*future, OTHER]).target.counts
    assert counts.excluded == {"below_amount": 1, "not_yet_overdue": 1}


Happening = Callable[[Office], object]
BETWEEN = [
    pytest.param(lambda office: paid(office, [Paid()]), Held.PAID, id="paid"),
    pytest.param(lambda office: paid(office, [Paid(instalment="2")]), Held.RECENT_PAYMENT, id="paid another debt"),
    pytest.param(lambda office: paid(office, [Paid(amount="100")]), Held.RECENT_PAYMENT, id="paid in part"),
    pytest.param(lambda office: imported(office, [Debt(excluded="1")]), Held.EXCLUDED_FLAG, id="flag"),
    pytest.param(lambda office: imported(office, [Debt(promise="R8.7.20")]), Held.PROMISE_OPEN, id="promise"),
    pytest.param(lambda office: imported(office, [Debt(promise="○")]), Held.PROMISE_OPEN, id="promise without a day"),
]


@pytest.mark.parametrize(("happens", "reason"), BETWEEN)
def test_what_becomes_known_after_the_approval_holds_the_message(
    office: Office, happens: Happening, reason: Held
) -> None:
    approved(office, imported(office, [Debt(), OTHER]).target.id)
    happens(office)
    office.clock.advance(minutes=5)
    sending.start_due_campaigns(office, CLOCK)
    assert work(office) == 1
    assert office.states() == ["held", "accepted"]
    assert office.reasons() == [reason.value, None]
    assert [message.to for message in office.provider.arrived] == ["09012345602"]


@pytest.mark.parametrize(("happens", "reason"), BETWEEN)
def test_what_becomes_known_while_it_is_sending_holds_the_message(
    office: Office, happens: Happening, reason: Held
) -> None:
    sends(office, imported(office, [OTHER, Debt()]).target.id)
    assert sending.claim_message(office, CLOCK) is not None
    happens(office)
    assert sending.claim_message(office, CLOCK) is None
    assert office.states() == ["claimed", "held"]
    assert office.reasons()[1] == reason.value


def test_a_contact_by_another_campaign_holds_the_message(office: Office) -> None:
    first, second = (imported(office, [Debt(amount=str(n))]).target.id for n in (1000, 2000))
    approved(office, first)
    sends(office, second)
    assert work(office) == 1
    assert sorted(map(str, office.states())) == ["accepted", "held"]
    assert "contacted_recently" in office.reasons()


def test_a_list_that_is_still_loading_holds_nobody(office: Office) -> None:
    """Its flags may be misread: it counts once it is whole."""
    sends(office, imported(office, [Debt()]).target.id)
    imported(office, [Debt(excluded="1")])
    with office.store.transaction() as db:
        db.change("UPDATE target_lists SET state = 'loading' WHERE id = 2")
    assert work(office) == 1


def test_a_flag_of_an_older_list_does_not_hold(office: Office) -> None:
    imported(office, [Debt(excluded="1")])
    assert imported(office, [Debt(), *people(3)[1:]]).target.counts.accepted == 3


def test_a_reversal_takes_back_what_was_booked_before_it_and_nothing_later(office: Office) -> None:
    imported(office, [Debt()])
    paid(
        office,
        [
            Paid(amount="10000", paid="20260601", booked="20260602"),
            Paid(amount="10000", paid="20260601", booked="20260603", reversal="1"),
        ],
    )
    assert imported(office, [Debt(amount="30001")]).target.counts.excluded == {}
    paid(office, [Paid(amount="10000", paid="20260701", booked="20260702")])
    assert imported(office, [Debt(amount="30002")]).target.counts.excluded == {"recent_payment": 1}
