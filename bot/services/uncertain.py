"""Messages in state `uncertain`: the request left, but its outcome is unknown.

Each is looked up at the provider by our reference, not before the provider's settling time. One that is found was sent.
"Not found" queues a message again only where that proves something (bot/rules/uncertain.py), or where a supervisor has
decided before the look-up that it is sent again. Whatever the first look-up does not settle is told to people at once,
and the look-ups go on.
"""

from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import PauseReason
from bot.model.messages import MessageState
from bot.model.posts import CAMPAIGN_POST, DOUBT_POST
from bot.model.providers import Absent, Connection, Found, LookUp, NoAnswer
from bot.model.uncertain import DoubtAnswer
from bot.rules import uncertain
from bot.services import breaker
from bot.services.campaigns import cancel_queued_if_over, require_campaign
from bot.services.context import ServiceContext
from bot.services.sending import find_first_look_up
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import campaigns, messages, uncertain_messages
from bot.store.messages import Message

_BATCH = 20
_CLOCK_MARGIN = timedelta(minutes=10)
"""A message is searched for from this long before its claim: the provider's clock may differ from ours."""


def recover_claimed(context: ServiceContext, actor: Actor) -> int:
    """Mark the messages uncertain that were claimed when the last process ended; returns their number."""
    with change(context, actor, Action.DOUBT_RESOLVE, "-") as unit:
        look_up_at = find_first_look_up(context, unit.now)
        claimed = messages.list_claimed(unit.db)
        for message in claimed:
            messages.mark_uncertain(unit.db, message.id, "crash", look_up_at, unit.now)
            unit.queue_post(CAMPAIGN_POST, message.campaign_id)
    return len(claimed)


def alert_people(context: ServiceContext, actor: Actor) -> None:
    """Alert the supervisors once when messages of a campaign wait for a person, and end that when none does."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        waiting = count_waiting(context, unit)
        alerted = campaigns.list_with_doubt(unit.db)
    for campaign_id in waiting.keys() - alerted:
        with change(context, actor, Action.DOUBT_ALERT, f"campaign:{campaign_id}") as unit:
            campaigns.set_doubt(unit.db, campaign_id, unit.now)
            unit.add_facts(messages=waiting[campaign_id])
            unit.queue_event_post(DOUBT_POST, campaign_id)
            unit.queue_post(CAMPAIGN_POST, campaign_id)
    for campaign_id in alerted - waiting.keys():
        with change(context, actor, Action.DOUBT_RESOLVE, f"campaign:{campaign_id}") as unit:
            campaigns.set_doubt(unit.db, campaign_id, None)
            unit.update_event_posts(DOUBT_POST, campaign_id)


def count_waiting(context: ServiceContext, unit: Read) -> dict[int, int]:
    """Count by campaign the uncertain messages that people must know of: a look-up did not settle them, or is late."""
    terms = context.provider.terms
    account = terms.identity if terms.supports_lookup else None
    return uncertain_messages.count_unresolved(unit.db, unit.now - uncertain.OVERDUE_AFTER, account)


def find_due(context: ServiceContext, actor: Actor) -> list[Message]:
    """Return the uncertain messages to look up now: only those of the present provider's account.

    Another provider or account would answer that it has none, and the message would be sent twice.
    """
    terms = context.provider.terms
    if not terms.supports_lookup:
        return []
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return uncertain_messages.list_due_look_ups(unit.db, unit.now, terms.identity, _BATCH)


def look_up_message(context: ServiceContext, actor: Actor, connection: Connection, message: Message) -> None:
    """Look up a message at the provider, and apply the answer if the message has not changed meanwhile.

    Otherwise a late "absent" could queue a message that a person has decided on, or that was sent again.
    """
    asked_at = context.clock.now()
    answer = connection.look_up(message.reference, _search_start(message))
    with change(context, actor, Action.DOUBT_RESOLVE, f"message:{message.id}") as unit:
        current = messages.get_message(unit.db, message.id)
        if current == message:
            _apply_answer(context, unit, message, answer, asked_at)
        elif isinstance(answer, Found) and current is not None and _is_only_decided(message, current):
            _accept_found(unit, message, answer)
        else:
            return
        unit.queue_post(CAMPAIGN_POST, message.campaign_id)
        unit.update_event_posts(DOUBT_POST, message.campaign_id)


def _search_start(message: Message) -> datetime:
    assert message.claimed_at is not None
    return message.claimed_at - _CLOCK_MARGIN


def _is_only_decided(asked: Message, current: Message) -> bool:
    """Whether a message is still to be sent again or decided on, and was not claimed while the provider was asked."""
    open_states = (MessageState.UNCERTAIN, MessageState.QUEUED)
    return current.state in open_states and current.attempts == asked.attempts


def _apply_answer(context: ServiceContext, unit: Change, message: Message, answer: LookUp, asked_at: datetime) -> None:
    assert message.claimed_at is not None
    terms = context.provider.terms
    next_at = uncertain.find_next_look_up(
        terms, message.claimed_at, unit.now, resend_requested=message.resend_requested
    )
    match answer:
        case Found() if _accept_found(unit, message, answer):
            return
        case Found():
            code: str = PauseReason.SAME_ID
        case Absent() if message.resend_requested:
            uncertain_messages.queue_by_decision(unit.db, message.id, unit.now)
            cancel_queued_if_over(unit.db, message.campaign_id, unit.now)
            return
        case Absent() if message.uncertain_requests < uncertain.MOST_SENDS:
            if uncertain.is_proof_of_absence(terms, message.claimed_at, asked_at):
                messages.release_message(unit.db, message.id, "absent", unit.now)
                cancel_queued_if_over(unit.db, message.campaign_id, unit.now)
                return
            if uncertain.is_proof_near(terms, message.claimed_at, unit.now):
                uncertain_messages.postpone_look_up(unit.db, message.id, next_at)
                return
            code = DoubtAnswer.ABSENT
        case Absent():
            code = DoubtAnswer.ABSENT
        case NoAnswer(reason=code):
            pass
    uncertain_messages.record_look_up(unit.db, message.id, code, asked_at, next_at)
    if code in uncertain.CONTRADICTIONS:
        messages.end_resend_requests(unit.db, message.campaign_id, message.id)
        if code != message.look_up_answer:
            breaker.pause_campaign(unit, message.campaign_id, code)


def _accept_found(unit: Change, message: Message, found: Found) -> bool:
    """Accept a message that the provider has, as of when it took it; return False if the id is another message's."""
    assert message.claimed_at is not None
    earliest = require_campaign(unit, message.campaign_id).started_at or message.claimed_at
    accepted_at = uncertain.bound_taken_at(found.taken_at, message.claimed_at, earliest, unit.now)
    return uncertain_messages.accept_found(unit.db, message.id, found.provider_id, accepted_at, unit.now)
