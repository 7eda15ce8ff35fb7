"""The states of a message, and counts of messages."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageState(StrEnum):
    """The state of a message. `uncertain`: the request was sent, but its outcome is unknown."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    UNCERTAIN = "uncertain"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """The messages of a campaign that go first, by what is known of them.

    `to_send`: they have not left; `open`: they have, and nothing says yet whether they arrived; `failed`: they did not,
    or nobody will ever know. `last_left`: when the last one left; None: none has.
    """

    to_send: int = 0
    open: int = 0
    arrived: int = 0
    failed: int = 0
    last_left: datetime | None = None

    @property
    def left(self) -> int:
        """How many have left, whatever became of them."""
        return self.open + self.arrived + self.failed


@dataclass(frozen=True, slots=True)
class ReceiptFault:
    """Receipts of a provider could not be collected completely: the code of the last failure, and since when."""

    code: str
    since: datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the provider has taken of a campaign: messages and units, and when the first and the last request left."""

    number: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    units: int = 0
