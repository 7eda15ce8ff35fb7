"""Sending: start what is due, claim one message at a time, record what became of it.

The claim is the heart of "at most once": inside one transaction the message is judged by the newest facts and taken;
the transaction is on the disk before the first byte leaves. What happens after it can only end in one of the states
of rules/delivery, and a request whose outcome nobody knows is never repeated blindly (desk/doubts).
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import Campaign, CampaignState, Intent, Move
from bot.model.providers import Accepted, NotSent, Outgoing, Refused, SendResult, Uncertain
from bot.model.reasons import Held, NotDelivered
from bot.rules import eligibility
from bot.rules.campaigns import is_past_validity
from bot.services import audience, data_freshness
from bot.services.campaigns import cancel_queued_if_over, move_campaign
from bot.services.context import ServiceContext
from bot.services.unit_of_work import UnitOfWork, change, read
from bot.store import campaigns, eligibility_facts, lists, messages
from bot.store.messages import Message

_MAX_TRIES = 5
DATA_STALE = "data_stale"
"""Why a campaign stands still that would go on by data which is too old by now."""
TEXT_CHANGED = "text_changed"
"""Why a campaign stands still whose text would no longer be the approved one: the city's name or phone was changed."""


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that is ours to hand over, once."""

    message_id: int
    campaign_id: int
    outgoing: Outgoing


def start_due_campaigns(tools: ServiceContext, actor: Actor) -> None:
    """Start the approved campaigns whose time has come, if the window is open."""
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        due = [
            campaign
            for campaign in campaigns.list_in_states(deed.db, CampaignState.APPROVED)
            if campaign.starts_at is not None
            and campaign.starts_at <= deed.now
            and not is_past_validity(campaign, deed.now)
        ]
        is_open = tools.settings.hours.is_open(deed.now)
    for campaign in due if is_open else ():
        with change(tools, actor, Action.CAMPAIGN_START, f"campaign:{campaign.id}") as deed:
            move_campaign(deed, campaign, Move.START)
            campaigns.set_started(deed.db, campaign.id, deed.now)


def finish_done_campaigns(tools: ServiceContext, actor: Actor) -> None:
    """Finish the campaigns of which nothing is left to hand over."""
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        done = [
            c
            for c in campaigns.list_in_states(deed.db, CampaignState.SENDING)
            if messages.is_campaign_done(deed.db, c.id)
        ]
    for campaign in done:
        with change(tools, actor, Action.CAMPAIGN_FINISH, f"campaign:{campaign.id}") as deed:
            move_campaign(deed, campaign, Move.FINISH)
            campaigns.set_end(deed.db, campaign.id, deed.now)


def has_sendable(tools: ServiceContext, actor: Actor) -> bool:
    """Whether a message could be claimed now, as far as a glance can tell."""
    with read(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        return (
            tools.settings.hours.is_open(deed.now)
            and messages.find_next_queued(deed.db, tools.provider.terms.identity) is not None
        )


def claim_message(tools: ServiceContext, actor: Actor) -> ClaimedMessage | None:
    """Take the next message that may be sent at this moment; None when there is none. Held ones are passed over."""
    while True:
        with change(tools, actor, Action.SEND_CLAIM, "-") as deed:
            if not tools.settings.hours.is_open(deed.now):
                return None
            message = messages.find_next_queued(deed.db, tools.provider.terms.identity)
            if message is None:
                return None
            claimed = _claim_or_hold(tools, deed, message)
        if claimed is not None:
            return claimed


def record_result(tools: ServiceContext, actor: Actor, claimed: ClaimedMessage, result: SendResult) -> None:
    """Write down what became of a claimed message."""
    with change(tools, actor, Action.SEND_RECORD, f"message:{claimed.message_id}") as deed:
        match result:
            case Accepted(provider_id=provider_id):
                messages.accept_message(deed.db, claimed.message_id, provider_id, deed.now)
            case Refused():
                reason = NotDelivered.REJECTED_BY_PROVIDER.value
                messages.reject_message(deed.db, claimed.message_id, reason, deed.now)
            case Uncertain(reason=reason):
                ask_at = deed.now + timedelta(seconds=tools.provider.terms.settle_seconds)
                messages.mark_uncertain(deed.db, claimed.message_id, reason, ask_at, deed.now)
            case NotSent(reason=reason, stop=stop):
                messages.release_message(deed.db, claimed.message_id, reason, deed.now)
                cancel_queued_if_over(deed.db, claimed.campaign_id, deed.now)
                if stop or messages.get_attempts(deed.db, claimed.message_id) >= _MAX_TRIES:
                    _pause_campaign(deed, claimed.campaign_id, reason)
        deed.tell("campaign", claimed.campaign_id)


def _claim_or_hold(tools: ServiceContext, deed: UnitOfWork, message: Message) -> ClaimedMessage | None:
    campaign = campaigns.get_campaign(deed.db, message.campaign_id)
    assert campaign is not None
    target = lists.get_list(deed.db, campaign.list_id)
    assert target is not None
    if data_freshness.find_missing_data(tools, deed):
        _pause_campaign(deed, campaign.id, DATA_STALE)
        return None
    reason = _find_hold_reason(tools, deed, campaign, target.columns, message)
    if reason is not None:
        messages.hold_message(deed.db, message.id, reason.value, deed.now)
        deed.tell("campaign", campaign.id)
        return None
    text = audience.render_message(tools, campaign.body, message.ref)
    if audience.hash_text(text) != message.text_hash:
        _pause_campaign(deed, campaign.id, TEXT_CHANGED)
        return None
    messages.claim_message(deed.db, message.id, deed.now)
    return ClaimedMessage(message.id, campaign.id, _make_outgoing(tools, deed, message, text))


def _find_hold_reason(
    tools: ServiceContext, deed: UnitOfWork, campaign: Campaign, columns: frozenset[str], message: Message
) -> Held | None:
    if is_past_validity(campaign, deed.now):
        return Held.OUTSIDE_VALIDITY
    person = eligibility_facts.get_facts(deed.db, message.recipient_id, deed.now)
    verdict = eligibility.judge_rows(person, audience.make_basis(tools, deed, columns, Intent(campaign.intent)))
    return None if eligibility.is_eligible(verdict) else eligibility.convert_to_held(eligibility.choose_reason(verdict))


def _make_outgoing(tools: ServiceContext, deed: UnitOfWork, message: Message, text: str) -> Outgoing:
    return Outgoing(
        reference=message.reference,
        to=messages.open_number(deed.db, message.id),
        body=text,
        give_up_at=tools.settings.hours.gives_up(deed.now),
    )


def _pause_campaign(deed: UnitOfWork, campaign_id: int, reason: str) -> None:
    """Let a campaign stand still until a person has looked, and resumes or stops it."""
    if campaigns.move_campaign(deed.db, campaign_id, Move.PAUSE):
        campaigns.set_reason(deed.db, campaign_id, reason)
        deed.tell("alert", f"paused:{campaign_id}")
