"""The system's clock and the sandbox's, with one method `now`.

Pace and time-outs use monotonic time; everything that is due uses a Clock, which wiring provides.
"""

import http.client
import json
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from bot.rules.addresses import is_loopback_url

_FRESH_SECONDS = 0.1
_OLD_SECONDS = 1.0
_TIMEOUT_SECONDS = 1.0


class Clock(Protocol):
    """A source of the current time."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return datetime.now(UTC)


class ClockUnavailable(OSError):
    """The sandbox's clock has never answered, so the time is not known."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A time from the sandbox, and the monotonic time at which it was received."""

    at: datetime
    received: float

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.received)


class SandboxClock:
    """The sandbox's clock: requested over HTTP at most every 0.1 s, and continued at real speed in between.

    When the sandbox does not answer, time continues from its last answer. It never goes backwards: a job that has run
    would run again. Thread-safe; while one thread waits for the answer, the others use the last one, unless it is old:
    then the process was frozen, and the clock may have been moved.
    """

    def __init__(self, url: str) -> None:
        """`url` answers GET with {"now": ISO 8601}. Raises ValueError unless it is http on the loopback."""
        parts = urlsplit(url)
        if parts.scheme != "http" or not is_loopback_url(url):
            raise ValueError("the sandbox's clock must be http on the loopback")
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._path = parts.path or "/"
        self._request_lock = threading.Lock()
        self._latest_lock = threading.Lock()
        self._reading: _Reading | None = None
        self._attempted_at = float("-inf")
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the sandbox's time, aware, in UTC. Raises ClockUnavailable if the sandbox has never answered."""
        if self._request_lock.acquire(blocking=self._is_old()):
            try:
                self._refresh()
            finally:
                self._request_lock.release()
        if self._reading is None:
            raise ClockUnavailable("the sandbox's clock does not answer")
        with self._latest_lock:
            self._latest = max(self._latest, self._reading.now())
            return self._latest

    def _is_old(self) -> bool:
        return self._reading is None or time.monotonic() - self._reading.received > _OLD_SECONDS

    def _refresh(self) -> None:
        if self._reading is not None and time.monotonic() - self._attempted_at < _FRESH_SECONDS:
            return
        asked = time.monotonic()
        try:
            reading = self._request_time()
            if time.monotonic() - asked > _OLD_SECONDS:
                # The process was frozen while the answer waited, and the clock may have been moved since.
                reading = self._request_time()
            self._reading = reading
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
            pass  # stopped or restarting: `now` continues from the last answer, or raises if there is none
        finally:
            # Measured from the end of the attempt: otherwise each call would wait for a sandbox that hangs.
            self._attempted_at = time.monotonic()

    def _request_time(self) -> _Reading:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request("GET", self._path)
            answer = json.loads(connection.getresponse().read())
            at = datetime.fromisoformat(answer["now"])
        finally:
            connection.close()
        if at.tzinfo is None:
            raise ValueError("the sandbox's clock answered without a time zone")
        return _Reading(at.astimezone(UTC), time.monotonic())
