"""Approve and reject: one decision by somebody who neither wrote the campaign nor brought its list."""

from datetime import timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, Move
from bot.model.errors import Conflict, NotAllowed
from bot.rules import approvals
from bot.rules.campaigns import is_year_end_between, may_move
from bot.services import data_freshness
from bot.services.campaigns import close_campaign, compute_fingerprint, move_campaign, require_campaign
from bot.services.context import ServiceContext
from bot.services.unit_of_work import UnitOfWork, change
from bot.store import campaigns


def approve_campaign(tools: ServiceContext, actor: Actor, campaign_id: int, seen: str) -> None:
    """Approve exactly what was seen (its fingerprint). Raises NotFound, NotAllowed, Conflict."""
    with change(tools, actor, Action.CAMPAIGN_APPROVE, f"campaign:{campaign_id}") as deed:
        campaign = _decidable(deed, actor, campaign_id, Move.APPROVE)
        _same_as_seen(tools, deed, campaign, seen)
        data_freshness.require_fresh_data(tools, deed)
        if campaign.expires_at is not None and campaign.expires_at <= deed.now:
            raise Conflict("campaign_expired", campaign=str(campaign_id))
        if not campaigns.add_approval(deed.db, campaign_id, actor.user, seen, deed.now):
            raise Conflict("already_approved_by_you", campaign=str(campaign_id))
        given = campaigns.count_approvals(deed.db, campaign_id, seen)
        deed.note(fingerprint=seen, approvals=given)
        deed.tell("campaign", campaign_id)
        if given >= approvals.approvals_needed(campaign.recipients or 0, tools.settings.policy):
            _approved(tools, deed, actor, campaign)


def reject_campaign(tools: ServiceContext, actor: Actor, campaign_id: int, seen: str) -> None:
    """Reject a campaign for good. Raises NotFound, NotAllowed, Conflict."""
    with change(tools, actor, Action.CAMPAIGN_REJECT, f"campaign:{campaign_id}") as deed:
        campaign = _decidable(deed, actor, campaign_id, Move.REJECT)
        _same_as_seen(tools, deed, campaign, seen)
        move_campaign(deed, campaign, Move.REJECT)
        campaigns.store_decision(deed.db, campaign_id, by=actor.user, at=deed.now, reason=None)
        close_campaign(deed, campaign)


def _decidable(deed: UnitOfWork, actor: Actor, campaign_id: int, move: Move) -> Campaign:
    campaign = require_campaign(deed, campaign_id)
    if not may_move(campaign.state, move):
        raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign_id))
    refusal = approvals.find_decision_refusal(
        actor.user, author=campaign.author, uploader=campaign.uploader, decider=campaign.decider
    )
    if refusal is not None:
        raise NotAllowed(refusal)
    return campaign


def _same_as_seen(tools: ServiceContext, deed: UnitOfWork, campaign: Campaign, seen: str) -> None:
    """What is decided is what was drawn: the button's fingerprint, the stored one and the facts' must be one."""
    now = compute_fingerprint(tools, deed, campaign, campaign.units or 0, campaign.yen or 0)
    if not seen == campaign.fingerprint == now:
        raise Conflict("changed_meanwhile", campaign=str(campaign.id))


def _approved(tools: ServiceContext, deed: UnitOfWork, actor: Actor, campaign: Campaign) -> None:
    move_campaign(deed, campaign, Move.APPROVE)
    earliest = deed.now + timedelta(minutes=tools.settings.policy.approval_grace_minutes)
    wished = max(earliest, campaign.not_before or earliest)
    starts_at = tools.settings.hours.next_open(wished)
    if starts_at is None:
        raise Conflict("never_open", campaign=str(campaign.id))
    if is_year_end_between(campaign.created_at, starts_at):
        raise Conflict("books_closed", campaign=str(campaign.id))
    campaigns.store_decision(deed.db, campaign.id, by=actor.user, at=deed.now, reason=None)
    campaigns.set_start(deed.db, campaign.id, starts_at)
