"""What became of messages (交渉経過), for the city's own system."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.followups import PeopleFile


class RecordedEvent(StrEnum):
    """What happened to a message, as the city's system is told it."""

    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    HELD = "held"
    TAKEN_BACK = "taken_back"
    """the provider has cancelled it after a stop"""


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """One event. `key`: the same event always has this key, and no other one; `reason`: of an undelivered or held one.

    `taxpayer`: the encrypted 宛名番号 with its context; None: deleted.
    """

    key: str
    event: RecordedEvent
    reason: str | None
    at: datetime
    ref: str
    campaign_id: int
    intent: str
    taxpayer: tuple[bytes, bytes] | None


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """What was written of a day; no file where nothing happened."""

    day: date
    rows: int
    files: tuple[PeopleFile, ...]
