"""The pace that all workers of the sender share, and the moment at which each message leaves."""

import logging
import threading
import time
from bisect import bisect_left
from collections.abc import Callable
from datetime import datetime

from bot.model.providers import KEPT_BACK, NotSent, SendResult
from bot.rules.breaker import Breaker
from bot.rules.pace import Pace, provider_pause

_LONGEST_WAIT = 1.0
_SECOND = 1.016
"""Seconds in which at most `rate` requests leave; longer than one, because the network delays them unequally."""
_SOON = 1.0
"""Seconds after its claim within which a message leaves without being checked again."""
_SAME = 0.001
"""Seconds between the two questions of one departure, if its connection was open."""
_AWAKE = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""A clock that runs on while the machine sleeps, where there is one (Linux)."""

_log = logging.getLogger(__name__)


class Pacer:
    """The pace of all workers. `rate` is messages a second."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._pace = Pace(rate)
        self._left: list[float] = []
        """When requests left in the last second, in order."""
        self._not_sent = 0
        self._breaker = Breaker()
        self._lock = threading.Lock()

    def wait_for_turn(self, stop: threading.Event) -> bool:
        """Wait until the next message may be claimed; returns False when the sender stops."""
        while not stop.is_set():
            wait = self._take_turn()
            if wait == 0.0:
                return True
            stop.wait(min(wait, _LONGEST_WAIT))
        return False

    def has_turn(self, stop: threading.Event) -> bool:
        """Whether the next message may be claimed at once; then it is the caller's turn."""
        return not stop.is_set() and self._take_turn() == 0.0

    def _take_turn(self) -> float:
        """Take the next turn if it has come, and return 0.0; otherwise the seconds until it comes."""
        with self._lock:
            now = time.monotonic()
            wait = self._pace.seconds_to_wait(now)
            if wait == 0.0:
                self._pace = self._pace.after_request(now)
            return wait

    def leave(self, earlier: float | None) -> float:
        """Wait until fewer than `rate` requests left in the last second, since claims take unequally long.

        Returns when this one leaves. `earlier`: when it was to leave first, if its connection had to be opened then.
        """
        while True:
            with self._lock:
                now = time.monotonic()
                if earlier is not None and now - earlier <= _SAME:
                    return earlier
                del self._left[: bisect_left(self._left, now - _SECOND)]
                self._forget(earlier)
                wait = self._left[-self._rate] + _SECOND - now if len(self._left) >= self._rate else 0.0
                if wait <= 0.0:
                    self._left.append(now)
                    return now
            time.sleep(wait)

    def has_left(self, at: float) -> None:
        """Note that a request left later than it was to: a busy machine may delay it, and not the next ones."""
        with self._lock:
            now = time.monotonic()
            if now - at > _SAME:
                self._forget(at)
                self._left.append(now)

    def _forget(self, at: float | None) -> None:
        if at is not None and (index := bisect_left(self._left, at)) < len(self._left) and self._left[index] == at:
            del self._left[index]

    def adapt_to(self, result: SendResult) -> float:
        """Pause all workers after a failure of the provider or of the connection to it; return for how many seconds."""
        with self._lock:
            if isinstance(result, NotSent) and result.reason == KEPT_BACK:
                return 0.0
            if not isinstance(result, NotSent):
                self._not_sent = 0
                return 0.0
            self._not_sent += 1
            pause = provider_pause(self._not_sent, result.retry_after)
            self._pace = self._pace.after_pause(time.monotonic(), pause)
            return pause

    def judge(self, result: SendResult) -> str | None:
        """Return why campaigns must pause with this result, if the breaker says so."""
        with self._lock:
            self._breaker, pause = self._breaker.after(result)
            return pause


class Stopwatch:
    """How much time has passed by any clock, also while the process was frozen or the machine slept."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._wall = now()
        self._awake = time.clock_gettime(_AWAKE)

    def seconds(self) -> float:
        """The seconds since it was started, by the clock that has moved most."""
        return max(time.clock_gettime(_AWAKE) - self._awake, abs((self._now() - self._wall).total_seconds()))


class MessageDeparture:
    """The departure of one message: paced, and checked again where it was claimed a while ago."""

    def __init__(self, pacer: Pacer, since_claim: Stopwatch, check: Callable[[], bool]) -> None:
        self._pacer = pacer
        self._since_claim = since_claim
        self._check = check
        self._at: float | None = None
        self.is_kept_back = False

    def may_leave(self) -> bool:
        """Wait for the pace; then check whether the message may still leave, if its claim is not recent."""
        self._at = self._pacer.leave(self._at)
        self.is_kept_back = self._since_claim.seconds() > _SOON and not self._is_confirmed()
        return not self.is_kept_back

    def has_left(self) -> None:
        """Note when the message has left."""
        if self._at is not None:
            self._pacer.has_left(self._at)

    def _is_confirmed(self) -> bool:
        try:
            return self._check()
        except Exception:  # noqa: BLE001 - such as a disk that cannot be read
            _log.exception("check_failed")
            return False
