"""When messages are sent: the hours, the requested time, and how long an approval is valid."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.campaigns import CampaignState, PauseReason
from bot.model.reasons import Excluded
from bot.rules.campaigns import APPROVAL_VALIDITY
from bot.services import campaign_views, sending
from bot.services import campaigns as desk_campaigns
from bot.services.context import JST
from tests.services import steps
from tests.services.files import make_debts
from tests.services.harness import CHIEF, CLOCK, HarnessContext


def test_the_provider_gives_up_when_the_office_closes(context: HarnessContext) -> None:
    steps.start_campaign(context)
    steps.send_all(context)
    assert context.provider.arrived[0].give_up_at == datetime(2026, 7, 7, 17, 0, tzinfo=JST)


def test_nothing_starts_and_nothing_is_claimed_outside_the_hours(context: HarnessContext) -> None:
    running = steps.start_campaign(context, 2)
    waits = steps.submit_and_approve(context, steps.import_list(context, make_debts(4)[2:]).target.id)
    context.clock.set(datetime(2026, 7, 7, 15, 59, 59, tzinfo=JST))
    assert sending.claim_message(context, CLOCK) is not None
    context.clock.set(datetime(2026, 7, 7, 16, 0, tzinfo=JST))
    sending.start_due_campaigns(context, CLOCK)
    assert steps.get_campaign(context, waits).state is CampaignState.APPROVED
    assert not sending.has_sendable(context, CLOCK)
    assert sending.claim_message(context, CLOCK) is None
    assert context.states() == ["claimed", "queued", "queued", "queued"]
    for closed in (datetime(2026, 7, 11, 10, 0, tzinfo=JST), datetime(2026, 7, 20, 10, 0, tzinfo=JST)):
        context.clock.set(closed)  # a Saturday, and the day of the sea
        assert sending.claim_message(context, CLOCK) is None
    context.clock.set(datetime(2026, 7, 8, 9, 0, tzinfo=JST))
    assert sending.claim_message(context, CLOCK) is not None
    assert steps.get_campaign(context, running).state is CampaignState.SENDING


def test_a_campaign_approved_in_the_evening_starts_in_the_morning(context: HarnessContext) -> None:
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(1)).target.id)
    context.clock.set(datetime(2026, 7, 7, 15, 57, tzinfo=JST))
    steps.approve(context, campaign_id)
    assert steps.get_campaign(context, campaign_id).starts_at == datetime(2026, 7, 8, 0, 0, tzinfo=UTC)


def test_a_campaign_starts_at_the_requested_time(context: HarnessContext) -> None:
    at = datetime(2026, 7, 8, 10, 30, tzinfo=JST)
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(1)).target.id, not_before=at)
    steps.approve(context, campaign_id)
    context.clock.set(at - timedelta(seconds=1))
    sending.start_due_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.APPROVED
    context.clock.set(at)
    sending.start_due_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.SENDING


def test_messages_that_are_queued_a_week_after_the_start_are_held(context: HarnessContext) -> None:
    steps.start_campaign(context, 2)
    claimed = steps.claim(context)
    sending.record_result(context, CLOCK, claimed, context.provider.send(claimed.outgoing))
    context.clock.advance(days=7)
    assert steps.send_all(context) == 0
    assert (context.states(), context.reasons()) == (["accepted", "held"], [None, "outside_validity"])


@pytest.mark.parametrize("change", [{"phone": "048-930-0000"}, {"name": "吉川市"}, {"desk": "納税課"}])
def test_a_text_that_the_settings_have_changed_since_its_approval_is_not_sent(
    context: HarnessContext, change: dict[str, str]
) -> None:
    campaign_id = steps.start_campaign(context, 2)
    moved = replace(context, city=replace(context.city, **change))
    assert steps.send_all(moved) == 0
    assert steps.get_campaign(context, campaign_id).state is CampaignState.PAUSED
    assert steps.get_campaign(context, campaign_id).reason == PauseReason.TEXT_CHANGED
    assert context.list_events("paused") == [(campaign_id, "campaign.pause")]
    desk_campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert steps.send_all(context) == 2


def test_an_approved_campaign_that_could_not_start_for_a_week_expires(context: HarnessContext) -> None:
    campaign_id = steps.submit_and_approve(context, steps.import_list(context, make_debts(1)).target.id)
    starts_at = steps.get_campaign(context, campaign_id).starts_at
    assert starts_at is not None
    context.clock.set(starts_at + APPROVAL_VALIDITY - timedelta(seconds=1))
    desk_campaigns.expire_due_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.APPROVED
    context.clock.set(starts_at + APPROVAL_VALIDITY)
    sending.start_due_campaigns(context, CLOCK)
    desk_campaigns.expire_due_campaigns(context, CLOCK)
    assert steps.get_campaign(context, campaign_id).state is CampaignState.EXPIRED
    assert context.states() == ["cancelled"]


def test_the_card_names_the_rules_that_could_not_be_applied(context: HarnessContext) -> None:
    campaign_id = steps.submit(context, steps.import_list(context, make_debts(1), without=("calls",)).target.id)
    assert campaign_views.get_campaign_view(context, CHIEF, campaign_id).unjudged == (Excluded.TOO_FEW_CALLS,)
