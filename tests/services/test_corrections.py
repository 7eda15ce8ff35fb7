"""A record of a call that was made in error is taken back by another one; what it led to is undone by a decision."""

from datetime import date

import pytest

from bot.model.access import Action, Actor
from bot.model.call_backs import (
    CallBackDetail,
    CallBackEntry,
    CallBackResult,
    CorrectionEntry,
    CorrectionOutcome,
    CorrectionReason,
)
from bot.model.campaigns import CampaignState
from bot.model.errors import Conflict, NotAllowed, NotFound
from bot.model.people import PromiseState
from bot.model.suppressions import SuppressionReason
from bot.services import call_backs, campaigns, contact_records, people
from bot.services.suppressions import suppress
from bot.services.unit_of_work import change
from tests.services.files import CallRow, Debt, make_debts
from tests.services.harness import CHIEF, CLOCK, OPERATOR, STRANGER, UPLOADER, HarnessContext
from tests.services.steps import (
    get_campaign,
    import_call_results,
    import_list,
    send_all,
    start_and_send,
    start_campaign,
    start_sending,
)
from tests.services.test_call_backs import list_suppressed, record
from tests.services.test_contact_records import read_files, write_next
from tests.services.test_renumbering import renumber
from tests.services.test_suppressions import suppress as suppress_by_hand

R = CallBackResult
UNDONE, HELD, NOTHING = CorrectionOutcome(is_undone=True), CorrectionOutcome(is_held=True), CorrectionOutcome()
HOLDING = [result for result in R if result is not R.CALLED_BACK]


def correct(
    context: HarnessContext, record_id: int = 1, *, undoes: bool = True, by: Actor = UPLOADER, message_id: int = 1
) -> CorrectionOutcome:
    """Take a record back; return what was undone."""
    entry = CorrectionEntry(message_id, record_id, CorrectionReason.WRONG_RESULT, undoes)
    return call_backs.correct_call_back(context, by, entry)[1]


def record_no_day(context: HarnessContext) -> None:
    """Record a promise without a day."""
    entry = CallBackEntry(1, True, R.PROMISE, CallBackDetail.NO_DAY, None, "", 0)
    call_backs.record_call_back(context, OPERATOR, entry)


@pytest.mark.parametrize("result", HOLDING)
def test_an_undone_record_lets_the_next_claim_send(context: HarnessContext, result: CallBackResult) -> None:
    start_campaign(context)
    record(context, result)
    assert correct(context) == UNDONE
    assert send_all(context) == 1


@pytest.mark.parametrize("result", HOLDING)
def test_a_record_that_is_only_taken_back_still_keeps_messages_away(
    context: HarnessContext, result: CallBackResult
) -> None:
    start_campaign(context)
    record(context, result)
    assert correct(context, undoes=False) == NOTHING
    assert send_all(context) == 0


def test_a_promise_without_a_day_is_undone_and_on_no_list(context: HarnessContext) -> None:
    start_campaign(context)
    record_no_day(context)
    assert correct(context) == UNDONE
    assert send_all(context) == 1


@pytest.mark.parametrize("result", HOLDING)
def test_another_record_that_says_the_same_holds_until_both_are_taken_back(
    context: HarnessContext, result: CallBackResult
) -> None:
    start_campaign(context)
    record(context, result)
    context.clock.advance(minutes=1)
    record(context, result)
    assert correct(context, 1) == HELD
    assert correct(context, 2) == UNDONE
    assert send_all(context) == 1


@pytest.mark.parametrize("result", [one for one in HOLDING if one is not R.PROMISE])
def test_a_suppression_of_another_source_holds(context: HarnessContext, result: CallBackResult) -> None:
    start_campaign(context)
    reason = SuppressionReason(result.value)
    with change(context, CHIEF, Action.SUPPRESSION_ADD, "-") as unit:
        found = people.require_person(unit, 1)
        suppress(unit, reason, phone=found.phone_key, taxpayer=found.person_key, source="calls:7", by=None)
    record(context, result)
    assert correct(context) == HELD
    assert send_all(context) == 0


def test_a_file_of_calls_that_came_later_and_says_the_same_holds(context: HarnessContext) -> None:
    start_campaign(context)
    record(context, R.WRONG_NUMBER)
    import_call_results(context, CallRow(phone="09012345601", result="番号違い"))
    assert correct(context) == HELD
    assert list_suppressed(context) == [("phone", "wrong_number")]


def test_whoever_typed_the_same_into_the_form_of_suppressions_holds_the_person(context: HarnessContext) -> None:
    start_campaign(context)
    record(context, R.CONSULTING)
    suppress_by_hand(context, SuppressionReason.CONSULTING)
    assert correct(context) == HELD


def test_a_promise_that_a_list_or_a_file_of_calls_has_holds(context: HarnessContext) -> None:
    start_campaign(context)
    record(context, R.PROMISE)
    import_call_results(context, CallRow(result="約束", promised="2026/7/10"))
    assert correct(context) == HELD
    assert send_all(context) == 0


def test_a_cancelled_promise_holds_again_once_a_list_has_it(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.PROMISE)
    correct(context)
    context.clock.advance(days=1)
    view = import_list(context, [Debt(promise="R8.7.10")])
    assert view.target.counts.excluded["promise_open"] == 1
    assert context.column("SELECT state FROM promises") == ["open"]


