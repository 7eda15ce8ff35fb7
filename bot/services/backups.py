"""Backups: copies of the database, made while nofu runs and verified afterwards, on request and each day.

A daily backup that fails is tried again; people are told once on each day on which it fails (docs/decisions/0050).
"""

import errno
import logging
from datetime import datetime, timedelta
from pathlib import Path

from bot.files import backup_folder
from bot.files.backup_folder import DailyBackup
from bot.model.access import Action, Actor
from bot.model.backups import Backup, BackupAlertView, BackupFailure, BackupFault
from bot.model.errors import FileRefused, NotFound, StoreRefused
from bot.model.instance import StoreFault
from bot.model.posts import BACKUP_POST, EventKey
from bot.services.context import JST, ServiceContext
from bot.services.mentions import find_incident_people
from bot.services.unit_of_work import Change, Read, change, read, require
from bot.settings.declared import require_setting
from bot.store import audit, backups, jobs, posts
from bot.store.database import DatabaseError, name_fault

OLD_AFTER = timedelta(hours=50)
"""A newest daily backup that is older is too old: two were not made."""
_JOB = "backup"
_DAILY, _ON_REQUEST = "daily", "-"
"""Subjects of the audit entries."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_log = logging.getLogger(__name__)


def make_backup(context: ServiceContext, actor: Actor, path: Path) -> Backup:
    """Write a backup into a new file. Raises FileExistsError, StoreRefused, FileRefused."""
    if not context.settings.database.exists():
        raise StoreRefused("store_missing", path=str(context.settings.database))
    require(context, actor, Action.BACKUP_MAKE)
    made = _write_backup(context, path)
    try:
        with change(context, actor, Action.BACKUP_MAKE, _ON_REQUEST) as unit:
            _add_facts(unit, made)
    except BaseException:  # a copy of which the audit knows nothing must not stay
        _remove(path)
        raise
    return made


def make_daily(context: ServiceContext, actor: Actor) -> bool:
    """Make the backup of the day and delete the oldest; return False if it failed. People are told of that."""
    kept = context.settings.backups
    now = context.clock.now().astimezone(JST)
    try:
        made = _write_backup(context, backup_folder.name_backup(kept.folder, now), makes_folder=True)
    except (FileRefused, FileExistsError) as refusal:
        fault = BackupFault(str(refusal.facts["fault"])) if isinstance(refusal, FileRefused) else BackupFault.UNWRITABLE
        _log.error("backup_failed", extra={"code": fault.value})
        _record_failure(context, actor, fault)
        return False
    with change(context, actor, Action.BACKUP_MAKE, _DAILY) as unit:
        jobs.record_run(unit.db, _JOB, unit.now)
        _add_facts(unit, made)
        if find_failure(unit) is not None:
            unit.update_event_posts(BACKUP_POST, 0)
    backup_folder.delete_old(kept.folder, kept.keep)
    return True


def _write_backup(context: ServiceContext, path: Path, *, makes_folder: bool = False) -> Backup:
    """Write a copy beside its place, verify it, and give it its name. Raises FileExistsError, FileRefused."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, "exists", str(path))
    unfinished = backup_folder.name_unfinished(path)
    try:
        if makes_folder:
            backup_folder.make_folder(path.parent)
        unfinished.unlink(missing_ok=True)
        with context.store.read_transaction() as db:
            head = audit.get_head(db)
            backups.write_copy(db, unfinished)
        content = backups.read_content(unfinished, require_setting(context.settings.data_key))
        if content.entries and content.head != head:
            raise StoreRefused("store_corrupt")
        backup_folder.finish(unfinished, path)
    except (OSError, DatabaseError, StoreRefused) as fault:
        raise _make_refusal(path, fault) from fault
    finally:
        _remove(unfinished)
    return Backup(path, path.stat().st_size, content)


def _remove(unfinished: Path) -> None:
    try:
        unfinished.unlink(missing_ok=True)
    except OSError:  # as where it could not be written; what is left is deleted after the next daily backup
        _log.warning("backup_not_removed")


