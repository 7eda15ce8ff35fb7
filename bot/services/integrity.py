"""The check of the whole file: pages, indexes against tables, the chain of the audit with the steps of messages, seals.

It runs before the first message of a run leaves, before a campaign starts, each night and at a reconciliation. At the
opening of the file only its structure is checked (bot/store/database.py), which takes less time.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.model.access import Action, Actor
from bot.model.instance import LockReason
from bot.services import backups
from bot.services.context import JST, ServiceContext
from bot.services.instance import lock_sending
from bot.services.unit_of_work import Read, change, read
from bot.store import audit, event_seals, jobs, judgements, seal_checks
from bot.store.database import DatabaseError, ReadDb, are_claim_tables_whole, are_pages_whole, is_large, is_whole

_log = logging.getLogger(__name__)
_NIGHTLY_AT = time(2, 0)
_JOB = "integrity"


def find_damage(context: ServiceContext, actor: Actor) -> LockReason | None:
    """Check the whole file; return what is wrong. It reads everything: about 2 minutes for 1,000,000 messages."""
    try:
        with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
            return _find_damage(unit)
    except DatabaseError:
        _log.exception("file_not_readable")
        return LockReason.FILE_DAMAGED


def _find_damage(unit: Read) -> LockReason | None:
    if not is_whole(unit.db):
        return LockReason.FILE_DAMAGED
    if _find_first_broken(unit) is not None:
        return LockReason.AUDIT_BROKEN
    if (table := seal_checks.find_changed_table(unit.db)) is not None:
        _log.error("rows_changed", extra={"table": table})
        return LockReason.ROWS_CHANGED
    message, campaign = seal_checks.find_changed_message(unit.db), seal_checks.find_forged_approval(unit.db)
    if message is None and campaign is None:
        return None
    _log.error("seals_broken", extra={"message_id": message, "campaign_id": campaign})
    return LockReason.SEALS_BROKEN


@dataclass(frozen=True, slots=True)
class VerifiedAudit:
    """What a check of the audit found: its entries, the newest hash, and the first entry that is wrong (None: none).

    `changed_table`: a table whose rows do not fit to their seals; None: none, or the chain itself is wrong.
    """

    entries: int
    head: str
    first_broken: int | None
    changed_table: str | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.first_broken is None and self.changed_table is None


def verify_audit(context: ServiceContext, actor: Actor) -> VerifiedAudit:
    """Verify the whole chain of the audit, and everything that has a seal."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        broken = _find_first_broken(unit)
        changed = None if broken is not None else _find_changed_table(unit)
        return VerifiedAudit(audit.count_entries(unit.db), audit.get_head(unit.db), broken, changed)


def _find_changed_table(unit: Read) -> str | None:
    table = seal_checks.find_changed_table(unit.db)
    if table is None and seal_checks.find_changed_message(unit.db) is not None:
        table = "messages"
    if table is None and seal_checks.find_forged_approval(unit.db) is not None:
        table = "approvals"
    return table


def _find_first_broken(unit: Read) -> int | None:
    """Find the first entry that does not follow from those before it, or whose steps or facts of messages changed."""
    finders = (audit.find_first_broken, event_seals.find_first_broken, judgements.find_first_broken)
    return next((broken for find in finders if (broken := find(unit.db)) is not None), None)


def _seal_events(context: ServiceContext, actor: Actor) -> None:
    """Add the steps of messages since the last time to the chain of the audit."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        seal = event_seals.make_next_seal(unit.db)
    if seal is not None:
        with change(context, actor, Action.EVENTS_SEAL, event_seals.SUBJECT) as unit:
            unit.add_facts(first=seal.first, last=seal.last, hash=seal.hash)


def verify_file(context: ServiceContext, actor: Actor) -> bool:
    """Check the whole file, and lock the sending if something is wrong; return whether nothing is."""
    now = context.clock.now()
    damage = find_damage(context, actor)
    if damage is None:
        context.sender_lock.verified_at = now
        _seal_events(context, actor)
        with change(context, actor, Action.INSTANCE_MARK, "-") as unit:
            jobs.record_run(unit.db, _JOB, now)
        return True
    _lock_damaged(context, actor, damage)
    return False


def _lock_damaged(context: ServiceContext, actor: Actor, damage: LockReason) -> None:
    # A damaged file may refuse the entry of its lock: this run sends nothing in any case.
    context.sender_lock.epoch = None
    _log.error("file_damaged", extra={"reason": damage.value})
    backup = backups.find_newest_good(context)
    lock_sending(context, actor, damage, backup=None if backup is None else backup.path.name)


def is_verified(context: ServiceContext, actor: Actor) -> bool:
    """Whether the file was checked since the last time at which it is checked each night.

    By this run; a large file, whose check takes minutes, may have been checked by an earlier one.
    """
    now, verified_at = context.clock.now(), context.sender_lock.verified_at
    if verified_at is None and is_large(context.store.path):
        with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
            verified_at = context.sender_lock.verified_at = jobs.get_last_run(unit.db, _JOB)
    local = now.astimezone(JST)
    due_at = datetime.combine(local.date(), _NIGHTLY_AT, JST)
    return verified_at is not None and verified_at >= (due_at if due_at <= local else due_at - timedelta(days=1))


def check_before_start(context: ServiceContext, actor: Actor) -> bool:
    """Check what must be known to be whole before messages leave; lock the sending if it is not. Return whether it is.

    That is the whole file, once since the last night. Of a large file that an earlier run verified, this run checks the
    tables by which a claim judges, which takes seconds; `check_pages` follows while messages leave.
    """
    run = context.sender_lock
    if not is_verified(context, actor):
        run.has_checked_tables = run.has_checked_pages = verify_file(context, actor)
    elif not run.has_checked_tables:
        run.has_checked_tables = _check_part(context, actor, are_claim_tables_whole)
    return run.has_checked_tables


def check_pages(context: ServiceContext, actor: Actor) -> None:
    """Check every page of the file once in each run, when messages may leave already; damage locks the sending."""
    run = context.sender_lock
    if run.epoch is not None and run.has_checked_tables and not run.has_checked_pages:
        run.has_checked_pages = _check_part(context, actor, are_pages_whole)


def _check_part(context: ServiceContext, actor: Actor, is_part_whole: Callable[[ReadDb], bool]) -> bool:
    try:
        with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
            is_good = is_part_whole(unit.db)
    except DatabaseError:
        _log.exception("file_not_readable")
        is_good = False
    if not is_good:
        _lock_damaged(context, actor, LockReason.FILE_DAMAGED)
    return is_good


def verify_nightly(context: ServiceContext, actor: Actor) -> None:
    """Check the file if that is due; only by the running bot."""
    if context.sender_lock.epoch is not None and not is_verified(context, actor):
        verify_file(context, actor)
