"""How often each method of the Web API may be called: docs.slack.dev/apis/web-api/rate-limits. All times are real time.

Slack promises a number of calls a minute for each tier and tolerates bursts beyond it, whose size it does not document.
Here the promise is all: the call beyond it within any 60 seconds is refused. So a bot that is accepted here stays
within what Slack promises, and how fast a machine is decides nothing for a bot that keeps to it. `now` is in monotonic
seconds.
"""

import math
from collections import defaultdict, deque
from enum import IntEnum

MESSAGES_PER_SECOND = 1.0  # in one channel
MESSAGE_BURST = 5.0  # Slack allows "short bursts" of messages and does not say how long; this is a cautious guess


class Tier(IntEnum):
    """The number of calls a minute that Slack promises."""

    TWO = 20
    THREE = 50
    FOUR = 100
    MESSAGES = 200  # "several hundred" messages a minute in a workspace, besides one a second and channel
    HUNDREDS = 300  # "hundreds of requests per minute"


class CallLimit:
    """The calls of each method by each caller in the last minute."""

    def __init__(self) -> None:
        self._calls: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def take(self, caller: str, method: str, tier: Tier, now: float) -> int:
        """Count a call and return 0; return in how many whole seconds the next is accepted if there were too many."""
        calls = self._calls[caller, method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= tier:
            return max(1, math.ceil(calls[0] + 60 - now))
        calls.append(now)
        return 0


class MessageLimit:
    """A token bucket per channel: each message takes a token, and tokens come back in real time."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, channel: str, now: float) -> int:
        """Take a token and return 0, or return in how many whole seconds there will be one."""
        tokens, since = self._buckets.get(channel, (MESSAGE_BURST, now))
        tokens = min(MESSAGE_BURST, tokens + (now - since) * MESSAGES_PER_SECOND)
        if tokens < 1:
            self._buckets[channel] = (tokens, now)
            return max(1, math.ceil((1 - tokens) / MESSAGES_PER_SECOND))
        self._buckets[channel] = (tokens - 1, now)
        return 0
