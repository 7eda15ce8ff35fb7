"""The jobs: each asks the desk whether something is due, and does it. All of them may be asked at any time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.model.access import Actor, Role
from bot.model.digests import DigestKind
from bot.screens import text_reports
from bot.services import campaigns, digests, receipts, sending, slack_files, uncertain
from bot.services.context import Connection, ServiceContext
from bot.services.imports.inbox_folder import InboxFolder
from bot.slack.files import FilePresence, SlackFiles

CLOCK = Actor("clock", frozenset({Role.MACHINE}), "ja")


def move_campaigns(tools: ServiceContext) -> None:
    """Start, finish and let lapse what is due."""
    sending.start_due_campaigns(tools, CLOCK)
    sending.finish_done_campaigns(tools, CLOCK)
    campaigns.expire_due_campaigns(tools, CLOCK)


def look_up_uncertain(tools: ServiceContext) -> None:
    """Look up what nobody knows the outcome of."""
    waiting = uncertain.find_due(tools, CLOCK)
    if waiting:
        with _open_connection(tools) as line:
            for message in waiting:
                uncertain.look_up_message(tools, CLOCK, line, message)


class CollectReceipts:
    """Ask for reports, often at first, then ever more seldom."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, tools: ServiceContext) -> None:
        """Ask if it is time."""
        if receipts.is_collection_due(tools, CLOCK, self._last):
            self._last = tools.clock.now()
            with _open_connection(tools) as line:
                receipts.collect_receipts(tools, CLOCK, line)


class ImportFromInbox:
    """Import what lies complete in the inbox, one file at a time."""

    def __init__(self) -> None:
        self._folder = InboxFolder(text_reports.write_report)

    def __call__(self, tools: ServiceContext) -> None:
        """Import the next one."""
        self._folder.take_next(tools, CLOCK, time.monotonic())


class QueueDigest:
    """Post the daily digest once for each time that it was due."""

    def __init__(self, due_at: Callable[[datetime, datetime], datetime | None]) -> None:
        self._due_at = due_at

    def __call__(self, tools: ServiceContext) -> None:
        """Post it if it is due."""
        last = digests.find_last_run(tools, CLOCK, DigestKind.DAILY)
        moment = self._due_at(last, tools.clock.now())
        if moment is not None:
            digests.queue_daily_digest(tools, CLOCK, moment)


@contextmanager
def _open_connection(tools: ServiceContext) -> Iterator[Connection]:
    line = tools.provider.line()
    try:
        yield line
    finally:
        line.close()


class CheckSlackFiles:
    """Ask Slack about the file that is due, delete it where nofu may, and tell the desk what is so."""

    def __init__(self, files: SlackFiles) -> None:
        self._files = files

    def __call__(self, tools: ServiceContext) -> None:
        """Look for one file, if one is due."""
        file = slack_files.find_due(tools, CLOCK)
        if file is None:
            return
        match self._files.seen(file):
            case FilePresence.GONE:
                slack_files.record_gone(tools, CLOCK, file, "found")
            case FilePresence.NOT_KNOWN:
                slack_files.record_no_answer(tools, CLOCK, file)
            case FilePresence.THERE if slack_files.may_delete(tools, CLOCK, file) and self._files.deleted(file):
                slack_files.record_gone(tools, CLOCK, file, "deleted")
            case FilePresence.THERE:
                slack_files.record_still_there(tools, CLOCK, file)
