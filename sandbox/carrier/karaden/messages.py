"""The messages that Karaden accepted: their state at an instant, their JSON, and the store that finds them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from operator import attrgetter
from uuid import uuid4

from sandbox.carrier.carrier import KNOWN_AFTER, LEAVES_AFTER, Outcome, outcome_of
from sandbox.carrier.karaden.requests import JAPAN, Order, Query, length

FIRST_UNIT = 70
NEXT_UNIT = 66
BILLING_ADDRESS = 1
_CARRIERS = ("docomo", "softbank", "au", "rakuten")
_created_at = attrgetter("created_at")


@dataclass(frozen=True, slots=True)
class State:
    """The state fields of a message at one instant. Times are aware, UTC."""

    result: str
    status: str
    sent_result: str
    carrier: str
    charged: int
    changed_at: datetime
    sent_at: datetime | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """An accepted message. Its state is not stored: it follows from the time."""

    id: str
    service_id: int
    order: Order
    created_at: datetime
    cancelled_at: datetime | None = None

    def state(self, now: datetime) -> State:
        """Return the message's state at an instant."""
        starts = max(self.order.scheduled_at or self.created_at, self.created_at)
        if self.cancelled_at:
            return State("done", "canceled", "none", "unknown", 0, self.cancelled_at)
        if now < starts + LEAVES_AFTER:
            return State("processing", "waiting", "none", "checking", 0, self.created_at)
        sent, known = starts + LEAVES_AFTER, starts + KNOWN_AFTER
        outcome = outcome_of(self.order.to)
        if now < known or outcome is Outcome.NEVER_ANSWERED:
            return State("processing", "done", "none", "checking", 0, sent, sent)
        if outcome is Outcome.DELIVERED:
            units = units_of(self.order.body)
            return State("done", "done", "received", _carrier(self.order.to), units, known, sent, known)
        if outcome is Outcome.OUT_OF_AREA:
            return State("done", "done", "unconnected", _carrier(self.order.to), 0, known, sent)
        carrier = "unknown" if outcome is Outcome.INVALID_NUMBER else _carrier(self.order.to)
        return State("done", "done", "error", carrier, 0, known, sent)

    def json(self, now: datetime) -> dict[str, object]:
        """Return the message as the API shows it at an instant."""
        state, order = self.state(now), self.order
        times = {
            "scheduled_at": order.scheduled_at,
            "limited_at": order.limited_at,
            "sent_at": state.sent_at,
            "received_at": state.received_at,
            "charged_at": state.received_at,
            "created_at": self.created_at,
            "updated_at": state.changed_at,
        }
        return {
            "id": self.id,
            "object": "message",
            "service_id": self.service_id,
            "billing_address_id": BILLING_ADDRESS,
            "to": order.to,
            "body": order.body,
            "tags": order.tags,
            "is_shorten": order.is_shorten,
            "is_shorten_clicked": False,
            "result": state.result,
            "status": state.status,
            "sent_result": state.sent_result,
            "carrier": state.carrier,
            "charged_count_per_sent": state.charged,
            **{name: at.astimezone(JAPAN).isoformat(timespec="seconds") for name, at in times.items() if at},
        }

    def matches(self, query: Query, now: datetime) -> bool:
        """Tell whether a query of the list selects the message; its tag is not checked."""
        if query.service_id not in (None, self.service_id) or query.to not in (None, self.order.to):
            return False
        if query.start_at and self.created_at < query.start_at:
            return False
        if query.end_at and self.created_at > query.end_at:
            return False
        if not query.states:
            return True
        state = self.state(now)
        return all(getattr(state, name) == value for name, value in query.states.items())


class Messages:
    """One account's messages in order of acceptance, indexed by id, tag and time."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._indexes: dict[str, int] = {}
        self._tagged: dict[str, list[int]] = {}

    def add(self, order: Order, *, service_id: int, now: datetime) -> Message:
        """Add a new message; the same order twice makes two messages."""
        message = Message(str(uuid4()), service_id, order, now)
        index = len(self._messages)
        self._messages.append(message)
        self._indexes[message.id] = index
        for tag in dict.fromkeys(order.tags):
            self._tagged.setdefault(tag, []).append(index)
        return message

    def find(self, message_id: str) -> Message | None:
        """Return the message with this id."""
        index = self._indexes.get(message_id)
        return None if index is None else self._messages[index]

    def list_tagged(self, tag: str) -> Sequence[Message]:
        """Return the messages with this tag, oldest first."""
        return [self._messages[index] for index in self._tagged.get(tag, [])]

    def list_between(self, start: datetime | None, end: datetime | None) -> Sequence[Message]:
        """Return the messages accepted from `start` to `end`, both included, oldest first."""
        first = bisect_left(self._messages, start, key=_created_at) if start else 0
        last = bisect_right(self._messages, end, key=_created_at) if end else len(self._messages)
        return self._messages[first:last]

    def page(self, query: Query, now: datetime, youngest: datetime) -> tuple[list[Message], bool]:
        """Return one page of the list, newest first, and whether there are more.

        Messages accepted after `youngest` are not in the list yet.
        """
        among = self.list_tagged(query.tag) if query.tag else self.list_between(query.start_at, query.end_at)
        known = (message for message in reversed(among) if message.created_at <= youngest)
        matching = (message for message in known if message.matches(query, now))
        first = (query.page - 1) * query.per_page
        found = list(islice(matching, first, first + query.per_page + 1))
        return found[: query.per_page], len(found) > query.per_page

    def cancel(self, message: Message, now: datetime) -> Message:
        """Cancel a message and return its new value."""
        cancelled = replace(message, cancelled_at=now)
        self._messages[self._indexes[message.id]] = cancelled
        return cancelled


def units_of(body: str) -> int:
    """Return how many messages are charged for a text: 70 characters, then 66 a part."""
    characters = length(body)
    return 1 if characters <= FIRST_UNIT else -(-characters // NEXT_UNIT)


def _carrier(number: str) -> str:
    return _CARRIERS[int(number[:-2]) % len(_CARRIERS)]
