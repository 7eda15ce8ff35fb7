"""An approval is valid for its text, its days and its provider's account."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.campaigns import CampaignState
from bot.model.errors import Conflict
from bot.model.reasons import Excluded
from bot.rules.campaigns import APPROVAL_VALIDITY
from bot.services import campaigns as desk_campaigns
from bot.services import home, sending
from tests.services.files import make_debts
from tests.services.harness import CHIEF, CLOCK, HarnessContext
from tests.services.steps import get_campaign, import_list, send_all, start_campaign, submit, submit_and_approve


@pytest.mark.parametrize("change", [{"phone": "048-930-0000"}, {"name": "吉川市"}, {"desk": "納税課"}])
def test_a_text_that_the_settings_have_changed_since_its_approval_is_not_sent(
    context: HarnessContext, change: dict[str, str]
) -> None:
    campaign_id = start_campaign(context, 2)
    moved = replace(context, city=replace(context.city, **change))
    assert send_all(moved) == 0
    assert get_campaign(context, campaign_id).state is CampaignState.PAUSED
    assert get_campaign(context, campaign_id).reason == sending.TEXT_CHANGED
    assert context.column("SELECT kind FROM posts WHERE kind = 'alert'") == ["alert"]
    desk_campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert send_all(context) == 2


def test_messages_that_are_queued_a_week_after_their_campaigns_start_are_held(context: HarnessContext) -> None:
    start_campaign(context, 2)
    assert sending.claim_message(context, CLOCK) is not None
    context.clock.advance(days=APPROVAL_VALIDITY.days)
    assert sending.claim_message(context, CLOCK) is None
    assert context.column("SELECT reason FROM messages WHERE state = 'held'") == ["outside_validity"]


def test_an_approved_campaign_that_could_not_start_for_a_week_expires(context: HarnessContext) -> None:
    campaign_id = submit_and_approve(context, import_list(context, make_debts(1)).target.id)
    starts_at = get_campaign(context, campaign_id).starts_at
    assert starts_at is not None
    context.clock.set(starts_at + APPROVAL_VALIDITY - timedelta(seconds=1))
    desk_campaigns.expire_due_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.APPROVED
    context.clock.set(starts_at + APPROVAL_VALIDITY)
    sending.start_due_campaigns(context, CLOCK)
    desk_campaigns.expire_due_campaigns(context, CLOCK)
    assert get_campaign(context, campaign_id).state is CampaignState.EXPIRED
    assert context.states() == ["cancelled"]


def test_the_card_names_the_rules_that_could_not_be_applied(context: HarnessContext) -> None:
    campaign_id = submit(context, import_list(context, make_debts(1), without=("calls",)).target.id)
    assert desk_campaigns.get_campaign_view(context, CHIEF, campaign_id).unjudged == (Excluded.TOO_FEW_CALLS,)


def test_a_supervisor_pauses_resumes_and_stops_a_running_campaign(context: HarnessContext) -> None:
    campaign_id = start_campaign(context, 3)
    assert sending.claim_message(context, CLOCK) is not None
    desk_campaigns.pause_campaign(context, CHIEF, campaign_id)
    assert sending.claim_message(context, CLOCK) is None
    desk_campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert sending.claim_message(context, CLOCK) is not None
    desk_campaigns.stop_campaign(context, CHIEF, campaign_id)
    assert sending.claim_message(context, CLOCK) is None
    assert context.states() == ["claimed", "claimed", "cancelled"]
    with pytest.raises(Conflict):
        desk_campaigns.resume_campaign(context, CHIEF, campaign_id)
    assert not home.get_home(context, CHIEF).under_way
