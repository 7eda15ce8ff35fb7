"""The loop that sends messages: a number of workers (rate × latency), each with a connection of its own.

A worker waits for its turn before it claims a message, so that a claimed message leaves at once. It records the result
before its next turn. One thread commits what the workers claim and record (see `committer`). If the process is killed,
the claimed messages become uncertain; none is sent twice.
"""

import logging
import math
import threading
from dataclasses import replace
from typing import NamedTuple

from bot.model.providers import KEPT_BACK, Connection, NotSent, SendResult, Uncertain
from bot.services import claims, sending
from bot.services.claims import ClaimedMessage
from bot.services.context import ServiceContext
from bot.services.sending import SentMessage
from scheduler.committer import Committer
from scheduler.jobs import CLOCK
from scheduler.pacer import MessageDeparture, Pacer, Stopwatch

_LATENCY = 0.25
MAX_WORKERS = 48
"""At the full speed of a machine so many hide the time of a commit; more bring nothing."""
_IDLE = 1.0
_SLEEP = 60.0
_log = logging.getLogger(__name__)


class Sender:
    """The workers, and the pace that they share. `rate` is messages a second."""

    def __init__(self, context: ServiceContext, rate: int) -> None:
        self._context = context
        self._pacer = Pacer(rate)
        self._committer = Committer(context)
        self._wake_signal = _WakeSignal()
        self._stop = threading.Event()
        workers = min(MAX_WORKERS, math.ceil(rate * _LATENCY) + 1)
        self._threads = [
            threading.Thread(target=self._run, args=(n == 0,), name=f"sender-{n}", daemon=True) for n in range(workers)
        ]

    def start(self) -> None:
        """Start the workers."""
        self._committer.start()
        for thread in self._threads:
            thread.start()

    def pace_request(self) -> None:
        """Wait until another request than a message may leave: it counts against the same rate."""
        self._pacer.leave(None)

    def wake(self) -> None:
        """Look for messages at once."""
        self._wake_signal.notify()

    def stop(self) -> None:
        """Stop the workers, after requests under way have been answered and recorded."""
        self._stop.set()
        self._wake_signal.notify()
        for thread in self._threads:
            thread.join()
        self._committer.stop()

    def _run(self, polls: bool) -> None:
        """Send messages while there are any. Then the worker that polls looks each second; the others sleep.

        Whoever claims a message wakes them: the send window has opened, or a pause is over.
        """
        connection = self._context.provider.connect()
        count, is_idle = self._wake_signal.count, True
        try:
            while not self._stop.is_set():
                found = self._claim_first(is_idle)
                is_idle = isinstance(found, float)
                if isinstance(found, float):
                    count = self._wake_signal.wait(count, _IDLE if polls else found)
                    continue
                claim: _Claim | None = found
                while claim is not None:
                    self._wake_signal.notify()
                    claim = self._send_and_claim_next(connection, claim)
        finally:
            connection.close()

    def _claim_first(self, is_idle: bool) -> "_Claim | float":
        """Claim a message at the next turn; returns the seconds to wait if there is none, or none could be claimed."""
        try:
            if is_idle and not sending.has_sendable(self._context, CLOCK):
                return _SLEEP
            if not self._pacer.wait_for_turn(self._stop):
                return _SLEEP
            return self._take_step(None, claims=True) or _SLEEP
        except Exception:  # noqa: BLE001 - such as a full disk: nothing was claimed, and it is tried again
            _log.exception("claim_failed")
            return _IDLE

    def _send_and_claim_next(self, connection: Connection, claim: "_Claim") -> "_Claim | None":
        """Send a message and record the result; together with that, claim the next one if its turn has come."""
        message = claim.message
        result = self._send(connection, claim)
        # Before it is recorded: a message that is queued again must wait for the pause.
        sending.note_wait(self._context, self._pacer.adapt_to(result))
        _log.info("sent", extra={"message_id": message.message_id, "result": type(result).__name__})
        sent = SentMessage(message, result, self._pacer.judge(result))
        claims = self._pacer.has_turn(self._stop)
        while True:
            try:
                return self._take_step(sent, claims=claims)
            except Exception:  # noqa: BLE001 - the store may fail in any way
                # A worker that cannot record must not send the next message. If the process ends before it can, the
                # message becomes uncertain at the next start.
                _log.exception("record_failed", extra={"message_id": message.message_id})
                claims = False
                if self._stop.wait(_IDLE):
                    return None

    def _take_step(self, sent: SentMessage | None, *, claims: bool) -> "_Claim | None":
        since = Stopwatch(self._context.clock.now)
        message = self._committer.take_step(sent, claims=claims)
        return None if message is None else _Claim(message, since)

    def _send(self, connection: Connection, claim: "_Claim") -> SendResult:
        message = claim.message
        departure = MessageDeparture(
            self._pacer, claim.since, lambda: claims.may_still_leave(self._context, CLOCK, message)
        )
        if not departure.may_leave():
            return NotSent(KEPT_BACK)
        try:
            result = connection.send(replace(message.outgoing, departure=departure))
        except Exception:  # noqa: BLE001 - after an error in an adapter it is unknown whether the message left
            _log.exception("send_failed", extra={"message_id": message.message_id})
            return Uncertain("adapter_failed")
        return NotSent(KEPT_BACK) if departure.is_kept_back else result


class _Claim(NamedTuple):
    """A claimed message, and the time since its claim was asked for."""

    message: ClaimedMessage
    since: Stopwatch


class _WakeSignal:
    """Wakes all workers. A worker that begins to wait after the notification wakes, too: it compares the count."""

    def __init__(self) -> None:
        self.count = 0
        self._condition = threading.Condition()

    def notify(self) -> None:
        """Wake all workers."""
        with self._condition:
            self.count += 1
            self._condition.notify_all()

    def wait(self, count: int, seconds: float) -> int:
        """Wait until the number of notifications is no longer `count`, or time is over; returns the number."""
        with self._condition:
            self._condition.wait_for(lambda: self.count != count, seconds)
            return self.count
