"""A campaign: its intent, its states, its moves, what was done to it, and its view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.model.budget import Budget
from bot.model.draft_tests import DraftTests
from bot.model.errors import Refusal
from bot.model.lists import TargetList
from bot.model.messages import BatchCounts, HandOver, MessageState
from bot.model.policy import Policy
from bot.model.posts import Mentioned
from bot.model.promises import PromiseCounts
from bot.model.reasons import Excluded
from bot.model.text_findings import Finding
from bot.model.uncertain import DoubtView


class Intent(StrEnum):
    """What a campaign asks for. Each intent has its own text and its own set of rules (rules/intents)."""

    CALL_BACK = "call_back"
    PROMISE_NEAR = "promise_near"
    LETTER_POSTED = "letter_posted"
    BEFORE_NOTICE = "before_notice"
    CORRECTION = "correction"
    DIRECT_DEBIT = "direct_debit"


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


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """The template that a text began as. `is_changed`: somebody has written another text in its place."""

    id: str
    version: int
    is_changed: bool


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
    PAID_CALLS = "paid_calls"
    """many who call say that they have paid (rules/call_backs)"""
    WRONG_NUMBER_CALLS = "wrong_number_calls"
    """many who call are somebody else"""


class DecisionReason(StrEnum):
    """Why a supervisor turns a campaign down, or sends it back to be changed."""

    TEXT = "text"
    RECIPIENTS = "recipients"
    TIME = "time"
    COST = "cost"
    NOT_NEEDED = "not_needed"
    OTHER = "other"


class ChangedPart(StrEnum):
    """What has changed since a submission, which is void for it."""

    RECIPIENTS = "changed_recipients"
    TEXT = "changed_text"
    PROVIDER = "changed_provider"
    SCHEDULE = "changed_schedule"
    RULES = "changed_rules"
    COST = "changed_cost"
    VERSION = "changed_version"
    """it was submitted to an earlier version of nofu"""


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
    editor: str | None = None
    """who changed the draft last; None: nobody has"""
    version: int = 0
    """how often the draft was changed"""
    submitted_at: datetime | None = None
    template: TemplateUse | None = None
    """None: it is older than the record of it"""
    letter_on: date | None = None
    """the day on which the letters that the text is about were posted; None: it names no day"""
    terms: str | None = None
    """what was submitted besides the messages (rules/approvals)"""
    messages_hash: str | None = None
    """the hash of the messages that were submitted"""


class Delay(StrEnum):
    """Why a campaign begins later than it could: the sending hours, other campaigns that are sent first, or the phones.

    `FULL`: somebody said that all phones are busy.
    """

    HOURS = "hours"
    OTHERS = "others"
    PHONES = "phones"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """How many messages of a campaign leave from a time on, within half an hour."""

    start: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class SendTimes:
    """When a campaign really begins and ends; `ends_at` None: not before its approval ends.

    `approved_at`: if it is approved at that time; None: this does not depend on the time of the approval. `plan`: how
    many messages leave in each half hour, of `per_slot` at most; empty where the phones limit nothing.
    """

    starts_at: datetime
    ends_at: datetime | None
    delay: Delay | None
    approved_at: datetime | None = None
    plan: tuple[PlannedSlot, ...] = ()
    per_slot: int = 0


class Move(StrEnum):
    """A change of a campaign's state; rules/campaigns says which are possible."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    SEND_BACK = "send_back"
    VOID = "void"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class NumberChecks:
    """The checks of a campaign's numbers. `asked_on`: the last day of one; None: nothing was asked yet.

    `other`: the number has another holder; `unanswered`: the provider cannot say, or did not answer; `left`: so many
    more may be asked.
    """

    asked: int
    other: int
    unanswered: int
    waiting: int
    asked_on: date | None
    left: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What somebody did to a campaign, or nofu (`who` is then the name of an actor that is no person).

    `action`: the code of an Action. `reason`: of a pause by nofu, a PauseReason or a code of the provider; "" for
    what people did.
    """

    at: datetime
    who: str
    action: str
    reason: str = ""
    messages: int = 0
    """on how many messages a supervisor decided, or how many wait when the sending hours end"""
    goes_on_at: datetime | None = None
    """when these go out"""
    is_deputy: bool = False
    """who did it acted for the supervisors (代理)"""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """View of a campaign."""

    campaign: Campaign
    sample: str
    states: Mapping[MessageState, int]
    undelivered: Mapping[str, int]
    held: Mapping[str, int]
    approvals: int
    approvals_needed: int
    target: TargetList
    """the list with its confirmation"""
    unjudged: tuple[Excluded, ...] = ()
    """the rules for which the list has no column; approvers must know them"""
    hand_over: HandOver = field(default_factory=HandOver)
    hand_over_yen: int = 0
    """estimated cost of what was handed over"""
    link: str | None = None
    """to its card; None if it is not known"""
    history: Sequence[HistoryEntry] = ()
    """what was done to it, oldest first"""
    times: SendTimes | None = None
    """when it begins (or goes on) and ends; None: it is under way or over, or it cannot be sent within 400 days"""
    obstacle: Refusal | None = None
    """what keeps everybody from submitting, approving or resuming it now"""
    policy: Policy = field(default_factory=Policy)
    first_batch: int = 0
    """how many messages go first, by the settings"""
    reports_receipts: bool = True
    answers_phones: bool = False
    """whether the sending follows the office's phones, by the settings"""
    batch: BatchCounts | None = None
    """what is known of the messages that go first, as long as the others wait for these"""
    doubt: DoubtView | None = None
    """its uncertain messages; None: it has none"""
    number_checks: NumberChecks | None = None
    """the numbers that were checked for it; None: none was, and none can be"""
    tests: DraftTests | None = None
    """its test messages; None: there are none, and none can be sent"""
    contradictions: int = 0
    """reports of the provider that have the reference of one of its messages, but another id"""
    paid_in_flight: int = 0
    """messages that were under way when a payment of their person became known"""
    incident: int | None = None
    """its open incident (誤送信)"""
    promises: PromiseCounts = field(default_factory=PromiseCounts)
    """what its people have promised since; not counted while it is sending"""
    findings: tuple[Finding, ...] = ()
    """what the lint rules find in its text, before it is decided"""
    payments_as_of: date | None = None
    payment_days: Mapping[str, date] = field(default_factory=dict)
    """up to which day payments are known, of any and of each channel; only for a decision"""
    opted_out: int = 0
    """recipients who have told the provider that they want no messages; suppressed by it, and still so"""
    taxed_yen: int = 0
    """the cost of what was submitted, with consumption tax"""
    budget: Budget | None = None
    """what it would leave of the yearly contract, as long as it waits for a decision; None: no limit is set"""


@dataclass(frozen=True, slots=True)
class CampaignEvent:
    """Something that happened to a campaign, for the messages about it.

    `is_open`: somebody must still act. `waiting`: uncertain messages for people. `seen_at`: the moment of the view.
    """

    view: CampaignView
    entry: HistoryEntry
    is_open: bool
    supervisors: Mentioned
    waiting: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of the messages of campaigns: at the provider, on the way to it, and not yet sent."""

    done: int = 0
    under_way: int = 0
    to_send: int = 0


@dataclass(frozen=True, slots=True)
class AllPausedView:
    """A pause of all sending from Slack. `ended`: who ended it, and how; None: it lasts.

    `may_resume`, `may_stop`: whether the person who reads it may end it so. A post in a channel has all buttons.
    """

    entry: HistoryEntry
    campaigns: int
    handed_over: HandedOver
    supervisors: Mentioned
    ended: HistoryEntry | None = None
    may_resume: bool = True
    may_stop: bool = True
