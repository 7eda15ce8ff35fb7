"""Messages in channels, including ephemeral ones."""

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
