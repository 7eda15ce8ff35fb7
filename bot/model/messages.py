"""The states of a message."""

from enum import StrEnum


class MessageState(StrEnum):
    """Where one message stands. `uncertain`: a request left and nobody knows whether it was taken."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    UNCERTAIN = "uncertain"
    HELD = "held"
    CANCELLED = "cancelled"
