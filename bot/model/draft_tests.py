"""Test messages of a draft to phones of staff, and what a person says in place of their receipts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DraftTestState(StrEnum):
    """What became of a test message. It is sent at most once: nothing leads back to `waiting`."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    UNCERTAIN = "uncertain"
    """its request may have left, and its outcome is unknown"""
    NOT_SENT = "not_sent"
    """it certainly did not leave"""


class WaiverReason(StrEnum):
    """Why a supervisor lets a draft be submitted without test messages that arrived."""

    PHONES = "phones"
    RECEIPTS = "receipts"
    SEEN = "seen"
    URGENT = "urgent"
    OTHER = "other"


class StatementKind(StrEnum):
    """What a person said: that no test is needed, or that they saw the message on every phone."""

    WAIVED = "waived"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class DraftTest:
    """A test message.

    `position`: of its phone in TEST_PHONES, from 1. `reason`: a code; of `undelivered` that of a NotDelivered.
    """

    id: int
    campaign_id: int
    run: int
    position: int
    phone_key: bytes
    text_hash: str
    reference: str
    provider: str
    units: int
    state: DraftTestState
    reason: str | None
    requested_at: datetime
    provider_id: str | None


@dataclass(frozen=True, slots=True)
class DraftTestStatement:
    """What a person said of the tests of a draft's text."""

    kind: StatementKind
    by: str
    at: datetime
    reason: WaiverReason | None
    note: str


@dataclass(frozen=True, slots=True)
class DraftTests:
    """The test messages of a campaign. Only those with its present text, from the present account, count.

    `messages`: the newest one to each phone, by position. `text`: the hash of the present text. `run`: how often the
    button was pressed. `phones`: how many the settings have; `arrived`: to how many of them the text has arrived, or,
    where the provider reports no receipts, was handed over. `total`: messages that were, or may have been, handed over
    for this campaign, whatever their text; `yen`: what they cost.
    """

    text: str
    run: int
    phones: int
    arrived: int
    messages: tuple[DraftTest, ...]
    is_under_way: bool
    is_required: bool
    reports_receipts: bool
    is_dry_run: bool
    has_earlier_text: bool
    statement: DraftTestStatement | None
    total: int = 0
    units: int = 0
    yen: int = 0

    @property
    def is_at_all_phones(self) -> bool:
        """Whether every phone of the settings has the text."""
        return 0 < self.phones == self.arrived

    @property
    def needs_look(self) -> bool:
        """Whether a person must say that the messages arrived, because the provider does not."""
        return self.is_at_all_phones and not self.reports_receipts and not self.is_dry_run and self.statement is None

    @property
    def is_settled(self) -> bool:
        """Whether the draft may be submitted, as far as its tests are concerned."""
        return self.statement is not None or (self.is_at_all_phones and not self.needs_look)

    @property
    def may_send(self) -> bool:
        """Whether the button sends anything."""
        return self.phones > self.arrived and not self.is_under_way
