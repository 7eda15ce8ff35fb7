"""Messages in channels, including ephemeral ones, and how fast the bot may post them."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

from sandbox.slack.errors import Json, Refused

# About one message per second and channel, docs.slack.dev/apis/web-api/rate-limits.
TOKENS_PER_SECOND = 1.0
BURST = 5.0  # Slack does not document the size of the burst; this is a cautious guess


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is now. `ephemeral_to` is the one person who sees it; `files` are file ids."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    files: tuple[str, ...] = ()
    ephemeral_to: str | None = None
    thread_ts: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None


class Messages:
    """All messages by channel and ts; `clock` gives the sandbox's time, from which the timestamps come."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = 0
        self._by_key: dict[tuple[str, str], Message] = {}
        self._changed: dict[tuple[str, str], int] = {}  # the newest change last
        self.revision = 0  # the number of the last change

    def create_ts(self) -> str:
        """Return a timestamp as Slack writes it (`seconds.micros`), later than every earlier one."""
        micros = int(self._clock().timestamp() * 1_000_000)
        self._last = max(micros, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def post(self, message: Message) -> Message:
        """Store a message under its channel and ts."""
        key = (message.channel, message.ts)
        self._by_key[key] = message
        self.mark_changed({key})
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message with that channel and ts."""
        return self._by_key.get((channel, ts))

    def get_own(self, channel: str, ts: str, user: str, *, otherwise: str) -> Message:
        """Return a message of `user`. Raises Refused: `message_not_found`, `otherwise` if it is somebody else's."""
        message = self.find(channel, ts)
        if message is None or message.ephemeral_to is not None:
            raise Refused("message_not_found")
        if message.user != user:
            raise Refused(otherwise)
        return message

    def edit(self, message: Message, *, text: str, blocks: list[Json]) -> Message:
        """Replace a message's text and blocks."""
        return self.post(replace(message, text=text, blocks=blocks, edited_ts=self.create_ts()))

    def delete(self, message: Message) -> None:
        """Delete a message."""
        key = (message.channel, message.ts)
        self.mark_changed({key})
        self._by_key.pop(key, None)

    def mark_changed(self, keys: set[tuple[str, str]]) -> None:
        """Give messages a new revision, also where only a file of theirs was deleted."""
        for key in keys:
            if key in self._by_key:
                self.revision += 1
                self._changed.pop(key, None)
                self._changed[key] = self.revision

    def list_all(self) -> list[Message]:
        """Return every message, oldest first."""
        return sorted(self._by_key.values(), key=lambda message: message.ts)

    def list_changed(self, revision: int) -> list[tuple[str, str]]:
        """Return channel and ts of the messages that changed or were deleted after a revision."""
        return list(takewhile(lambda key: self._changed[key] > revision, reversed(self._changed)))


class TierLimit:
    """The calls of each method in the last minute of real time."""

    def __init__(self) -> None:
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def take(self, method: str, per_minute: int) -> int:
        """Count a call and return 0; return in how many whole seconds the next is accepted if there were too many."""
        now, calls = time.monotonic(), self._calls[method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= per_minute:
            return max(1, math.ceil(calls[0] + 60 - now))
        calls.append(now)
        return 0


class RateLimit:
    """A token bucket per channel: each message takes a token, and tokens come back in real time."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, channel: str) -> int:
        """Take a token and return 0, or return in how many whole seconds there will be one."""
        now = time.monotonic()
        tokens, since = self._buckets.get(channel, (BURST, now))
        tokens = min(BURST, tokens + (now - since) * TOKENS_PER_SECOND)
        if tokens < 1:
            self._buckets[channel] = (tokens, now)
            return max(1, math.ceil((1 - tokens) / TOKENS_PER_SECOND))
        self._buckets[channel] = (tokens - 1, now)
        return 0
