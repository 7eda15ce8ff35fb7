"""A backup takes the place of the database: verified first, locked, and with the database of before kept.

What was queued or being sent in the backup becomes uncertain: it may have left since. Nothing is sent until a person
has reconciled (docs/decisions/0050).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.files import backup_folder
from bot.model.access import Action, Actor
from bot.model.backups import Restored
from bot.model.errors import FileRefused, StoreRefused
from bot.model.instance import LockReason
from bot.model.posts import CAMPAIGN_POST
from bot.services.context import JST, ServiceContext
from bot.services.instance import queue_alert
from bot.services.unit_of_work import change
from bot.settings.declared import require_setting
from bot.store import backups, instance, restored_messages


def restore(context: ServiceContext, actor: Actor, file: Path) -> Restored:
    """Put a backup in the place of the database. Raises OSError, FileRefused, StoreRefused.

    Until the last step, which is one renaming, nothing of the database is changed.
    """
    path = context.sender_lock.path
    new = path.with_name(f".{path.name}.restoring")
    if path.exists() and path.samefile(file):
        raise FileRefused("backup_is_database")
    with _hold_lock(context):
        try:
            newest_at = _prepare(context, file, new)
            uncertain = _mark_restored(context, actor, new)
            replaced = _settle_present(path, context.clock.now())
            backup_folder.put_in_place(new, path, replaced)
        finally:
            backup_folder.remove_with_logs(new)
    return Restored(newest_at, replaced, uncertain)


@contextmanager
def _hold_lock(context: ServiceContext) -> Iterator[None]:
    """Let no bot run on the database of before. Raises StoreRefused if one does."""
    if not context.sender_lock.path.exists():  # the lock would create it
        yield
        return
    try:
        context.sender_lock.acquire()
    except StoreRefused as refusal:
        if refusal.code.startswith("store_in_use"):
            raise StoreRefused("store_must_stop") from refusal
        raise
    try:
        yield
    finally:
        context.sender_lock.release()


def _prepare(context: ServiceContext, file: Path, new: Path) -> datetime | None:
    """Copy the backup beside the database and verify it; return the time of its newest audit entry."""
    backup_folder.copy_in(file, new)
    try:
        backups.join_log(new)
        return backups.read_content(new, require_setting(context.settings.data_key)).newest_at
    except StoreRefused as refusal:
        raise FileRefused(f"backup_{refusal.code.removeprefix('store_')}") from refusal


def _mark_restored(context: ServiceContext, actor: Actor, new: Path) -> int:
    """Lock the sending in the copy, before it is the database; return how many messages became uncertain."""
    copy = context.open_copy(new)
    try:
        with change(copy, actor, Action.INSTANCE_LOCK, "-") as unit:
            doubted = restored_messages.doubt_unsent(unit.db, unit.now, unit.now)
            for campaign_id in doubted:
                unit.queue_post(CAMPAIGN_POST, campaign_id)
            uncertain = sum(doubted.values())
            instance.lock_restored(unit.db, unit.now)
            unit.audit_also(Action.INSTANCE_RESTORE, "-", uncertain=uncertain)
            queue_alert(unit, LockReason.RESTORED)
    finally:
        copy.store.close()
    backups.join_log(new)
    return uncertain


def _settle_present(path: Path, now: datetime) -> Path | None:
    """Return where the present database is kept; None: there is none. Raises StoreRefused if a program uses it.

    A damaged one is kept as it is, with its log.
    """
    if not path.exists():
        return None
    try:
        backups.join_log(path)
    except StoreRefused as refusal:
        if refusal.code != "store_corrupt":
            raise
    return path.with_name(f"{path.name}.before-{now.astimezone(JST):%Y%m%d-%H%M%S}")
