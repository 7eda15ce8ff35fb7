"""A campaign: its intent, its states and its moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Intent(StrEnum):
    """What a campaign asks for. Each intent has its own text and its own set of rules (rules/intents)."""

    CALL_BACK = "call_back"
    PROMISE_NEAR = "promise_near"
    LETTER_POSTED = "letter_posted"
    BEFORE_NOTICE = "before_notice"
    CORRECTION = "correction"


class CampaignState(StrEnum):
    """The state of a campaign."""

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


class PauseReason(StrEnum):
    """Why nofu or a person paused a campaign. Any other reason is an answer of the provider."""

    BY_HAND = "by_hand"
    ALL_PAUSED = "all_paused"
    """somebody paused all sending from Slack"""
    DATA_STALE = "data_stale"
    """the imported data became too old"""
    TEXT_CHANGED = "text_changed"
    """a changed setting would change the approved text"""
    NOT_APPROVED = "not_approved"
    """the approvals that are stored are not enough for what would be sent"""
    SAME_ID = "same_id"
    """the provider gave a message the id of another one; also the reason of the message"""
    OTHER_MESSAGE = "other_message"
    """the provider answered with somebody else's id, number or reference; also the reason of the message"""
    SEVERAL = "several"
    """the provider has several messages under one reference of ours"""
    PROVIDER_UNREACHABLE = "provider_unreachable"
    """several requests in a row got no answer (rules/breaker)"""
    PROVIDER_FAILING = "provider_failing"
    """several requests in a row got an answer that does not say what became of the message"""
    PROVIDER_BUSY = "provider_busy"
    """the provider kept asking to send later"""
    REDIRECTED = "redirected"
    """an answer named another address, which nofu does not follow"""
    FIRST_BATCH = "first_batch"
    """less than half of the messages that went first arrived (rules/first_batch)"""
    FAILURES_HIGH = "failures_high"
    """far more messages than usual did not arrive"""


class DecisionReason(StrEnum):
    """Why a supervisor turns a campaign down."""

    TEXT = "text"
    RECIPIENTS = "recipients"
    TIME = "time"
    COST = "cost"
    NOT_NEEDED = "not_needed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as stored. A field is None if its event has not happened yet. Times are aware, in UTC."""

    id: int
    list_id: int
    list_name: str
    uploader: str | None
    decider: str | None
    """the user who decided about the list's shared numbers, and so about the recipients"""
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
    note: str | None
    """what the person who decided added to the reason"""
    starts_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    batch: tuple[int, int] | None = None
    """the first and the last id of the messages that go first; None: the others need not wait for these"""
    rest_of: int | None = None
    """the stopped campaign to whose recipients without a message this one is; None: to everybody on the list"""
    correction_of: int | None = None
    """the incident (誤送信) to whose recipients this one is"""


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of a draft. An empty body means the intent's built-in text; `not_before` None: send once approved."""

    list_id: int
    intent: Intent
    body: str
    not_before: datetime | None


class Delay(StrEnum):
    """Why a campaign begins later than it could: the sending hours, or other campaigns that are sent first."""

    HOURS = "hours"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class SendTimes:
    """When a campaign really begins and ends; `ends_at` None: not before its approval ends.

    `approved_at`: if it is approved at that time; None: this does not depend on the time of the approval.
    """

    starts_at: datetime
    ends_at: datetime | None
    delay: Delay | None
    approved_at: datetime | None = None


class Move(StrEnum):
    """A change of a campaign's state; rules/campaigns says which are possible."""

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
