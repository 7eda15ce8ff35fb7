"""An incident (誤送信): messages went out that should not have, what nofu keeps of it, and its card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.campaigns import Campaign
from bot.model.messages import MessageState
from bot.model.posts import NOBODY, Mentioned


class IncidentKind(StrEnum):
    """What went wrong, as the person who reports it sees it."""

    WRONG_PERSON = "wrong_person"
    WRONG_TEXT = "wrong_text"
    PAID_OR_PROMISED = "paid_or_promised"
    UNAPPROVED_OR_TWICE = "unapproved_or_twice"
    OTHER = "other"


class CloseReason(StrEnum):
    """Why a supervisor closes an incident."""

    REPORTED = "reported"
    """reported to the Personal Information Protection Commission, and the persons were informed"""
    NO_REPORT_NEEDED = "no_report_needed"
    """the city has decided that it need not be reported"""
    NO_INCIDENT = "no_incident"
    """nothing wrong was sent"""


class Deadline(StrEnum):
    """The two reports to the commission: the prompt one (速報) and the final one (確報)."""

    PROMPT = "prompt"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The days of the law's reporting clock: the prompt report within three to five days, and the final one."""

    prompt_from: date
    prompt_by: date
    final_by: date


@dataclass(frozen=True, slots=True)
class Report:
    """What a person enters about an incident. `is_wrongful`: a wrongful purpose is suspected."""

    campaign_id: int
    kind: IncidentKind
    noticed_on: date
    is_wrongful: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was recorded at the moment of the report, so that nobody can change it unseen.

    `states` counts the messages by state; `event_id` is the newest step of a message. The head of the audit's chain
    and the count of its entries are those before the report.
    """

    fingerprint: str | None
    states: Mapping[str, int]
    event_id: int
    audit_head: str
    audit_count: int
    paused: tuple[int, ...]
    """the other campaigns that were sending"""
    was_running: bool


@dataclass(frozen=True, slots=True)
class AffectedFiles:
    """The files about an incident in NOFU_EXPORTS: their names, the rows of the list, and the SHA-256 of each."""

    names: tuple[str, ...]
    rows: int
    hashes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as stored. `closed_at` is None while it is open; `files` while none was written."""

    id: int
    report: Report
    reported_at: datetime
    reported_by: str
    evidence: Evidence
    files: AffectedFiles | None
    reminded: Deadline | None
    """the last report of which people were reminded"""
    closed_at: datetime | None
    closed_by: str | None
    close_reason: CloseReason | None


@dataclass(frozen=True, slots=True)
class AffectedCounts:
    """How many messages of a campaign have left, may have left, or did not arrive."""

    handed_over: int
    delivered: int
    uncertain: int
    undelivered: int
    not_sent: int


AFFECTED_STATES = (
    MessageState.CLAIMED,
    MessageState.ACCEPTED,
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.UNKNOWN,
    MessageState.UNCERTAIN,
)
"""The states of messages that have left, or may have."""
CORRECTED_STATES = (MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.UNKNOWN)
"""The states of messages to whose recipients a correction goes. An uncertain message must be settled first; one that
did not arrive has told nobody anything wrong."""


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """View of an incident for its card, a reminder and Home. `is_open`: it still waits for somebody."""

    incident: Incident
    campaign: Campaign
    deadlines: Deadlines
    counts: AffectedCounts
    seen_at: datetime
    correction: int | None = None
    """the newest correction campaign"""
    due: Deadline | None = None
    """the report of which a reminder reminds"""
    is_open: bool = True
    mentioned: Mentioned = NOBODY
    link: str | None = None
