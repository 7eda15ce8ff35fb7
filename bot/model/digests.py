"""Digests: their kinds, the days that one covers, the key of its post, its figures and its view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.model.policy import Policy
from bot.model.slack_files import SlackFile

PAID_WITHIN_DAYS = (7, 14, 30)
"""Payments are counted that were made within so many days of a message; the city learns of them 4 to 14 days later."""


class DigestKind(StrEnum):
    """How often a digest is due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days; its first and last day are included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class DigestKey:
    """The key of a digest's post: the days that it covers, and whether it is posted late."""

    period: Period
    is_late: bool

    def __str__(self) -> str:
        return f"{self.period}/late" if self.is_late else str(self.period)

    @classmethod
    def decode(cls, text: str) -> "DigestKey":
        """Read a key from its text. Raises ValueError."""
        first, last, *late = text.split("/")
        return cls(Period(date.fromisoformat(first), date.fromisoformat(last)), late == ["late"])


@dataclass(frozen=True, slots=True)
class DigestFigures:
    """The figures of a digest. Counts are of messages unless a comment says people; money is in yen."""

    kind: DigestKind
    period: Period
    as_of: date | None
    as_of_by_channel: Mapping[str, date]
    sent: int
    delivered: int
    undelivered: Mapping[str, int]
    pending: int
    unknown: int
    uncertain: int
    held: Mapping[str, int]
    payments_count: int
    payments_yen: int
    paid_within: Mapping[int, int]
    """people who paid something within so many days of a delivered message"""
    promises_made: int
    promises_kept: int
    promises_broken: int
    units_estimated: int
    units_billed: int
    yen: int
    remaining_files: Sequence[SlackFile] = ()
    """files that nofu read and that are still in Slack now, for every period"""
    late_unknown: int = 0
    """messages of earlier periods that became unknown in this one"""

    @property
    def messages(self) -> Mapping[str, int]:
        """The counts of messages by name, in the order of the digest."""
        return {
            "sent": self.sent,
            "delivered": self.delivered,
            "undelivered": sum(self.undelivered.values()),
            "pending": self.pending,
            "unknown": self.unknown,
            "uncertain": self.uncertain,
            "held": sum(self.held.values()),
        }


@dataclass(frozen=True, slots=True)
class DigestView:
    """View of a digest. `audit_head` is posted so that Slack keeps a copy of the audit's latest hash."""

    figures: DigestFigures
    late: bool
    audit_head: str
    policy: Policy = field(default_factory=Policy)
    """the settings by which people are judged, for the numbers in the reasons"""
