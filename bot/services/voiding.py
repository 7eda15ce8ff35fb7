"""Requests and approvals that a change has made void: the campaign is a draft again, and its author gets a message."""

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, ChangedPart, Move
from bot.model.errors import Conflict
from bot.rules.campaigns import may_move
from bot.services.campaigns import close_campaign, move_campaign, require_campaign, return_to_draft
from bot.services.context import ServiceContext
from bot.services.fingerprints import find_changed_part
from bot.services.unit_of_work import change, read
from bot.store import campaigns


def void_changed(context: ServiceContext, actor: Actor) -> None:
    """Void what was submitted, and not begun, and is not what it was then. Without reading its messages."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        waiting = campaigns.list_in_states(unit.db, CampaignState.PENDING, CampaignState.APPROVED)
        found = [(one, find_changed_part(context, unit, one, reads_messages=False)) for one in waiting]
    for campaign, part in found:
        if part is not None:
            _void_campaign(context, actor, campaign.id, part)


def void_if_changed(context: ServiceContext, actor: Actor, campaign: Campaign) -> bool:
    """Void an approved campaign that is about to begin if anything of it has changed; return whether it was."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        part = find_changed_part(context, unit, campaign, reads_messages=True)
    if part is None:
        return False
    _void_campaign(context, actor, campaign.id, part)
    return True


def _void_campaign(context: ServiceContext, actor: Actor, campaign_id: int, part: ChangedPart) -> None:
    """Make a campaign a draft again. One of whose messages any may have left expires instead."""
    try:
        with change(context, actor, Action.CAMPAIGN_VOID, f"campaign:{campaign_id}") as unit:
            campaign = require_campaign(unit, campaign_id)
            if not may_move(campaign.state, Move.VOID):
                unit.end_unchanged()  # somebody was faster
            move_campaign(unit, campaign, Move.VOID)
            return_to_draft(unit, campaign)
            campaigns.set_reason(unit.db, campaign_id, part.value)
            unit.add_facts(reason=part.value)
    except Conflict:
        with change(context, actor, Action.CAMPAIGN_EXPIRE, f"campaign:{campaign_id}") as unit:
            campaign = require_campaign(unit, campaign_id)
            move_campaign(unit, campaign, Move.EXPIRE)
            close_campaign(unit, campaign)
            unit.add_facts(reason=part.value)
