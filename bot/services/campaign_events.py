"""What happened to campaigns: the views of the replies, requests, decisions and alerts about one event of a campaign.

The key of each such post is the event's audit entry. What no longer waits for anybody is not posted any more; a message
that was posted before says so.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignEvent, CampaignState
from bot.model.errors import NotFound
from bot.model.posts import DOUBT_POST, PAUSED_POST, RECOVERY_POST, REMINDER_POST, REQUEST_POST, EventKey, PostKind
from bot.services import recovery
from bot.services.campaign_views import build_view, make_history_entry
from bot.services.campaigns import require_campaign
from bot.services.context import ServiceContext
from bot.services.mentions import find_deciders, find_supervisors
from bot.services.uncertain import count_waiting
from bot.services.unit_of_work import Read, read
from bot.store import audit, posts


def get_event(context: ServiceContext, actor: Actor, key: EventKey) -> CampaignEvent:
    """Return something that happened to a campaign. Raises NotFound."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return _build_event(context, unit, key)


def get_request(context: ServiceContext, actor: Actor, key: EventKey) -> CampaignEvent:
    """Return a request for approval. Raises NotFound if it was decided before it was posted."""
    return _get_alert(context, actor, REQUEST_POST, key, _is_undecided)


def get_reminder(context: ServiceContext, actor: Actor, key: EventKey) -> CampaignEvent:
    """Return a reminder of a request. Raises NotFound if it was decided before the reminder was posted."""
    return _get_alert(context, actor, REMINDER_POST, key, _is_still_undecided)


def get_pause(context: ServiceContext, actor: Actor, key: EventKey) -> CampaignEvent:
    """Return a pause. Raises NotFound if it was over before it was posted."""
    return _get_alert(context, actor, PAUSED_POST, key, _is_still_paused)


def get_recovery(context: ServiceContext, actor: Actor, key: EventKey) -> CampaignEvent:
    """Return an offer to resume. Raises NotFound if it was over before it was posted."""
    return _get_alert(context, actor, RECOVERY_POST, key, _is_still_well)


def get_doubt(context: ServiceContext, actor: Actor, key: EventKey) -> CampaignEvent:
    """Return an alert about uncertain messages. Raises NotFound if they were settled before it was posted."""
    return _get_alert(context, actor, DOUBT_POST, key, lambda unit, key, _: key.subject in count_waiting(context, unit))


def _get_alert(
    context: ServiceContext,
    actor: Actor,
    kind: PostKind[EventKey],
    key: EventKey,
    is_open: Callable[[Read, EventKey, Campaign], bool],
) -> CampaignEvent:
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        campaign = require_campaign(unit, key.subject)
        if is_open(unit, key, campaign):
            event = _build_event(context, unit, key)
            if kind in (REQUEST_POST, REMINDER_POST):
                return replace(event, supervisors=find_deciders(context, unit.today, _list_involved(campaign)))
            return event
        if not posts.is_posted(unit.db, kind, key):
            raise NotFound
        return _build_event(context, unit, key, is_open=False)


def _is_undecided(unit: Read, key: EventKey, campaign: Campaign) -> bool:
    return campaign.state is CampaignState.PENDING and _is_newest(unit, key, Action.CAMPAIGN_SUBMIT)


def _is_still_undecided(unit: Read, key: EventKey, campaign: Campaign) -> bool:
    asked = audit.find_newest_done(unit.db, f"campaign:{key.subject}", Action.CAMPAIGN_SUBMIT.value)
    return campaign.state is CampaignState.PENDING and asked is not None and asked < key.entry


def _is_still_paused(unit: Read, key: EventKey, campaign: Campaign) -> bool:
    return campaign.state is CampaignState.PAUSED and _is_newest(unit, key, Action.CAMPAIGN_PAUSE)


def _is_still_well(unit: Read, key: EventKey, campaign: Campaign) -> bool:
    return campaign.state is CampaignState.PAUSED and recovery.find_offer(unit, campaign) == key.entry


def _is_newest(unit: Read, key: EventKey, action: Action) -> bool:
    return audit.find_newest_done(unit.db, f"campaign:{key.subject}", action.value) == key.entry


def _list_involved(campaign: Campaign) -> frozenset[str]:
    """List the people who cannot decide on a campaign."""
    people = (campaign.author, campaign.editor, campaign.uploader, campaign.decider)
    return frozenset(person for person in people if person is not None)


def _build_event(context: ServiceContext, unit: Read, key: EventKey, *, is_open: bool = True) -> CampaignEvent:
    campaign = require_campaign(unit, key.subject)
    entry = audit.get_entry(unit.db, key.entry)
    if entry is None:
        raise NotFound
    return CampaignEvent(
        view=build_view(context, unit, campaign),
        entry=make_history_entry(entry),
        is_open=is_open,
        supervisors=find_supervisors(context, _list_involved(campaign)),
        waiting=count_waiting(context, unit).get(campaign.id, 0),
        seen_at=unit.now,
    )
