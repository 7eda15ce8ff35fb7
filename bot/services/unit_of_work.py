"""The one door: every change goes through `act`, every look through `look`.

`act` checks the permission, opens one transaction, and commits only together with an audit entry; a refusal, by
role or by rule, is audited by itself. What somebody else should see is told inside the same transaction, as a post.
Nothing inside a transaction talks to the network: a slow provider would keep every other person waiting.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from bot.model.access import Action, Actor
from bot.model.errors import NotAllowed, Refusal
from bot.rules.access import may
from bot.services.context import JST, ServiceContext
from bot.store import audit, posts
from bot.store.database import Db

DESK_CHANNEL = "desk"
DIGEST_CHANNEL = "digest"

_MESSAGE_STEPS = frozenset({Action.SEND_CLAIM, Action.SEND_RECORD, Action.RECEIPTS_RECORD, Action.DOUBT_RESOLVE})
"""A message's own steps: they are recorded in message_events, one by one, by the store."""

_BOOKKEEPING = frozenset({Action.POST_RECORD, Action.FILE_LOOK})
"""What is neither a person's act nor a change of anything that matters: what Slack shows, and what still lies there."""


class UnitOfWork:
    """One act in progress: its transaction, its moment, and what is to be noted and told."""

    def __init__(self, db: Db, now: datetime, actor: Actor) -> None:
        self.db = db
        self.now = now
        self._actor = actor
        self.facts: dict[str, object] = {}
        self.told = False

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.now.astimezone(JST).date()

    def note(self, **facts: object) -> None:
        """Facts for the audit entry: ids, counts, hashes; never a name, a number or a text."""
        self.facts.update(facts)

    def also(self, action: Action, subject: str, **facts: object) -> None:
        """A further act within this one: with its own permission, and its own entry. Raises NotAllowed."""
        if not may(self._actor, action):
            raise NotAllowed(action=action.value)
        audit.append_entry(self.db, self.now, self._actor.user, action.value, subject, "done", facts)

    def tell(self, kind: str, key: object, place: str = DESK_CHANNEL) -> None:
        """Say that Slack should show this anew."""
        posts.queue_post(self.db, kind, str(key), place)
        self.told = True


@contextmanager
def change(tools: ServiceContext, actor: Actor, action: Action, subject: str) -> Iterator[UnitOfWork]:
    """One change, whole or not at all. Raises NotAllowed; passes every Refusal on, audited."""
    now = tools.clock.now()
    if not may(actor, action):
        _audit_refusal(tools, actor, action, subject, now, NotAllowed.default)
        raise NotAllowed(action=action.value)
    try:
        with tools.store.transaction() as db:
            deed = UnitOfWork(db, now, actor)
            yield deed
            if action not in _MESSAGE_STEPS | _BOOKKEEPING:
                audit.append_entry(db, now, actor.user, action.value, subject, "done", deed.facts)
    except Refusal as refusal:
        _audit_refusal(tools, actor, action, subject, now, refusal.code)
        raise
    if deed.told:
        tools.wake()


@contextmanager
def read(tools: ServiceContext, actor: Actor, action: Action) -> Iterator[UnitOfWork]:
    """One consistent picture, for reading. Raises NotAllowed, audited."""
    now = tools.clock.now()
    if not may(actor, action):
        _audit_refusal(tools, actor, action, "-", now, NotAllowed.default)
        raise NotAllowed(action=action.value)
    with tools.store.reading() as db:
        yield UnitOfWork(db, now, actor)


def _audit_refusal(tools: ServiceContext, actor: Actor, action: Action, subject: str, now: datetime, code: str) -> None:
    with tools.store.transaction() as db:
        audit.append_entry(db, now, actor.user, action.value, subject, code, {})
