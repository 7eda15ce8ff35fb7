"""Starts what the clock asks for, and stops it again."""

import logging
from datetime import UTC

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from bot.desk import doubts, lists
from bot.desk.tools import Tools
from bot.rules.timing import Timing
from bot.slack.lying import LyingFiles
from scheduler.jobs import CLOCK
from scheduler.poster import Poster
from scheduler.sender import Sender
from scheduler.timetable import table

_TICK = 1.0
_log = logging.getLogger(__name__)


class Running:
    """The ticking clock and the two loops."""

    def __init__(self, tools: Tools, sender: Sender, poster: Poster, daily: Timing, files: LyingFiles) -> None:
        self._tools = tools
        self._sender = sender
        self._poster = poster
        self._clock = BackgroundScheduler(timezone=UTC)
        self._clock.add_listener(_report, EVENT_JOB_ERROR)
        for job in table(daily, files):
            self._clock.add_job(
                job.run,
                "interval",
                args=[tools],
                seconds=_TICK,
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Take up what the last process left, then begin."""
        interrupted = doubts.recover(self._tools, CLOCK)
        lists.clear_unfinished(self._tools)
        _log.info("started", extra={"in_doubt": interrupted})
        self._poster.start()
        self._sender.start()
        self._clock.start()

    def stop(self) -> None:
        """End in the order in which nothing is lost: no new work, then what is under way, then what is to be shown."""
        self._clock.shutdown(wait=True)
        self._sender.stop()
        self._poster.stop()


def _report(event: JobExecutionEvent) -> None:
    _log.error("job_failed", extra={"job": event.job_id}, exc_info=event.exception)
