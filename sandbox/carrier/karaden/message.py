"""A message that Karaden took: its state at an instant, and its JSON."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.carrier.karaden.fields import JAPAN
from sandbox.carrier.karaden.form import Order, length
from sandbox.carrier.outcome import KNOWN_AFTER, LEAVES_AFTER, Outcome, outcome_of

FIRST_UNIT = 70
NEXT_UNIT = 66
BILLING_ADDRESS = 1
_CARRIERS = ("docomo", "softbank", "au", "rakuten")


@dataclass(frozen=True, slots=True)
class State:
    """What Karaden's fields say at one instant. Times are aware, UTC."""

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
    """A message as it was taken. Nothing of it is stored as it changes: its state follows from the time."""

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
            **{
                name: moment.astimezone(JAPAN).isoformat(timespec="seconds") for name, moment in times.items() if moment
            },
        }


def units_of(body: str) -> int:
    """Return how many messages are charged for a text: 70 characters, then 66 a part."""
    characters = length(body)
    return 1 if characters <= FIRST_UNIT else -(-characters // NEXT_UNIT)


def _carrier(number: str) -> str:
    return _CARRIERS[int(number[:-2]) % len(_CARRIERS)]
