"""The jobs: each asks the desk whether something is due, and does it. All of them may be asked at any time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.desk import campaigns, digests, doubts, receipts, sending
from bot.desk.intake_folder import InboxFolder
from bot.desk.tools import Line, Tools
from bot.rules.access import Actor, Role
from bot.rules.digests import Kind
from bot.screens import inbox_reports

CLOCK = Actor("clock", frozenset({Role.MACHINE}), "ja")


def move_campaigns(tools: Tools) -> None:
    """Start, finish and let lapse what is due."""
    sending.start_due(tools, CLOCK)
    sending.finish_done(tools, CLOCK)
    campaigns.expire_due(tools, CLOCK)


def ask_about_doubts(tools: Tools) -> None:
    """Look up what nobody knows the outcome of."""
    waiting = doubts.due(tools, CLOCK)
    if waiting:
        with _line(tools) as line:
            for message in waiting:
                doubts.ask(tools, CLOCK, line, message)


class CollectReceipts:
    """Ask for reports, often at first, then ever more seldom."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, tools: Tools) -> None:
        """Ask if it is time."""
        if receipts.due(tools, CLOCK, self._last):
            self._last = tools.clock.now()
            with _line(tools) as line:
                receipts.collect(tools, CLOCK, line)


class TakeFromInbox:
    """Import what lies complete in the inbox, one file at a time."""

    def __init__(self) -> None:
        self._folder = InboxFolder(inbox_reports.text)

    def __call__(self, tools: Tools) -> None:
        """Import the next one."""
        self._folder.take_next(tools, CLOCK, time.monotonic())


class PostDigest:
    """Post the daily digest once for each time that it was due."""

    def __init__(self, due_at: Callable[[datetime, datetime], datetime | None]) -> None:
        self._due_at = due_at

    def __call__(self, tools: Tools) -> None:
        """Post it if it is due."""
        last = digests.last_run(tools, CLOCK, Kind.DAILY)
        moment = self._due_at(last, tools.clock.now())
        if moment is not None:
            digests.post_daily(tools, CLOCK, moment)


@contextmanager
def _line(tools: Tools) -> Iterator[Line]:
    line = tools.provider.line()
    try:
        yield line
    finally:
        line.close()
