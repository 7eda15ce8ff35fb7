"""When messages leave: the hours, the time that was asked for, and how long an approval holds."""

from datetime import UTC, datetime, timedelta

from bot.model.campaigns import CampaignState
from bot.services import campaigns as desk_campaigns
from bot.services import sending
from bot.services.context import JST
from tests.desk.files import people
from tests.desk.office import CHIEF, CLOCK, Office
from tests.desk.steps import approve, approved, begun, campaign, imported, submitted, work


def test_a_message_gives_up_when_the_desk_closes(office: Office) -> None:
    begun(office)
    work(office)
    assert office.provider.arrived[0].give_up_at == datetime(2026, 7, 7, 17, 0, tzinfo=JST)


def test_nothing_begins_and_nothing_is_claimed_outside_the_hours(office: Office) -> None:
    running = begun(office, 2)
    waits = approved(office, imported(office, people(4)[2:]).target.id)
    office.clock.set(datetime(2026, 7, 7, 15, 59, 59, tzinfo=JST))
    assert sending.claim_message(office, CLOCK) is not None
    office.clock.set(datetime(2026, 7, 7, 16, 0, tzinfo=JST))
    sending.start_due_campaigns(office, CLOCK)
    assert campaign(office, waits).state is CampaignState.APPROVED
    assert not sending.has_sendable(office, CLOCK)
    assert sending.claim_message(office, CLOCK) is None
    assert office.states() == ["claimed", "queued", "queued", "queued"]
    for closed in (datetime(2026, 7, 11, 10, 0, tzinfo=JST), datetime(2026, 7, 20, 10, 0, tzinfo=JST)):
        office.clock.set(closed)  # a Saturday, and the day of the sea
        assert sending.claim_message(office, CLOCK) is None
    office.clock.set(datetime(2026, 7, 8, 9, 0, tzinfo=JST))
    assert sending.claim_message(office, CLOCK) is not None
    assert campaign(office, running).state is CampaignState.SENDING


def test_an_approval_in_the_evening_begins_in_the_morning(office: Office) -> None:
    campaign_id = submitted(office, imported(office, people(1)).target.id)
    office.clock.set(datetime(2026, 7, 7, 15, 57, tzinfo=JST))
    approve(office, campaign_id)
    assert campaign(office, campaign_id).starts_at == datetime(2026, 7, 8, 0, 0, tzinfo=UTC)


def test_a_campaign_begins_at_the_time_that_was_asked_for(office: Office) -> None:
    at = datetime(2026, 7, 8, 10, 30, tzinfo=JST)
    campaign_id = submitted(office, imported(office, people(1)).target.id, not_before=at)
    approve(office, campaign_id)
    office.clock.set(at - timedelta(seconds=1))
    sending.start_due_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.APPROVED
    office.clock.set(at)
    sending.start_due_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.SENDING


def test_a_campaign_that_could_not_start_for_a_week_lapses(office: Office) -> None:
    campaign_id = approved(office, imported(office, people(1)).target.id)
    office.clock.advance(days=7, minutes=5)
    sending.start_due_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.APPROVED
    desk_campaigns.expire_due_campaigns(office, CLOCK)
    assert campaign(office, campaign_id).state is CampaignState.EXPIRED
    assert office.states() == ["cancelled"]


def test_what_is_left_a_week_after_the_start_is_held(office: Office) -> None:
    campaign_id = begun(office, 2)
    claimed = sending.claim_message(office, CLOCK)
    assert claimed is not None
    sending.record_result(office, CLOCK, claimed, office.provider.send(claimed.outgoing))
    desk_campaigns.pause_campaign(office, CHIEF, campaign_id)
    office.clock.advance(days=7)
    desk_campaigns.resume_campaign(office, CHIEF, campaign_id)
    assert work(office) == 0
    assert (office.states(), office.reasons()) == (["accepted", "held"], [None, "outside_validity"])
