"""The check of the whole file: pages, indexes against tables, and the chain of the audit.

It runs before the first message of a run leaves, before a campaign starts, each night and at a reconciliation. At the
opening of the file only its structure is checked (bot/store/database.py), which takes less time.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.model.access import Action, Actor
from bot.model.instance import LockReason
from bot.services.context import JST, ServiceContext
from bot.services.instance import lock_sending
from bot.services.unit_of_work import read
from bot.store import audit
from bot.store.database import DatabaseError

_log = logging.getLogger(__name__)
_NIGHTLY_AT = time(2, 0)


def find_damage(context: ServiceContext, actor: Actor) -> LockReason | None:
    """Check the whole file; return what is wrong. It reads everything: about 20 seconds for 1,000,000 messages."""
    try:
        with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
            if not unit.db.is_whole():
                return LockReason.FILE_DAMAGED
            return None if audit.find_first_broken(unit.db) is None else LockReason.AUDIT_BROKEN
    except DatabaseError:
        _log.exception("file_not_readable")
        return LockReason.FILE_DAMAGED


@dataclass(frozen=True, slots=True)
class VerifiedAudit:
    """What a check of the audit found: its entries, the newest hash, and the first entry that is wrong (None: none)."""

    entries: int
    head: str
    first_broken: int | None


def verify_audit(context: ServiceContext, actor: Actor) -> VerifiedAudit:
    """Verify the whole chain of the audit."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return VerifiedAudit(audit.count_entries(unit.db), audit.get_head(unit.db), audit.find_first_broken(unit.db))


def verify_file(context: ServiceContext, actor: Actor) -> bool:
    """Check the whole file, and lock the sending if something is wrong; return whether nothing is."""
    now = context.clock.now()
    damage = find_damage(context, actor)
    if damage is None:
        context.sender_lock.verified_at = now
        return True
    # A damaged file may refuse the entry of its lock: this run sends nothing in any case.
    context.sender_lock.epoch = None
    _log.error("file_damaged", extra={"reason": damage.value})
    lock_sending(context, actor, damage)
    return False


def is_verified(context: ServiceContext, now: datetime) -> bool:
    """Whether this run has checked the file since the last time at which it is checked each night."""
    verified_at = context.sender_lock.verified_at
    local = now.astimezone(JST)
    due_at = datetime.combine(local.date(), _NIGHTLY_AT, JST)
    return verified_at is not None and verified_at >= (due_at if due_at <= local else due_at - timedelta(days=1))


def verify_nightly(context: ServiceContext, actor: Actor) -> None:
    """Check the file if that is due; only by the running bot."""
    if context.sender_lock.epoch is not None and not is_verified(context, context.clock.now()):
        verify_file(context, actor)
