"""The first batch: a campaign goes on by itself when half of it arrived, and asks otherwise."""

from dataclasses import replace

import pytest

from bot.model.access import Action
from bot.model.campaigns import CampaignState, PauseReason
from bot.model.messages import BatchCounts, MessageState
from bot.model.providers import Uncertain
from bot.model.reasons import NotDelivered
from bot.services import campaign_views, campaigns, first_batch, receipts, sending, uncertain
from scheduler import jobs
from tests.services import steps
from tests.services.files import CallRow, make_debts
from tests.services.harness import CHIEF, CLOCK, HarnessContext, make_receipt


@pytest.fixture
def desk(context: HarnessContext) -> HarnessContext:
    """A context in which four messages go first."""
    return context.with_settings(first_batch=4)


def report(context: HarnessContext, arrived: int, failed: int = 0) -> None:
    """Let receipts say that the next accepted messages failed, and that those after them arrived."""
    found = context.column("SELECT provider_id FROM messages WHERE state = 'accepted' ORDER BY id")
    ids = iter([str(one) for one in found])
    bad = [make_receipt(next(ids), MessageState.UNDELIVERED, NotDelivered.OUT_OF_AREA) for _ in range(failed)]
    receipts.record_receipts(context, CLOCK, [*bad, *(make_receipt(next(ids)) for _ in range(arrived))])


def get_state(context: HarnessContext, campaign_id: int) -> tuple[CampaignState, str | None]:
    campaign = steps.get_campaign(context, campaign_id)
    return campaign.state, campaign.reason


def test_the_rest_waits_for_half_of_the_first_and_goes_on_by_itself(desk: HarnessContext) -> None:
    campaign_id = steps.start_campaign(desk, 10)
    assert steps.send_all(desk) == 4
    assert not sending.has_sendable(desk, CLOCK)
    report(desk, 1)
    jobs.move_campaigns(desk)
    assert steps.send_all(desk) == 0
    report(desk, 1)
    jobs.move_campaigns(desk)
    assert steps.send_all(desk) == 6
    assert get_state(desk, campaign_id) == (CampaignState.SENDING, None)
    assert (campaign_id, Action.CAMPAIGN_BATCH) in desk.list_events()


def test_less_than_half_pauses_after_ten_minutes_says_what_came_back_and_resumes_with_the_rest(
    desk: HarnessContext,
) -> None:
    campaign_id = steps.start_campaign(desk, 10)
    steps.send_all(desk)
    report(desk, 1, failed=2)
    desk.clock.advance(minutes=9, seconds=59)
    jobs.move_campaigns(desk)
    assert get_state(desk, campaign_id) == (CampaignState.SENDING, None)
    desk.clock.advance(seconds=1)
    jobs.move_campaigns(desk)
    assert get_state(desk, campaign_id) == (CampaignState.PAUSED, PauseReason.FIRST_BATCH)
    assert [one for one, _ in desk.list_events("paused")] == [campaign_id]
    view = campaign_views.get_campaign_view(desk, CHIEF, campaign_id)
    assert view.batch == BatchCounts(0, 1, 1, 2, view.hand_over.last_at)
    assert view.undelivered == {"out_of_area": 2}
    campaigns.resume_campaign(desk, CHIEF, campaign_id)
    jobs.move_campaigns(desk)
    assert steps.send_all(desk) == 6


def test_more_than_half_that_failed_pause_at_once(desk: HarnessContext) -> None:
    campaign_id = steps.start_campaign(desk, 10)
    steps.send_all(desk)
    report(desk, 0, failed=3)
    jobs.move_campaigns(desk)
    assert get_state(desk, campaign_id) == (CampaignState.PAUSED, PauseReason.FIRST_BATCH)


def test_uncertain_messages_count_as_not_arrived(desk: HarnessContext) -> None:
    campaign_id = steps.start_campaign(desk, 10)
    desk.provider.results.extend([Uncertain("read_timeout")] * 3)
    steps.send_all(desk)
    report(desk, 1)
    desk.clock.advance(minutes=10)
    jobs.move_campaigns(desk)
    assert get_state(desk, campaign_id) == (CampaignState.PAUSED, PauseReason.FIRST_BATCH)


def test_an_uncertain_message_that_is_found_counts_once_its_receipt_came(desk: HarnessContext) -> None:
    steps.start_campaign(desk, 10)
    desk.provider.results.append(Uncertain("read_timeout"))
    desk.provider.accepts_uncertain.append(True)
    steps.send_all(desk)
    desk.clock.advance(minutes=2)
    (message,) = uncertain.find_due(desk, CLOCK)
    uncertain.look_up_message(desk, CLOCK, desk.provider, message)
    report(desk, 2)
    jobs.move_campaigns(desk)
    assert steps.send_all(desk) == 6


@pytest.mark.parametrize(("people", "size"), [(4, 4), (3, 4), (10, 0)])
def test_small_campaigns_and_a_size_of_nought_need_no_wait(context: HarnessContext, people: int, size: int) -> None:
    desk = context.with_settings(first_batch=size)
    steps.start_campaign(desk, people)
    assert steps.send_all(desk) == people


def test_a_provider_without_receipts_needs_no_wait_and_its_card_says_so(desk: HarnessContext) -> None:
    terms = replace(desk.provider.terms, reports_receipts=False)
    desk.provider.terms = terms
    campaign_id = steps.start_campaign(desk, 10)
    assert steps.send_all(desk) == 10
    assert not campaign_views.get_campaign_view(desk, CHIEF, campaign_id).reports_receipts


def test_other_campaigns_are_sent_while_one_waits(desk: HarnessContext) -> None:
    first = steps.start_campaign(desk, 10)
    steps.send_all(desk)
    second = steps.start_sending(desk, steps.import_list(desk, make_debts(13)[10:]).target.id)
    assert steps.send_all(desk) == 3
    assert [get_state(desk, one)[0] for one in (first, second)] == [CampaignState.SENDING] * 2


def test_if_all_of_the_first_are_held_others_go_first(desk: HarnessContext) -> None:
    campaign_id = steps.start_campaign(desk, 10)
    steps.import_call_results(desk, *(CallRow(str(1000 + n), result="納付約束") for n in range(1, 5)))
    assert steps.send_all(desk) == 0
    assert desk.states().count("held") == 4
    jobs.move_campaigns(desk)
    assert steps.send_all(desk) == 4
    assert steps.get_campaign(desk, campaign_id).batch == (5, 8)


def test_a_pause_by_hand_does_not_end_the_wait(desk: HarnessContext) -> None:
    campaign_id = steps.start_campaign(desk, 10)
    steps.send_all(desk)
    campaigns.pause_campaign(desk, CHIEF, campaign_id)
    jobs.move_campaigns(desk)
    campaigns.resume_campaign(desk, CHIEF, campaign_id)
    assert steps.send_all(desk) == 0
    report(desk, 2)
    jobs.move_campaigns(desk)
    assert steps.send_all(desk) == 6


def test_receipts_are_collected_soon_while_others_wait_for_them(desk: HarnessContext) -> None:
    steps.start_campaign(desk, 10)
    assert not first_batch.is_collection_due(desk, CLOCK, None)
    steps.send_all(desk)
    last = desk.clock.now()
    assert first_batch.is_collection_due(desk, CLOCK, None)
    assert not first_batch.is_collection_due(desk, CLOCK, last)
    desk.clock.advance(seconds=3)
    assert first_batch.is_collection_due(desk, CLOCK, last)
    report(desk, 2)
    jobs.move_campaigns(desk)
    assert not first_batch.is_collection_due(desk, CLOCK, last)
