"""Whether the parts work: each a question with a plain answer, for `nofu check`."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.files import inbox_folder
from bot.model.errors import Refusal
from bot.model.views import CheckResult
from bot.services.context import ServiceContext
from bot.store import audit
from bot.store.database import SAFE_SQLITE, SQLITE_VERSION

_LEAST_FREE = 1024**3


def run_checks(context: ServiceContext) -> Iterator[CheckResult]:
    """Look at everything that is not Slack."""
    yield CheckResult("sqlite", tuple(map(int, SQLITE_VERSION.split("."))) >= SAFE_SQLITE, SQLITE_VERSION)
    yield _check("database", context.store.quick_check)
    yield _check("audit", lambda: _audit(context))
    yield _check("provider", lambda: context.provider.check() or "ok")
    yield _calendar(context)
    yield _disk(context)
    yield _check("inbox", lambda: inbox_folder.check_usable(context.settings.inbox))


def _check(name: str, question: Callable[[], str]) -> CheckResult:
    try:
        detail = question()
    except Refusal as refusal:
        detail = refusal.code
    return CheckResult(name, detail == "ok", detail)


def _audit(context: ServiceContext) -> str:
    with context.store.read_transaction() as db:
        broken = audit.find_first_broken(db)
    return "ok" if broken is None else f"entry {broken}"


def _calendar(context: ServiceContext) -> CheckResult:
    now = context.clock.now()
    opens = context.settings.hours.find_next_open(now)
    soon = opens is not None and opens - now < timedelta(days=14)
    return CheckResult("calendar", soon, "-" if opens is None else opens.isoformat(timespec="minutes"))


def _disk(context: ServiceContext) -> CheckResult:
    free = shutil.disk_usage(context.store.path.resolve().parent).free
    return CheckResult("disk", free >= _LEAST_FREE, f"{free // 1024**2} MB")
