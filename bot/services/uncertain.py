"""Doubts: messages of which nobody knows whether they were sent.

Each is looked up at the provider by our reference, not before its settling time, and sent again only when the
provider clearly has none. What the provider cannot answer waits for a person.
"""

from datetime import datetime, timedelta

from bot.model.access import Action, Actor
from bot.model.posts import CAMPAIGN_POST
from bot.model.providers import Absent, Connection, Found, LookUp, NoAnswer
from bot.services.campaigns import cancel_queued_if_over
from bot.services.context import ServiceContext
from bot.services.unit_of_work import change, read
from bot.store import messages
from bot.store.database import Db
from bot.store.messages import Message

_BATCH = 20
_MAX_SENDS = 3
_RETRY_AFTER = timedelta(seconds=30)
_CLOCK_MARGIN = timedelta(minutes=10)
"""How long before its claim a message is searched for: the provider's clock is not ours."""


def recover_claimed(context: ServiceContext, actor: Actor) -> int:
    """After a start: what was claimed when the last process ended may have left; how many there were."""
    with change(context, actor, Action.DOUBT_RESOLVE, "-") as unit:
        ask_at = unit.now + timedelta(seconds=context.provider.terms.settle_seconds)
        interrupted = messages.list_claimed(unit.db)
        for message in interrupted:
            messages.mark_uncertain(unit.db, message.id, "crash", ask_at, unit.now)
            unit.queue_post(CAMPAIGN_POST, message.campaign_id)
    return len(interrupted)


def find_due(context: ServiceContext, actor: Actor) -> list[Message]:
    """The doubtful messages about which the provider may be asked now: those of its own account alone.

    Another provider, another account or the dry run has none of them, and would say so: it would be sent again.
    """
    terms = context.provider.terms
    if not terms.supports_lookup:
        return []
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return messages.list_due_look_ups(unit.db, unit.now, terms.identity, _BATCH)


def look_up_message(context: ServiceContext, actor: Actor, connection: Connection, message: Message) -> None:
    """Ask the provider about one message, and act on the answer, if the message still is as it was asked about.

    A late "absent" would else put a message back that somebody has meanwhile decided on, or sent again.
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
            messages.accept_message(db, message.id, provider_id, now)
        case Absent() if message.attempts >= _MAX_SENDS:
            messages.postpone_look_up(db, message.id, "absent_again", None)
        case Absent():
            messages.release_message(db, message.id, "absent", now)
            cancel_queued_if_over(db, message.campaign_id, now)
        case NoAnswer(reason=reason):
            messages.postpone_look_up(db, message.id, reason, now + _RETRY_AFTER)
