"""What operators record of calls, what follows from it at the next claim, and when it pauses a campaign."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from bot.model.access import Actor, Role
from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult
from bot.model.campaigns import CampaignState, PauseReason
from bot.model.errors import BadInput, Conflict, NotAllowed, NotFound, Refusal
from bot.model.people import PersonPromise, PersonView, PromiseState
from bot.model.posts import EventKey
from bot.rules.call_backs import EFFECTS
from bot.services import call_backs, campaign_events, campaigns, people, suppressions
from tests.services.files import Debt, Paid, make_debts
from tests.services.harness import (
    CHIEF,
    CLOCK,
    DEPUTY,
    OPERATOR,
    STRANGER,
    TUESDAY,
    UPLOADER,
    HarnessContext,
    run_together,
)
from tests.services.steps import (
    claim,
    get_campaign,
    import_list,
    import_paid,
    list_receivers,
    send_all,
    start_and_send,
    start_campaign,
    start_sending,
)

R = CallBackResult
TODAY = TUESDAY.date()
FRIDAY = date(2026, 7, 10)


def make_entry(
    result: CallBackResult, number: int = 1, *, verified: bool = True, note: str = "", seen: int = 0
) -> CallBackEntry:
    """Make a record about the message with this number."""
    day = FRIDAY if result is R.PROMISE else None
    return CallBackEntry(number, verified, result, EFFECTS[result].details[0], day, note, seen)


def record(
    context: HarnessContext, result: CallBackResult, number: int = 1, by: Actor = OPERATOR, **fields: object
) -> PersonView:
    """Record a call as an operator does who has just opened the form."""
    verified = bool(fields.pop("verified", True))
    form = call_backs.prepare_form(context, by, number, result, is_verified=verified)
    entry = make_entry(result, number, verified=verified, seen=form.seen, **fields)  # type: ignore[arg-type]
    return call_backs.record_call_back(context, by, entry)


def list_suppressed(context: HarnessContext) -> list[tuple[object, object]]:
    """Return kind and reason of each suppression in force."""
    with context.store.read_transaction() as db:
        rows = db.fetch_all("SELECT kind, reason FROM suppressions WHERE ended_at IS NULL ORDER BY kind")
    return [(row["kind"], row["reason"]) for row in rows]


@pytest.mark.parametrize("result", [result for result in R if result is not R.CALLED_BACK])
def test_whatever_keeps_messages_away_holds_the_next_claim_of_a_running_campaign(
    context: HarnessContext, result: CallBackResult
) -> None:
    start_campaign(context, 2)
    record(context, result)
    assert send_all(context) == 1
    assert context.states() == ["held", "accepted"]
    assert context.reasons()[0] == ("promise_open" if result is R.PROMISE else "suppressed")


def test_a_call_that_only_asks_changes_nothing(context: HarnessContext) -> None:
    start_campaign(context)
    record(context, R.CALLED_BACK)
    assert send_all(context) == 1
    assert list_suppressed(context) == []


def test_a_record_between_two_messages_of_a_campaign_holds_the_later_ones(context: HarnessContext) -> None:
    """The person of the first message calls while the campaign runs, and is on it once only; the others are sent."""
    start_campaign(context, 3)
    claim(context)
    record(context, R.COMPLAINT, 2)
    assert send_all(context) == 1
    assert context.states() == ["claimed", "held", "accepted"]


@pytest.mark.parametrize(
    ("result", "suppressed"),
    [
        (R.PLAN_WISHED, [("taxpayer", "plan_wished")]),
        (R.PAID_SAID, [("taxpayer", "paid_said")]),
        (R.CONSULTING, [("taxpayer", "consulting")]),
        (R.WRONG_NUMBER, [("phone", "wrong_number")]),
        (R.STOP_WISHED, [("phone", "stop_wished"), ("taxpayer", "stop_wished")]),
        (R.COMPLAINT, [("phone", "complaint"), ("taxpayer", "complaint")]),
    ],
)
def test_a_suppression_is_of_the_person_the_number_or_both(
    context: HarnessContext, result: CallBackResult, suppressed: list[tuple[str, str]]
) -> None:
    start_campaign(context)
    record(context, result)
    assert list_suppressed(context) == suppressed


def test_a_wrong_number_keeps_messages_from_everybody_who_has_it_and_not_from_the_persons_other_number(
    context: HarnessContext,
) -> None:
    start_and_send(context)
    record(context, R.WRONG_NUMBER, verified=False)
    context.clock.advance(days=14)
    other = [Debt(taxpayer="1007"), Debt(taxpayer="1001", phone="090-1234-5699")]
    view = import_list(context, other)
    assert view.target.counts.excluded == {"suppressed": 1}
    start_sending(context, view.target.id)
    send_all(context)
    assert list_receivers(context)[1:] == ["09012345699"]


def test_the_form_of_a_wrong_number_says_how_many_others_have_it(context: HarnessContext) -> None:
    start_and_send(context)
    import_list(context, [Debt(taxpayer="1005"), Debt(taxpayer="1006")])
    assert call_backs.prepare_form(context, OPERATOR, 1, R.WRONG_NUMBER, is_verified=False).others == 2


def test_a_complaint_about_one_list_holds_the_campaign_of_another(context: HarnessContext) -> None:
    start_and_send(context)
    context.clock.advance(days=14)
    start_sending(context, import_list(context, make_debts(2, tax="市県民税")).target.id)
    record(context, R.COMPLAINT, 1)
    assert send_all(context) == 1
    assert context.states() == ["accepted", "held", "accepted"]


def test_a_promise_is_shown_with_its_record(context: HarnessContext) -> None:
    start_and_send(context)
    view = record(context, R.PROMISE, note="来週の給料日")
    assert view.promises == [PersonPromise(FRIDAY, TODAY, PromiseState.OPEN)]
    (kept,) = view.records
    assert (kept.result, kept.detail, kept.promised_on) == (R.PROMISE, CallBackDetail.IN_FULL, FRIDAY)
    assert (kept.by, kept.ref, kept.is_verified, kept.note) == (OPERATOR.user, "0013", True, "来週の給料日")
    assert kept.at == context.clock.now()


def test_a_second_promise_of_another_day_is_another_promise(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.PROMISE)
    form = call_backs.prepare_form(context, OPERATOR, 1, R.PROMISE, is_verified=True)
    later = replace(make_entry(R.PROMISE, seen=form.seen), promised_on=date(2026, 7, 15))
    view = call_backs.record_call_back(context, OPERATOR, later)
    assert [one.promised_on for one in view.promises] == [date(2026, 7, 15), FRIDAY]


@pytest.mark.parametrize(
    ("details", "paid", "state"),
    [
        (["in_part"], Paid(amount="1"), "kept"),
        (["in_part"], Paid(tax="軽自動車税"), "open"),
        (["in_full"], Paid(amount="1"), "open"),
        (["in_full"], Paid(), "kept"),
        (["in_full", "in_part"], Paid(amount="1"), "kept"),
        (["in_part", "in_full"], Paid(amount="1"), "open"),
    ],
)
def test_a_promise_to_pay_a_part_is_kept_by_any_payment_of_a_listed_debt(
    context: HarnessContext, details: list[str], paid: Paid, state: str
) -> None:
    start_and_send(context)
    for detail in details:
        form = call_backs.prepare_form(context, OPERATOR, 1, R.PROMISE, is_verified=True)
        entry = replace(make_entry(R.PROMISE, seen=form.seen), detail=CallBackDetail(detail))
        call_backs.record_call_back(context, OPERATOR, entry)
    context.clock.advance(days=2)
    import_paid(context, [replace(paid, paid="20260708", booked="20260709")])
    assert context.column("SELECT state FROM promises") == [state]


def test_a_promise_that_is_marked_as_broken_on_its_day_holds_and_is_open_once_it_is_made_again(
    context: HarnessContext,
) -> None:
    start_campaign(context)
    record(context, R.PROMISE)
    context.clock.advance(days=3)
    context.execute("UPDATE promises SET state = 'broken', settled_on = '2026-07-10'")  # as an earlier version did
    send_all(context)
    assert context.reasons() == ["promise_open"]
    view = record(context, R.PROMISE)
    assert [one.state for one in view.promises] == [PromiseState.OPEN]


def test_a_promise_without_a_day_holds_for_the_days_of_the_setting_and_is_shown(context: HarnessContext) -> None:
    start_campaign(context)
    form = call_backs.prepare_form(context, OPERATOR, 1, R.PROMISE, is_verified=True)
    entry = replace(make_entry(R.PROMISE, seen=form.seen), detail=CallBackDetail.NO_DAY, promised_on=None)
    view = call_backs.record_call_back(context, OPERATOR, entry)
    assert view.is_kept_back
    assert (view.records[0].result, view.records[0].promised_on, list(view.promises)) == (R.PROMISE, None, [])
    assert context.column("SELECT until FROM suppression_terms") == ["2026-07-21"]
    send_all(context)
    assert context.reasons() == ["suppressed"]
    context.clock.advance(days=14)
    suppressions.end_due(context, CLOCK)
    assert list_suppressed(context) == [("taxpayer", "promise_no_day")]
    context.clock.advance(days=1)
    suppressions.end_due(context, CLOCK)
    assert list_suppressed(context) == []


def test_a_note_is_encrypted_in_the_file(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.CALLED_BACK, note="memo-in-clear")
    assert b"memo-in-clear" not in context.read_bytes()
    assert people.get_person(context, OPERATOR, 1, is_verified=True).records[0].note == "memo-in-clear"


def test_a_note_that_was_moved_to_another_record_is_not_shown(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.CALLED_BACK, note="first")
    record(context, R.COMPLAINT, note="second")
    context.execute("DROP TRIGGER call_back_notes_no_update")
    context.execute(
        "UPDATE call_back_notes SET note_box = (SELECT note_box FROM call_back_notes WHERE call_back_id = 1)"
    )
    records = people.get_person(context, OPERATOR, 1, is_verified=True).records
    assert [one.note for one in records] == [None, "first"]


def test_a_caller_who_is_not_verified_is_shown_no_record_of_others(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.PROMISE)
    view = record(context, R.CALLED_BACK, verified=False)
    assert (view.records, view.promises) == ((), ())


@pytest.mark.parametrize("result", [R.PROMISE, R.PAID_SAID, R.PLAN_WISHED, R.CONSULTING])
def test_only_the_person_can_promise_or_have_paid(context: HarnessContext, result: CallBackResult) -> None:
    start_and_send(context)
    with pytest.raises(Refusal) as caught:
        record(context, result, verified=False)
    assert caught.value.code == "caller_not_verified"
    assert context.count("call_backs") == 0


def test_a_day_that_cannot_be_promised_records_nothing(context: HarnessContext) -> None:
    start_and_send(context)
    entry = replace(make_entry(R.PROMISE), promised_on=TODAY - timedelta(days=1))
    with pytest.raises(BadInput):
        call_backs.record_call_back(context, OPERATOR, entry)
    assert (context.count("call_backs"), context.count("promises")) == (0, 0)


def test_a_message_that_does_not_exist_has_no_record(context: HarnessContext) -> None:
    with pytest.raises(NotFound):
        record(context, R.CALLED_BACK, 7)
    with pytest.raises(NotFound):
        call_backs.record_call_back(context, OPERATOR, make_entry(R.CALLED_BACK, 7))


@pytest.mark.parametrize("role", [None, Role.ADMIN])
def test_nobody_but_the_desk_may_record(context: HarnessContext, role: Role | None) -> None:
    start_and_send(context)
    by = STRANGER if role is None else Actor("U_ADMIN", frozenset({role}), "ja")
    with pytest.raises(NotAllowed):
        call_backs.record_call_back(context, by, make_entry(R.STOP_WISHED))
    assert list_suppressed(context) == []


def test_a_record_is_audited_without_its_note(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.COMPLAINT, note="秘密")
    entry = next(one for one in context.audit_entries() if one.action == "call_back.record")
    assert (entry.subject, entry.actor) == ("message:1", OPERATOR.user)
    assert entry.facts["result"] == "complaint"
    assert "秘密" not in str(entry.facts)


def test_the_second_of_two_operators_is_told_what_the_first_has_recorded(context: HarnessContext) -> None:
    start_and_send(context)
    forms = [call_backs.prepare_form(context, by, 1, R.PROMISE, is_verified=True) for by in (OPERATOR, UPLOADER)]
    assert [form.seen for form in forms] == [0, 0]
    call_backs.record_call_back(context, OPERATOR, make_entry(R.PROMISE))
    second = make_entry(R.PAID_SAID)
    with pytest.raises(Conflict) as caught:
        call_backs.record_call_back(context, UPLOADER, second)
    assert caught.value.code == "recorded_meanwhile"
    again = call_backs.prepare_again(context, UPLOADER, second)
    assert [(one.by, one.result) for one in again.newer] == [(OPERATOR.user, R.PROMISE)]
    assert list_suppressed(context) == []
    call_backs.record_call_back(context, UPLOADER, replace(second, seen=again.seen))
    assert context.count("call_backs") == 2


def test_the_same_words_of_another_operator_are_a_conflict_too(context: HarnessContext) -> None:
    start_and_send(context)
    call_backs.record_call_back(context, OPERATOR, make_entry(R.PROMISE))
    with pytest.raises(Conflict):
        call_backs.record_call_back(context, UPLOADER, make_entry(R.PROMISE))
    assert context.count("call_backs") == 1


def test_a_record_about_another_message_of_the_person_is_a_conflict_too(context: HarnessContext) -> None:
    start_and_send(context)
    context.clock.advance(days=14)
    start_sending(context, import_list(context, make_debts(1, tax="市県民税")).target.id)
    call_backs.record_call_back(context, OPERATOR, make_entry(R.COMPLAINT, 1))
    with pytest.raises(Conflict):
        call_backs.record_call_back(context, UPLOADER, make_entry(R.CALLED_BACK, 2))


def test_a_double_click_records_once_and_shows_the_person_twice(context: HarnessContext) -> None:
    start_and_send(context)
    entry = make_entry(R.PROMISE, note="x")
    first, second = (call_backs.record_call_back(context, OPERATOR, entry) for _ in range(2))
    assert first == second
    assert (context.count("call_backs"), context.count("promises")) == (1, 1)


def test_clicks_at_the_same_moment_record_once(context: HarnessContext) -> None:
    start_and_send(context)
    barrier, entry = Barrier(4), make_entry(R.COMPLAINT)

    def click() -> None:
        barrier.wait()
        call_backs.record_call_back(context, OPERATOR, entry)

    run_together([click] * 4)
    assert (context.count("call_backs"), context.count("suppressions")) == (1, 2)


def test_two_operators_at_the_same_moment_record_one_of_two(context: HarnessContext) -> None:
    start_and_send(context)
    barrier = Barrier(2)
    refused: list[str] = []

    def click(by: Actor, result: CallBackResult) -> None:
        barrier.wait()
        try:
            call_backs.record_call_back(context, by, make_entry(result))
        except Conflict as conflict:
            refused.append(conflict.code)

    run_together([lambda: click(OPERATOR, R.PROMISE), lambda: click(UPLOADER, R.PAID_SAID)])
    assert (context.count("call_backs"), refused) == (1, ["recorded_meanwhile"])


def test_who_says_that_they_have_paid_is_let_in_by_the_payment(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.PAID_SAID)
    context.clock.advance(days=1)
    suppressions.end_due(context, CLOCK)
    assert list_suppressed(context) == [("taxpayer", "paid_said")]
    import_paid(context, [Paid(paid="20260706", booked="20260708")])
    suppressions.end_due(context, CLOCK)
    assert list_suppressed(context) == []


def say_of_many(context: HarnessContext, result: CallBackResult, people: int, first: int = 1) -> None:
    for number in range(first, first + people):
        record(context, result, number)


@pytest.mark.parametrize(
    ("result", "reason"),
    [(R.PAID_SAID, PauseReason.PAID_CALLS), (R.WRONG_NUMBER, PauseReason.WRONG_NUMBER_CALLS)],
)
def test_many_equal_calls_pause_a_campaign_that_is_sending(
    context: HarnessContext, result: CallBackResult, reason: PauseReason
) -> None:
    campaign_id = start_campaign(context, 12)
    for _ in range(10):
        claim(context)
    say_of_many(context, result, 4)
    record(context, result, 4)
    assert get_campaign(context, campaign_id).state is CampaignState.SENDING
    record(context, result, 5)
    campaign = get_campaign(context, campaign_id)
    assert (campaign.state, campaign.reason) == (CampaignState.PAUSED, reason)
    entry = next(one for one in context.audit_entries() if one.action == "campaign.pause")
    assert entry.facts["messages"] == 5
    (key,) = context.post_keys("paused")
    assert campaign_events.get_pause(context, CLOCK, EventKey.decode(key)).entry.messages == 5
    assert context.post_keys("call_alert") == []


def test_what_people_know_of_does_not_pause_it_again(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 14)
    for _ in range(12):
        claim(context)
    say_of_many(context, R.PAID_SAID, 5)
    context.clock.advance(minutes=1)
    campaigns.resume_campaign(context, CHIEF, campaign_id)
    say_of_many(context, R.PAID_SAID, 4, first=6)
    assert get_campaign(context, campaign_id).state is CampaignState.SENDING
    record(context, R.PAID_SAID, 10)
    assert get_campaign(context, campaign_id).state is CampaignState.PAUSED


def test_a_campaign_that_is_over_alerts_the_supervisors_once(context: HarnessContext) -> None:
    campaign_id = start_and_send(context, 9)
    campaigns.stop_campaign(context, CHIEF, campaign_id)
    say_of_many(context, R.WRONG_NUMBER, 5)
    (key,) = context.post_keys("call_alert")
    event = campaign_events.get_event(context, CLOCK, EventKey.decode(key))
    assert (event.entry.reason, event.entry.messages) == (PauseReason.WRONG_NUMBER_CALLS, 5)
    context.clock.advance(minutes=1)
    say_of_many(context, R.WRONG_NUMBER, 4, first=6)
    assert context.post_keys("call_alert") == [key]


def test_one_person_who_calls_often_is_one_person(context: HarnessContext) -> None:
    start_campaign(context, 2)
    claim(context)
    for by in (OPERATOR, UPLOADER, CHIEF, DEPUTY, OPERATOR, UPLOADER):
        record(context, R.WRONG_NUMBER, by=by)
    assert get_campaign(context, 1).state is CampaignState.SENDING
