"""When a job is due. APScheduler only ticks.

A digest is due when the time after its last run (kept in the store) is not after our now: so a night's restart, a
sleeping machine and the sandbox's moved clock are one rule, and a late one runs once and knows that it is late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from bot.rules.digests import DigestTime
from bot.services.context import JST, ServiceContext
from bot.slack.files import SlackFiles
from scheduler import jobs
from scheduler.jobs import CheckSlackFiles


@dataclass(frozen=True, slots=True)
class Job:
    """A job; each tick asks it to do whatever is due. It may be asked again at any time."""

    name: str
    run: Callable[[ServiceContext], None]


def build_timetable(daily: DigestTime, files: SlackFiles) -> tuple[Job, ...]:
    """Every job that the clock asks for."""
    trigger = make_trigger(daily)
    return (
        Job("campaigns", jobs.move_campaigns),
        Job("doubts", jobs.look_up_uncertain),
        Job("receipts", jobs.CollectReceipts()),
        Job("lying", CheckSlackFiles(files)),
        Job("inbox", jobs.ImportFromInbox()),
        Job("digest_daily", jobs.QueueDigest(lambda last, now: find_due_time(trigger, last, now))),
    )


def make_trigger(timing: DigestTime) -> CronTrigger:
    """A setting's timing as APScheduler's trigger, in Japan's time."""
    return CronTrigger(
        day_of_week=timing.weekdays, day=timing.day, hour=timing.hour, minute=timing.minute, timezone=JST
    )


def find_due_time(trigger: CronTrigger, last_run: datetime, now: datetime) -> datetime | None:
    """The first moment after its last run at which a job was due; None when it is not due yet."""
    found: datetime | None = trigger.get_next_fire_time(None, last_run + timedelta(microseconds=1))
    return found if found is not None and found <= now else None
