"""The thread that commits the claims and results of all workers, those that come at the same time in one transaction.

A commit waits for the disk, so that one for each message would limit the rate. While a transaction is committed the
next claims and results gather. Each worker waits until its own is on the disk.
"""

import threading
import time
from dataclasses import dataclass, field
from queue import SimpleQueue

from bot.services import sending
from bot.services.claims import ClaimedMessage
from bot.services.context import ServiceContext
from bot.services.sending import SentMessage, StepRequest
from scheduler.jobs import CLOCK

_GATHERING_SECONDS = 0.003
"""How long more requests may come for a transaction. At full speed this is a third more messages a second; at the rate
of a contract it is no more than part of what a worker waits for its turn."""


@dataclass(slots=True)
class _Job:
    """A request of a worker, which waits until it is done."""

    request: StepRequest
    done: SimpleQueue[ClaimedMessage | BaseException | None] = field(default_factory=SimpleQueue)
    """takes one outcome, in a tenth of the time that a Future takes"""


class Committer:
    """The thread and what waits for it."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._waiting: list[_Job] = []
        self._condition = threading.Condition()
        self._is_stopping = False
        self._skipped: set[int] = set()
        self._thread = threading.Thread(target=self._run, name="sender-commit", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; no worker may wait for it any more."""
        with self._condition:
            self._is_stopping = True
            self._condition.notify()
        self._thread.join()

    def take_step(self, sent: SentMessage | None, *, claims: bool) -> ClaimedMessage | None:
        """Record a result, if there is one, and claim the next message, if `claims`, and wait until it is on the disk.

        Returns None if there is no message to claim. Raises what kept the result from being recorded, or the
        transaction from being committed: then nothing was claimed.
        """
        job = _Job(StepRequest(sent, claims))
        with self._condition:
            self._waiting.append(job)
            self._condition.notify()
        outcome = job.done.get()
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._waiting or self._is_stopping)
                if not self._waiting:
                    return
            time.sleep(_GATHERING_SECONDS)
            with self._condition:
                jobs, self._waiting = self._waiting, []
            self._commit(jobs)

    def _commit(self, jobs: list[_Job]) -> None:
        """Run one transaction. Who found no message in it, because it held others instead, waits for the next one."""
        try:
            outcomes = sending.take_steps(self._context, CLOCK, [job.request for job in jobs], self._skipped)
        except BaseException as fault:  # noqa: BLE001 - nothing was committed, and each worker decides what to do
            for job in jobs:
                job.done.put(fault)
            return
        again = []
        for job, outcome in zip(jobs, outcomes, strict=True):
            if outcome.fault is not None:
                job.done.put(outcome.fault)
            elif outcome.again:
                job.request = StepRequest(None, claims=True)
                again.append(job)
            else:
                job.done.put(outcome.claimed)
        if again:
            with self._condition:
                self._waiting[:0] = again
