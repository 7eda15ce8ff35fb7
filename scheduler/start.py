"""Starts the jobs, the sender and the poster, and stops them."""

import logging
from datetime import UTC

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from bot.services import digests, instance, stopping, uncertain
from bot.services.context import ServiceContext
from bot.services.imports import targets
from bot.slack.files import SlackFiles
from scheduler.homes import UpdateHomes
from scheduler.jobs import CLOCK
from scheduler.poster import Poster
from scheduler.sender import Sender
from scheduler.timetable import build_timetable

_TICK = 1.0
_log = logging.getLogger(__name__)


class RunningScheduler:
    """The jobs and the two loops."""

    def __init__(
        self, context: ServiceContext, sender: Sender, poster: Poster, files: SlackFiles, homes: UpdateHomes
    ) -> None:
        self._context = context
        self._sender = sender
        self._poster = poster
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._scheduler.add_listener(_log_job_error, EVENT_JOB_ERROR)
        for job in build_timetable(context, files, sender.pace_request, homes):
            self._scheduler.add_job(
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
        """Recover what the last process left unfinished, then start."""
        instance.begin_run(self._context, CLOCK)
        stopping.recover_hold(self._context, CLOCK)
        uncertain_count = uncertain.recover_claimed(self._context, CLOCK)
        targets.remove_unfinished_lists(self._context)
        digests.start_schedules(self._context, CLOCK)
        _log.info("started", extra={"uncertain": uncertain_count})
        self._poster.start()
        self._sender.start()
        self._scheduler.start()

    def stop(self) -> None:
        """Stop in an order that loses nothing: first the jobs, then the sender, then the poster."""
        self._scheduler.shutdown(wait=True)
        self._sender.stop()
        self._poster.stop()


def _log_job_error(event: JobExecutionEvent) -> None:
    _log.error("job_failed", extra={"job": event.job_id}, exc_info=event.exception)
