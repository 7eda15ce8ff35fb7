"""The desk's clock: it runs at real speed from a fixed start and can be moved forward.

It decides what is due at the desk. Slack's three seconds and every time-out stay real time.
"""

import time
from datetime import UTC, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
START = datetime(2026, 7, 7, 9, 0, tzinfo=JST)


class ClockRunsForward(ValueError):
    """The clock cannot be set to a time before its present one."""


class Clock:
    """A clock that starts at `start` and never steps backwards."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start.astimezone(UTC)
        self._started = time.monotonic()
        self.moves = 0

    def now(self) -> datetime:
        """Return the desk's time, aware, in UTC."""
        return self._start + timedelta(seconds=time.monotonic() - self._started)

    def set(self, to: datetime) -> None:
        """Move the clock to `to` (aware). Raises ClockRunsForward if that is before its present time."""
        now = self.now()
        if to < now:
            raise ClockRunsForward(f"{to.isoformat()} is before {now.astimezone(JST).isoformat()}")
        self._start = to.astimezone(UTC)
        self._started = time.monotonic()
        self.moves += 1

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`. Raises ClockRunsForward if they are negative."""
        self.set(self.now() + timedelta(seconds=seconds))
