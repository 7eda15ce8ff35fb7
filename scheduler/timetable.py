"""When a job is due. APScheduler only ticks.

A digest is due when the time after its last run (kept in the store) is not after our now: so a night's restart, a
sleeping machine and the sandbox's moved clock are one rule, and a late one runs once and knows that it is late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from bot.desk.tools import JST, Tools
from bot.rules.timing import Timing
from bot.slack.lying import LyingFiles
from scheduler import jobs
from scheduler.lying import LookForFiles


@dataclass(frozen=True, slots=True)
class Job:
    """A job; each tick asks it to do whatever is due. It may be asked again at any time."""

    name: str
    run: Callable[[Tools], None]


def table(daily: Timing, files: LyingFiles) -> tuple[Job, ...]:
    """Every job that the clock asks for."""
    trigger = cron(daily)
    return (
        Job("campaigns", jobs.move_campaigns),
        Job("doubts", jobs.ask_about_doubts),
        Job("receipts", jobs.CollectReceipts()),
        Job("lying", LookForFiles(files)),
        Job("inbox", jobs.TakeFromInbox()),
        Job("digest_daily", jobs.PostDigest(lambda last, now: due_at(trigger, last, now))),
    )


def cron(timing: Timing) -> CronTrigger:
    """A setting's timing as APScheduler's trigger, in Japan's time."""
    return CronTrigger(
        day_of_week=timing.weekdays, day=timing.day, hour=timing.hour, minute=timing.minute, timezone=JST
    )


def due_at(trigger: CronTrigger, last_run: datetime, now: datetime) -> datetime | None:
    """The first moment after its last run at which a job was due; None when it is not due yet."""
    found: datetime | None = trigger.get_next_fire_time(None, last_run + timedelta(microseconds=1))
    return found if found is not None and found <= now else None
