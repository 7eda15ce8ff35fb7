"""Sending: start due campaigns, claim one message at a time, and record the result of each.

A message is sent at most once because of its claim: one transaction judges it by current data and claims it, and is on
the disk before the first byte leaves. A request with an unknown outcome is never repeated unchecked (see `uncertain`).
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Intent, Move, PauseReason
from bot.model.posts import CAMPAIGN_POST
from bot.model.providers import Accepted, NotSent, Outgoing, Refused, SendResult, Uncertain
from bot.model.reasons import Held, NotDelivered
from bot.rules import eligibility
from bot.rules.campaigns import is_past_validity
from bot.services import audience, breaker, data_freshness, instance
from bot.services.campaigns import cancel_queued_if_over, move_campaign
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import campaigns, eligibility_facts, lists, messages
from bot.store.messages import Message

_TRIES_BEFORE_PAUSE = 10
"""After so many attempts with one message, while others succeed, its campaign pauses; after a resume, so many more."""


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that the caller must send, once."""

    message_id: int
    campaign_id: int
    outgoing: Outgoing


def start_due_campaigns(context: ServiceContext, actor: Actor) -> None:
    """Start the approved campaigns that are due, if the send window is open."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        due = [
            campaign
            for campaign in campaigns.list_in_states(unit.db, CampaignState.APPROVED)
            if campaign.starts_at is not None
            and campaign.starts_at <= unit.now
            and not is_past_validity(campaign, unit.now)
        ]
        is_open = context.settings.hours.is_open(unit.now)
    for campaign in due if is_open else ():
        with change(context, actor, Action.CAMPAIGN_START, f"campaign:{campaign.id}") as unit:
            move_campaign(unit, campaign, Move.START)
            campaigns.set_started(unit.db, campaign.id, unit.now)


def finish_done_campaigns(context: ServiceContext, actor: Actor) -> None:
    """Finish the campaigns that have no message left to send."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        done = [
            c
            for c in campaigns.list_in_states(unit.db, CampaignState.SENDING)
            if messages.is_campaign_done(unit.db, c.id)
        ]
    for campaign in done:
        with change(context, actor, Action.CAMPAIGN_FINISH, f"campaign:{campaign.id}") as unit:
            move_campaign(unit, campaign, Move.FINISH)
            campaigns.set_end(unit.db, campaign.id, unit.now)


def has_sendable(context: ServiceContext, actor: Actor) -> bool:
    """Whether a message can probably be claimed now; cheaper than a claim."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return (
            context.settings.hours.is_open(unit.now)
            and not context.pause_mark.is_set()
            and instance.may_send(context, unit)
            and messages.find_next_queued(unit.db, context.provider.terms.identity) is not None
        )


def claim_message(context: ServiceContext, actor: Actor) -> ClaimedMessage | None:
    """Claim the next message that may be sent now; returns None when there is none. Ineligible ones become held."""
    while True:
        with change(context, actor, Action.SEND_CLAIM, "-") as unit:
            if context.pause_mark.is_set() or not context.settings.hours.is_open(unit.now):
                return None
            if not instance.may_send(context, unit):
                return None
            message = messages.find_next_queued(unit.db, context.provider.terms.identity)
            if message is None:
                return None
            claimed = _claim_or_hold(context, unit, message)
        if claimed is not None:
            return claimed


def record_result(
    context: ServiceContext, actor: Actor, claimed: ClaimedMessage, result: SendResult, *, pause: str | None = None
) -> None:
    """Record the result of a claimed message. `pause`: why the breaker pauses all campaigns of the account with it."""
    with change(context, actor, Action.SEND_RECORD, f"message:{claimed.message_id}") as unit:
        match result:
            case Accepted(provider_id=provider_id):
                accepted = messages.accept_message(unit.db, claimed.message_id, provider_id, unit.now)
                # Receipts could not tell the two messages apart, so nothing more is sent until a person has looked.
                why = PauseReason.SAME_ID
                if not accepted and messages.mark_uncertain(unit.db, claimed.message_id, why, None, unit.now):
                    breaker.pause_campaign(unit, claimed.campaign_id, why)
            case Refused():
                reason = NotDelivered.REJECTED_BY_PROVIDER.value
                messages.reject_message(unit.db, claimed.message_id, reason, unit.now)
            case Uncertain(reason=reason):
                look_up_at = unit.now + timedelta(seconds=context.provider.terms.settle_seconds)
                messages.mark_uncertain(unit.db, claimed.message_id, reason, look_up_at, unit.now)
            case NotSent(reason=reason, stop=stop):
                pause = reason if stop else pause
                messages.release_message(unit.db, claimed.message_id, reason, unit.now)
                cancel_queued_if_over(unit.db, claimed.campaign_id, unit.now)
                if messages.get_attempts(unit.db, claimed.message_id) % _TRIES_BEFORE_PAUSE == 0:
                    why = PauseReason.PROVIDER_BUSY if result.answered else PauseReason.PROVIDER_UNREACHABLE
                    breaker.pause_campaign(unit, claimed.campaign_id, why)
        if pause is not None:
            breaker.pause_account(unit, context.provider.terms.identity, pause)
        unit.queue_post(CAMPAIGN_POST, claimed.campaign_id)


def _claim_or_hold(context: ServiceContext, unit: Change, message: Message) -> ClaimedMessage | None:
    campaign = campaigns.get_campaign(unit.db, message.campaign_id)
    assert campaign is not None
    target = lists.get_list(unit.db, campaign.list_id)
    assert target is not None
    if data_freshness.find_missing_data(context, unit):
        breaker.pause_campaign(unit, campaign.id, PauseReason.DATA_STALE)
        return None
    reason = _find_hold_reason(context, unit, campaign, target.columns, message)
    if reason is not None:
        messages.hold_message(unit.db, message.id, reason.value, unit.now)
        unit.queue_post(CAMPAIGN_POST, campaign.id)
        return None
    text = audience.render_message(context, campaign.body, message.ref)
    if audience.hash_text(text) != message.text_hash:
        breaker.pause_campaign(unit, campaign.id, PauseReason.TEXT_CHANGED)
        return None
    if not messages.claim_message(unit.db, message.id, unit.now):
        return None
    return ClaimedMessage(message.id, campaign.id, _make_outgoing(context, unit, message, text))


def _find_hold_reason(
    context: ServiceContext, unit: Read, campaign: Campaign, columns: frozenset[str], message: Message
) -> Held | None:
    if is_past_validity(campaign, unit.now):
        return Held.OUTSIDE_VALIDITY
    person = eligibility_facts.get_facts(unit.db, message.recipient_id, unit.now)
    verdict = eligibility.judge_rows(person, audience.make_basis(context, unit, columns, Intent(campaign.intent)))
    if message.debts is not None:
        verdict = eligibility.select_debts(verdict, message.debts)
    return None if eligibility.is_eligible(verdict) else eligibility.convert_to_held(eligibility.choose_reason(verdict))


def _make_outgoing(context: ServiceContext, unit: Read, message: Message, text: str) -> Outgoing:
    return Outgoing(
        reference=message.reference,
        to=messages.open_number(unit.db, message.id),
        body=text,
        give_up_at=context.settings.hours.find_give_up_time(unit.now),
    )
