"""What may be recorded of a call, and when many equal records pause a campaign."""

from dataclasses import replace
from datetime import date

import pytest

from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult
from bot.model.errors import BadInput, Refusal
from bot.model.suppressions import REASONS_BY_HAND, SuppressionReason
from bot.rules.call_backs import EFFECTS, check_entry, is_alarming
from bot.rules.importing.call_results import CallResult

TODAY = date(2026, 7, 7)
R = CallBackResult


def make_entry(result: CallBackResult, *, verified: bool = True) -> CallBackEntry:
    day = date(2026, 7, 10) if result is R.PROMISE else None
    return CallBackEntry(1, verified, result, EFFECTS[result].details[0], day, "", 0)


def test_every_result_has_a_row_and_codes_that_calls_have_too_mean_the_same() -> None:
    assert set(EFFECTS) == set(CallBackResult)
    shared = {"promise", "plan_wished", "paid_said", "called_back", "wrong_number"}
    assert {code.value for code in CallResult} & {code.value for code in CallBackResult} == shared


def test_every_detail_belongs_to_a_result() -> None:
    assert {detail for effect in EFFECTS.values() for detail in effect.details} == set(CallBackDetail)


def test_whatever_is_said_keeps_messages_away_except_a_call_that_only_asks() -> None:
    suppressing = {result: effect.suppression for result, effect in EFFECTS.items() if effect.suppression}
    assert suppressing == {
        R.PLAN_WISHED: SuppressionReason.PLAN_WISHED,
        R.PAID_SAID: SuppressionReason.PAID_SAID,
        R.CONSULTING: SuppressionReason.CONSULTING,
        R.STOP_WISHED: SuppressionReason.STOP_WISHED,
        R.COMPLAINT: SuppressionReason.COMPLAINT,
        R.WRONG_NUMBER: SuppressionReason.WRONG_NUMBER,
    }
    assert set(suppressing.values()) <= set(REASONS_BY_HAND)


@pytest.mark.parametrize("result", CallBackResult)
def test_a_caller_who_is_not_confirmed_can_only_say_what_needs_no_person(result: CallBackResult) -> None:
    check_entry(make_entry(result), TODAY)
    entry = make_entry(result, verified=False)
    if result in (R.CALLED_BACK, R.STOP_WISHED, R.COMPLAINT, R.WRONG_NUMBER):
        check_entry(entry, TODAY)
        return
    with pytest.raises(Refusal) as caught:
        check_entry(entry, TODAY)
    assert caught.value.code == "caller_not_verified"


def test_a_detail_of_another_result_is_refused() -> None:
    with pytest.raises(Refusal):
        check_entry(replace(make_entry(R.COMPLAINT), detail=CallBackDetail.IN_FULL), TODAY)


def test_a_promise_needs_a_day() -> None:
    with pytest.raises(BadInput) as caught:
        check_entry(replace(make_entry(R.PROMISE), promised_on=None), TODAY)
    assert caught.value.code == "promise_without_day"


@pytest.mark.parametrize(
    ("result", "people", "sent", "alarming"),
    [
        (R.PAID_SAID, 4, 10, False),
        (R.PAID_SAID, 5, 10, True),
        (R.PAID_SAID, 5, 166, True),
        (R.PAID_SAID, 5, 167, False),
        (R.PAID_SAID, 89, 3000, False),
        (R.PAID_SAID, 90, 3000, True),
        (R.WRONG_NUMBER, 4, 10, False),
        (R.WRONG_NUMBER, 5, 250, True),
        (R.WRONG_NUMBER, 5, 251, False),
        (R.WRONG_NUMBER, 60, 3000, True),
        (R.COMPLAINT, 100, 100, False),
        (R.PROMISE, 100, 100, False),
    ],
)
def test_many_equal_calls_are_alarming_by_share_from_five_people_on(
    result: CallBackResult, people: int, sent: int, *, alarming: bool
) -> None:
    assert is_alarming(result, people, sent) == alarming
