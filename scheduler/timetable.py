"""The table of jobs, and when a digest is due. APScheduler only runs the jobs at intervals.

A digest is due when the first scheduled time after its last run (kept in the store) is not after now. So one rule
covers a restart, a machine that slept and the sandbox's moved clock: a late digest runs once and says that it is late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from apscheduler.triggers.cron import CronTrigger

from bot.rules.digests import DigestTime
from bot.services import breaker, phone_desk, promise_lists, suppressions
from bot.services.context import JST, ServiceContext
from bot.services.digests import POSTED_DIGESTS, PostedDigest
from bot.slack.files import SlackFiles
from scheduler import jobs

_BACKUP_TIME = DigestTime(weekdays=None, day=None, hour=3, minute=0)
"""Each day, at an hour at which nothing can be sent; a machine that is off makes it at its next start."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job. Each tick runs it; it does what is due, and may run again at any time."""

    name: str
    run: Callable[[ServiceContext], None]


def build_timetable(
    context: ServiceContext,
    files: SlackFiles,
    pace: Callable[[], object],
    update_homes: Callable[[ServiceContext], None],
) -> tuple[Job, ...]:
    """Return every job. `pace`: waits until the contracted rate allows a request to the provider."""
    times = context.settings.digests
    return (
        Job("campaigns", jobs.move_campaigns),
        Job("state", jobs.keep_mark),
        Job("comparison", jobs.compare_with_provider),
        Job("cards", jobs.UpdateCards()),
        Job("homes", update_homes),
        Job("uncertain", jobs.look_up_uncertain),
        Job("doubt_alerts", jobs.alert_about_uncertain),
        Job("report_deadlines", jobs.remind_of_reports),
        Job("number_checks", jobs.CheckNumbers(pace)),
        Job("draft_tests", jobs.SendTests(pace)),
        Job("taking_back", jobs.take_back_messages),
        Job("provider", jobs.ProbeProvider()),
        Job("failures", jobs.Repeated(timedelta(seconds=10), breaker.pause_failing_campaigns)),
        Job("receipts", jobs.CollectReceipts()),
        Job("promises", jobs.Repeated(timedelta(minutes=1), promise_lists.report_promises)),
        Job("call_back_share", jobs.Repeated(timedelta(hours=1), phone_desk.learn_share)),
        Job("suppressions", jobs.Repeated(timedelta(minutes=1), suppressions.end_due)),
        Job("slack_files", jobs.CheckSlackFiles(files)),
        Job("inbox", jobs.ImportFromInbox()),
        Job("backup", jobs.MakeBackup(partial(find_due_time, make_trigger(_BACKUP_TIME)))),
        Job("contact_records", jobs.WriteRecords()),
        *(_make_digest_job(digest, digest.get_schedule(times)) for digest in POSTED_DIGESTS),
    )


def _make_digest_job(digest: PostedDigest, schedule: DigestTime) -> Job:
    return Job(digest.post.code, jobs.QueueDigest(digest, partial(find_due_time, make_trigger(schedule))))


def make_trigger(schedule: DigestTime) -> CronTrigger:
    """Return a schedule from the settings as APScheduler's trigger, in Japan's time."""
    return CronTrigger(
        day_of_week=schedule.weekdays, day=schedule.day, hour=schedule.hour, minute=schedule.minute, timezone=JST
    )


def find_due_time(trigger: CronTrigger, last_run: datetime, now: datetime) -> datetime | None:
    """Return the first scheduled time after the last run; None when it is not due yet."""
    found: datetime | None = trigger.get_next_fire_time(None, last_run + timedelta(microseconds=1))
    return found if found is not None and found <= now else None
