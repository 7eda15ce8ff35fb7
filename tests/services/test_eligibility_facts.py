"""The eligibility check uses calls, exclusions, suppressions and messages beside the list."""

from datetime import date

import pytest

from bot.model.campaigns import Intent
from bot.model.drafts import Draft
from bot.model.reasons import Excluded
from bot.services import drafts
from tests.services.files import CallRow, Debt, ExclusionRow, Paid, make_debts
from tests.services.harness import AUTHOR, HarnessContext
from tests.services.steps import (
    claim,
    import_call_results,
    import_exclusions,
    import_list,
    import_paid,
    send_all,
    start_campaign,
    start_sending,
)


def count_excluded(context: HarnessContext, list_id: int, intent: Intent = Intent.CALL_BACK) -> dict[Excluded, int]:
    return dict(drafts.preview_draft(context, AUTHOR, Draft(list_id, intent, "", None)).left_out)


@pytest.mark.parametrize(
    ("listed", "last_called", "days", "reason"),
    [
        ("1", "", ["2026-07-08"], None),  # a later day than the list's
        ("1", "", ["2026-07-07"], Excluded.TOO_FEW_CALLS),  # the list may contain this call already
        ("1", "R8.6.30", ["2026-07-01"], None),
        ("1", "R8.6.30", ["2026-06-30"], Excluded.TOO_FEW_CALLS),
        ("0", "", ["2026-07-01", "2026-07-02"], None),  # our own count is larger than the list's
        ("0", "", ["2026-05-30", "2026-07-02"], Excluded.TOO_FEW_CALLS),  # a call before the debt fell due
        ("2", "", [], None),
    ],
)
def test_calls_of_the_list_and_of_the_files_are_added(
    context: HarnessContext, listed: str, last_called: str, days: list[str], reason: Excluded | None
) -> None:
    list_id = import_list(context, [Debt(calls=listed, last_called=last_called), *make_debts(2)[1:]]).target.id
    context.clock.advance(days=1)
    import_call_results(context, *(CallRow(at=f"{day} 14:00") for day in days))
    assert count_excluded(context, list_id) == ({reason: 1} if reason else {})


def test_where_the_list_has_no_calls_the_files_do(context: HarnessContext) -> None:
    import_call_results(context, CallRow(at="2026-06-20"), CallRow(at="2026-06-21"))
    card = import_list(context, make_debts(2), without=("calls",))
    assert Excluded.TOO_FEW_CALLS not in card.unjudged
    assert card.target.counts.excluded == {"too_few_calls": 1}


def test_the_newest_exclusion_row_counts(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2), without=("excluded",)).target.id
    import_exclusions(context, ExclusionRow(), as_of=date(2026, 7, 1))
    assert count_excluded(context, list_id) == {Excluded.EXCLUDED_FLAG: 1}
    import_exclusions(context, ExclusionRow(flag=""), as_of=date(2026, 6, 1))  # older, though it came later
    assert count_excluded(context, list_id) == {Excluded.EXCLUDED_FLAG: 1}
    import_exclusions(context, ExclusionRow(flag=""), as_of=date(2026, 7, 2))
    assert count_excluded(context, list_id) == {}


@pytest.mark.parametrize(
    "call",
    [CallRow("5555", "090-1234-5601", result="欠番"), CallRow(result="架電停止（市指示）")],
    ids=["phone", "taxpayer"],
)
def test_a_suppressed_number_or_person_is_excluded_at_every_step(context: HarnessContext, call: CallRow) -> None:
    before = import_list(context, make_debts(2)).target.id
    import_call_results(context, call)
    assert count_excluded(context, before) == {Excluded.SUPPRESSED: 1}
    after = import_list(context, [Debt(instalment="2"), *make_debts(2)[1:]]).target
    assert after.counts.excluded == {"suppressed": 1}


def test_a_reminder_of_a_promise_goes_to_those_who_promised(context: HarnessContext) -> None:
    list_id = import_list(context, [Debt(promise="R8.7.9"), Debt(taxpayer="1002", phone="090-1234-5602")]).target.id
    assert count_excluded(context, list_id, Intent.PROMISE_NEAR) == {Excluded.NO_PROMISE: 1}


def test_the_letter_intent_needs_the_day_of_the_letter(context: HarnessContext) -> None:
    list_id = import_list(context, [Debt(letter="R8.7.3", calls="0"), *make_debts(2)[1:]]).target.id
    assert count_excluded(context, list_id, Intent.LETTER_POSTED) == {Excluded.NO_LETTER: 1}


def test_a_correction_reaches_those_who_were_messaged_at_once(context: HarnessContext) -> None:
    start_campaign(context, 2)
    claim(context)
    again = import_list(context, make_debts(2), again=True).target.id
    assert count_excluded(context, again, Intent.CORRECTION) == {Excluded.NOT_AFFECTED: 1}


def test_a_persons_own_number_is_used_before_a_newer_one_of_somebody_else(context: HarnessContext) -> None:
    rows = [
        Debt(instalment="1", phone="090-1234-5601", relation="本人", obtained="R5.1.1"),
        Debt(instalment="2", phone="090-1234-5699", relation="長男", obtained="R8.1.1"),
    ]
    target = import_list(context, rows).target
    assert target.counts.accepted == 2
    by_age = [count_excluded(context.with_policy(number_max_age_months=most), target.id) for most in (42, 43)]
    assert by_age == [{Excluded.NUMBER_STALE: 1}, {}]
    start_sending(context, target.id)
    assert claim(context).outgoing.to == "09012345601"


@pytest.mark.parametrize(
    ("newer", "reason"),
    [
        ({"excluded": "1"}, "excluded_flag"),
        ({"promise": "R8.7.20"}, "promise_open"),
        ({}, None),
    ],
)
def test_a_number_that_a_newer_list_gives_to_somebody_who_must_not_be_messaged_is_held(
    context: HarnessContext, newer: dict[str, str], reason: str | None
) -> None:
    older = import_list(context, make_debts(2)).target.id
    start_sending(context, older)
    import_list(context, [Debt(taxpayer="2001", **newer), *make_debts(3)[2:]])
    assert count_excluded(context, older) == ({Excluded(reason): 1} if reason else {})
    send_all(context)
    assert context.states() == (["held", "accepted"] if reason else ["accepted", "accepted"])
    assert context.reasons()[0] == reason


def test_a_number_that_stands_in_a_rejected_row_of_a_newer_list_is_held(context: HarnessContext) -> None:
    older = import_list(context, make_debts(2)).target.id
    start_sending(context, older)
    import_list(context, [Debt(taxpayer="2001", due="?"), *make_debts(3)[2:]])
    assert count_excluded(context, older) == {Excluded.SHARED_PHONE: 1}
    send_all(context)
    assert context.states() == ["held", "accepted"]
    assert context.reasons()[0] == "data_stale"


def test_what_is_learned_later_of_the_newer_holder_of_a_number_counts_too(context: HarnessContext) -> None:
    start_campaign(context, 2)
    import_list(context, [Debt(taxpayer="2001"), Debt(taxpayer="2002", phone="090-1234-5602")])
    import_paid(context, [Paid(taxpayer="2001")])
    import_exclusions(context, ExclusionRow(taxpayer="2002"))
    send_all(context)
    assert context.reasons() == ["recent_payment", "excluded_flag"]


def test_an_older_list_does_not_say_whose_number_it_is_now(context: HarnessContext) -> None:
    import_list(context, [Debt(taxpayer="2001", excluded="1"), *make_debts(3)[2:]])
    start_campaign(context, 2)
    send_all(context)
    assert context.states() == ["accepted", "accepted"]
