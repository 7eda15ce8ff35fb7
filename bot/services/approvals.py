"""Approve, send back and reject: a decision by a user who neither wrote the campaign nor uploaded its list."""

from collections.abc import Callable, Mapping

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, ChangedPart, DecisionReason, Move
from bot.model.errors import Conflict, NotAllowed
from bot.model.posts import CAMPAIGN_POST, EVENT_POST
from bot.rules import approvals
from bot.rules.campaigns import may_move
from bot.services import obstacles
from bot.services.campaigns import close_campaign, move_campaign, require_campaign, return_to_draft
from bot.services.context import ServiceContext
from bot.services.fingerprints import find_changed_part
from bot.services.send_times import find_start
from bot.services.unit_of_work import Read, change, check, read
from bot.store import campaigns

_CHANGED_PARTS = frozenset(ChangedPart)


def approve_campaign(
    context: ServiceContext,
    actor: Actor,
    campaign_id: int,
    fingerprint: str,
    find_voter: Callable[[str], Actor] | None = None,
) -> None:
    """Approve the campaign that the user saw, named by its fingerprint. Raises NotFound, NotAllowed, Conflict.

    `find_voter` finds the roles that somebody has now: who approved before and has lost the role meanwhile does not
    count. It may ask Slack, and is called outside of a transaction. Without it no earlier approval counts.
    """
    known: dict[str, Actor] = {}
    while True:
        for voter in _list_voters(context, actor, campaign_id, fingerprint):
            if voter not in known and find_voter is not None:
                known[voter] = _require_complete(find_voter(voter))
        if _try_to_approve(context, actor, campaign_id, fingerprint, known if find_voter is not None else None):
            return


def find_role_refusal(context: ServiceContext, unit: Read, actor: Actor) -> str | None:
    """Find why an actor may not decide on any campaign today."""
    slack = context.settings.slack
    return approvals.find_role_refusal(actor, () if slack is None else slack.deputies, unit.today)


def _list_voters(context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str) -> list[str]:
    if not actor.may(Action.CAMPAIGN_APPROVE):
        return []  # the change refuses it
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return [one.by for one in campaigns.list_approvals(unit.db, campaign_id, fingerprint) if one.by != actor.user]


def _require_complete(voter: Actor) -> Actor:
    """Require that Slack could be asked about a voter. Raises NotAllowed: an outage must not revoke an approval."""
    if not voter.is_complete:
        raise NotAllowed("slack_unreachable")
    return voter


def _try_to_approve(
    context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str, known: Mapping[str, Actor] | None
) -> bool:
    """Approve a campaign; False, and nothing is stored, if somebody has approved it whose roles are not known yet.

    `known`: the roles of who approved before; None: they do not count.
    """
    has_unknown = False
    with change(context, actor, Action.CAMPAIGN_APPROVE, f"campaign:{campaign_id}") as unit:
        campaign = _require_decidable(context, unit, actor, campaign_id, Move.APPROVE)
        _require_unchanged(context, unit, campaign, fingerprint)
        obstacles.require_no_obstacle(context, unit, campaign)
        if campaign.expires_at is not None and campaign.expires_at <= unit.now:
            raise Conflict("campaign_expired", campaign=str(campaign_id))
        if not campaigns.add_approval(unit.db, campaign_id, actor.user, fingerprint, unit.now):
            raise Conflict("already_approved_by_you", campaign=str(campaign_id))
        others = [one.by for one in campaigns.list_approvals(unit.db, campaign_id, fingerprint) if one.by != actor.user]
        if known is not None and not known.keys() >= set(others):
            has_unknown = True
            unit.end_unchanged()
        for voter in others:
            if known is None or find_role_refusal(context, unit, known[voter]) is not None:
                campaigns.revoke_approval(unit.db, campaign_id, voter, fingerprint, unit.now)
                unit.add_facts(revoked=voter)
        count = campaigns.count_approvals(unit.db, campaign)
        unit.add_facts(fingerprint=fingerprint, approvals=count)
        if not approvals.decides_as_supervisor(actor):
            unit.add_facts(deputy=True)
        unit.queue_post(CAMPAIGN_POST, campaign_id)
        unit.queue_event_post(EVENT_POST, campaign_id)
        if count >= approvals.count_needed_approvals(campaign.recipients or 0, context.settings.policy):
            move_campaign(unit, campaign, Move.APPROVE)
            campaigns.store_decision(unit.db, campaign_id, by=actor.user, at=unit.now)
            campaigns.set_start(unit.db, campaign_id, find_start(context, unit, campaign.not_before) or unit.now)
    return not has_unknown


