"""Sending: start what is due, claim one message at a time, record what became of it.

The claim is the heart of "at most once": inside one transaction the message is judged by the newest facts and taken;
the transaction is on the disk before the first byte leaves. What happens after it can only end in one of the states
of rules/delivery, and a request whose outcome nobody knows is never repeated blindly (desk/doubts).
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.desk import audience, fresh
from bot.desk.act import Deed, act, look
from bot.desk.campaigns import cancel_if_over, moved
from bot.desk.tools import Tools
from bot.rules import eligibility
from bot.rules.access import Action, Actor
from bot.rules.campaigns import Campaign, Move, State, outlived
from bot.rules.delivery import Accepted, NotSent, Outgoing, Refused, SendResult, Uncertain
from bot.rules.reasons import Held, NotDelivered
from bot.rules.templates import Intent
from bot.store import campaigns, lists, messages, standing
from bot.store import waiting as store_waiting
from bot.store.messages import Message

_TRIES = 5
DATA_STALE = "data_stale"
"""Why a campaign stands still that would go on by data which is too old by now."""
TEXT_CHANGED = "text_changed"
"""Why a campaign stands still whose text would no longer be the approved one: the city's name or phone was changed."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to hand over, once."""

    message_id: int
    campaign_id: int
    outgoing: Outgoing


def start_due(tools: Tools, actor: Actor) -> None:
    """Start the approved campaigns whose time has come, if the window is open."""
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        due = [
            campaign
            for campaign in campaigns.in_states(deed.db, State.APPROVED)
            if campaign.starts_at is not None and campaign.starts_at <= deed.now and not outlived(campaign, deed.now)
        ]
        is_open = tools.hours.is_open(deed.now)
    for campaign in due if is_open else ():
        with act(tools, actor, Action.CAMPAIGN_START, f"campaign:{campaign.id}") as deed:
            moved(deed, campaign, Move.START)
            campaigns.note_started(deed.db, campaign.id, deed.now)


def finish_done(tools: Tools, actor: Actor) -> None:
    """Finish the campaigns of which nothing is left to hand over."""
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        done = [c for c in campaigns.in_states(deed.db, State.SENDING) if store_waiting.is_done(deed.db, c.id)]
    for campaign in done:
        with act(tools, actor, Action.CAMPAIGN_FINISH, f"campaign:{campaign.id}") as deed:
            moved(deed, campaign, Move.FINISH)
            campaigns.note_end(deed.db, campaign.id, deed.now)


def waiting(tools: Tools, actor: Actor) -> bool:
    """Whether a message could be claimed now, as far as a glance can tell."""
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        return (
            tools.hours.is_open(deed.now)
            and store_waiting.next_queued(deed.db, tools.provider.terms.identity) is not None
        )


def claim(tools: Tools, actor: Actor) -> Claimed | None:
    """Take the next message that may be sent at this moment; None when there is none. Held ones are passed over."""
    while True:
        with act(tools, actor, Action.SEND_CLAIM, "-") as deed:
            if not tools.hours.is_open(deed.now):
                return None
            message = store_waiting.next_queued(deed.db, tools.provider.terms.identity)
            if message is None:
                return None
            claimed = _claim_or_hold(tools, deed, message)
        if claimed is not None:
            return claimed


def record(tools: Tools, actor: Actor, claimed: Claimed, result: SendResult) -> None:
    """Write down what became of a claimed message."""
    with act(tools, actor, Action.SEND_RECORD, f"message:{claimed.message_id}") as deed:
        match result:
            case Accepted(provider_id=provider_id):
                messages.accept(deed.db, claimed.message_id, provider_id, deed.now)
            case Refused():
                reason = NotDelivered.REJECTED_BY_PROVIDER.value
                messages.reject(deed.db, claimed.message_id, reason, deed.now)
            case Uncertain(reason=reason):
                ask_at = deed.now + timedelta(seconds=tools.provider.terms.settle_seconds)
                messages.doubt(deed.db, claimed.message_id, reason, ask_at, deed.now)
            case NotSent(reason=reason, stop=stop):
                messages.release(deed.db, claimed.message_id, reason, deed.now)
                cancel_if_over(deed.db, claimed.campaign_id, deed.now)
                if stop or messages.attempts(deed.db, claimed.message_id) >= _TRIES:
                    _pause(deed, claimed.campaign_id, reason)
        deed.tell("campaign", claimed.campaign_id)


def _claim_or_hold(tools: Tools, deed: Deed, message: Message) -> Claimed | None:
    campaign = campaigns.get(deed.db, message.campaign_id)
    assert campaign is not None
    target = lists.get(deed.db, campaign.list_id)
    assert target is not None
    if fresh.missing(tools, deed):
        _pause(deed, campaign.id, DATA_STALE)
        return None
    reason = _why_not_now(tools, deed, campaign, target.columns, message)
    if reason is not None:
        messages.hold(deed.db, message.id, reason.value, deed.now)
        deed.tell("campaign", campaign.id)
        return None
    text = audience.written(tools, campaign.body, message.ref)
    if audience.text_hash(text) != message.text_hash:
        _pause(deed, campaign.id, TEXT_CHANGED)
        return None
    messages.claim(deed.db, message.id, deed.now)
    return Claimed(message.id, campaign.id, _outgoing(tools, deed, message, text))


def _why_not_now(
    tools: Tools, deed: Deed, campaign: Campaign, columns: frozenset[str], message: Message
) -> Held | None:
    if outlived(campaign, deed.now):
        return Held.OUTSIDE_VALIDITY
    person = standing.of_recipient(deed.db, message.recipient_id, deed.now)
    verdict = eligibility.judge(person, audience.basis(tools, deed, columns, Intent(campaign.intent)))
    return None if eligibility.eligible(verdict) else eligibility.held(eligibility.why_not(verdict))


def _outgoing(tools: Tools, deed: Deed, message: Message, text: str) -> Outgoing:
    return Outgoing(
        reference=message.reference,
        to=messages.number(deed.db, message.id),
        body=text,
        give_up_at=tools.hours.gives_up(deed.now),
    )


def _pause(deed: Deed, campaign_id: int, reason: str) -> None:
    """Let a campaign stand still until a person has looked, and resumes or stops it."""
    if campaigns.move(deed.db, campaign_id, Move.PAUSE):
        campaigns.note_reason(deed.db, campaign_id, reason)
        deed.tell("alert", f"paused:{campaign_id}")
