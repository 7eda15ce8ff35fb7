"""The unit of work: every change of the database goes through `change`, every look-up through `read`.

`change` checks the permission, opens one transaction, and commits only together with an audit entry. A refusal, by
role or by rule, is audited too. Other users learn of a change by a post, queued in the same
transaction. Nothing inside a transaction uses the network: a slow provider would block every other user.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NoReturn

from bot.model.access import Action, Actor, Role
from bot.model.errors import NotAllowed, Refusal
from bot.model.posts import DESK_CHANNEL, EventKey, Key, PostKind
from bot.services.context import JST, ServiceContext
from bot.store import audit, posts
from bot.store.database import Db, ReadDb, TransactionEnded

_QueuedPost = tuple[str, str, str]
"""The kind, key and channel of a post."""


class _UnchangedError(Exception):
    """Ends the transaction of a change that has nothing to do."""


class Read:
    """One read-only transaction. `now` is aware; all of a unit happens at this one moment."""

    def __init__(self, db: ReadDb, now: datetime) -> None:
        self._db = db
        self.now = now

    @property
    def db(self) -> ReadDb:
        """The connection, for reading."""
        return self._db

    @property
    def today(self) -> date:
        """The day in Japan."""
        return self.now.astimezone(JST).date()


class Change(Read):
    """One transaction that changes something: collects the facts of its audit entry and the posts to show."""

    def __init__(
        self, db: Db, now: datetime, actor: Actor, queued: frozenset[tuple[str, str, str]] = frozenset()
    ) -> None:
        """`queued`: posts that this transaction has queued already."""
        super().__init__(db, now)
        self._writing_db = db
        self._sealed_before = db.watch.changes
        self._actor = actor
        self.queued = set(queued)
        self.facts: dict[str, object] = {}
        self.has_posts = False
        self._event_posts: dict[tuple[PostKind[EventKey], int], None] = {}

    @property
    def db(self) -> Db:
        """The connection, for reading and writing."""
        return self._writing_db

    @property
    def user(self) -> str:
        """Who changes it: a Slack user's id, or the name of a job."""
        return self._actor.user

    def add_facts(self, **facts: object) -> None:
        """Add to the audit entry: ids, counts, hashes; never a name, a number or a text."""
        self.facts.update(facts)

    def audit_also(self, action: Action, subject: str, **facts: object) -> int:
        """Audit a second action of this change, with its own permission; return the entry's id. Raises NotAllowed."""
        if not self._actor.may(action):
            raise _make_refusal(self._actor, action)
        return audit.append_entry(self.db, self.now, self._actor.user, action.value, subject, "done", facts)

    def queue_post(self, kind: PostKind[Key], key: Key, channel: str = DESK_CHANNEL) -> None:
        """Queue a post, or its update, in Slack; `channel` may be a user's id. Once in a transaction is enough."""
        name = (kind.code, kind.encode(key), channel)
        if name not in self.queued:
            posts.queue_post(self.db, kind, key, channel)
            self.queued.add(name)
        self.has_posts = True

    def queue_event_post(self, kind: PostKind[EventKey], subject_id: int) -> None:
        """Queue a post on what this change does to a campaign or list; its key has this change's audit entry."""
        self._event_posts[kind, subject_id] = None

    def update_event_posts(self, kind: PostKind[EventKey], subject_id: int) -> None:
        """Queue updates of the posts of a kind about a campaign or list, where there are any."""
        posts.update_event_posts(self.db, kind, subject_id)
        self.has_posts = True

    def update_newest_event_post(self, kind: PostKind[EventKey], subject_id: int) -> None:
        """Queue an update of the newest post of a kind that this change does not queue itself, where there is one.

        For kinds of which only the newest can be open: the others were updated when the next one was queued.
        """
        posts.update_newest_event_post(self.db, kind, subject_id)
        self.has_posts = True

    def end_unchanged(self) -> NoReturn:
        """End a change that turns out to have nothing to do: nothing is stored, and no audit entry."""
        raise _UnchangedError

    def finish(self, action: Action, subject: str) -> None:
        """Append the audit entry of this change, and queue the posts that name it.

        An action that is not audited has one only if it changed what keeps messages from people, as an opt-out does.
        """
        if not action.audited and not self._has_unaudited_rows():
            return
        entry = audit.append_entry(self.db, self.now, self._actor.user, action.value, subject, "done", self.facts)
        for kind, subject_id in self._event_posts:
            self.queue_post(kind, EventKey(subject_id, entry))

    def _has_unaudited_rows(self) -> bool:
        return self.db.watch.changes != self._sealed_before and audit.has_unaudited_rows(self.db)


