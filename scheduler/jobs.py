"""The jobs: each does what is due, and may run at any time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.model.access import Actor, Role
from bot.model.providers import Connection
from bot.rules import breaker
from bot.screens import text_reports
from bot.services import (
    backups,
    campaigns,
    card_updates,
    closing_hours,
    contact_records,
    digests,
    draft_tests,
    first_batch,
    incidents,
    instance,
    integrity,
    number_checks,
    receipts,
    reconciling,
    recovery,
    sending,
    slack_files,
    stopping,
    taking_back,
    uncertain,
    voiding,
)
from bot.services.card_updates import CardState
from bot.services.context import ServiceContext
from bot.services.digests import PostedDigest
from bot.services.imports.inbox_folder import InboxFolder
from bot.slack.files import FilePresence, SlackFiles

_CARD_PAUSE = timedelta(seconds=10)
"""To find out how recent the data is takes a look at every payment."""
_BACKUP_PAUSE = timedelta(hours=1)
"""Until a daily backup that failed is tried again."""
_RECORDS_PAUSE = timedelta(hours=1)
_CLOSE_PAUSE = timedelta(minutes=1)
"""So often messages are closed for which no receipt can come, also while none is to be collected."""
CLOCK = Actor("clock", frozenset({Role.MACHINE}), "ja")


def move_campaigns(context: ServiceContext) -> None:
    """Pause the campaigns if the shell has paused all sending; start, finish and expire those that are due."""
    campaigns.pause_marked(context, CLOCK)
    stopping.store_marked_pause(context, CLOCK)
    voiding.void_changed(context, CLOCK)
    sending.start_due_campaigns(context, CLOCK)
    first_batch.judge_batches(context, CLOCK)
    sending.finish_done_campaigns(context, CLOCK)
    closing_hours.announce_end_of_hours(context, CLOCK)
    campaigns.expire_due_campaigns(context, CLOCK)
    campaigns.remind_deciders(context, CLOCK)


def keep_mark(context: ServiceContext) -> None:
    """Bring the state file up to date; lock the sending if it was lost or replaced."""
    instance.keep_mark(context, CLOCK)


def compare_with_provider(context: ServiceContext) -> None:
    """Check the file and ask the provider what it does not know, at the start, before a campaign starts and nightly."""
    reconciling.compare_if_wanted(context, CLOCK)
    integrity.verify_nightly(context, CLOCK)
    integrity.check_pages(context, CLOCK)


def look_up_uncertain(context: ServiceContext) -> None:
    """Look up uncertain messages at the provider."""
    due = uncertain.find_due(context, CLOCK)
    if due:
        with _open_connection(context) as connection:
            for message in due:
                uncertain.look_up_message(context, CLOCK, connection, message)


def alert_about_uncertain(context: ServiceContext) -> None:
    """Alert the supervisors about uncertain messages that no program can settle."""
    uncertain.alert_people(context, CLOCK)


def remind_of_reports(context: ServiceContext) -> None:
    """Remind people of the reports on incidents that are due."""
    incidents.remind_people(context, CLOCK)


class CollectReceipts:
    """Collect receipts: often of messages that were just sent, then less and less often."""

    def __init__(self) -> None:
        self._last: dict[int, datetime] = {}
        self._closed_at: datetime | None = None

    def __call__(self, context: ServiceContext) -> None:
        """Collect them if it is time."""
        now = context.clock.now()
        due = receipts.find_due_bands(context, CLOCK, self._last)
        if first_batch.is_collection_due(context, CLOCK, self._last.get(0)):
            due |= {0}
        if self._closed_at is None or now >= self._closed_at + _CLOSE_PAUSE:
            self._closed_at = now
            receipts.close_treated_as_sent(context, CLOCK)
        if due:
            self._last |= dict.fromkeys(due, now)
            with _open_connection(context) as connection:
                receipts.collect_receipts(context, CLOCK, connection, due)


def take_back_messages(context: ServiceContext) -> None:
    """Cancel at the provider what it has accepted of campaigns that were just stopped."""
    due = taking_back.find_due(context, CLOCK)
    if due:
        with _open_connection(context) as connection:
            for campaign_id in due:
                taking_back.take_back_messages(context, CLOCK, connection, campaign_id)


class CheckNumbers:
    """Ask the provider about the next numbers of drafts for which people asked for it. `pace`: the sender's."""

    def __init__(self, pace: Callable[[], object]) -> None:
        self._pace = pace

    def __call__(self, context: ServiceContext) -> None:
        """Ask about a few numbers of each draft."""
        due = number_checks.find_due(context, CLOCK)
        if due:
            with _open_connection(context) as connection:
                for campaign_id in due:
                    number_checks.ask_provider(context, CLOCK, connection, campaign_id, self._pace)


class SendTests:
    """Send the test messages of drafts for which people asked. `pace`: the sender's."""

    def __init__(self, pace: Callable[[], object]) -> None:
        self._pace = pace

    def __call__(self, context: ServiceContext) -> None:
        """Send those that wait."""
        due = draft_tests.find_due(context, CLOCK)
        if due:
            with _open_connection(context) as connection:
                for campaign_id in due:
                    draft_tests.send_waiting(context, CLOCK, connection, campaign_id, self._pace)