def test_a_promise_that_is_recorded_again_after_its_correction_is_open(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.PROMISE)
    correct(context)
    view = record(context, R.PROMISE)
    assert [one.state for one in view.promises] == [PromiseState.OPEN]
    assert correct(context, 2) == UNDONE


def test_everything_else_that_holds_the_person_still_does(context: HarnessContext) -> None:
    start_campaign(context)
    record(context, R.CONSULTING)
    record(context, R.COMPLAINT)
    assert correct(context, 1) == UNDONE
    assert send_all(context) == 0
    assert list_suppressed(context) == [("phone", "complaint"), ("taxpayer", "complaint")]


def test_a_wrong_number_that_another_person_confirmed_holds(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.WRONG_NUMBER)
    context.clock.advance(days=14)
    start_sending(context, import_list(context, [Debt(taxpayer="1005", phone="090-1234-5699")]).target.id)
    send_all(context)
    record(context, R.WRONG_NUMBER, 2)
    assert correct(context, 1) == UNDONE
    assert list_suppressed(context) == [("phone", "wrong_number")]


def test_of_people_who_become_one_neither_record_undoes_what_the_other_says(context: HarnessContext) -> None:
    start_and_send(context, 2)
    record(context, R.CONSULTING)
    context.clock.advance(minutes=1)
    record(context, R.CONSULTING, 2)
    campaigns.stop_campaign(context, CHIEF, 1)
    renumber(context, "1001,2001", "1002,2001")
    assert correct(context, 1) == HELD
    assert correct(context, 2) == HELD
    assert list_suppressed(context) == [("taxpayer", "consulting")]


def test_a_correction_is_shown_with_its_record_and_there_is_only_one(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.COMPLAINT)
    entry = CorrectionEntry(1, 1, CorrectionReason.REPEATED, undoes=False)
    view, _ = call_backs.correct_call_back(context, UPLOADER, entry)
    taken = view.records[0].correction
    assert taken is not None
    assert (taken.by, taken.reason) == (UPLOADER.user, CorrectionReason.REPEATED)
    assert not view.may_correct
    with pytest.raises(Conflict, match="record_corrected"):
        correct(context)
    with pytest.raises(Conflict, match="record_corrected"):
        call_backs.prepare_correction(context, UPLOADER, 1)


@pytest.mark.parametrize("actor", [OPERATOR, STRANGER])
def test_only_staff_and_supervisors_correct(context: HarnessContext, actor: Actor) -> None:
    start_and_send(context)
    record(context, R.COMPLAINT)
    with pytest.raises(NotAllowed):
        correct(context, by=actor)
    with pytest.raises(NotAllowed):
        call_backs.prepare_correction(context, actor, 1)
    assert context.count("call_back_corrections") == 0


@pytest.mark.parametrize(("record_id", "message_id"), [(2, 1), (9, 1), (1, 9)])
def test_a_record_of_another_person_or_none_is_not_found(
    context: HarnessContext, record_id: int, message_id: int
) -> None:
    start_and_send(context, 2)
    record(context, R.COMPLAINT)
    record(context, R.COMPLAINT, 2)
    with pytest.raises(NotFound):
        correct(context, record_id, message_id=message_id)


def test_what_was_taken_back_counts_for_no_alarm_and_no_list(context: HarnessContext) -> None:
    start_campaign(context, 6)
    send_all(context)
    for number in range(1, 5):
        record(context, R.WRONG_NUMBER, number)
    correct(context, 1)
    record(context, R.WRONG_NUMBER, 5)
    assert get_campaign(context, 1).state is CampaignState.SENDING
    record(context, R.WRONG_NUMBER, 6)
    assert get_campaign(context, 1).state is CampaignState.PAUSED


def test_a_correction_is_in_the_file_of_its_day_under_a_key_made_of_its_records(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, R.PROMISE)
    context.clock.advance(days=1)
    recorded = read_files(context, write_next(context))[-1]
    correct(context)
    context.clock.advance(days=1)
    (row,) = read_files(context, write_next(context))
    assert (row[0], row[-1]) == (f"{recorded[0]}-correction", recorded[0])
    assert row[1:2] + row[7:9] == ["1001", "記録の訂正", "内容の誤り"]
    assert read_files(context, contact_records.write_day_again(context, CLOCK, date(2026, 7, 8))) == [row]
    assert contact_records.write_next_day(context, CLOCK) is None


def test_the_audit_says_what_was_taken_back_and_undone(context: HarnessContext) -> None:
    start_campaign(context)
    record(context, R.COMPLAINT)
    correct(context)
    (entry,) = [one for one in context.audit_entries() if one.action == "call_back.correct"]
    assert {name: entry.facts[name] for name in ("record", "reason", "undone", "held")} == {
        "record": 1,
        "reason": "wrong_result",
        "undone": True,
        "held": False,
    }


def test_a_second_source_of_many_is_stored_once(context: HarnessContext) -> None:
    import_list(context, make_debts(2))
    for _ in range(2):
        import_call_results(context, CallRow(phone="09012345601", result="番号違い"))
        import_call_results(context, CallRow(at="2026/7/5 10:00", phone="09012345601", result="番号違い"))
    assert context.count("suppression_repeats") <= 3
