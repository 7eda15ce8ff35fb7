"""Receipts: late, repeated and in any order, they lead to the same state."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.campaigns import CampaignState, PauseReason
from bot.model.digests import DigestKind
from bot.model.health import CheckResult
from bot.model.messages import MessageState, ReceiptFault
from bot.model.providers import Accepted, MobileCarrier, NoAnswer, Receipt, Uncertain
from bot.model.reasons import NotDelivered
from bot.services import campaign_views, campaigns, digests, health, home, receipts, sending
from bot.store import times
from tests.services.harness import CHIEF, CLOCK, OPERATOR, HarnessContext, make_receipt, open_context
from tests.services.steps import claim, get_campaign, start_and_send, start_campaign

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


def find_due(context: HarnessContext, passed: float) -> set[int]:
    """Return the ages that are due so many seconds after the last collection of all."""
    last = context.clock.now() - timedelta(seconds=passed)
    return set(receipts.find_due_bands(context, CLOCK, dict.fromkeys(receipts.ALL_BANDS, last)))


def test_receipts_are_requested_only_while_a_message_waits_for_one(context: HarnessContext) -> None:
    assert receipts.find_due_bands(context, CLOCK, {}) == set()
    start_and_send(context)
    assert receipts.find_due_bands(context, CLOCK, {}) == {0}
    assert find_due(context, 9) == set()
    assert find_due(context, 10) == {0}
    record(context, make_receipt("p1"))
    assert receipts.find_due_bands(context, CLOCK, {}) == set()


def test_receipts_of_older_messages_are_requested_less_often(context: HarnessContext) -> None:
    start_and_send(context)
    for age, (passed, pause) in enumerate(((0.1, 10), (0.5, 60), (5, 1200), (60, 3600), (100, 60))):
        context.clock.advance(hours=passed)
        assert find_due(context, pause - 1) == set()
        assert find_due(context, pause) == {min(age, 3)}


def test_each_age_of_open_messages_is_requested_by_itself(context: HarnessContext) -> None:
    start_and_send(context, 3)
    first = context.clock.now()
    context.clock.advance(hours=24)
    with context.store.transaction() as db:
        now = times.format_moment(context.clock.now())
        db.execute("UPDATE messages SET claimed_at = :now, accepted_at = :now WHERE id > 1", now=now)
    assert find_due(context, 10) == {0}
    context.provider.pages = [[make_receipt("p2")]]
    receipts.collect_receipts(context, CLOCK, context.provider, {0})
    ((since, until),) = context.provider.requested_periods
    assert first < since < context.clock.now() < until
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert [since <= first for since, _ in context.provider.requested_periods[1:]] == [False, True]


def test_receipts_since_the_oldest_open_message_are_requested(context: HarnessContext) -> None:
    start_and_send(context, 2)
    claimed_at = context.clock.now()
    record(context, make_receipt("p2"))
    context.clock.advance(hours=2)
    context.provider.pages = [[make_receipt("p1")]]
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert context.states() == ["delivered", "delivered"]
    ((since, until),) = context.provider.requested_periods
    assert since < claimed_at < until


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
    assert find_due(context, 10) == set()
    context.provider.terms = replace(context.provider.terms, receipts_at_once=2)
    assert find_due(context, 10) == {2}
    context.provider.terms = replace(context.provider.terms, receipts_at_once=3)
    assert find_due(context, 10) == set()


@pytest.mark.fault("P8")
def test_a_report_on_an_id_that_no_message_has_is_kept_apart_and_counted(context: HarnessContext) -> None:
    start_and_send(context)
    for _ in range(100):
        record(context, make_receipt("p9"), make_receipt("p8"), make_receipt("p9", UNDELIVERED, NotDelivered.OTHER))
    assert context.states() == ["accepted"]
    assert (context.count("receipts"), context.count("stray_receipts")) == (0, 2)
    assert context.posts("mismatch") == []
    assert find_check(context) == CheckResult("receipts", True, "unknown ids 2, contradicting ids 0")


def find_check(context: HarnessContext) -> CheckResult:
    return next(found for found in health.run_checks(context) if found.name == "receipts")


def name_message(context: HarnessContext, receipt: Receipt) -> Receipt:
    """Return a report with the reference of the first message."""
    return replace(receipt, reference=str(context.value("SELECT reference FROM messages WHERE id = 1")))


@pytest.mark.fault("P7", "A13")
def test_a_message_that_the_provider_has_under_another_id_pauses_its_campaign(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 2)
    sending.record_result(context, CLOCK, claim(context), Accepted("p1"))
    for _ in range(2):
        record(context, name_message(context, make_receipt("p9")))
    paused = get_campaign(context, campaign_id)
    assert (paused.state, paused.reason) == (CampaignState.PAUSED, PauseReason.OTHER_MESSAGE)
    assert context.list_events("paused") == [(campaign_id, "campaign.pause")]
    assert context.posts("mismatch") == []
    assert context.states() == ["accepted", "queued"]
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id).contradictions == 1


def test_a_paused_campaign_without_a_message_left_finishes_once_people_were_told(context: HarnessContext) -> None:
    campaign_id = start_and_send(context)
    record(context, name_message(context, make_receipt("p9")))
    sending.finish_done_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.PAUSED, "the alert is not posted yet"
    context.post_all()
    sending.finish_done_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.FINISHED
    assert context.list_events("paused") == [(campaign_id, "campaign.pause")]
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id).contradictions == 1


@pytest.mark.parametrize("state", ["queued", "claimed", "uncertain"])
def test_a_paused_campaign_with_a_message_left_stays_paused(context: HarnessContext, state: str) -> None:
    campaign_id = start_and_send(context, 2)
    context.execute("UPDATE messages SET state = :state WHERE id = 2", state=state)
    campaigns.pause_campaign(context, CHIEF, campaign_id)
    context.post_all()
    sending.finish_done_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.PAUSED


@pytest.mark.fault("P7", "A13")
def test_for_a_campaign_that_is_over_people_are_told_once_of_such_messages(context: HarnessContext) -> None:
    campaign_id = start_and_send(context, 2)
    sending.finish_done_campaigns(context, CLOCK)
    record(context, name_message(context, make_receipt("p9")))
    record(context, name_message(context, make_receipt("p8")), make_receipt("p1"))
    assert context.list_events("mismatch") == [(campaign_id, "receipts.contradict")]
    assert context.states() == ["delivered", "accepted"]
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id).contradictions == 2


def test_a_report_on_an_uncertain_message_is_left_to_the_look_up(context: HarnessContext) -> None:
    start_campaign(context)
    sending.record_result(context, CLOCK, claim(context), Uncertain("timeout"))
    record(context, name_message(context, make_receipt("p9")))
    assert context.states() == ["uncertain"]
    assert context.count("stray_receipts") == 0


@pytest.mark.fault("P8")
def test_a_report_that_comes_before_the_answer_to_the_request_counts_at_the_next_collection(
    context: HarnessContext,
) -> None:
    start_campaign(context)
    claimed = claim(context)
    record(context, make_receipt("p1"))
    assert find_check(context).detail == "unknown ids 1, contradicting ids 0"
    sending.record_result(context, CLOCK, claimed, Accepted("p1"))
    record(context, make_receipt("p1"))
    assert context.states() == ["delivered"]
    assert find_check(context) == CheckResult("receipts", True, "ok")


def test_an_unknown_status_leaves_the_message_under_way_and_is_named_by_the_check(context: HarnessContext) -> None:
    start_and_send(context, 2)
    for _ in range(3):
        record(context, make_receipt("p1", ACCEPTED, raw="unknown_answer done/lost/none"))
    assert context.states() == ["accepted", "accepted"]
    assert context.events() == ["claimed", "accepted"] * 2
    assert find_check(context) == CheckResult("receipts", False, "unknown_answer done/lost/none: 1")
    record(context, make_receipt("p1"))
    assert find_check(context) == CheckResult("receipts", True, "ok")


def test_the_network_is_stored_as_the_provider_names_it(context: HarnessContext) -> None:
    start_and_send(context, 2)
    record(context, replace(make_receipt("p1"), carrier=MobileCarrier.AU), make_receipt("p2"))
    assert context.column("SELECT carrier FROM messages ORDER BY id") == ["au", None]
    record(context, replace(make_receipt("p2", raw="again"), carrier=MobileCarrier.DOCOMO))
    assert context.column("SELECT carrier FROM receipts ORDER BY id") == ["au", None, "docomo"]


class EndlessProvider:
    """A connection whose list begins anew after its last page. `pages` counts what was asked for."""

    def __init__(self) -> None:
        self.pages = 0

    def receipts(self, since: object, until: object) -> Iterator[list[Receipt] | NoAnswer]:
        while True:
            for number in (1, 2):
                self.pages += 1
                yield [make_receipt(f"p{number}", ACCEPTED)]


@pytest.mark.fault("P8")
def test_pages_that_never_end_are_cut_and_people_are_told_until_a_collection_is_complete(
    context: HarnessContext,
) -> None:
    start_and_send(context, 2)
    connection = EndlessProvider()
    receipts.collect_receipts(context, CLOCK, connection)  # type: ignore[arg-type]  # only receipts is called
    assert connection.pages == 3
    code, since = "repeated_page", context.clock.now()
    assert home.get_home(context, CHIEF).receipt_fault == ReceiptFault(code, since)
    assert home.get_home(context, OPERATOR).receipt_fault is None
    assert find_check(context) == CheckResult("receipts", False, f"{code} {since.astimezone(UTC):%Y-%m-%dT%H:%M}+00:00")
    receipts.collect_receipts(context, CLOCK, context.provider)
    assert home.get_home(context, CHIEF).receipt_fault is None


def test_a_collection_that_fails_is_told_after_half_an_hour(context: HarnessContext) -> None:
    start_and_send(context)
    context.provider.pages = [NoAnswer("http_500")]
    for minutes, is_told in ((0, False), (29, False), (1, True)):
        context.clock.advance(minutes=minutes)
        receipts.collect_receipts(context, CLOCK, context.provider)
        assert (home.get_home(context, CHIEF).receipt_fault is not None) is is_told


def test_what_is_known_already_is_not_written_again(context: HarnessContext) -> None:
    start_and_send(context, 3)
    page = [make_receipt("p1"), make_receipt("p2", ACCEPTED), make_receipt("p9")]
    record(context, *page)
    log = context.store.path.with_name("nofu.db-wal")
    before = log.read_bytes()
    record(context, *page * 100)
    assert log.read_bytes() == before
