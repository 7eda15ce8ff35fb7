"""Receipts: late, repeated and in any order, they lead to the same state."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.messages import MessageState
from bot.model.providers import NoAnswer, Receipt
from bot.model.reasons import NotDelivered
from bot.services import receipts
from tests.services.harness import CLOCK, HarnessContext, make_receipt, open_context
from tests.services.steps import start_and_send

DELIVERED, UNDELIVERED, UNKNOWN, ACCEPTED = (
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.UNKNOWN,
    MessageState.ACCEPTED,
)


def record(context: HarnessContext, *reports: Receipt) -> None:
    receipts.record_receipts(context, CLOCK, reports)


@pytest.mark.parametrize(
    ("reported", "state", "reason"),
    [
        (make_receipt("p1"), "delivered", None),
        (make_receipt("p1", UNDELIVERED, NotDelivered.OUT_OF_AREA), "undelivered", "out_of_area"),
        (make_receipt("p1", UNKNOWN), "unknown", None),
        (make_receipt("p1", ACCEPTED), "accepted", None),
        (make_receipt("p9"), "accepted", None),
    ],
)
def test_a_receipt_changes_its_message_and_no_other(
    context: HarnessContext, reported: Receipt, state: str, reason: object
) -> None:
    start_and_send(context, 2)
    record(context, reported)
    assert context.states() == [state, "accepted"]
    assert context.reasons() == [reason, None]


def test_billed_units_are_stored_beside_the_estimate(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, make_receipt("p1", units=2))
    assert context.value("SELECT units || '/' || units_billed FROM messages") == "1/2"


def test_the_same_receipt_again_changes_nothing_and_is_stored_once(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, make_receipt("p1"), make_receipt("p1"))
    posts = context.value("SELECT wanted FROM posts WHERE kind = 'campaign'")
    record(context, make_receipt("p1"))
    assert context.value("SELECT COUNT(*) FROM receipts") == 1
    assert context.value("SELECT COUNT(*) FROM message_events WHERE state = 'delivered'") == 1
    assert context.value("SELECT wanted FROM posts WHERE kind = 'campaign'") == posts


REPORTS = [
    make_receipt("p1", ACCEPTED),
    make_receipt("p1", UNKNOWN),
    make_receipt("p1", UNDELIVERED, NotDelivered.CONGESTION),
    make_receipt("p1", DELIVERED),
]
RANK = [ACCEPTED, UNKNOWN, UNDELIVERED, DELIVERED]


@pytest.fixture(scope="module")
def sent_message(tmp_path_factory: pytest.TempPathFactory) -> HarnessContext:
    context = open_context(tmp_path_factory.mktemp("receipts"))
    start_and_send(context)
    return context


@settings(max_examples=60)
@given(order=st.lists(st.sampled_from(REPORTS), min_size=1, max_size=7), pages=st.lists(st.integers(0, 7)))
def test_receipts_in_every_order_end_in_the_best_state(
    sent_message: HarnessContext, order: list[Receipt], pages: list[int]
) -> None:
    with sent_message.store.transaction() as db:  # the same message again, as if nothing had been reported yet
        db.execute("DROP TRIGGER IF EXISTS receipts_no_delete")
        db.execute("DELETE FROM receipts")
        db.execute("UPDATE messages SET state = 'accepted', reason = NULL, ended_at = NULL")
    cuts = sorted({0, len(order), *(cut for cut in pages if cut < len(order))})
    for first, last in pairwise(cuts):
        record(sent_message, *order[first:last])
    best = max((reported.state for reported in order), key=RANK.index)
    assert sent_message.states() == [best.value]
    assert sent_message.reasons() == [NotDelivered.CONGESTION.value if best is UNDELIVERED else None]


def test_receipts_are_requested_only_while_a_message_waits_for_one(context: HarnessContext) -> None:
    assert not receipts.is_collection_due(context, CLOCK, None)
    start_and_send(context)
    assert receipts.is_collection_due(context, CLOCK, None)
    assert not receipts.is_collection_due(context, CLOCK, context.clock.now())
    assert receipts.is_collection_due(context, CLOCK, context.clock.now() - timedelta(seconds=10))
    record(context, make_receipt("p1"))
    assert not receipts.is_collection_due(context, CLOCK, None)


def test_receipts_of_older_messages_are_requested_less_often(context: HarnessContext) -> None:
    start_and_send(context)
    for passed, pause in ((0.5, 60), (5, 1200), (60, 3600), (100, 3600)):
        context.clock.advance(hours=passed)
        now = context.clock.now()
        assert not receipts.is_collection_due(context, CLOCK, now - timedelta(seconds=pause - 1))
        assert receipts.is_collection_due(context, CLOCK, now - timedelta(seconds=pause))


def test_receipts_since_the_oldest_open_message_are_requested(context: HarnessContext) -> None:
    start_and_send(context, 2)
    claimed_at = context.clock.now()
    record(context, make_receipt("p2"))
    context.clock.advance(hours=2)
    context.provider.pages = [[make_receipt("p1")]]
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["delivered", "delivered"]
    ((since, until),) = context.provider.requested_periods
    assert since <= claimed_at
    assert until >= context.clock.now()


def test_a_message_without_a_receipt_is_unknown_after_73_hours_and_its_card_is_updated(context: HarnessContext) -> None:
    campaign_id = start_and_send(context, 2)
    context.provider.pages = [[make_receipt("p1")]]
    context.clock.advance(hours=73)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["delivered", "accepted"]
    context.execute("UPDATE posts SET shown = wanted")
    context.clock.advance(seconds=1)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["delivered", "unknown"]
    assert context.column("SELECT key FROM posts WHERE shown < wanted") == [str(campaign_id)]


def test_no_message_becomes_unknown_after_an_incomplete_answer(context: HarnessContext) -> None:
    start_and_send(context, 2)
    context.provider.pages = [[make_receipt("p1")], NoAnswer("timeout")]
    context.clock.advance(hours=80)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["delivered", "accepted"]


def test_a_late_receipt_counts_after_73_hours(context: HarnessContext) -> None:
    start_and_send(context)
    context.clock.advance(hours=80)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["unknown"]
    record(context, make_receipt("p1"))
    assert context.states() == ["delivered"]
