"""The thread that commits the claims and results of all workers, those that come at the same time in one transaction.

A commit waits for the disk, so that one for each message would limit the rate. While a transaction is committed the
next claims and results gather. Each worker waits until its own is on the disk.
"""

import logging
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

from bot.services import sending
from bot.services.claims import ClaimedMessage
from bot.services.context import ServiceContext
from bot.services.sending import SentMessage
from scheduler.jobs import CLOCK

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """A worker waits for a claimed message, or for None: there is none."""

    done: Future[ClaimedMessage | None] = field(default_factory=Future)


@dataclass(frozen=True, slots=True, eq=False)
class _Record:
    """A worker waits until its result is recorded."""

    sent: SentMessage
    done: Future[None] = field(default_factory=Future)


class Committer:
    """The thread and what waits for it."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._waiting: list[_Claim | _Record] = []
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

    def claim(self) -> ClaimedMessage | None:
        """Claim the next message, on the disk; None if there is none. Raises what kept the transaction from it."""
        job = _Claim()
        self._add(job)
        return job.done.result()

    def record(self, sent: SentMessage) -> None:
        """Record a result, on the disk. Raises what kept it from being recorded."""
        job = _Record(sent)
        self._add(job)
        job.done.result()

    def _add(self, job: _Claim | _Record) -> None:
        with self._condition:
            self._waiting.append(job)
            self._condition.notify()

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._waiting or self._is_stopping)
                if not self._waiting:
                    return
                jobs, self._waiting = self._waiting, []
            self._commit([job for job in jobs if isinstance(job, _Record)], [j for j in jobs if isinstance(j, _Claim)])

    def _commit(self, records: list[_Record], claims: list[_Claim]) -> None:
        """Run one transaction. Claims that it left open, because it held messages instead, wait for the next one."""
        try:
            done = sending.change_messages(
                self._context, CLOCK, [job.sent for job in records], len(claims), self._skipped
            )
        except BaseException as fault:  # noqa: BLE001 - nothing was committed, and each worker decides what to do
            for record in records:
                record.done.set_exception(fault)
            for claim in claims:
                claim.done.set_exception(fault)
            return
        for record, found in zip(records, done.faults, strict=True):
            record.done.set_exception(found) if found is not None else record.done.set_result(None)
        for claim, claimed in zip(claims, done.claimed, strict=False):
            claim.done.set_result(claimed)
        with self._condition:
            self._waiting[:0] = claims[len(done.claimed) :]
