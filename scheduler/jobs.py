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


def move_campaigns(context: ServiceContext) -> None:
    """Start, finish and let lapse what is due."""
    sending.start_due_campaigns(context, CLOCK)
    sending.finish_done_campaigns(context, CLOCK)
    campaigns.expire_due_campaigns(context, CLOCK)


def look_up_uncertain(context: ServiceContext) -> None:
    """Look up what nobody knows the outcome of."""
    waiting = uncertain.find_due(context, CLOCK)
    if waiting:
        with _open_connection(context) as connection:
            for message in waiting:
                uncertain.look_up_message(context, CLOCK, connection, message)


class CollectReceipts:
    """Ask for reports, often at first, then ever more seldom."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, context: ServiceContext) -> None:
        """Ask if it is time."""
        if receipts.is_collection_due(context, CLOCK, self._last):
            self._last = context.clock.now()
            with _open_connection(context) as connection:
                receipts.collect_receipts(context, CLOCK, connection)


class ImportFromInbox:
    """Import what lies complete in the inbox, one file at a time."""

    def __init__(self) -> None:
        self._folder = InboxFolder(text_reports.write_report)

    def __call__(self, context: ServiceContext) -> None:
        """Import the next one."""
        self._folder.take_next(context, CLOCK, time.monotonic())


class QueueDigest:
    """Post the daily digest once for each time that it was due."""

    def __init__(self, due_at: Callable[[datetime, datetime], datetime | None]) -> None:
        self._due_at = due_at

    def __call__(self, context: ServiceContext) -> None:
        """Post it if it is due."""
        last = digests.find_last_run(context, CLOCK, DigestKind.DAILY)
        moment = self._due_at(last, context.clock.now())
        if moment is not None:
            digests.queue_daily_digest(context, CLOCK, moment)


@contextmanager
def _open_connection(context: ServiceContext) -> Iterator[Connection]:
    connection = context.provider.connect()
    try:
        yield connection
    finally:
        connection.close()


class CheckSlackFiles:
    """Ask Slack about the file that is due, delete it where nofu may, and tell the desk what is so."""

    def __init__(self, files: SlackFiles) -> None:
        self._files = files

    def __call__(self, context: ServiceContext) -> None:
        """Look for one file, if one is due."""
        file = slack_files.find_due(context, CLOCK)
        if file is None:
            return
        match self._files.seen(file):
            case FilePresence.GONE:
                slack_files.record_gone(context, CLOCK, file, "found")
            case FilePresence.NOT_KNOWN:
                slack_files.record_no_answer(context, CLOCK, file)
            case FilePresence.THERE if slack_files.may_delete(context, CLOCK, file) and self._files.deleted(file):
                slack_files.record_gone(context, CLOCK, file, "deleted")
            case FilePresence.THERE:
                slack_files.record_still_there(context, CLOCK, file)
