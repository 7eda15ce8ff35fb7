"""A supervisor's decision on the uncertain messages of a campaign: treat them as sent, or send them again.

It is about all messages that the provider was asked about, as the form showed them. Each changes by a conditional
UPDATE, so that of a decision and a look-up that comes at the same time exactly one counts. Where the provider can be
asked, "send again" queues nothing itself: the next look-up does, if the provider still does not have the message.
"""

from collections import Counter

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign
from bot.model.errors import Conflict
from bot.model.posts import CAMPAIGN_POST, DOUBT_POST, EVENT_POST
from bot.model.uncertain import DOUBT_REASONS, DoubtDecision, DoubtReason, DoubtView
from bot.rules.uncertain import classify_answer
from bot.services.campaigns import require_campaign
from bot.services.context import ServiceContext
from bot.services.uncertain_views import find_doubt, select_decidable
from bot.services.unit_of_work import Read, change, check
from bot.store import uncertain_messages

_ACTIONS = {DoubtDecision.SENT: Action.DOUBT_SENT, DoubtDecision.AGAIN: Action.DOUBT_AGAIN}


def check_decidable(
    context: ServiceContext, actor: Actor, campaign_id: int, decision: DoubtDecision
) -> tuple[Campaign, DoubtView]:
    """Return what the form shows, if the actor may decide so. Raises NotFound, NotAllowed, Conflict."""
    with check(context, actor, _ACTIONS[decision], f"campaign:{campaign_id}") as unit:
        return _require_decidable(context, unit, campaign_id, decision)


def decide(
    context: ServiceContext, actor: Actor, campaign_id: int, decision: DoubtDecision, token: str, reason: DoubtReason
) -> int:
    """Decide on the messages that the form showed (`token`); return their number.

    Raises NotFound, NotAllowed, Conflict.
    """
    with change(context, actor, _ACTIONS[decision], f"campaign:{campaign_id}") as unit:
        campaign, doubt = _require_decidable(context, unit, campaign_id, decision)
        if token != doubt.token or reason not in DOUBT_REASONS[decision]:
            raise Conflict("doubt_changed", campaign=str(campaign_id))
        decided = select_decidable(context, campaign, uncertain_messages.list_uncertain(unit.db, campaign_id))
        for message in decided:
            if decision is DoubtDecision.SENT:
                uncertain_messages.accept_by_decision(unit.db, message.id, unit.now)
            elif context.provider.terms.supports_lookup:  # its list may show the message by now
                uncertain_messages.request_resend(unit.db, message.id, unit.now)
            else:
                uncertain_messages.queue_by_decision(unit.db, message.id, unit.now)
        answers = Counter(classify_answer(message.answer, may_ask=False) for message in decided)
        unit.add_facts(reason=reason.value, messages=len(decided), answers=dict(answers))
        unit.queue_post(CAMPAIGN_POST, campaign_id)
        unit.queue_event_post(EVENT_POST, campaign_id)
        unit.update_event_posts(DOUBT_POST, campaign_id)
        return len(decided)


def _require_decidable(
    context: ServiceContext, unit: Read, campaign_id: int, decision: DoubtDecision
) -> tuple[Campaign, DoubtView]:
    campaign = require_campaign(unit, campaign_id)
    doubt = find_doubt(context, unit, campaign)
    if doubt is None:
        raise Conflict("doubt_none", campaign=str(campaign_id))
    if doubt.resend_requested and not doubt.counts:
        raise Conflict("doubt_decided", campaign=str(campaign_id))
    if not doubt.decidable:
        raise Conflict("doubt_not_asked", campaign=str(campaign_id))
    if decision is DoubtDecision.AGAIN and doubt.obstacle is not None:
        raise doubt.obstacle
    return campaign, doubt
