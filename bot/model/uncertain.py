"""Uncertain messages: what the provider answered about them, and what a supervisor may decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.errors import Refusal


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
class DoubtView:
    """The uncertain messages of a campaign, by what the provider answered about them."""

    counts: Sequence[DoubtCount]
    decidable: int
    """so many were asked about, or cannot be: a supervisor may decide on them"""
    token: str
    """of the decidable messages and the answers, so that a decision is about what was shown"""
    obstacle: Refusal | None
    """why they cannot be sent again; None: they can"""
    is_asking: bool
    """whether the provider will be asked again"""
    resend_requested: int = 0
    """so many more are sent again if the provider, asked once more, still does not have them"""
