"""The messages taken so far, found by id, tag and time without looking at the others."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from uuid import uuid4

from sandbox.carrier.karaden.form import Order
from sandbox.carrier.karaden.message import Message

_created = attrgetter("created_at")


class Box:
    """One account's messages, in the order in which they came; the desk's clock never steps backwards."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._places: dict[str, int] = {}
        self._tagged: dict[str, list[int]] = {}

    def take(self, order: Order, *, service_id: int, now: datetime) -> Message:
        """Keep a new message; the same order twice is two messages."""
        message = Message(str(uuid4()), service_id, order, now)
        place = len(self._messages)
        self._messages.append(message)
        self._places[message.id] = place
        for tag in dict.fromkeys(order.tags):
            self._tagged.setdefault(tag, []).append(place)
        return message

    def find(self, message_id: str) -> Message | None:
        """Return the message of this id."""
        place = self._places.get(message_id)
        return None if place is None else self._messages[place]

    def tagged(self, tag: str) -> Sequence[Message]:
        """Return the messages with this tag, oldest first."""
        return [self._messages[place] for place in self._tagged.get(tag, [])]

    def between(self, start: datetime | None, end: datetime | None) -> Sequence[Message]:
        """Return the messages taken from `start` to `end`, both included, oldest first."""
        first = bisect_left(self._messages, start, key=_created) if start else 0
        last = bisect_right(self._messages, end, key=_created) if end else len(self._messages)
        return self._messages[first:last]

    def cancel(self, message: Message, now: datetime) -> Message:
        """Cancel a message and return it as it is now."""
        cancelled = replace(message, cancelled_at=now)
        self._messages[self._places[message.id]] = cancelled
        return cancelled
