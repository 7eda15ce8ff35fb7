"""Approve, send back and reject: a decision by a user who neither wrote the campaign nor uploaded its list."""

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, DecisionReason, Move
from bot.model.errors import Conflict, NotAllowed
from bot.model.posts import CAMPAIGN_POST, EVENT_POST
from bot.rules import approvals
from bot.rules.campaigns import may_move
from bot.services import obstacles
from bot.services.campaigns import close_campaign, compute_fingerprint, move_campaign, require_campaign, return_to_draft
from bot.services.context import ServiceContext
from bot.services.send_times import find_start
from bot.services.unit_of_work import Read, change, check
from bot.store import campaigns


def approve_campaign(context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str) -> None:
    """Approve the campaign that the user saw, named by its fingerprint. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.CAMPAIGN_APPROVE, f"campaign:{campaign_id}") as unit:
        campaign = _require_decidable(unit, actor, campaign_id, Move.APPROVE)
        _require_unchanged(context, unit, campaign, fingerprint)
        obstacles.require_no_obstacle(context, unit, campaign)
        if campaign.expires_at is not None and campaign.expires_at <= unit.now:
            raise Conflict("campaign_expired", campaign=str(campaign_id))
        if not campaigns.add_approval(unit.db, campaign_id, actor.user, fingerprint, unit.now):
            raise Conflict("already_approved_by_you", campaign=str(campaign_id))
        count = campaigns.count_approvals(unit.db, campaign)
        unit.add_facts(fingerprint=fingerprint, approvals=count)
        unit.queue_post(CAMPAIGN_POST, campaign_id)
        unit.queue_event_post(EVENT_POST, campaign_id)
        if count >= approvals.count_needed_approvals(campaign.recipients or 0, context.settings.policy):
            move_campaign(unit, campaign, Move.APPROVE)
            campaigns.store_decision(unit.db, campaign_id, by=actor.user, at=unit.now)
            campaigns.set_start(unit.db, campaign_id, find_start(context, unit, campaign.not_before) or unit.now)


def check_returnable(context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str) -> None:
    """Check that the actor may send back the campaign that they saw. Raises NotFound, NotAllowed, Conflict."""
    with check(context, actor, Action.CAMPAIGN_SEND_BACK, f"campaign:{campaign_id}") as unit:
        _require_seen(_require_decidable(unit, actor, campaign_id, Move.SEND_BACK), fingerprint)


def send_back_campaign(
    context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str, reason: DecisionReason, note: str
) -> None:
    """Make a campaign a draft again, for its author to change it. Raises NotFound, NotAllowed, Conflict.

    It is possible whatever has changed since the submission: nothing is sent by it.
    """
    with change(context, actor, Action.CAMPAIGN_SEND_BACK, f"campaign:{campaign_id}") as unit:
        campaign = _require_decidable(unit, actor, campaign_id, Move.SEND_BACK)
        _require_seen(campaign, fingerprint)
        move_campaign(unit, campaign, Move.SEND_BACK)
        return_to_draft(unit, campaign)
        campaigns.store_decision(
            unit.db, campaign_id, by=actor.user, at=unit.now, reason=reason.value, note=note or None
        )
        unit.add_facts(reason=reason.value)


def check_rejectable(context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str) -> None:
    """Check that the actor may reject the campaign that they saw. Raises NotFound, NotAllowed, Conflict."""
    with check(context, actor, Action.CAMPAIGN_REJECT, f"campaign:{campaign_id}") as unit:
        _require_unchanged(context, unit, _require_decidable(unit, actor, campaign_id, Move.REJECT), fingerprint)


def reject_campaign(
    context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str, reason: DecisionReason, note: str
) -> None:
    """Reject a campaign for good. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.CAMPAIGN_REJECT, f"campaign:{campaign_id}") as unit:
        campaign = _require_decidable(unit, actor, campaign_id, Move.REJECT)
        _require_unchanged(context, unit, campaign, fingerprint)
        move_campaign(unit, campaign, Move.REJECT)
        campaigns.store_decision(
            unit.db, campaign_id, by=actor.user, at=unit.now, reason=reason.value, note=note or None
        )
        unit.add_facts(reason=reason.value)
        close_campaign(unit, campaign)


def _require_decidable(unit: Read, actor: Actor, campaign_id: int, move: Move) -> Campaign:
    campaign = require_campaign(unit, campaign_id)
    if campaign.state is CampaignState.DRAFT and campaign.reason is not None:
        raise Conflict("campaign_sent_back", campaign=str(campaign_id))
    if not may_move(campaign.state, move):
        raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign_id))
    refusal = approvals.find_decision_refusal(actor.user, campaign)
    if refusal is not None:
        raise NotAllowed(refusal)
    return campaign


def _require_seen(campaign: Campaign, fingerprint: str) -> None:
    """Raise Conflict if the button is of an earlier submission."""
    if fingerprint != campaign.fingerprint:
        raise Conflict("changed_meanwhile", campaign=str(campaign.id))


def _require_unchanged(context: ServiceContext, unit: Read, campaign: Campaign, fingerprint: str) -> None:
    """Raise Conflict unless the button's fingerprint, the stored one, and that of the current data are the same."""
    current = compute_fingerprint(context, unit, campaign, campaign.units or 0, campaign.yen or 0)
    if not fingerprint == campaign.fingerprint == current:
        raise Conflict("changed_meanwhile", campaign=str(campaign.id))
