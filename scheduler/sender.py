"""The loop that hands messages over: as many workers as rate × latency asks for, each with a connection of its own.

A worker waits for its slot first and claims then, so that a claim commits only what leaves at once; whatever comes
back is recorded before the next slot. It may be killed at any point: what was claimed is in doubt, never sent twice.
"""

import logging
import math
import threading
import time
from collections import deque

from bot.model.providers import Connection, NotSent, SendResult, Uncertain
from bot.rules.pace import Pace, provider_pause
from bot.services import sending
from bot.services.context import ServiceContext
from bot.services.sending import ClaimedMessage
from scheduler.jobs import CLOCK

_LATENCY = 0.25
_MOST = 24
_IDLE = 1.0
_SLEEP = 60.0
_SECOND = 1.005
"""Seconds in which no more requests leave than the rate; a little longer, for what lies between here and the wire."""
_log = logging.getLogger(__name__)


class Sender:
    """The workers, and the pace that they share."""

    def __init__(self, context: ServiceContext, rate: int) -> None:
        self._tools = context
        self._gate = _SendGate(rate)
        self._bell = _WakeSignal()
        self._stop = threading.Event()
        workers = min(_MOST, math.ceil(rate * _LATENCY) + 1)
        self._threads = [
            threading.Thread(target=self._work, args=(n == 0,), name=f"sender-{n}", daemon=True) for n in range(workers)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something may be waiting."""
        self._bell.ring()

    def stop(self) -> None:
        """End; what is under way is waited for, and recorded."""
        self._stop.set()
        self._bell.ring()
        for thread in self._threads:
            thread.join()

    def _work(self, scout: bool) -> None:
        """Hand messages over as long as there are any; then one worker looks each second, the others sleep."""
        connection = self._tools.provider.connect()
        heard = self._bell.rung
        try:
            while not self._stop.is_set():
                if not self._worked(connection):
                    heard = self._bell.wait(heard, _IDLE if scout else _SLEEP)
                elif scout:
                    self._bell.ring()  # the window has opened, or a pause is over: there is work for all
        finally:
            connection.close()

    def _worked(self, connection: Connection) -> bool:
        """Hand one message over; False when there was none, or when it could not even be claimed."""
        try:
            if not sending.has_sendable(self._tools, CLOCK) or not self._gate.enter(self._stop):
                return False
            claimed = sending.claim_message(self._tools, CLOCK)
        except Exception:  # noqa: BLE001 - a full disk, a locked file: nothing was taken, and it is tried again
            _log.exception("claim_failed")
            return False
        if claimed is None:
            return False
        self._gate.leave()
        result = _send_message(connection, claimed)
        self._gate.learn(result)  # before it is recorded: what goes back into the queue must not leave at once again
        self._record(claimed, result)
        _log.info("sent", extra={"message_id": claimed.message_id, "result": type(result).__name__})
        return True

    def _record(self, claimed: ClaimedMessage, result: SendResult) -> None:
        """Write the outcome down, however long that takes: a worker that cannot do so must not send the next one.

        If the process ends before, the message is in doubt, and looked up after the next start.
        """
        while True:
            try:
                sending.record_result(self._tools, CLOCK, claimed, result)
            except Exception:  # noqa: BLE001 - whatever keeps the store from writing
                _log.exception("record_failed", extra={"message_id": claimed.message_id})
                if self._stop.wait(_IDLE):
                    return
            else:
                return


def _send_message(connection: Connection, claimed: ClaimedMessage) -> SendResult:
    try:
        return connection.send(claimed.outgoing)
    except Exception:  # noqa: BLE001 - an adapter's slip says nothing of what has left: that is what doubt is for
        _log.exception("send_failed", extra={"message_id": claimed.message_id})
        return Uncertain("adapter_failed")


class _WakeSignal:
    """Wakes every worker that waits, and those who come a moment too late."""

    def __init__(self) -> None:
        self.rung = 0
        self._condition = threading.Condition()

    def ring(self) -> None:
        """Wake everybody."""
        with self._condition:
            self.rung += 1
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float) -> int:
        """Wait until it rings after what was heard last; what is heard now."""
        with self._condition:
            self._condition.wait_for(lambda: self.rung != heard, seconds)
            return self.rung


class _SendGate:
    """The shared pace: who may hand the next message over, and when."""

    def __init__(self, rate: int) -> None:
        self._pace = Pace(rate)
        self._left: deque[float] = deque(maxlen=rate)
        self._failures = 0
        self._lock = threading.Lock()

    def enter(self, stop: threading.Event) -> bool:
        """Wait for a slot; False when everything stops."""
        while not stop.is_set():
            with self._lock:
                wait = self._pace.seconds_to_wait(time.monotonic())
                if wait == 0.0:
                    self._pace = self._pace.after_request(time.monotonic())
                    return True
            stop.wait(min(wait, _IDLE))
        return False

    def leave(self) -> None:
        """Wait the little while that is needed: claims take unequally long, and what left on time may bunch behind."""
        while True:
            with self._lock:
                now = time.monotonic()
                wait = self._left[0] + _SECOND - now if len(self._left) == self._left.maxlen else 0.0
                if wait <= 0.0:
                    self._left.append(now)
                    return
            time.sleep(wait)

    def learn(self, result: SendResult) -> None:
        """A provider that takes nothing now is left alone for a while."""
        with self._lock:
            if isinstance(result, NotSent):
                self._failures += 1
                self._pace = self._pace.after_pause(
                    time.monotonic(), provider_pause(self._failures, result.retry_after)
                )
            else:
                self._failures = 0
