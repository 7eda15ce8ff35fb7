from datetime import datetime, timedelta

import pytest

from bot.model.posts import EventKey
from bot.services import campaign_events, campaigns, closing_hours
from bot.services.context import JST
from tests.services import steps
from tests.services.harness import CHIEF, CLOCK, HarnessContext

CLOSED = datetime(2026, 7, 7, 16, 0, tzinfo=JST)
WEDNESDAY = datetime(2026, 7, 8, 9, 0, tzinfo=JST)


def announce(context: HarnessContext, now: datetime) -> list[EventKey]:
    """Announce the end of the hours at a moment; return the keys of the replies on it, which are then posted."""
    context.clock.set(now)
    closing_hours.announce_end_of_hours(context, CLOCK)
    closed = [
        EventKey.decode(key)
        for key, (_, action) in zip(context.post_keys("event"), context.list_events(), strict=True)
        if action == "campaign.close"
    ]
    context.post_all()
    return closed


def test_a_campaign_that_is_cut_short_says_once_a_day_how_many_wait_and_when_they_go_out(
    context: HarnessContext,
) -> None:
    campaign_id = steps.start_campaign(context, 3)
    steps.claim(context)
    assert announce(context, CLOSED - timedelta(seconds=1)) == []
    (reply,) = announce(context, CLOSED)
    entry = campaign_events.get_event(context, CLOCK, reply).entry
    assert (reply.subject, entry.messages, entry.goes_on_at) == (campaign_id, 2, WEDNESDAY)
    assert announce(context, CLOSED + timedelta(hours=7)) == []
    assert announce(context, WEDNESDAY) == []
    assert len(announce(context, CLOSED + timedelta(days=1))) == 1


def test_a_day_without_sending_hours_is_not_announced(context: HarnessContext) -> None:
    steps.start_campaign(context, 3)
    assert announce(context, datetime(2026, 7, 11, 16, 0, tzinfo=JST)) == []


@pytest.mark.parametrize("verb", [campaigns.pause_campaign, campaigns.stop_campaign])
def test_a_campaign_that_does_not_go_on_by_itself_says_nothing(context: HarnessContext, verb: object) -> None:
    campaign_id = steps.start_campaign(context, 3)
    assert callable(verb)
    verb(context, CHIEF, campaign_id)
    assert announce(context, CLOSED) == []


def test_a_campaign_without_a_message_to_send_says_nothing(context: HarnessContext) -> None:
    steps.start_campaign(context, 1)
    steps.claim(context)
    assert announce(context, CLOSED) == []


def test_a_campaign_whose_messages_will_be_held_is_not_promised_to_go_on(context: HarnessContext) -> None:
    steps.start_campaign(context, 1)
    assert announce(context, CLOSED + timedelta(days=7)) == []
