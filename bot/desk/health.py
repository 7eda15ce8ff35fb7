"""Whether the parts work: each a question with a plain answer, for `nofu check`."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.desk.tools import Tools
from bot.files import inbox
from bot.rules.errors import Refusal
from bot.rules.health import Finding
from bot.store import audit
from bot.store.database import SAFE_SQLITE, SQLITE_VERSION

_LEAST_FREE = 1024**3


def all_of(tools: Tools) -> Iterator[Finding]:
    """Look at everything that is not Slack."""
    yield Finding("sqlite", tuple(map(int, SQLITE_VERSION.split("."))) >= SAFE_SQLITE, SQLITE_VERSION)
    yield _asked("database", tools.store.quick_check)
    yield _asked("audit", lambda: _audit(tools))
    yield _asked("provider", lambda: tools.provider.check() or "ok")
    yield _calendar(tools)
    yield _disk(tools)
    yield _asked("inbox", lambda: inbox.usable(tools.inbox))


def _asked(name: str, question: Callable[[], str]) -> Finding:
    try:
        detail = question()
    except Refusal as refusal:
        detail = refusal.code
    return Finding(name, detail == "ok", detail)


def _audit(tools: Tools) -> str:
    with tools.store.reading() as db:
        broken = audit.first_broken(db)
    return "ok" if broken is None else f"entry {broken}"


def _calendar(tools: Tools) -> Finding:
    now = tools.clock.now()
    opens = tools.hours.next_open(now)
    soon = opens is not None and opens - now < timedelta(days=14)
    return Finding("calendar", soon, "-" if opens is None else opens.isoformat(timespec="minutes"))


def _disk(tools: Tools) -> Finding:
    free = shutil.disk_usage(tools.store.path.resolve().parent).free
    return Finding("disk", free >= _LEAST_FREE, f"{free // 1024**2} MB")
