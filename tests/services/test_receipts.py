"""Receipts: late, repeated and in any order, they lead to the same state."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.digests import DigestKind
from bot.model.messages import MessageState
from bot.model.providers import NoAnswer, Receipt
from bot.model.reasons import NotDelivered
from bot.services import digests, receipts
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
    seen = digests.compute_figures(context, CLOCK, DigestKind.DAILY, None)
    assert (seen.units_estimated, seen.units_billed) == (1, 2)


@pytest.mark.fault("P8")
def test_the_same_receipt_again_changes_nothing_and_is_stored_once(context: HarnessContext) -> None:
    start_and_send(context)
    record(context, make_receipt("p1"), make_receipt("p1"))
    context.post_all()
    record(context, make_receipt("p1"))
    assert context.count("receipts") == 1
    assert context.events() == ["claimed", "accepted", "delivered"]
    assert context.posts() == []


REPORTS = [
    make_receipt("p1", ACCEPTED),
    make_receipt("p1", UNKNOWN),
    make_receipt("p1", UNDELIVERED, NotDelivered.CONGESTION),
    make_receipt("p1", DELIVERED),
]
RANK = [ACCEPTED, UNKNOWN, UNDELIVERED, DELIVERED]


@pytest.fixture(scope="module")
def sent_message(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a sent message, copied for each run."""
    context = open_context(tmp_path_factory.mktemp("receipts"))
    start_and_send(context)
    context.store.close()
    return context.store.path


@pytest.mark.fault("P8")
@settings(max_examples=60)
@given(order=st.lists(st.sampled_from(REPORTS), min_size=1, max_size=7), pages=st.lists(st.integers(0, 7)))
def test_receipts_in_every_order_end_in_the_best_state(
    tmp_path_factory: pytest.TempPathFactory, sent_message: Path, order: list[Receipt], pages: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    shutil.copy(sent_message, folder)
    context = open_context(folder)
    cuts = sorted({0, len(order), *(cut for cut in pages if cut < len(order))})
    for first, last in pairwise(cuts):
        record(context, *order[first:last])
    best = max((reported.state for reported in order), key=RANK.index)
    assert context.states() == [best.value]
    assert context.reasons() == [NotDelivered.CONGESTION.value if best is UNDELIVERED else None]
    context.store.close()


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
    context.post_all()
    context.clock.advance(seconds=1)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["delivered", "unknown"]
    assert context.posts() == [("campaign", str(campaign_id), "desk")]


def test_no_message_becomes_unknown_after_an_incomplete_answer(context: HarnessContext) -> None:
    start_and_send(context, 2)
    context.provider.pages = [[make_receipt("p1")], NoAnswer("timeout")]
    context.clock.advance(hours=80)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["delivered", "accepted"]


@pytest.mark.fault("P8")
def test_a_late_receipt_counts_after_73_hours(context: HarnessContext) -> None:
    start_and_send(context)
    context.clock.advance(hours=80)
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["unknown"]
    record(context, make_receipt("p1"))
    assert context.states() == ["delivered"]


class _ById:
    """A connection that reports on one message at a time. `asked` holds the ids of each collection."""

    def __init__(self, context: HarnessContext, *pages: list[Receipt] | NoAnswer) -> None:
        self.asked: list[Sequence[str]] = []
        self._provider = context.provider
        self._pages = pages

    def receipts_of(self, provider_ids: Sequence[str]) -> Iterator[list[Receipt] | NoAnswer]:
        self.asked.append(provider_ids)
        yield from self._pages

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)


def test_a_provider_that_lists_nothing_is_asked_about_each_open_message(context: HarnessContext) -> None:
    start_and_send(context, 3)
    record(context, make_receipt("p2"))
    connection = _ById(context, [make_receipt("p3", UNDELIVERED, NotDelivered.OTHER)], NoAnswer("http_500"))
    receipts.collect_receipts(context, CLOCK, connection)
    assert [sorted(ids) for ids in connection.asked] == [["p1", "p3"]]
    assert context.states() == ["accepted", "delivered", "undelivered"]
    assert context.provider.requested_periods == []


def test_a_provider_asked_by_id_is_asked_on_while_more_wait_than_it_is_asked_about_at_once(
    context: HarnessContext,
) -> None:
    start_and_send(context, 3)
    context.clock.advance(hours=2)
    last = context.clock.now() - timedelta(seconds=10)
    assert not receipts.is_collection_due(context, CLOCK, last)
    context.provider.terms = replace(context.provider.terms, receipts_at_once=2)
    assert receipts.is_collection_due(context, CLOCK, last)
    context.provider.terms = replace(context.provider.terms, receipts_at_once=3)
    assert not receipts.is_collection_due(context, CLOCK, last)
