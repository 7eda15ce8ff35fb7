"""Receipts: late, twice, in any order, they end in the same state."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.messages import MessageState
from bot.model.providers import NoAnswer, Receipt
from bot.model.reasons import NotDelivered
from bot.services import receipts
from tests.desk.office import CLOCK, Office, opened, report
from tests.desk.steps import begun, work

DELIVERED, UNDELIVERED, UNKNOWN, ACCEPTED = (
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.UNKNOWN,
    MessageState.ACCEPTED,
)


def sent(office: Office, count: int = 1) -> int:
    campaign_id = begun(office, count)
    work(office)
    return campaign_id


def recorded(office: Office, *reports: Receipt) -> None:
    receipts.record_receipts(office, CLOCK, reports)


@pytest.mark.parametrize(
    ("reported", "state", "reason"),
    [
        (report("p1"), "delivered", None),
        (report("p1", UNDELIVERED, NotDelivered.OUT_OF_AREA), "undelivered", "out_of_area"),
        (report("p1", UNKNOWN), "unknown", None),
        (report("p1", ACCEPTED), "accepted", None),
        (report("p9"), "accepted", None),
    ],
)
def test_a_report_moves_its_message_and_no_other(office: Office, reported: Receipt, state: str, reason: object) -> None:
    sent(office, 2)
    recorded(office, reported)
    assert office.states() == [state, "accepted"]
    assert office.reasons() == [reason, None]


def test_what_was_billed_is_kept_beside_the_estimate(office: Office) -> None:
    sent(office)
    recorded(office, report("p1", units=2))
    assert office.value("SELECT units || '/' || units_billed FROM messages") == "1/2"


def test_the_same_report_again_changes_nothing_and_is_kept_once(office: Office) -> None:
    sent(office)
    recorded(office, report("p1"), report("p1"))
    posts = office.value("SELECT wanted FROM posts WHERE kind = 'campaign'")
    recorded(office, report("p1"))
    assert office.value("SELECT COUNT(*) FROM receipts") == 1
    assert office.value("SELECT COUNT(*) FROM message_events WHERE state = 'delivered'") == 1
    assert office.value("SELECT wanted FROM posts WHERE kind = 'campaign'") == posts


REPORTS = [
    report("p1", ACCEPTED),
    report("p1", UNKNOWN),
    report("p1", UNDELIVERED, NotDelivered.CONGESTION),
    report("p1", DELIVERED),
]
RANK = [ACCEPTED, UNKNOWN, UNDELIVERED, DELIVERED]


@pytest.fixture(scope="module")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = opened(tmp_path_factory.mktemp("receipts"))
    sent(office)
    return office


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(REPORTS), min_size=1, max_size=7), pages=st.lists(st.integers(0, 7)))
def test_reports_in_every_order_end_in_the_best_state(
    sent_once: Office, order: list[Receipt], pages: list[int]
) -> None:
    with sent_once.store.transaction() as db:  # the same message again, as if nothing had been reported yet
        db.change("DROP TRIGGER IF EXISTS receipts_no_delete")
        db.change("DELETE FROM receipts")
        db.change("UPDATE messages SET state = 'accepted', reason = NULL, ended_at = NULL")
    cuts = sorted({0, len(order), *(cut for cut in pages if cut < len(order))})
    for first, last in pairwise(cuts):
        recorded(sent_once, *order[first:last])
    best = max((reported.state for reported in order), key=RANK.index)
    assert sent_once.states() == [best.value]
    assert sent_once.reasons() == [NotDelivered.CONGESTION.value if best is UNDELIVERED else None]


def test_reports_are_asked_for_only_while_something_waits_for_one(office: Office) -> None:
    assert not receipts.is_collection_due(office, CLOCK, None)
    sent(office)
    assert receipts.is_collection_due(office, CLOCK, None)
    assert not receipts.is_collection_due(office, CLOCK, office.clock.now())
    assert receipts.is_collection_due(office, CLOCK, office.clock.now() - timedelta(seconds=10))
    recorded(office, report("p1"))
    assert not receipts.is_collection_due(office, CLOCK, None)


def test_the_older_what_waits_the_more_seldom_it_is_asked_for(office: Office) -> None:
    sent(office)
    for passed, pause in ((0.5, 60), (5, 1200), (60, 3600), (100, 3600)):
        office.clock.advance(hours=passed)
        now = office.clock.now()
        assert not receipts.is_collection_due(office, CLOCK, now - timedelta(seconds=pause - 1))
        assert receipts.is_collection_due(office, CLOCK, now - timedelta(seconds=pause))


def test_everything_since_the_oldest_open_message_is_asked_for(office: Office) -> None:
    sent(office, 2)
    claimed_at = office.clock.now()
    recorded(office, report("p2"))
    office.clock.advance(hours=2)
    office.provider.pages = [[report("p1")]]
    receipts.collect_receipts(office, CLOCK, office.provider)
    assert office.states() == ["delivered", "delivered"]
    ((since, until),) = office.provider.asked
    assert since <= claimed_at
    assert until >= office.clock.now()


def test_what_nobody_heard_of_for_73_hours_stays_unknown_and_the_card_says_so(office: Office) -> None:
    campaign_id = sent(office, 2)
    office.provider.pages = [[report("p1")]]
    office.clock.advance(hours=73)
    receipts.collect_receipts(office, CLOCK, office.provider)
    assert office.states() == ["delivered", "accepted"]
    with office.store.transaction() as db:
        db.change("UPDATE posts SET shown = wanted")
    office.clock.advance(seconds=1)
    receipts.collect_receipts(office, CLOCK, office.provider)
    assert office.states() == ["delivered", "unknown"]
    assert office.column("SELECT key FROM posts WHERE shown < wanted") == [str(campaign_id)]


def test_nothing_is_closed_on_half_an_answer(office: Office) -> None:
    sent(office, 2)
    office.provider.pages = [[report("p1")], NoAnswer("timeout")]
    office.clock.advance(hours=80)
    receipts.collect_receipts(office, CLOCK, office.provider)
    assert office.states() == ["delivered", "accepted"]


def test_a_late_report_still_counts_after_it_was_closed(office: Office) -> None:
    sent(office)
    office.clock.advance(hours=80)
    receipts.collect_receipts(office, CLOCK, office.provider)
    assert office.states() == ["unknown"]
    recorded(office, report("p1"))
    assert office.states() == ["delivered"]
