"""Starts what the clock asks for, and stops it again."""

import logging
from datetime import UTC

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from bot.rules.digests import DigestTime
from bot.services import uncertain
from bot.services.context import ServiceContext
from bot.services.imports import targets
from bot.slack.files import SlackFiles
from scheduler.jobs import CLOCK
from scheduler.poster import Poster
from scheduler.sender import Sender
from scheduler.timetable import build_timetable

_TICK = 1.0
_log = logging.getLogger(__name__)


class RunningScheduler:
    """The ticking clock and the two loops."""

    def __init__(
        self, context: ServiceContext, sender: Sender, poster: Poster, daily: DigestTime, files: SlackFiles
    ) -> None:
        self._tools = context
        self._sender = sender
        self._poster = poster
        self._clock = BackgroundScheduler(timezone=UTC)
        self._clock.add_listener(_log_job_error, EVENT_JOB_ERROR)
        for job in build_timetable(daily, files):
            self._clock.add_job(
                job.run,
                "interval",
                args=[context],
                seconds=_TICK,
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Take up what the last process left, then begin."""
        interrupted = uncertain.recover_claimed(self._tools, CLOCK)
        targets.remove_unfinished_lists(self._tools)
        _log.info("started", extra={"in_doubt": interrupted})
        self._poster.start()
        self._sender.start()
        self._clock.start()

    def stop(self) -> None:
        """End in the order in which nothing is lost: no new work, then what is under way, then what is to be shown."""
        self._clock.shutdown(wait=True)
        self._sender.stop()
        self._poster.stop()


def _log_job_error(event: JobExecutionEvent) -> None:
    _log.error("job_failed", extra={"job": event.job_id}, exc_info=event.exception)