class ProbeProvider:
    """Ask the provider whether it works again, each time later, while the breaker has paused a campaign."""

    def __init__(self) -> None:
        self._next: datetime | None = None
        self._failed = 0

    def __call__(self, context: ServiceContext) -> None:
        """Ask it if it is time, outside any transaction; a request that changes nothing."""
        if not recovery.is_probe_needed(context, CLOCK):
            self._next, self._failed = None, 0
            return
        now = context.clock.now()
        if self._next is None:
            self._next = now + breaker.find_probe_pause(0)
        if now < self._next:
            return
        fault = context.provider.check()
        self._failed = self._failed + 1 if fault else 0
        self._next = context.clock.now() + breaker.find_probe_pause(self._failed)
        recovery.record_probe(context, CLOCK, fault)


class Repeated:
    """A job that runs at the first tick, and again once a pause is over. Of one that fails, too, the pause counts."""

    def __init__(self, pause: timedelta, run: Callable[[ServiceContext, Actor], object]) -> None:
        self._pause = pause
        self._run = run
        self._last: datetime | None = None

    def __call__(self, context: ServiceContext) -> None:
        """Run it if it is time."""
        now = context.clock.now()
        if self._last is None or now >= self._last + self._pause:
            self._last = now
            self._run(context, CLOCK)


class ImportFromInbox:
    """Import complete files from the inbox folder, one a run."""

    def __init__(self) -> None:
        self._folder = InboxFolder(text_reports.write_report)

    def __call__(self, context: ServiceContext) -> None:
        """Import the next file."""
        self._folder.take_next(context, CLOCK, time.monotonic())


class MakeBackup:
    """Make a backup once a day; one that failed is tried again after an hour."""

    def __init__(self, find_due_time: Callable[[datetime, datetime], datetime | None]) -> None:
        self._find_due_time = find_due_time
        self._not_before: datetime | None = None

    def __call__(self, context: ServiceContext) -> None:
        """Make it if it is due."""
        now = context.clock.now()
        if self._not_before is not None and now < self._not_before:
            return
        last_run = backups.find_last_run(context, CLOCK)
        if last_run is None:
            backups.start_schedule(context, CLOCK)
        elif self._find_due_time(last_run, now) is not None:
            self._not_before = now + _BACKUP_PAUSE  # first: a database that cannot be changed is copied once an hour
            if backups.make_daily(context, CLOCK):
                self._not_before = None


class WriteRecords:
    """Write the file of what became of messages for each day that is over; after a failure, again in an hour."""

    def __init__(self) -> None:
        self._not_before: datetime | None = None

    def __call__(self, context: ServiceContext) -> None:
        """Write the file of the next day, if there is one."""
        now = context.clock.now()
        if self._not_before is not None and now < self._not_before:
            return
        if not contact_records.is_day_waiting(context, CLOCK):
            self._not_before = contact_records.find_end_of_day(now)
            return
        self._not_before = now + _RECORDS_PAUSE
        contact_records.write_next_day(context, CLOCK)
        self._not_before = None


class QueueDigest:
    """Queue a digest once for each time at which it was due."""

    def __init__(self, digest: PostedDigest, find_due_time: Callable[[datetime, datetime], datetime | None]) -> None:
        self._digest = digest
        self._find_due_time = find_due_time

    def __call__(self, context: ServiceContext) -> None:
        """Queue it if it is due."""
        last_run = digests.find_last_run(context, CLOCK, self._digest)
        due_at = last_run and self._find_due_time(last_run, context.clock.now())
        if due_at is not None:
            digests.queue_digest(context, CLOCK, self._digest, due_at)


class UpdateCards:
    """Update the cards on which a button came or went without a change of the campaign or file.

    After a start each of these cards is updated once, and again after something else has drawn it: what it shows may
    be from before.
    """

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._known: frozenset[CardState] = frozenset()

    def __call__(self, context: ServiceContext) -> None:
        """Update them if it is time."""
        now = context.clock.now()
        if self._last is not None and now < self._last + _CARD_PAUSE:
            return
        self._last = now
        found = card_updates.list_card_states(context, CLOCK)
        changed = found - self._known
        if changed:
            card_updates.update_cards(context, CLOCK, changed)
        self._known = (found - changed) | {(*card[:-1], card[-1] + 1) for card in changed}


@contextmanager
def _open_connection(context: ServiceContext) -> Iterator[Connection]:
    connection = context.provider.connect()
    try:
        yield connection
    finally:
        connection.close()


class CheckSlackFiles:
    """Check whether a file that nofu read is still in Slack, and delete it where nofu may."""

    def __init__(self, files: SlackFiles) -> None:
        self._files = files

    def __call__(self, context: ServiceContext) -> None:
        """Check one file, if one is due."""
        file = slack_files.find_due(context, CLOCK)
        if file is None:
            return
        match self._files.find_presence(file):
            case FilePresence.GONE:
                slack_files.record_gone(context, CLOCK, file, "found")
            case FilePresence.UNKNOWN:
                slack_files.record_no_answer(context, CLOCK, file)
            case FilePresence.PRESENT if slack_files.may_delete(context, CLOCK, file) and self._files.delete_file(file):
                slack_files.record_gone(context, CLOCK, file, "deleted")
            case FilePresence.PRESENT:
                slack_files.record_still_there(context, CLOCK, file)
