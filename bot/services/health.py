"""The checks of `nofu check`, except those of Slack."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.files import inbox_folder
from bot.model.access import Action, Actor, Role
from bot.model.errors import Refusal
from bot.model.health import CheckAdvice, CheckResult
from bot.rules import stuck_posts
from bot.services import backups, draft_test_views, instance, receipts
from bot.services.context import ServiceContext
from bot.services.posts import list_stuck_posts
from bot.services.unit_of_work import read
from bot.store import audit
from bot.store import receipts as stored_receipts
from bot.store.database import SAFE_SQLITE, SQLITE_VERSION

_ACTOR = Actor("check", frozenset({Role.MACHINE}), "ja")
_MIN_FREE_BYTES = 1024**3


def run_checks(context: ServiceContext) -> Iterator[CheckResult]:
    """Check each part; yields a result for each."""
    yield CheckResult("sqlite", tuple(map(int, SQLITE_VERSION.split("."))) >= SAFE_SQLITE, SQLITE_VERSION)
    yield _run_check("database", context.store.check_file)
    yield _run_check("audit", lambda: _check_audit(context))
    yield _run_check("provider", lambda: context.provider.check() or "ok")
    yield _check_test_phones(context)
    yield _check_calendar(context)
    yield _check_disk(context)
    yield _check_backup(context)
    yield _check_pause(context)
    yield _check_lock(context)
    yield _run_check("inbox", lambda: inbox_folder.check_usable(context.settings.inbox))
    yield from _check_posts(context)
    yield _check_receipts(context)


def _run_check(name: str, check: Callable[[], str]) -> CheckResult:
    try:
        detail = check()
    except Refusal as refusal:
        detail = refusal.code
    return CheckResult(name, detail == "ok", detail)


def _check_audit(context: ServiceContext) -> str:
    with context.store.read_transaction() as db:
        broken = audit.find_first_broken(db)
    return "ok" if broken is None else f"entry {broken}"


def _check_test_phones(context: ServiceContext) -> CheckResult:
    """Say how many phones get test messages; fail if there are none and nothing can be submitted without them."""
    phones, sms = draft_test_views.list_phones(context), context.settings.sms
    is_good = bool(phones) or sms is None or not sms.test_send_required
    return CheckResult("test_phones", is_good, str(len(phones)), None if is_good else CheckAdvice.TEST_PHONES)


def _check_calendar(context: ServiceContext) -> CheckResult:
    now = context.clock.now()
    opens = context.settings.hours.find_next_open(now)
    soon = opens is not None and opens - now < timedelta(days=14)
    return CheckResult("calendar", soon, "-" if opens is None else opens.isoformat(timespec="minutes"))


def _check_pause(context: ServiceContext) -> CheckResult:
    """Fail while the shell has paused all sending, so that nobody forgets it."""
    is_set = context.pause_mark.is_set()
    if is_set:
        return CheckResult("pause", False, "paused", CheckAdvice.PAUSED)
    return CheckResult("pause", True, "ok")


def _check_lock(context: ServiceContext) -> CheckResult:
    """Fail while nothing is sent from this database, or if it would not be after a start."""
    lock = instance.inspect(context, _ACTOR)
    if lock is None:
        return CheckResult("instance", True, "ok")
    return CheckResult("instance", False, lock.reason.value, CheckAdvice.LOCKED if lock.needs_person else None)


def _check_backup(context: ServiceContext) -> CheckResult:
    """Fail if the newest daily backup failed or is too old; before the first one is due, there may be none."""
    newest, last_run = backups.find_newest(context), backups.find_last_run(context, _ACTOR)
    with read(context, _ACTOR, Action.STUCK_POSTS_LOOK) as unit:
        failure, now = backups.find_failure(unit), unit.now
    since = backups.read_time(newest) if newest else last_run or now
    is_good = failure is None and now - since <= backups.OLD_AFTER
    detail = since.isoformat(timespec="minutes") if newest else "-"
    if failure is not None:
        detail = f"{failure.fault.value} {detail}"
    return CheckResult("backup", is_good, detail, None if is_good else CheckAdvice.BACKUP)


def _check_posts(context: ServiceContext) -> Iterator[CheckResult]:
    """Fail for each channel in which Slack keeps refusing posts."""
    with read(context, _ACTOR, Action.STUCK_POSTS_LOOK) as unit:
        found = list_stuck_posts(unit)
    for stuck in found:
        since = stuck.since.isoformat(timespec="minutes")
        detail = f"{stuck.count} {stuck.channel} {stuck.code} {since}"
        yield CheckResult("posts", False, detail, stuck_posts.find_advice(stuck.code))
    if not found:
        yield CheckResult("posts", True, "ok")


def _check_receipts(context: ServiceContext) -> CheckResult:
    """Fail while receipts are missing or have a status that is not known; count the reports that are kept apart."""
    with read(context, _ACTOR, Action.STUCK_POSTS_LOOK) as unit:
        fault = receipts.find_fault(context, unit)
        codes = stored_receipts.count_unknown_codes(unit.db)
        unknown, contradicting = stored_receipts.count_stray(unit.db)
    parts = [f"{code}: {number}" for code, number in codes.items()]
    if fault is not None:
        parts.insert(0, f"{fault.code} {fault.since.isoformat(timespec='minutes')}")
    if unknown or contradicting:
        parts.append(f"unknown ids {unknown}, contradicting ids {contradicting}")
    return CheckResult("receipts", fault is None and not codes, "; ".join(parts) or "ok")


def _check_disk(context: ServiceContext) -> CheckResult:
    free = shutil.disk_usage(context.store.path.resolve().parent).free
    return CheckResult("disk", free >= _MIN_FREE_BYTES, f"{free // 1024**2} MB")
