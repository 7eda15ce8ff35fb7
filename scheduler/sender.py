"""The loop that sends messages: a number of workers (rate × latency), each with a connection of its own.

A worker waits for its turn before it claims a message, so that a claimed message leaves at once. It records the result
before its next turn. If the process is killed, the claimed messages become uncertain; none is sent twice.
"""

import logging
import math
import threading
import time
from collections import deque

from bot.model.providers import Connection, NotSent, SendResult, Uncertain
from bot.rules.breaker import Breaker
from bot.rules.pace import Pace, provider_pause
from bot.services import sending
from bot.services.context import ServiceContext
from bot.services.sending import ClaimedMessage
from scheduler.jobs import CLOCK

_LATENCY = 0.25
_MAX_WORKERS = 24
_IDLE = 1.0
_SLEEP = 60.0
_SECOND = 1.005
"""Seconds in which at most `rate` requests leave; longer than one, because the network may delay them unequally."""
_log = logging.getLogger(__name__)


class Sender:
    """The workers, and the pace that they share. `rate` is messages a second."""

    def __init__(self, context: ServiceContext, rate: int) -> None:
        self._context = context
        self._pacer = _Pacer(rate)
        self._wake_signal = _WakeSignal()
        self._stop = threading.Event()
        workers = min(_MAX_WORKERS, math.ceil(rate * _LATENCY) + 1)
        self._threads = [
            threading.Thread(target=self._run, args=(n == 0,), name=f"sender-{n}", daemon=True) for n in range(workers)
        ]

    def start(self) -> None:
        """Start the workers."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look for messages at once."""
        self._wake_signal.notify()

    def stop(self) -> None:
        """Stop the workers, after requests under way have been answered and recorded."""
        self._stop.set()
        self._wake_signal.notify()
        for thread in self._threads:
            thread.join()

    def _run(self, polls: bool) -> None:
        """Send messages while there are any. Then the worker that polls looks each second; the others sleep.

        Whoever claims a message wakes them: the send window has opened, or a pause is over.
        """
        connection = self._context.provider.connect()
        count = self._wake_signal.count
        try:
            while not self._stop.is_set():
                pause = self._send_next(connection)
                if pause:
                    count = self._wake_signal.wait(count, _IDLE if polls else pause)
        finally:
            connection.close()

    def _send_next(self, connection: Connection) -> float:
        """Send one message; returns 0.0, or the seconds to wait when there was none, or none could be claimed."""
        try:
            if not sending.has_sendable(self._context, CLOCK) or not self._pacer.wait_for_turn(self._stop):
                return _SLEEP
            claimed = sending.claim_message(self._context, CLOCK)
        except Exception:  # noqa: BLE001 - such as a full disk: nothing was claimed, and it is tried again
            _log.exception("claim_failed")
            return _IDLE
        if claimed is None:
            return _SLEEP
        self._wake_signal.notify()
        self._pacer.enforce_rate()
        result = _send_message(connection, claimed)
        self._pacer.adapt_to(result)  # before it is recorded: a message that is queued again must wait for the pause
        self._record(claimed, result, self._pacer.judge(result))
        _log.info("sent", extra={"message_id": claimed.message_id, "result": type(result).__name__})
        return 0.0

    def _record(self, claimed: ClaimedMessage, result: SendResult, pause: str | None) -> None:
        """Record the result, and retry until that succeeds: a worker that cannot record must not send the next message.

        If the process ends before that, the message becomes uncertain at the next start.
        """
        while True:
            try:
                sending.record_result(self._context, CLOCK, claimed, result, pause=pause)
            except Exception:  # noqa: BLE001 - the store may fail in any way
                _log.exception("record_failed", extra={"message_id": claimed.message_id})
                if self._stop.wait(_IDLE):
                    return
            else:
                return


def _send_message(connection: Connection, claimed: ClaimedMessage) -> SendResult:
    try:
        return connection.send(claimed.outgoing)
    except Exception:  # noqa: BLE001 - after an error in an adapter it is unknown whether the message left
        _log.exception("send_failed", extra={"message_id": claimed.message_id})
        return Uncertain("adapter_failed")


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


class _Pacer:
    """The pace that all workers share."""

    def __init__(self, rate: int) -> None:
        self._pace = Pace(rate)
        self._sent_at: deque[float] = deque(maxlen=rate)
        self._not_sent = 0
        self._breaker = Breaker()
        self._lock = threading.Lock()

    def wait_for_turn(self, stop: threading.Event) -> bool:
        """Wait until the next message may be claimed; returns False when the sender stops."""
        while not stop.is_set():
            with self._lock:
                wait = self._pace.seconds_to_wait(time.monotonic())
                if wait == 0.0:
                    self._pace = self._pace.after_request(time.monotonic())
                    return True
            stop.wait(min(wait, _IDLE))
        return False

    def enforce_rate(self) -> None:
        """Wait until fewer than `rate` requests left in the last second: claims take unequally long."""
        while True:
            with self._lock:
                now = time.monotonic()
                wait = self._sent_at[0] + _SECOND - now if len(self._sent_at) == self._sent_at.maxlen else 0.0
                if wait <= 0.0:
                    self._sent_at.append(now)
                    return
            time.sleep(wait)

    def adapt_to(self, result: SendResult) -> None:
        """Pause all workers after a failure of the provider or of the connection to it."""
        with self._lock:
            if isinstance(result, NotSent):
                self._not_sent += 1
                self._pace = self._pace.after_pause(
                    time.monotonic(), provider_pause(self._not_sent, result.retry_after)
                )
            else:
                self._not_sent = 0

    def judge(self, result: SendResult) -> str | None:
        """Return why campaigns must pause with this result, if the breaker says so."""
        with self._lock:
            self._breaker, pause = self._breaker.after(result)
            return pause