def check_returnable(context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str) -> None:
    """Check that the actor may send back the campaign that they saw. Raises NotFound, NotAllowed, Conflict."""
    with check(context, actor, Action.CAMPAIGN_SEND_BACK, f"campaign:{campaign_id}") as unit:
        _require_seen(_require_decidable(context, unit, actor, campaign_id, Move.SEND_BACK), fingerprint)


def send_back_campaign(
    context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str, reason: DecisionReason, note: str
) -> None:
    """Make a campaign a draft again, for its author to change it. Raises NotFound, NotAllowed, Conflict.

    It is possible whatever has changed since the submission: nothing is sent by it.
    """
    with change(context, actor, Action.CAMPAIGN_SEND_BACK, f"campaign:{campaign_id}") as unit:
        campaign = _require_decidable(context, unit, actor, campaign_id, Move.SEND_BACK)
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
        _require_unchanged(
            context, unit, _require_decidable(context, unit, actor, campaign_id, Move.REJECT), fingerprint
        )


def reject_campaign(
    context: ServiceContext, actor: Actor, campaign_id: int, fingerprint: str, reason: DecisionReason, note: str
) -> None:
    """Reject a campaign for good. Raises NotFound, NotAllowed, Conflict."""
    with change(context, actor, Action.CAMPAIGN_REJECT, f"campaign:{campaign_id}") as unit:
        campaign = _require_decidable(context, unit, actor, campaign_id, Move.REJECT)
        _require_unchanged(context, unit, campaign, fingerprint)
        move_campaign(unit, campaign, Move.REJECT)
        campaigns.store_decision(
            unit.db, campaign_id, by=actor.user, at=unit.now, reason=reason.value, note=note or None
        )
        unit.add_facts(reason=reason.value)
        close_campaign(unit, campaign)


def _require_decidable(context: ServiceContext, unit: Read, actor: Actor, campaign_id: int, move: Move) -> Campaign:
    campaign = require_campaign(unit, campaign_id)
    if campaign.state is CampaignState.DRAFT and campaign.reason is not None:
        is_void = campaign.reason in _CHANGED_PARTS
        raise Conflict("campaign_voided" if is_void else "campaign_sent_back", campaign=str(campaign_id))
    if not may_move(campaign.state, move):
        raise Conflict(f"campaign_{campaign.state.value}", campaign=str(campaign_id))
    refusal = approvals.find_decision_refusal(actor.user, campaign) or find_role_refusal(context, unit, actor)
    if refusal is not None:
        raise NotAllowed(refusal)
    return campaign


def _require_seen(campaign: Campaign, fingerprint: str) -> None:
    """Raise Conflict if the button is of an earlier submission."""
    if fingerprint != campaign.fingerprint:
        raise Conflict("changed_meanwhile", campaign=str(campaign.id))


def _require_unchanged(context: ServiceContext, unit: Read, campaign: Campaign, fingerprint: str) -> None:
    """Raise Conflict unless the button's fingerprint, the stored one, and that of the current data are the same."""
    if fingerprint != campaign.fingerprint or find_changed_part(context, unit, campaign, reads_messages=True):
        raise Conflict("changed_meanwhile", campaign=str(campaign.id))