@contextmanager
def change(context: ServiceContext, actor: Actor, action: Action, subject: str) -> Iterator[Change]:
    """Run one change, whole or not at all. Raises NotAllowed; every Refusal passes through and is audited."""
    now = context.clock.now()
    require(context, actor, action, subject)
    try:
        with context.store.transaction() as db:
            unit = Change(db, now, actor)
            if actor.relies_on_recent_role(action):
                unit.add_facts(role="recent")
            yield unit
            unit.finish(action, subject)
    except _UnchangedError:
        return
    except Refusal as refusal:
        _audit_refusal(context, actor, action, subject, refusal.code)
        raise
    if unit.has_posts:
        context.wake()


class ChangeGroup:
    """Changes that one transaction commits together. Each is whole or not at all.

    `keeps_others`: whatever becomes of the others. Otherwise all fail with the first that fails, which is faster.
    """

    def __init__(self, context: ServiceContext, db: Db, actor: Actor, *, keeps_others: bool) -> None:
        self._actor = actor
        self._keeps_others = keeps_others
        self.db = db
        self.now = context.clock.now()
        self.has_posts = False
        self._queued: frozenset[_QueuedPost] = frozenset()

    @contextmanager
    def change(self, action: Action, subject: str) -> Iterator[Change]:
        """Run one change of the group. Raises NotAllowed; a Refusal passes through and is audited, as in `change`.

        After any other error nothing of this change is left, and the group goes on. TransactionEnded is raised where it
        cannot: SQLite has ended the whole transaction (disk full), or the group does not keep the other changes.
        """
        if not self._actor.may(action):
            raise _make_refusal(self._actor, action)
        unit = Change(self.db, self.now, self._actor, self._queued)
        try:
            with self.db.savepoint() if self._keeps_others else _end_with_error():
                yield unit
                unit.finish(action, subject)
        except Refusal as refusal:
            audit.append_entry(self.db, self.now, self._actor.user, action.value, subject, refusal.code, {})
            raise
        self._queued = frozenset(unit.queued)
        self.has_posts = self.has_posts or unit.has_posts


@contextmanager
def _end_with_error() -> Iterator[None]:
    try:
        yield
    except Exception as fault:
        raise TransactionEnded from fault


@contextmanager
def change_together(
    context: ServiceContext, actor: Actor, action: Action, *, keeps_others: bool = True
) -> Iterator[ChangeGroup]:
    """Run several changes in one transaction, which is committed at the end. Raises NotAllowed, audited.

    Their moment is that at which the database was locked for them: waiting for it may have taken long.
    """
    require(context, actor, action)
    with context.store.transaction() as db:
        group = ChangeGroup(context, db, actor, keeps_others=keeps_others)
        yield group
    if group.has_posts:
        context.wake()


@contextmanager
def read(context: ServiceContext, actor: Actor, action: Action) -> Iterator[Read]:
    """Read one consistent state of the database; SQLite refuses every write. Raises NotAllowed, audited."""
    require(context, actor, action)
    now = context.clock.now()
    with context.store.read_transaction() as db:
        yield Read(db, now)


@contextmanager
def check(context: ServiceContext, actor: Actor, action: Action, subject: str) -> Iterator[Read]:
    """Read whether a change would be refused, before its form is shown. A refusal is audited as at `change`."""
    require(context, actor, action, subject)
    try:
        with context.store.read_transaction() as db:
            yield Read(db, context.clock.now())
    except Refusal as refusal:
        _audit_refusal(context, actor, action, subject, refusal.code)
        raise


def require(context: ServiceContext, actor: Actor, action: Action, subject: str = "-") -> None:
    """Check a permission where nothing is read or changed yet. Raises NotAllowed, audited."""
    if not actor.may(action):
        code = NotAllowed.default if actor.is_complete else "slack_unreachable"
        _audit_refusal(context, actor, action, subject, code)
        raise _make_refusal(actor, action, code)


def _make_refusal(actor: Actor, action: Action, code: str = NotAllowed.default) -> NotAllowed:
    """Make the refusal; it says which roles have the permission and which the actor has."""
    held = " ".join(role.value for role in Role if role in actor.roles)
    return NotAllowed(code, action=action.value, held=held)


def _audit_refusal(context: ServiceContext, actor: Actor, action: Action, subject: str, code: str) -> None:
    with context.store.transaction() as db:
        audit.append_entry(db, context.clock.now(), actor.user, action.value, subject, code, {})
