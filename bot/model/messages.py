"""The states of a message."""

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


class DoubtAnswer(StrEnum):
    """What the provider answered when it was asked about an uncertain message."""

    ABSENT = "absent"
    """its list does not have the message, which proves nothing where the list may be late"""
    CONTRADICTORY = "contradictory"
    """what it has does not fit to what was sent"""
    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"
    CANNOT_ASK = "cannot_ask"
    """it has no look-up, or the message belongs to another account"""


class DoubtDecision(StrEnum):
    """What a supervisor decides about uncertain messages."""

    SENT = "sent"
    """treat them as sent: accepted, without receipts"""
    AGAIN = "again"
    """send them again"""


class DoubtReason(StrEnum):
    """Why a supervisor decides so."""

    PROVIDER = "provider"
    CONSOLE = "console"
    RECIPIENTS = "recipients"
    NOT_TWICE = "not_twice"
    OTHER = "other"


DOUBT_REASONS = {
    DoubtDecision.SENT: tuple(DoubtReason),
    DoubtDecision.AGAIN: (DoubtReason.PROVIDER, DoubtReason.CONSOLE, DoubtReason.OTHER),
}
"""The reasons that fit to each decision."""


@dataclass(frozen=True, slots=True)
class DoubtCount:
    """Uncertain messages about which the provider answered alike; `asked_at`: last, None if it was not asked."""

    answer: DoubtAnswer
    number: int
    asked_at: datetime | None


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
