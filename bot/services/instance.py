"""Which run of the bot may send, and from which file: the newest run, and a database that is not an older copy.

The state file (bot/files/state_mark.py) knows the newest entries of the database. At each start it is compared with the
database; a difference locks all sending until a person has reconciled file and provider. While the bot runs, it is kept
up to date: with each claim before the message leaves, and each second for everything else (docs/decisions/0046).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.files.state_mark import MarkUnreadable
from bot.model.access import Action, Actor
from bot.model.errors import NotFound
from bot.model.instance import HoldReason, LockReason, LockView, Mark, Reconciled, SendingLock
from bot.model.posts import LOCK_POST, EventKey
from bot.services.context import ServiceContext
from bot.services.mentions import find_incident_people
from bot.services.unit_of_work import Change, Read, change, read
from bot.store import audit, instance, posts, times
from bot.store.audit import AuditEntry
from bot.store.instance import Instance, NewestEvent

_log = logging.getLogger(__name__)
_CLOCK_TOLERANCE = timedelta(seconds=5)
"""People are not alerted to a clock that is set back by less: threads note the time before they wait for the file."""
_COMPARED_FOR = timedelta(minutes=10)
"""How long before the start of a campaign the provider may have been asked."""


def begin_run(context: ServiceContext, actor: Actor) -> None:
    """Begin a run of the bot: from now on no earlier run claims a message, even one that was only frozen.

    Locks the sending first if this database is not the one that was used last.
    """
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        reason = _find_difference(context, unit)
        context.sender_lock.newest_at = _find_newest_moment(context, unit)
        context.sender_lock.announced = _find_announced(unit)
    if reason is not None:
        lock_sending(context, actor, reason)
    with change(context, actor, Action.INSTANCE_START, "-") as unit:
        epoch = instance.raise_epoch(unit.db)
        unit.add_facts(epoch=epoch)
        has_messages = instance.has_messages(unit.db)
    lock = context.sender_lock
    lock.epoch, lock.wants_comparison = epoch, has_messages
    lock.compared_at = None if has_messages else unit.now
    keep_mark(context, actor)


def _find_newest_moment(context: ServiceContext, unit: Read) -> datetime | None:
    """Return the latest time that the clock has shown before this run, as file and state file know it."""
    current = instance.get_instance(unit.db)
    context.sender_lock.reconciled_at = current.reconciled_at
    try:
        mark = context.state_mark.read()
    except MarkUnreadable:
        mark = None
    known = [times.parse_moment(mark.seen_at)] if mark is not None and mark.seen_at else []
    return max([*known, *instance.list_newest_moments(unit.db)], default=None)


def _is_clock_behind(context: ServiceContext, unit: Read) -> bool:
    """Whether the clock is behind what it has shown; otherwise this moment is the latest."""
    run = context.sender_lock
    if run.newest_at is not None and unit.now + _CLOCK_TOLERANCE < run.newest_at:
        return True
    run.newest_at = max(unit.now, run.newest_at or unit.now)
    return False


def keep_mark(context: ServiceContext, actor: Actor) -> None:
    """Bring the state file up to date with the database, on the disk; only while this run may send.

    A state file that was lost or replaced meanwhile locks the sending, unless a person has just reconciled.
    """
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        current = instance.get_instance(unit.db)
        run = context.sender_lock
        if current.reconciled_at != run.reconciled_at:  # a person has looked, also at the clock
            run.reconciled_at = run.newest_at = current.reconciled_at
        is_open = context.state_mark.is_open()
        is_behind = _is_clock_behind(context, unit)
        mark = _make_mark(context, unit)
        reason = None if is_open or current.lock else _find_difference(context, unit)
    if current.lock is not None or current.epoch != context.sender_lock.epoch:
        context.state_mark.close()
    elif reason is not None:
        lock_sending(context, actor, reason)
    elif _write_mark(context, mark, is_new=not is_open) and current.identity is None:
        # Only now: a file that was run and has no state file is locked.
        with change(context, actor, Action.INSTANCE_MARK, "-") as unit:
            instance.set_user(unit.db, mark.identity, mark.account)
    if is_behind:
        announce_hold(context, actor, HoldReason.CLOCK_BEHIND)
    elif run.announced is HoldReason.CLOCK_BEHIND:
        announce_end(context, actor)


def announce_hold(context: ServiceContext, actor: Actor, reason: HoldReason) -> None:
    """Tell people once that nothing is sent at the moment, and why."""
    if context.sender_lock.announced is not reason:
        _log.error("sending_locked", extra={"reason": reason.value})
        with _announcing(context, reason), change(context, actor, Action.INSTANCE_LOCK, "-") as unit:
            queue_alert(unit, reason)


def announce_end(context: ServiceContext, actor: Actor) -> None:
    """Update the alert of a hold that is over, if people were told of one, also by an earlier run."""
    announced = context.sender_lock.announced
    if announced is not None:
        with _announcing(context, None), change(context, actor, Action.INSTANCE_GO_ON, "-") as unit:
            unit.add_facts(reason=announced.value)
            unit.update_newest_event_post(LOCK_POST, 0)


@contextmanager
def _announcing(context: ServiceContext, hold: HoldReason | None) -> Iterator[None]:
    """Note what people are told before its post can be drawn; if it is not stored, the next tick tries again."""
    run = context.sender_lock
    before, run.announced = run.announced, hold
    try:
        yield
    except Exception:
        run.announced = before
        raise


def queue_alert(unit: Change, reason: LockReason | HoldReason) -> None:
    """Queue the alert on a lock, with its reason in the audit entry; an earlier alert is over."""
    unit.add_facts(reason=reason.value)
    unit.update_newest_event_post(LOCK_POST, 0)
    unit.queue_event_post(LOCK_POST, 0)


def _find_announced(unit: Read) -> HoldReason | None:
    """Find the hold of which people were told, and not yet that it is over."""
    newest = audit.find_newest_done(unit.db, "-", Action.INSTANCE_LOCK)
    entry = None if newest is None else audit.get_entry(unit.db, newest)
    if newest is None or entry is None or (audit.find_newest_done(unit.db, "-", Action.INSTANCE_GO_ON) or 0) > newest:
        return None
    reason = _read_reason(entry)
    return reason if isinstance(reason, HoldReason) else None


def _read_reason(entry: AuditEntry) -> LockReason | HoldReason:
    code = str(entry.facts["reason"])
    return HoldReason(code) if code in set(HoldReason) else LockReason(code)


def _write_mark(context: ServiceContext, mark: Mark, *, is_new: bool) -> bool:
    try:
        if is_new:
            context.state_mark.create(mark)
        elif context.state_mark.write(mark):
            context.state_mark.sync()
    except OSError:
        _log.exception("state_not_written")  # nothing is sent meanwhile; the next tick tries again
        return False
    return True


def lock_sending(context: ServiceContext, actor: Actor, reason: LockReason, backup: str | None = None) -> None:
    """Send nothing until a person has reconciled; supervisors and administrators are told once.

    `backup`: the file name of the backup to restore, where the file is damaged.
    """
    with change(context, actor, Action.INSTANCE_LOCK, "-") as unit:
        if not instance.lock_sending(unit.db, reason, unit.now):
            unit.end_unchanged()
        queue_alert(unit, reason)
        if backup is not None:
            unit.add_facts(backup=backup)
        _log.error("sending_locked", extra={"reason": reason.value})
    context.sender_lock.announced = None  # this alert is in its place
    context.state_mark.close()


def _find_difference(context: ServiceContext, unit: Read) -> LockReason | None:
    """Find why this database may not be the one that was used last, by the state file and by its own row."""
    current = instance.get_instance(unit.db)
    try:
        mark = context.state_mark.read()
    except MarkUnreadable:
        return LockReason.STATE_UNREADABLE
    if mark is None:
        return LockReason.STATE_MISSING if _was_used(unit, current) else None
    if mark.database_id != current.database_id:
        return LockReason.OTHER_DATABASE
    if not instance.has_entries_of(unit.db, mark):
        return LockReason.FILE_OLDER
    if {context.identity} != {mark.identity, current.identity or mark.identity}:
        return LockReason.MOVED
    account = context.provider.terms.identity
    return LockReason.ACCOUNT_CHANGED if {account} != {mark.account, current.account or mark.account} else None


def has_only_other_account(context: ServiceContext, unit: Read) -> bool:
    """Whether this database is the one that was used last, and only the provider account is another one."""
    return _find_difference(context, unit) is LockReason.ACCOUNT_CHANGED


def _was_used(unit: Read, current: Instance) -> bool:
    """Whether messages of this database may have left: a bot has run on it, and it has messages, or their steps."""
    if current.identity is None:
        return instance.has_events(unit.db)
    return instance.has_messages(unit.db)


def _make_mark(context: ServiceContext, unit: Read) -> Mark:
    seen_at = max(unit.now, context.sender_lock.newest_at or unit.now).replace(second=0, microsecond=0)
    return instance.make_mark(unit.db, context.identity, context.provider.terms.identity, seen_at)


def may_send(context: ServiceContext, unit: Read) -> bool:
    """Whether this process may claim a message in this transaction: it is the newest run, on the file that it locked.

    Checked inside the claim. A process that was frozen, or whose file was moved away or replaced, sends nothing.
    """
    return _is_newest_run(context, unit) and find_lock(context, unit) is None


def _is_newest_run(context: ServiceContext, unit: Read) -> bool:
    lock = context.sender_lock
    return lock.is_held() and lock.epoch == instance.get_instance(unit.db).epoch


def find_lock(context: ServiceContext, unit: Read) -> SendingLock | None:
    """Find why nothing is sent from this database, whoever runs."""
    locked, run = instance.get_instance(unit.db).lock, context.sender_lock
    if locked is not None or run.epoch is None:
        return locked
    if not context.state_mark.is_open():
        return SendingLock(HoldReason.STATE_UNWRITABLE, None)
    if _is_clock_behind(context, unit):
        return SendingLock(HoldReason.CLOCK_BEHIND, None)
    return SendingLock(HoldReason.NOT_COMPARED, None) if run.compared_at is None else None


def find_start_hold(context: ServiceContext) -> SendingLock | None:
    """Find why no further campaign starts, where people were told of it; those that have started go on."""
    announced = context.sender_lock.announced
    return SendingLock(announced, None) if announced is HoldReason.START_NOT_COMPARED else None


def is_compared(context: ServiceContext, now: datetime) -> bool:
    """Whether a campaign may start: the provider was asked a short time ago. If not, it will be."""
    lock = context.sender_lock
    if lock.compared_at is not None and now - lock.compared_at <= _COMPARED_FOR:
        return True
    lock.wants_comparison = True
    return False


def note_claims(context: ServiceContext, newest: NewestEvent) -> bool:
    """Write into the state file that messages were claimed, before they leave; return whether that succeeded.

    `newest`: the newest event in the transaction of the claims. If this did not succeed, they must not leave.
    """
    try:
        context.state_mark.advance(newest.id, newest.at)
    except OSError:
        _log.exception("state_not_written")
        return False
    return True


def inspect(context: ServiceContext, actor: Actor) -> SendingLock | None:
    """Find why nothing is sent from this database, or would be if the bot were started on it now."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        locked = find_lock(context, unit)
        reason: LockReason | HoldReason | None = None if locked else _find_difference(context, unit)
        if locked is None and reason is None and context.sender_lock.epoch is None:
            newest_at = _find_newest_moment(context, unit)
            if newest_at is not None and unit.now + _CLOCK_TOLERANCE < newest_at:
                reason = HoldReason.CLOCK_BEHIND
    return locked if reason is None else SendingLock(reason, None)


