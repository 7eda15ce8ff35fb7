"""The pace of sending: when the next request may leave, and how long to leave a provider alone.

Times are monotonic seconds: a clock that is set must not open the gate.
"""

from dataclasses import dataclass, replace

CATCH_UP = 0.015
"""Seconds by which a request that left late may be made up for. A little makes the contracted rate reachable
(0.985 of it) although every sleep is a little long; every gap is longer by the same share, so that no half-open
second ever holds more than the rate."""

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
"""Seconds: the shortest and the longest time that a provider is left alone, whatever it asks for."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_second` requests at the most leave in any half-open second; the next is due at `due`."""

    per_second: int
    due: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next request may leave; 0.0 is at once."""
        return max(0.0, self.due - CATCH_UP - now)

    def took(self, now: float) -> "Pace":
        """One request leaves now; only to be asked for when `wait` is 0.0."""
        return replace(self, due=max(self.due, now) + (1.0 + CATCH_UP) / self.per_second)

    def held(self, now: float, seconds: float) -> "Pace":
        """Nothing leaves for so many seconds; a pause that is already longer stays."""
        return replace(self, due=max(self.due, now + seconds + CATCH_UP))


def provider_pause(failures: int, asked: float | None = None) -> float:
    """Seconds to leave a provider alone after so many failures in a row (one or more).

    `asked` is what the provider named itself, where it did; without it the pause doubles from a second upwards.
    """
    if asked is None:
        asked = FIRST_PAUSE * 2 ** min(failures - 1, 16)
    return min(LONGEST_PAUSE, max(FIRST_PAUSE, asked))


_LONGEST_POST_PAUSE = 60.0


def post_retry_pause(tries: int, asked: float | None) -> float:
    """Seconds until a post is tried again after so many failures; `asked` is what Slack named itself."""
    return asked if asked is not None else min(_LONGEST_POST_PAUSE, 2.0**tries)
