"""What became of messages, and what callers said (交渉経過), for the city's own system."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.followups import PeopleFile


class RecordedEvent(StrEnum):
    """What happened to a message, or after it, as it is reported to the city's system."""

    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    HELD = "held"
    TAKEN_BACK = "taken_back"
    """the provider has cancelled it after a stop"""
    CALL_BACK = "call_back"
    """somebody called about it"""
    CORRECTION = "correction"
    """a record of such a call was made in error"""


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """One event. `key`: the same event always has this key, and no other one.

    `reason`: why a message was undelivered or held, what the caller said, with `detail`, or why a record is taken back,
    whose key is `corrects`. Of a call, also the day
    that was promised, and whether the operator had confirmed that the caller is the person. `taxpayer`: the encrypted
    宛名番号 with its context; None: deleted.
    """

    key: str
    event: RecordedEvent
    reason: str | None
    at: datetime
    ref: str
    campaign_id: int
    intent: str
    taxpayer: tuple[bytes, bytes] | None
    detail: str = ""
    is_verified: bool | None = None
    promised_on: date | None = None
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """What was written of a day; no file where nothing happened."""

    day: date
    rows: int
    files: tuple[PeopleFile, ...]
