"""Messages in state `uncertain`: the request left, but its outcome is unknown.

Each is looked up at the provider by our reference, not before the provider's settling time. It is queued again only if
the provider clearly has no such message. If the provider cannot answer, the message waits for a person.
"""

from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.campaigns import PauseReason
from bot.model.posts import CAMPAIGN_POST, DOUBT_POST
from bot.model.providers import Absent, Connection, Found, LookUp, NoAnswer
from bot.services.campaigns import cancel_queued_if_over
from bot.services.context import ServiceContext
from bot.services.unit_of_work import Read, change, read
from bot.store import campaigns, messages
from bot.store.database import Db
from bot.store.messages import Message

_BATCH = 20
_MAX_SENDS = 3
_RETRY_AFTER = timedelta(seconds=30)
_LOOKED_UP_FOR = timedelta(minutes=15)
"""How long a program looks a message up before people are alerted: usually the provider answers again by then."""
_CLOCK_MARGIN = timedelta(minutes=10)
"""A message is searched for from this long before its claim: the provider's clock may differ from ours."""


def recover_claimed(context: ServiceContext, actor: Actor) -> int:
    """Mark the messages uncertain that were claimed when the last process ended; returns their number."""
    with change(context, actor, Action.DOUBT_RESOLVE, "-") as unit:
        look_up_at = unit.now + timedelta(seconds=context.provider.terms.settle_seconds)
        claimed = messages.list_claimed(unit.db)
        for message in claimed:
            messages.mark_uncertain(unit.db, message.id, "crash", look_up_at, unit.now)
            unit.queue_post(CAMPAIGN_POST, message.campaign_id)
    return len(claimed)


def alert_people(context: ServiceContext, actor: Actor) -> None:
    """Alert the supervisors once when messages of a campaign wait for a person, and end that when none does."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        waiting = count_waiting(unit)
        alerted = campaigns.list_with_doubt(unit.db)
    for campaign_id in waiting.keys() - alerted:
        with change(context, actor, Action.DOUBT_ALERT, f"campaign:{campaign_id}") as unit:
            campaigns.set_doubt(unit.db, campaign_id, unit.now)
            unit.add_facts(messages=waiting[campaign_id])
            unit.queue_event_post(DOUBT_POST, campaign_id)
    for campaign_id in alerted - waiting.keys():
        with change(context, actor, Action.DOUBT_RESOLVE, f"campaign:{campaign_id}") as unit:
            campaigns.set_doubt(unit.db, campaign_id, None)
            unit.update_event_posts(DOUBT_POST, campaign_id)


def count_waiting(unit: Read) -> dict[int, int]:
    """Count by campaign the uncertain messages that wait for a person: no look-up is due, or all failed for a while."""
    return messages.count_unresolved(unit.db, unit.now - _LOOKED_UP_FOR)


def find_due(context: ServiceContext, actor: Actor) -> list[Message]:
    """Return the uncertain messages to look up now: only those of the present provider's account.

    Another provider or account would answer that it has none, and the message would be sent twice.
    """
    terms = context.provider.terms
    if not terms.supports_lookup:
        return []
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return messages.list_due_look_ups(unit.db, unit.now, terms.identity, _BATCH)


def look_up_message(context: ServiceContext, actor: Actor, connection: Connection, message: Message) -> None:
    """Look up a message at the provider, and apply the answer if the message has not changed meanwhile.

    Otherwise a late "absent" could queue a message that a person has decided on, or that was sent again.
    """
    answer = connection.look_up(message.reference, _search_start(message))
    with change(context, actor, Action.DOUBT_RESOLVE, f"message:{message.id}") as unit:
        if messages.get_message(unit.db, message.id) != message:
            return
        _apply_answer(unit.db, message, answer, unit.now)
        unit.queue_post(CAMPAIGN_POST, message.campaign_id)


def _search_start(message: Message) -> datetime:
    assert message.claimed_at is not None
    return message.claimed_at - _CLOCK_MARGIN


def _apply_answer(db: Db, message: Message, answer: LookUp, now: datetime) -> None:
    match answer:
        case Found(provider_id=provider_id):
            if not messages.accept_message(db, message.id, provider_id, now):
                messages.postpone_look_up(db, message.id, PauseReason.SAME_ID, None)
        case Absent() if message.attempts >= _MAX_SENDS:
            messages.postpone_look_up(db, message.id, "absent_again", None)
        case Absent():
            messages.release_message(db, message.id, "absent", now)
            cancel_queued_if_over(db, message.campaign_id, now)
        case NoAnswer(reason=reason):
            messages.postpone_look_up(db, message.id, reason, now + _RETRY_AFTER)
