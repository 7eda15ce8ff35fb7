"""A campaign: its purpose, its states, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Intent(StrEnum):
    """What a campaign asks for; each has its own text, and its own set of rules (rules/intents)."""

    CALL_BACK = "call_back"
    PROMISE_NEAR = "promise_near"
    LETTER_POSTED = "letter_posted"
    BEFORE_NOTICE = "before_notice"
    CORRECTION = "correction"


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands. None: that has not happened yet. Moments are aware, UTC."""

    id: int
    list_id: int
    list_name: str
    uploader: str | None
    decider: str | None
    """who decided on the list's shared numbers, and so on who is messaged"""
    intent: str
    body: str
    not_before: datetime | None
    state: CampaignState
    author: str
    created_at: datetime
    fingerprint: str | None
    recipients: int | None
    units: int | None
    yen: int | None
    left_out: Mapping[str, int]
    provider: str | None
    expires_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    starts_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person put together. An empty body stands for the intent's own text; None: send once approved."""

    list_id: int
    intent: Intent
    body: str
    not_before: datetime | None


class Move(StrEnum):
    """What can happen to a campaign."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    FINISH = "finish"
