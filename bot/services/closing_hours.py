"""The end of the sending hours: once a day, the thread of a campaign that is not done says when it goes on."""

from contextlib import suppress
from datetime import datetime

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState
from bot.model.errors import Conflict
from bot.model.posts import EVENT_POST
from bot.rules.campaigns import is_past_validity
from bot.services.campaigns import require_campaign, require_list
from bot.services.context import JST, ServiceContext
from bot.services.send_times import find_campaign_times
from bot.services.unit_of_work import Read, change, read
from bot.store import audit, campaigns, message_counts


def announce_end_of_hours(context: ServiceContext, actor: Actor) -> None:
    """Queue the reply for each campaign that today's hours cut short, unless today's was queued already."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        end = context.settings.hours.find_sending_end(unit.now)
        if end is None or unit.now < end or context.settings.hours.is_open(unit.now):
            return
        sending = campaigns.list_in_states(unit.db, CampaignState.SENDING)
        cut_short = [one.id for one in sending if not _is_announced(unit, one) and _find_next_start(context, unit, one)]
    for campaign_id in cut_short:
        with suppress(Conflict), change(context, actor, Action.CAMPAIGN_CLOSE, f"campaign:{campaign_id}") as unit:
            campaign = require_campaign(unit, campaign_id)
            goes_on_at = _find_next_start(context, unit, campaign)
            if goes_on_at is None:  # it was paused or stopped meanwhile
                raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign_id))
            unit.add_facts(
                messages=message_counts.count_queued(unit.db, campaign_id), goes_on_at=goes_on_at.isoformat()
            )
            unit.queue_event_post(EVENT_POST, campaign_id)


def _is_announced(unit: Read, campaign: Campaign) -> bool:
    newest = audit.find_newest_done(unit.db, f"campaign:{campaign.id}", Action.CAMPAIGN_CLOSE.value)
    entry = None if newest is None else audit.get_entry(unit.db, newest)
    return entry is not None and entry.at.astimezone(JST).date() == unit.today


def _find_next_start(context: ServiceContext, unit: Read, campaign: Campaign) -> datetime | None:
    """Find when the waiting messages of a campaign that is sending go out; None: it has none, or they are held then."""
    if campaign.state is not CampaignState.SENDING or not message_counts.count_queued(unit.db, campaign.id):
        return None
    times = find_campaign_times(context, unit, campaign, require_list(unit, campaign))
    return None if times is None or is_past_validity(campaign, times.starts_at) else times.starts_at