def write_new_mark(context: ServiceContext, actor: Actor) -> None:
    """Replace the state file by one that fits this database, after a reconciliation. Raises OSError."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        mark = _make_mark(context, unit)
    context.state_mark.create(mark)
    context.state_mark.close()  # the running bot writes it, once it has compared it


def get_lock_alert(context: ServiceContext, actor: Actor, key: EventKey) -> LockView:
    """Return an alert that the sending is locked. Raises NotFound if that was over before it was posted."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        entry = audit.get_entry(unit.db, key.entry)
        locked = find_lock(context, unit) or find_start_hold(context)
        is_open = locked is not None and _is_newest(unit, key)
        if entry is None or not (is_open or posts.is_posted(unit.db, LOCK_POST, key)):
            raise NotFound
        reason = _read_reason(entry)
        done = None if is_open else _find_reconciliation(unit, reason, key.entry)
    backup = entry.facts.get("backup")
    return LockView(
        reason, entry.at, is_open, find_incident_people(context), done, None if backup is None else str(backup)
    )


def _find_reconciliation(unit: Read, reason: LockReason | HoldReason, lock: int) -> Reconciled | None:
    """Return what the newest reconciliation did, unless it was before the lock (`lock`: its audit entry)."""
    found = audit.find_newest_done(unit.db, "-", Action.INSTANCE_RECONCILE.value)
    entry = audit.get_entry(unit.db, found) if found is not None and found > lock else None
    if not entry:
        return None
    accepted, uncertain, unknown = (int(str(entry.facts[name])) for name in ("accepted", "uncertain", "unknown"))
    paused, needs_list = (bool(entry.facts.get(name)) for name in ("paused", "needs_list"))
    return Reconciled(reason, accepted, uncertain, unknown, paused, needs_list)


def _is_newest(unit: Read, key: EventKey) -> bool:
    return audit.find_newest_done(unit.db, "-", Action.INSTANCE_LOCK.value) == key.entry
