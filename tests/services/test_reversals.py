"""A payment that is taken back lets nobody in: a person has to say so."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot.model.access import Actor
from bot.model.digests import DigestKind
from bot.model.errors import Conflict, NotAllowed
from bot.model.imports import FileView, PaymentCounts
from bot.model.payments import CountedPayment
from bot.model.posts import PAYMENT_FILE_POST
from bot.model.suppressions import EndReason, ReversedDecision, SuppressionReason
from bot.rules.payments import find_unreplaced
from bot.services import digests, suppressions
from bot.services.imports import targets
from bot.services.imports.pipeline import get_file_view
from tests.services import steps
from tests.services.files import Debt, Paid, make_debts
from tests.services.harness import CHIEF, OPERATOR, STRANGER, UPLOADER, HarnessContext
from tests.services.test_suppressions import suppress

OLD = Paid(paid="20260601", booked="20260602")
"""The default debt, paid in full so long ago that its payer is not held for it."""
BACK = replace(OLD, reversal="1", booked="20260703")
_PAYMENT = CountedPayment("固定資産税", "2026", "1", "2026-06-01", "2026-06-02", 30000, 1, None)
_calls = itertools.count(3)


def count_in_force(context: HarnessContext) -> int:
    sql = "SELECT COUNT(*) FROM suppressions WHERE reason = 'payment_reversed' AND ended_at IS NULL"
    return int(str(context.value(sql)))


def list_anew(context: HarnessContext, debt: Debt, *, without: Sequence[str] = ()) -> dict[str, int]:
    """Import a newer list with this person; return why its rows are excluded."""
    debts = [replace(debt, calls=str(next(_calls))), *make_debts(2)[1:]]
    context.clock.advance(minutes=1)
    return dict(steps.import_list(context, debts, without=without).target.counts.excluded)


@pytest.mark.parametrize("rows", [[OLD, BACK], [BACK, OLD], [replace(OLD, reversal="1"), OLD]])
@pytest.mark.parametrize("together", [True, False])
def test_a_running_campaign_holds_whose_payment_is_taken_back_whichever_row_comes_first(
    context: HarnessContext, rows: list[Paid], together: bool
) -> None:
    steps.start_campaign(context, 2)
    files = [rows] if together else [[row] for row in rows]
    counts = [steps.import_paid(context, rows).counts for rows in files]
    assert [one.reversed_people for one in counts] == ([1] if together else [0, 1])
    steps.send_all(context)
    assert context.states() == ["held", "accepted"]
    assert context.reasons()[0] == "suppressed"


def test_a_persons_decision_brings_somebody_back_and_holds(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_paid(context, [OLD, BACK])
    (found,) = context.column("SELECT id FROM suppressions")
    suppressions.end_suppression(context, CHIEF, int(str(found)), EndReason.CHECKED)
    steps.import_paid(context, [OLD, BACK])  # the same file
    steps.import_paid(context, [replace(OLD, tax="入湯税", paid="20260501", booked="20260502")])  # and a later one
    assert count_in_force(context) == 0
    with pytest.raises(Conflict):
        suppressions.end_suppression(context, CHIEF, int(str(found)), EndReason.CHECKED)
    steps.send_all(context)
    assert context.states() == ["accepted"]


def test_a_decision_holds_also_where_the_reversal_came_first(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_paid(context, [BACK])
    steps.import_paid(context, [OLD])
    (found,) = context.column("SELECT id FROM suppressions")
    suppressions.end_suppression(context, CHIEF, int(str(found)), EndReason.CHECKED)
    for rows in ([BACK, OLD], [OLD, BACK], [replace(OLD, tax="入湯税", paid="20260501", booked="20260502")]):
        steps.import_paid(context, rows)
    assert count_in_force(context) == 0


def test_a_payment_of_a_later_day_replaces_one_whose_reversal_came_first(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_paid(context, [BACK, OLD])
    assert count_in_force(context) == 1
    steps.import_paid(context, [replace(OLD, paid="20260610", booked="20260611")])
    assert count_in_force(context) == 0


def test_a_digest_has_no_yen_of_a_payment_whose_reversal_came_first(context: HarnessContext) -> None:
    steps.import_list(context, [Debt()])
    steps.import_paid(context, [BACK])
    context.clock.advance(days=1)
    steps.import_paid(context, [OLD])
    days = [digests.compute_figures(context, OPERATOR, DigestKind.DAILY, date(2026, 7, day)) for day in (8, 9)]
    assert [one.payments_yen for one in days] == [0, 0]


def test_a_second_reversal_needs_a_second_decision(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_paid(context, [OLD, BACK])
    (found,) = context.column("SELECT id FROM suppressions")
    suppressions.end_suppression(context, CHIEF, int(str(found)), EndReason.CHECKED)
    again = replace(OLD, paid="20260610", booked="20260611")
    steps.import_paid(context, [again])
    steps.import_paid(context, [replace(again, reversal="1", booked="20260704")])
    assert count_in_force(context) == 1


@pytest.mark.parametrize("files", [1, 3])
def test_a_notice_that_is_cancelled_and_made_again_needs_no_decision(context: HarnessContext, files: int) -> None:
    steps.start_campaign(context)
    notice = replace(OLD, channel="コンビニ速報")
    rows = [notice, replace(notice, channel="コンビニ速報取消"), replace(OLD, channel="コンビニ", booked="20260605")]
    for number in range(files):
        steps.import_paid(context, rows[number::files])
    assert count_in_force(context) == 0
    steps.send_all(context)
    assert context.reasons() == ["paid"]


def test_a_refund_is_not_a_reversal(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_paid(context, [OLD])
    counts = steps.import_paid(context, [replace(OLD, reversal="還付", booked="20260703")]).counts
    assert (counts.reversed_people, count_in_force(context)) == (0, 0)
    steps.send_all(context)
    assert context.states() == ["held"]


def decide(context: HarnessContext, *, only_listed: bool = True) -> int:
    """Decide on all people whom the form shows now; return how many suppressions ended."""
    found = suppressions.prepare_reversed(context, UPLOADER)
    decision = ReversedDecision(found.upto, only_listed, EndReason.CHECKED, "")
    return suppressions.end_reversed(context, UPLOADER, decision)


def count_listed(context: HarnessContext) -> int:
    return suppressions.prepare_reversed(context, UPLOADER).listed


def test_no_list_brings_anybody_back_and_a_newer_one_is_only_proposed(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.import_paid(context, [OLD, BACK])
    without: tuple[tuple[Debt, tuple[str, ...]], ...] = (
        (Debt(instalment="2"), ()),
        (Debt(amount="0"), ()),
        (Debt(), ("amount",)),
    )
    for debt, columns in without:
        assert list_anew(context, debt, without=columns) == {"suppressed": 1}
        assert count_listed(context) == 0
    assert list_anew(context, Debt()) == {"suppressed": 1}
    assert count_listed(context) == 1
    steps.send_all(context)
    assert context.states() == ["held"]
    assert decide(context) == 1
    assert (context.value("SELECT ended_reason FROM suppressions"), count_in_force(context)) == ("checked", 0)
    assert list_anew(context, Debt()) == {}


def test_an_older_list_that_is_imported_again_is_not_proposed(context: HarnessContext) -> None:
    steps.import_list(context, [Debt()])
    steps.import_paid(context, [OLD, BACK])
    context.clock.advance(minutes=1)
    assert steps.import_list(context, [Debt()], again=True).target.counts.excluded == {"suppressed": 1}
    assert count_listed(context) == 0


def test_a_list_whose_import_began_before_the_reversal_is_not_proposed(
    context: HarnessContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = targets._finish_list

    def finish_later(*arguments: object) -> object:
        context.clock.advance(minutes=1)
        steps.import_paid(context, [OLD, BACK])
        context.clock.advance(minutes=1)
        return finish(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(targets, "_finish_list", finish_later)
    assert steps.import_list(context, [Debt()]).target.counts.excluded == {"suppressed": 1}
    assert count_listed(context) == 0


def reverse_people(context: HarnessContext, *people: str) -> FileView[PaymentCounts]:
    """Let payments of people be taken back."""
    return steps.import_paid(context, [replace(row, taxpayer=one) for one in people for row in (OLD, BACK)])


def test_many_are_decided_at_once_but_not_those_whom_the_form_did_not_know(context: HarnessContext) -> None:
    steps.import_list(context, make_debts(4))
    reverse_people(context, "1001", "1002")
    found = suppressions.prepare_reversed(context, UPLOADER)
    reverse_people(context, "1003")
    decision = ReversedDecision(found.upto, False, EndReason.CHECKED, "")
    assert suppressions.end_reversed(context, UPLOADER, decision) == 2
    assert count_in_force(context) == 1
    with pytest.raises(Conflict, match="nobody_reversed"):
        suppressions.end_reversed(context, UPLOADER, decision)


def test_what_else_holds_somebody_still_does_after_the_decision(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    reverse_people(context, "1001", "1002")
    suppress(context, SuppressionReason.COMPLAINT)
    assert decide(context, only_listed=False) == 2
    steps.send_all(context)
    assert context.states() == ["held", "accepted"]


def test_the_cards_count_everybody_who_waits_for_a_decision(context: HarnessContext) -> None:
    steps.import_list(context, make_debts(4))
    reverse_people(context, "1001")
    card = reverse_people(context, "1002")
    assert (card.counts.reversed_people, card.reversed_people) == (1, 2)
    context.post_all()
    decide(context, only_listed=False)
    assert len(context.post_keys(PAYMENT_FILE_POST.code)) == 2
    assert get_file_view(PaymentCounts, context, UPLOADER, card.file_id).reversed_people == 0


@pytest.mark.parametrize("actor", [OPERATOR, STRANGER])
def test_only_staff_and_supervisors_decide(context: HarnessContext, actor: Actor) -> None:
    steps.start_campaign(context)
    reverse_people(context, "1001")
    with pytest.raises(NotAllowed):
        suppressions.prepare_reversed(context, actor)
    with pytest.raises(NotAllowed):
        suppressions.end_reversed(context, actor, ReversedDecision(9, False, EndReason.CHECKED, ""))
    assert count_in_force(context) == 1


@pytest.mark.parametrize(
    ("payments", "found"),
    [
        ([_PAYMENT], set()),
        ([_PAYMENT._replace(taken_back_by=2)], {2}),
        ([_PAYMENT._replace(taken_back_by=2), _PAYMENT._replace(known_by=3)], set()),
        ([_PAYMENT._replace(taken_back_by=3), _PAYMENT._replace(known_by=2)], {3}),  # the other half of the debt
        ([_PAYMENT._replace(taken_back_by=2), _PAYMENT._replace(known_by=3, amount=29999)], {2}),
        ([_PAYMENT._replace(taken_back_by=2), _PAYMENT._replace(known_by=3, instalment="2")], {2}),
        ([_PAYMENT._replace(known_by=1, taken_back_by=3), _PAYMENT._replace(known_by=2, taken_back_by=4)], {3, 4}),
        (
            [
                _PAYMENT._replace(taken_back_by=3),
                _PAYMENT._replace(known_by=2, taken_back_by=4),
                _PAYMENT._replace(known_by=5),
            ],
            {4},
        ),
        ([_PAYMENT._replace(known_by=2, taken_back_by=1)], {1}),
        ([_PAYMENT._replace(known_by=2, taken_back_by=1), _PAYMENT._replace(known_by=3)], {1}),
        ([_PAYMENT._replace(known_by=3, taken_back_by=1), _PAYMENT._replace(known_by=2, paid_on="2026-06-09")], {1}),
        ([_PAYMENT._replace(known_by=2, taken_back_by=1), _PAYMENT._replace(known_by=3, paid_on="2026-06-09")], set()),
        ([_PAYMENT._replace(taken_back_by=2, amount=0)], set()),
    ],
)
def test_a_later_payment_of_the_same_debt_and_sum_replaces_one(payments: list[CountedPayment], found: set[int]) -> None:
    assert find_unreplaced(payments) == found
