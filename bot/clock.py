"""What time it is: the system's clock, or the sandbox's, behind one `now()`.

Pace and time-outs use monotonic time; everything that is due asks a Clock, handed in by wiring.
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
_TIMEOUT_SECONDS = 1.0


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return datetime.now(UTC)


class ClockUnavailable(OSError):
    """The sandbox's clock has never answered, so there is no time to go on from."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the sandbox said, and when by monotonic time."""

    at: datetime
    taken: float

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.taken)


class SandboxClock:
    """The sandbox's clock, asked over HTTP at most every 0.1 s and carried on at real speed in between.

    When the sandbox is gone, time goes on from its last answer. It never steps backwards: a due job that ran would
    run again. Safe to share between threads; while one asks, the others carry on.
    """

    def __init__(self, url: str) -> None:
        """`url` answers GET with {"now": ISO 8601}. Raises ValueError unless it is http on the loopback."""
        parts = urlsplit(url)
        if parts.scheme != "http" or not is_loopback_url(url):
            raise ValueError("the sandbox's clock must be http on the loopback")
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._path = parts.path or "/"
        self._asking = threading.Lock()
        self._telling = threading.Lock()
        self._reading: _Reading | None = None
        self._tried = float("-inf")
        self._told = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """The desk's instant, aware, UTC. Raises ClockLost while the sandbox has never answered."""
        # The first reading must be waited for; a later one is fetched by one thread while the others go on.
        if self._asking.acquire(blocking=self._reading is None):
            try:
                self._refresh()
            finally:
                self._asking.release()
        if self._reading is None:
            raise ClockUnavailable("the sandbox's clock does not answer")
        with self._telling:
            self._told = max(self._told, self._reading.now())
            return self._told

    def _refresh(self) -> None:
        if self._reading is not None and time.monotonic() - self._tried < _FRESH_SECONDS:
            return
        try:
            self._reading = self._ask()
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
            pass  # gone or restarting: the last reading carries on, and `now` says so when there is none
        finally:
            # Counted from the attempt's end: a sandbox that hangs costs one time-out, not one a call.
            self._tried = time.monotonic()

    def _ask(self) -> _Reading:
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
