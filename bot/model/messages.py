"""The states of a message."""

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
