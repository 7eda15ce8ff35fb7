"""The eligibility check uses calls, exclusions, suppressions and messages beside the list."""

import itertools

import pytest

from bot.model.campaigns import Draft, Intent
from bot.model.reasons import Excluded
from bot.services import drafts
from bot.store import calls, exclusions, suppressions
from tests.services.files import Debt, make_debts
from tests.services.harness import AUTHOR, TUESDAY, HarnessContext
from tests.services.known_files import add_file
from tests.services.steps import claim, import_list, send_all, start_campaign

_lines = itertools.count(2)


def add_calls(context: HarnessContext, taxpayer: str, *days: str, result: str = "absent", counted: bool = True) -> None:
    """Add results of calls, as the import of a file does."""
    with context.store.transaction() as db:
        file = add_file(db, "calls", TUESDAY.date())
        for day in days:
            row = {
                "file_id": file,
                "line": next(_lines),
                "taxpayer_key": db.vault.find("taxpayer", taxpayer),
                "phone_key": None,
                "called_on": day,
                "called_at": f"{day}T05:00:00.000000Z",
                "result": result,
                "counted": int(counted),
                "promised_on": None,
            }
            assert calls.add_call(db, row)
            assert not calls.add_call(db, row), "the same row counts once"


def add_exclusion(context: HarnessContext, taxpayer: str, as_of: str, *, excluded: bool) -> None:
    with context.store.transaction() as db:
        file = add_file(db, "exclusions", TUESDAY.date())
        key = db.vault.find("taxpayer", taxpayer)
        row = {"file_id": file, "line": 2, "taxpayer_key": key, "as_of": as_of, "excluded": int(excluded)}
        exclusions.add_exclusion(db, row | {"ground": "city"})


def add_suppression(context: HarnessContext, kind: str, text: str) -> None:
    with context.store.transaction() as db:
        key = db.vault.find(kind, text)
        assert suppressions.add_suppression(db, kind, key, reason="opt_out", source="test", by=None, now=TUESDAY)
        assert not suppressions.add_suppression(db, kind, key, reason="opt_out", source="test", by=None, now=TUESDAY)


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
    add_calls(context, "1001", *days)
    assert count_excluded(context, list_id) == ({reason: 1} if reason else {})


def test_a_call_that_reached_somebody_does_not_count(context: HarnessContext) -> None:
    list_id = import_list(context, [Debt(calls="1"), *make_debts(2)[1:]]).target.id
    add_calls(context, "1001", "2026-07-08", result="refused", counted=False)
    assert count_excluded(context, list_id) == {Excluded.TOO_FEW_CALLS: 1}


def test_where_the_list_has_no_calls_the_files_do(context: HarnessContext) -> None:
    add_calls(context, "1001", "2026-06-20", "2026-06-21")
    card = import_list(context, make_debts(2), without=("calls",))
    assert Excluded.TOO_FEW_CALLS not in card.unjudged
    assert card.target.counts.excluded == {"too_few_calls": 1}


def test_the_newest_exclusion_row_counts(context: HarnessContext) -> None:
    list_id = import_list(context, make_debts(2), without=("excluded",)).target.id
    add_exclusion(context, "1001", "2026-07-01", excluded=True)
    assert count_excluded(context, list_id) == {Excluded.EXCLUDED_FLAG: 1}
    add_exclusion(context, "1001", "2026-06-01", excluded=False)  # older, though it came later
    assert count_excluded(context, list_id) == {Excluded.EXCLUDED_FLAG: 1}
    add_exclusion(context, "1001", "2026-07-02", excluded=False)
    assert count_excluded(context, list_id) == {}


@pytest.mark.parametrize(("kind", "text"), [("phone", "09012345601"), ("taxpayer", "1001")])
def test_a_suppressed_number_or_person_is_excluded_at_every_step(context: HarnessContext, kind: str, text: str) -> None:
    before = import_list(context, make_debts(2)).target.id
    add_suppression(context, kind, text)
    assert count_excluded(context, before) == {Excluded.SUPPRESSED: 1}
    after = import_list(context, [Debt(instalment="2"), *make_debts(2)[1:]]).target
    assert after.counts.excluded == {"suppressed": 1}


def test_a_suppression_during_sending_holds_the_message(context: HarnessContext) -> None:
    start_campaign(context, 2)
    add_suppression(context, "phone", "09012345602")
    assert send_all(context) == 1
    assert context.reasons() == [None, "suppressed"]


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
    card = import_list(context, rows)
    assert card.target.counts.accepted == 2
    assert context.column("SELECT phone_key FROM recipients") == [context.store.vault.find("phone", "09012345601")]
    assert context.column("SELECT phone_obtained_on FROM recipients") == ["2023-01-01"]
