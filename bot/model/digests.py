"""Digests: how often, for which days, and the figures in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.model.slack_files import SlackFile

PAID_WITHIN_DAYS = (7, 14, 30)
"""Days within which a payment after a message is counted; the city learns of one 4 to 14 days late."""


class DigestKind(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DigestFigures:
    """The figures of a digest. Counts are messages, people where it says so; money in yen."""

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
    """people who paid something within so many days of a message that reached them"""
    promises_made: int
    promises_kept: int
    promises_broken: int
    units_estimated: int
    units_billed: int
    yen: int
    lying: Sequence[SlackFile] = ()
    """files that nofu read and that lie in Slack now, whatever the period"""

    @property
    def messages(self) -> Mapping[str, int]:
        """The counts of messages by name, in the order in which they are read."""
        return {
            "sent": self.sent,
            "delivered": self.delivered,
            "undelivered": sum(self.undelivered.values()),
            "pending": self.pending,
            "unknown": self.unknown,
            "uncertain": self.uncertain,
            "held": sum(self.held.values()),
        }