def _make_refusal(path: Path, fault: Exception) -> FileRefused:
    if isinstance(fault, StoreRefused):
        kind = BackupFault.DAMAGED
    elif isinstance(fault, OSError):
        kind = BackupFault.FULL if fault.errno in _NO_ROOM else BackupFault.UNWRITABLE
    elif name_fault(fault) is StoreFault.FULL:
        kind = BackupFault.FULL
    else:
        kind = BackupFault.DAMAGED if "malformed" in str(fault) else BackupFault.UNWRITABLE
    return FileRefused(f"backup_{kind.value}", fault=kind.value, path=str(path.parent))


def _add_facts(unit: Change, made: Backup) -> None:
    unit.add_facts(bytes=made.size, entries=made.content.entries, head=made.content.head)


def _record_failure(context: ServiceContext, actor: Actor, fault: BackupFault) -> None:
    with change(context, actor, Action.BACKUP_FAIL, _DAILY) as unit:
        unit.add_facts(code=fault.value)
        earlier = audit.get_entry(unit.db, _find_newest(unit, Action.BACKUP_FAIL) or 0)
        if earlier is None or earlier.at.astimezone(JST).date() != unit.today:
            unit.queue_event_post(BACKUP_POST, 0)


def _find_newest(unit: Read, action: Action) -> int | None:
    return audit.find_newest_done(unit.db, _DAILY, action.value)


def find_last_run(context: ServiceContext, actor: Actor) -> datetime | None:
    """Return when the newest daily backup was made, or their schedule started; None before that."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        return jobs.get_last_run(unit.db, _JOB)


def start_schedule(context: ServiceContext, actor: Actor) -> None:
    """Let the schedule of the daily backups start now."""
    with change(context, actor, Action.BACKUP_MAKE, _DAILY) as unit:
        jobs.record_run(unit.db, _JOB, unit.now)
        unit.add_facts(first=True)


def find_failure(unit: Read) -> BackupFailure | None:
    """Find whether the newest daily backup failed, and since when none succeeds."""
    made, failed = _find_newest(unit, Action.BACKUP_MAKE) or 0, _find_newest(unit, Action.BACKUP_FAIL)
    if failed is None or failed < made:
        return None
    first = audit.find_next_done(unit.db, _DAILY, Action.BACKUP_FAIL.value, made)
    entry, newest = audit.get_entry(unit.db, first or failed), audit.get_entry(unit.db, failed)
    assert entry is not None
    assert newest is not None
    return BackupFailure(BackupFault(str(newest.facts["code"])), entry.at)


def get_alert(context: ServiceContext, actor: Actor, key: EventKey) -> BackupAlertView:
    """Return an alert that the daily backup failed. Raises NotFound if that was over before it was posted."""
    with read(context, actor, Action.CAMPAIGN_LOOK) as unit:
        entry = audit.get_entry(unit.db, key.entry)
        made = audit.find_next_done(unit.db, _DAILY, Action.BACKUP_MAKE.value, key.entry)
        if entry is None or not (made is None or posts.is_posted(unit.db, BACKUP_POST, key)):
            raise NotFound
    newest = find_newest(context)
    return BackupAlertView(
        BackupFault(str(entry.facts["code"])),
        entry.at,
        None if newest is None else read_time(newest),
        made is None,
        find_incident_people(context),
    )


def find_newest(context: ServiceContext) -> DailyBackup | None:
    """Find the newest daily backup; each was verified when it was made."""
    return next(iter(backup_folder.list_backups(context.settings.backups.folder)), None)


def read_time(backup: DailyBackup) -> datetime:
    """Return when a daily backup was made."""
    return backup.made_at.replace(tzinfo=JST)


def find_newest_good(context: ServiceContext) -> DailyBackup | None:
    """Find the newest daily backup that is whole now; each is read from its first page to its last."""
    for one in backup_folder.list_backups(context.settings.backups.folder):
        try:
            backups.read_content(one.path, require_setting(context.settings.data_key))
        except StoreRefused:
            continue
        return one
    return None


def name_newest_good(context: ServiceContext, refusal: StoreRefused) -> StoreRefused:
    """Return the refusal of a damaged database with the newest backup that is whole; others as they are."""
    if refusal.code != "store_corrupt" or (backup := find_newest_good(context)) is None:
        return refusal
    return StoreRefused("store_corrupt_backup", path=str(backup.path))
