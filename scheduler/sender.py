"""The loop that hands messages over: as many workers as rate × latency asks for, each with a connection of its own.

A worker waits for its slot first and claims then, so that a claim commits only what leaves at once; whatever comes
back is recorded before the next slot. It may be killed at any point: what was claimed is in doubt, never sent twice.
"""

import logging
import math
import threading
import time

from bot.desk import sending
from bot.desk.tools import Line, Tools
from bot.rules.delivery import NotSent, SendResult
from bot.rules.pace import Pace, pause
from scheduler.jobs import CLOCK

_LATENCY = 0.25
_MOST = 24
_IDLE = 1.0
_log = logging.getLogger(__name__)


class Sender:
    """The workers, and the pace that they share."""

    def __init__(self, tools: Tools, rate: int) -> None:
        self._tools = tools
        self._gate = _Gate(rate)
        self._wake = threading.Event()
        self._stop = threading.Event()
        workers = min(_MOST, math.ceil(rate * _LATENCY) + 1)
        self._threads = [threading.Thread(target=self._work, name=f"sender-{n}", daemon=True) for n in range(workers)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something may be waiting."""
        self._wake.set()

    def stop(self) -> None:
        """End; what is under way is waited for, and recorded."""
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        line = self._tools.provider.line()
        try:
            while not self._stop.is_set():
                try:
                    worked = self._one(line)
                except Exception:  # noqa: BLE001 - a worker that dies silently sends nothing ever again
                    _log.exception("sender_failed")
                    worked = False
                if not worked:
                    self._wake.wait(_IDLE)
                    self._wake.clear()
        finally:
            line.close()

    def _one(self, line: Line) -> bool:
        """Hand one message over; False when there was none."""
        if not sending.waiting(self._tools, CLOCK) or not self._gate.enter(self._stop):
            return False
        claimed = sending.claim(self._tools, CLOCK)
        if claimed is None:
            return False
        result = line.send(claimed.outgoing)
        sending.record(self._tools, CLOCK, claimed, result)
        self._gate.learn(result)
        _log.info("sent", extra={"message_id": claimed.message_id, "result": type(result).__name__})
        return True


class _Gate:
    """The shared pace: who may hand the next message over, and when."""

    def __init__(self, rate: int) -> None:
        self._pace = Pace(rate)
        self._failures = 0
        self._lock = threading.Lock()

    def enter(self, stop: threading.Event) -> bool:
        """Wait for a slot; False when everything stops."""
        while not stop.is_set():
            with self._lock:
                wait = self._pace.wait(time.monotonic())
                if wait == 0.0:
                    self._pace = self._pace.took(time.monotonic())
                    return True
            stop.wait(min(wait, _IDLE))
        return False

    def learn(self, result: SendResult) -> None:
        """A provider that takes nothing now is left alone for a while."""
        with self._lock:
            if isinstance(result, NotSent):
                self._failures += 1
                self._pace = self._pace.held(time.monotonic(), pause(self._failures, result.retry_after))
            else:
                self._failures = 0
