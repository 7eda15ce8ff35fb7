"""Doubts: messages of which nobody knows whether they were sent.

Each is looked up at the provider by our reference, not before its settling time, and sent again only when the
provider clearly has none. What the provider cannot answer waits for a person.
"""

from datetime import datetime, timedelta

from bot.desk.act import act, look
from bot.desk.campaigns import cancel_if_over
from bot.desk.tools import Line, Tools
from bot.rules.access import Action, Actor
from bot.rules.delivery import Absent, Found, LookUp, NoAnswer
from bot.store import messages, waiting
from bot.store.database import Db
from bot.store.messages import Message

_BATCH = 20
_SENDS = 3
_PAUSE = timedelta(seconds=30)
_EARLIER = timedelta(minutes=10)
"""How long before its claim a message is searched for: the provider's clock is not ours."""


def recover(tools: Tools, actor: Actor) -> int:
    """After a start: what was claimed when the last process ended may have left; how many there were."""
    with act(tools, actor, Action.DOUBT_RESOLVE, "-") as deed:
        ask_at = deed.now + timedelta(seconds=tools.provider.terms.settle_seconds)
        interrupted = waiting.claimed(deed.db)
        for message in interrupted:
            messages.doubt(deed.db, message.id, "crash", ask_at, deed.now)
            deed.tell("campaign", message.campaign_id)
    return len(interrupted)


def due(tools: Tools, actor: Actor) -> list[Message]:
    """The doubtful messages about which the provider may be asked now: those of its own account alone.

    Another provider, another account or the dry run has none of them, and would say so: it would be sent again.
    """
    terms = tools.provider.terms
    if not terms.looks_up:
        return []
    with look(tools, actor, Action.CAMPAIGN_LOOK) as deed:
        return waiting.to_ask_about(deed.db, deed.now, terms.identity, _BATCH)


def ask(tools: Tools, actor: Actor, line: Line, message: Message) -> None:
    """Ask the provider about one message, and act on the answer, if the message still is as it was asked about.

    A late "absent" would else put a message back that somebody has meanwhile decided on, or sent again.
    """
    answer = line.look_up(message.reference, _since(message))
    with act(tools, actor, Action.DOUBT_RESOLVE, f"message:{message.id}") as deed:
        if messages.get(deed.db, message.id) != message:
            return
        _apply(deed.db, message, answer, deed.now)
        deed.tell("campaign", message.campaign_id)


def _since(message: Message) -> datetime:
    assert message.claimed_at is not None
    return message.claimed_at - _EARLIER


def _apply(db: Db, message: Message, answer: LookUp, now: datetime) -> None:
    match answer:
        case Found(provider_id=provider_id):
            messages.accept(db, message.id, provider_id, now)
        case Absent() if message.attempts >= _SENDS:
            messages.ask_again(db, message.id, "absent_again", None)
        case Absent():
            messages.release(db, message.id, "absent", now)
            cancel_if_over(db, message.campaign_id, now)
        case NoAnswer(reason=reason):
            messages.ask_again(db, message.id, reason, now + _PAUSE)
