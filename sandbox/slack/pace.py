"""How fast the bot may post: about one message a second and channel, with a short burst, in real time.

Source: docs.slack.dev/apis/web-api/rate-limits. The size of the burst is not documented; 5 is a cautious guess.
"""

import math
import time

DROPS_A_SECOND = 1.0
BURST = 5.0


class Pace:
    """A bucket a channel; each message takes one of its drops, one drop a second comes back."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, channel: str) -> int:
        """Take a drop and return 0, or take none and return after how many whole seconds one is there."""
        now = time.monotonic()
        drops, since = self._buckets.get(channel, (BURST, now))
        drops = min(BURST, drops + (now - since) * DROPS_A_SECOND)
        if drops < 1:
            self._buckets[channel] = (drops, now)
            return max(1, math.ceil((1 - drops) / DROPS_A_SECOND))
        self._buckets[channel] = (drops - 1, now)
        return 0
