"""What was approved holds for its text and its days, and for its own provider's account."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.campaigns import CampaignState
from bot.model.errors import Conflict
from bot.model.reasons import Excluded
from bot.rules.campaigns import APPROVAL_VALIDITY
from bot.services import campaigns as desk_campaigns
from bot.services import home, sending
from tests.desk.files import people
from tests.desk.office import CHIEF, CLOCK, Office
from tests.desk.steps import approved, begun, campaign, imported, submitted, work


@pytest.mark.parametrize("change", [{"phone": "048-930-0000"}, {"name": "吉川市"}, {"desk": "納税課"}])
def test_a_text_that_the_settings_have_changed_since_its_approval_is_not_sent(
    office: Office, change: dict[str, str]
) -> None:
    campaign_id = begun(office, 2)
    moved = replace(office, city=replace(office.city, **change))
    assert work(moved) == 0
    assert campaign(office, campaign_id).state is CampaignState.PAUSED
    assert campaign(office, campaign_id).reason == sending.TEXT_CHANGED
    assert office.column("SELECT kind FROM posts WHERE kind = 'alert'") == ["alert"]
    desk_campaigns.resume_campaign(office, CHIEF, campaign_id)
    assert work(office) == 2


def test_what_is_left_a_week_after_its_start_is_held(office: Office) -> None:
    begun(office, 2)
    assert sending.claim_message(office, CLOCK) is not None
    office.clock.advance(days=APPROVAL_VALIDITY.days)
    assert sending.claim_message(office, CLOCK) is None
    assert office.column("SELECT reason FROM messages WHERE state = 'held'") == ["outside_validity"]


def test_an_approved_campaign_that_could_not_start_for_a_week_expires(office: Office) -> None:
    campaign_id = approved(office, imported(office, people(1)).target.id)
    starts_at = campaign(office, campaign_id).starts_at
    assert starts_at is not None
    office.clock.set(starts_at + APPROVAL_VALIDITY - timedelta(seconds=1))
    desk_campaigns.expire_due_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.APPROVED
    office.clock.set(starts_at + APPROVAL_VALIDITY)
    sending.start_due_campaigns(office, CLOCK)
    desk_campaigns.expire_due_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.EXPIRED
    assert office.states() == ["cancelled"]


def test_another_account_of_the_same_provider_sends_nothing_of_this_one_s(office: Office) -> None:
    begun(office)
    office.provider.terms = replace(office.provider.terms, account="another")
    assert not sending.has_sendable(office, CLOCK)
    assert work(office) == 0


def test_whoever_decides_is_told_which_rules_could_not_be_judged(office: Office) -> None:
    campaign_id = submitted(office, imported(office, people(1), without=("calls",)).target.id)
    assert desk_campaigns.get_campaign_view(office, CHIEF, campaign_id).unjudged == (Excluded.TOO_FEW_CALLS,)


def test_a_supervisor_pauses_resumes_and_stops_what_is_being_sent(office: Office) -> None:
    campaign_id = begun(office, 3)
    assert sending.claim_message(office, CLOCK) is not None
    desk_campaigns.pause_campaign(office, CHIEF, campaign_id)
    assert sending.claim_message(office, CLOCK) is None
    desk_campaigns.resume_campaign(office, CHIEF, campaign_id)
    assert sending.claim_message(office, CLOCK) is not None
    desk_campaigns.stop_campaign(office, CHIEF, campaign_id)
    assert sending.claim_message(office, CLOCK) is None
    assert office.states() == ["claimed", "claimed", "cancelled"]
    with pytest.raises(Conflict):
        desk_campaigns.resume_campaign(office, CHIEF, campaign_id)
    assert not home.get_home(office, CHIEF).under_way
