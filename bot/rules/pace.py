"""The pace of sending: when the next request may be sent, and how long to pause after failures.

Times are monotonic seconds, so that a change of the system clock does not exceed the rate.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.model.providers import Terms

CATCH_UP = 0.016
"""Seconds of delay that later requests may catch up. Sleeping always takes slightly too long; this makes 0.984 of the
contracted rate reachable. Every interval is longer by the same amount, so no second has more requests than the rate."""

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
"""Seconds: the shortest and the longest pause, even if the provider asks for another."""


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `per_second` requests are sent in any second; the next one at `next_at` or later."""

    per_second: int
    next_at: float = 0.0

    def seconds_to_wait(self, now: float) -> float:
        """Seconds until the next request may be sent; 0.0: now."""
        return max(0.0, self.next_at - CATCH_UP - now)

    def after_request(self, now: float) -> "Pace":
        """The pace after a request at `now`, when `seconds_to_wait` was 0.0."""
        return replace(self, next_at=max(self.next_at, now) + (1.0 + CATCH_UP) / self.per_second)

    def after_pause(self, now: float, seconds: float) -> "Pace":
        """The pace with a pause of so many seconds from `now`; a longer pause is kept."""
        return replace(self, next_at=max(self.next_at, now + seconds + CATCH_UP))


def limit_rate(rate: int, terms: Terms) -> int:
    """The messages a second that may be sent: those of the settings, but no more than the provider allows."""
    return rate if terms.max_rate is None else min(rate, terms.max_rate)


def find_duration(rate: int, requests: int) -> timedelta:
    """How long so many requests take."""
    return timedelta(seconds=requests * (1.0 + CATCH_UP) / rate)


def provider_pause(failures: int, requested: float | None = None) -> float:
    """Seconds to pause after that many consecutive failures (one or more).

    `requested`: the seconds that the provider asked for; without it the pause starts at one second and doubles.
    """
    if requested is None:
        requested = FIRST_PAUSE * 2 ** min(failures - 1, 16)
    return min(LONGEST_PAUSE, max(FIRST_PAUSE, requested))


_LONGEST_POST_PAUSE = 60.0


def post_retry_pause(tries: int, requested: float | None) -> float:
    """Seconds until a failed post is tried again; `requested`: the seconds that Slack asked for."""
    return requested if requested is not None else min(_LONGEST_POST_PAUSE, 2.0**tries)
