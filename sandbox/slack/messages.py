"""Messages in channels, ephemeral ones among them, in the order of their Slack timestamps."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

from sandbox.slack.errors import Json, Refused


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
    """All messages by channel and ts; `clock` gives the desk's time, from which the timestamps come."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = 0
        self._by_place: dict[tuple[str, str], Message] = {}
        self._changed: dict[tuple[str, str], int] = {}  # the newest change last
        self.number = 0  # of the last change

    def next_ts(self) -> str:
        """Return a timestamp as Slack writes it (`seconds.micros`), later than every one before."""
        micros = int(self._clock().timestamp() * 1_000_000)
        self._last = max(micros, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def post(self, message: Message) -> Message:
        """Put a message where its channel and ts say."""
        self._by_place[message.channel, message.ts] = message
        self._mark(message)
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message in that place."""
        return self._by_place.get((channel, ts))

    def own(self, channel: str, ts: str, user: str, *, otherwise: str) -> Message:
        """Return a lasting message of `user`. Raises Refused: `message_not_found`, or `otherwise` for another's."""
        message = self.find(channel, ts)
        if message is None or message.ephemeral_to is not None:
            raise Refused("message_not_found")
        if message.user != user:
            raise Refused(otherwise)
        return message

    def edit(self, message: Message, *, text: str, blocks: list[Json]) -> Message:
        """Replace what a message says."""
        return self.post(replace(message, text=text, blocks=blocks, edited_ts=self.next_ts()))

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self._by_place.pop((message.channel, message.ts), None)
        self._mark(message)

    def touch(self, places: set[tuple[str, str]]) -> None:
        """Note that messages look different, although they say the same: a file in them is gone."""
        for channel, ts in places:
            message = self.find(channel, ts)
            if message is not None:
                self._mark(message)

    def all(self) -> list[Message]:
        """Return every message, oldest first."""
        return sorted(self._by_place.values(), key=lambda message: message.ts)

    def places_after(self, number: int) -> list[tuple[str, str]]:
        """Return channel and ts of what changed after the change of that number, messages taken away among them."""
        return list(takewhile(lambda place: self._changed[place] > number, reversed(self._changed)))

    def _mark(self, message: Message) -> None:
        self.number += 1
        self._changed.pop((message.channel, message.ts), None)
        self._changed[message.channel, message.ts] = self.number
