"""Views: everything that a screen needs to render one object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from bot.model.backups import BackupFailure, BackupFault
from bot.model.campaigns import Campaign, Intent, SendTimes
from bot.model.digests import DigestFigures
from bot.model.errors import Refusal
from bot.model.imports import FileCounts, Problem, RenumberingCounts
from bot.model.incidents import AffectedCounts, Deadline, Deadlines, Incident
from bot.model.instance import HoldReason, LockReason, Reconciled, SendingLock
from bot.model.lists import SharedNumbers, TargetList
from bot.model.messages import BatchCounts, DoubtCount, HandOver, MessageState, ReceiptFault
from bot.model.number_checks import NumberChecks
from bot.model.policy import Policy
from bot.model.posts import FailingPosts
from bot.model.reasons import Excluded
from bot.model.slack_files import SlackFile
from bot.model.text_findings import Finding

Counts = TypeVar("Counts", bound=FileCounts, covariant=True)


class Mode(StrEnum):
    """The mode of operation; every card shows it, so that a practice run is not mistaken for a real one."""

    SANDBOX = "sandbox"
    DRY_RUN = "dry_run"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class ListView:
    """View of a list. `unjudged`: the rules for which the file has no column; `seconds`: duration of the import.

    `problems` are the first rows that could not be read. `remembered`: the column mapping is stored for the next file
    with the same headings.
    """

    target: TargetList
    unjudged: tuple[Excluded, ...]
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    remembered: bool = False
    shared: SharedNumbers | None = None
    """None: no number belongs to several people"""
    in_use: int | None = None
    """a campaign of the list that waits for approval or is under way: until it is over, no number is decided anew"""
    policy: Policy = field(default_factory=Policy)
    """the settings by which people are judged, for the numbers in the reasons"""


@dataclass(frozen=True, slots=True)
class ReplacedListView:
    """View of a list that was replaced: its file was imported again as the list `successor`."""

    list_id: int
    successor: int


@dataclass(frozen=True, slots=True)
class DraftPreview:
    """What a draft would send now, counted in people, UTF-16 units, billed units and yen."""

    target: TargetList
    intent: Intent
    sample: str
    characters: int
    units_each: int
    units: int
    yen: int
    recipients: int
    left_out: Mapping[Excluded, int]
    unjudged: tuple[Excluded, ...]
    findings: tuple[Finding, ...]
    not_before: datetime | None
    times: SendTimes | None
    """when it would begin and end if it were approved now; None: it cannot be sent within 400 days"""
    supports_give_up_time: bool
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True)
class CampaignAct:
    """What somebody did to a campaign, or nofu (`who` is then the name of an actor that is no person).

    `action`: the code of an Action. `reason`: of a pause by nofu, a PauseReason or a code of the provider; "" for the
    acts of people.
    """

    at: datetime
    who: str
    action: str
    reason: str = ""
    messages: int = 0
    """on how many messages a supervisor decided, or how many wait when the sending hours end"""
    goes_on_at: datetime | None = None
    """when these go out"""


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
    acts: Sequence[CampaignAct] = ()
    """what was done to it, oldest first"""
    times: SendTimes | None = None
    """when it begins (or goes on) and ends; None: it is under way or over, or it cannot be sent within 400 days"""
    obstacle: Refusal | None = None
    """what keeps everybody from submitting, approving or resuming it now"""
    policy: Policy = field(default_factory=Policy)
    first_batch: int = 0
    """how many messages go first, by the settings"""
    reports_receipts: bool = True
    batch: BatchCounts | None = None
    """what is known of the messages that go first, as long as the others wait for these"""
    doubt: DoubtView | None = None
    """its uncertain messages; None: it has none"""
    number_checks: NumberChecks | None = None
    """the numbers that were checked for it; None: none was, and none can be"""
    contradictions: int = 0
    """reports of the provider that have the reference of one of its messages, but another id"""
    incident: int | None = None
    """its open incident (誤送信)"""
    opted_out: int = 0
    """recipients who have told the provider that they want no messages; suppressed by it, and still so"""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Who must act on a message: user groups, and the users of roles that have no group."""

    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


NOBODY = Mentioned()


@dataclass(frozen=True, slots=True)
class CampaignEvent:
    """Something that happened to a campaign, for the messages about it.

    `is_open`: somebody must still act. `waiting`: uncertain messages for people. `seen_at`: the moment of the view.
    """

    view: CampaignView
    act: CampaignAct
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
    """A pause of all sending from Slack. `ended`: who ended it, and how; None: it lasts."""

    act: CampaignAct
    campaigns: int
    handed_over: HandedOver
    supervisors: Mentioned
    ended: CampaignAct | None = None


class StoreFault(StrEnum):
    """Why the database cannot be changed, or why what is changed would be lost."""

    FULL = "full"
    LOCKED = "locked"
    OTHER = "other"
    """such as a disk that fails"""
    REPLACED = "replaced"
    """the file was moved away or replaced while nofu runs"""


@dataclass(frozen=True, slots=True)
class StoreFaultView:
    """A time in which the database could not be changed. `until`: None while it lasts."""

    fault: StoreFault
    since: datetime
    mentioned: Mentioned
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileView(Generic[Counts]):
    """View of an imported file other than a list. `as_of`: the last day of its data; `seconds`: duration of the import.

    `problems` are the first rows that could not be read, `unclear_lines` the lines of the first rows that a person must
    check. `assigned`: the headings that a user assigned to columns; `remembered` as for a list. `is_read_again`: a
    later import has the same file. `may_assign`: a missing column may be one of those that were not understood.
    """

    file_id: int
    name: str
    person: str | None
    as_of: date | None
    counts: Counts
    problems: tuple[Problem, ...] = ()
    unclear_lines: tuple[int, ...] = ()
    assigned: Mapping[str, str] = field(default_factory=dict)
    remembered: bool = False
    is_read_again: bool = False
    may_assign: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PersonalNumberView:
    """A file that was refused because it contains a 個人番号; `how`: slack, terminal or inbox."""

    at: datetime
    kind: str
    how: str
    person: str | None
    mentioned: Mentioned = NOBODY


ImportView = ListView | FileView[FileCounts]
"""The view of an imported file."""


@dataclass(frozen=True, slots=True)
class InboxResult:
    """The result of importing a file from the inbox folder: its view, or the refusal."""

    kind: str
    name: str
    at: datetime
    imported: ImportView | None = None
    refusal: Refusal | None = None

    @property
    def is_ok(self) -> bool:
        """Whether no user needs to act; a list that was imported before is no problem."""
        return self.refusal is None or self.refusal.code == "same_file"


@dataclass(frozen=True, slots=True)
class InboxFailure:
    """A refused file of the inbox folder: its `name` in the subfolder `failed`, and the refusal."""

    at: datetime
    kind: str
    name: str
    code: str
    facts: Mapping[str, str | int]
    mentioned: Mentioned = NOBODY


class WaitingState(StrEnum):
    """Whether a file of new ids waits for a decision, and what was decided."""

    WAITING = "waiting"
    APPLIED = "applied"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class LapseView:
    """A list whose confirmation a later change has ended: who did what, and who confirms it again.

    `is_open`: nobody has confirmed it again. `link`: to the list's card, where it is known.
    """

    list_id: int
    at: datetime
    who: str
    action: str
    people: Mentioned
    is_open: bool
    link: str | None


@dataclass(frozen=True, slots=True)
class WaitingRenumbering:
    """A file of new ids that came into the inbox folder, with what it would change. `token` stands for its content.

    `decided_by` and `decided_at` are None while it waits. `obstacle`: why nobody can carry it out now.
    """

    id: int
    name: str
    token: str
    counts: RenumberingCounts
    state: WaitingState
    came_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    mentioned: Mentioned = NOBODY
    obstacle: Refusal | None = None


@dataclass(frozen=True, slots=True)
class DigestView:
    """View of a digest. `audit_head` is posted so that Slack keeps a copy of the audit's latest hash."""

    figures: DigestFigures
    late: bool
    audit_head: str
    policy: Policy = field(default_factory=Policy)
    """the settings by which people are judged, for the numbers in the reasons"""


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


@dataclass(frozen=True, slots=True)
class HomeView:
    """View of the App Home: what one user has to do, and the current campaigns."""

    to_decide: Sequence[CampaignView]
    to_submit: Sequence[CampaignView]
    under_way: Sequence[CampaignView]
    """those that wait for others, send, are paused or ended within the last week"""
    lists: Sequence[TargetList]
    uncertain: int
    may_draft: bool
    undecided: int = 0
    """how many of the uncertain messages wait for a supervisor's decision"""
    to_resume: Sequence[CampaignView] = ()
    """paused campaigns, if the user may resume and stop them"""
    list_links: Mapping[int, str] = field(default_factory=dict)
    """the known links to the cards of lists, by id"""
    to_adopt: Sequence[TargetList] = ()
    """lists without an uploader, if the user may adopt them"""
    to_delete: Sequence[SlackFile] = ()
    """the user's own files that are still in Slack"""
    all_paused: AllPausedView | None = None
    """a pause of all sending from Slack that lasts"""
    stuck_posts: Sequence[FailingPosts] = ()
    receipt_fault: ReceiptFault | None = None
    """why receipts are missing; None: none are, or the user need not know"""
    """posts that Slack keeps refusing, if the user's role can do something about it"""
    backup_failure: BackupFailure | None = None
    """that daily backups fail; None: they do not, or the user need not know"""
    lock: SendingLock | None = None
    """why nothing is sent"""
    may_reconcile: bool = False
    incidents: Sequence[IncidentCard] = ()
    """the open ones"""
    may_report: bool = False
    """whether the user may report an incident, and there is a campaign with messages that have left"""


@dataclass(frozen=True, slots=True)
class LockView:
    """An alert that nothing is sent. `is_open`: nobody has reconciled yet; `done`: what was done when somebody did."""

    reason: LockReason | HoldReason
    at: datetime
    is_open: bool
    mentioned: Mentioned = NOBODY
    done: Reconciled | None = None


@dataclass(frozen=True, slots=True)
class BackupAlertView:
    """An alert that the daily backup failed. `newest_at`: of the newest that exists; `is_open`: none was made since."""

    fault: BackupFault
    at: datetime
    newest_at: datetime | None
    is_open: bool
    mentioned: Mentioned = NOBODY


class CheckAdvice(StrEnum):
    """What to do about a failed check; its sentence is `check.advice.<code>`."""

    BOT_REFUSED = "bot_refused"
    APP_REFUSED = "app_refused"
    APP_SCOPE = "app_scope"
    APP_KIND = "app_kind"
    TEAM = "team"
    SCOPES = "scopes"
    CHANNEL_UNKNOWN = "channel_unknown"
    CHANNEL_NOT_MEMBER = "channel_not_member"
    CHANNEL_ARCHIVED = "channel_archived"
    CHANNEL_SHARED = "channel_shared"
    GROUP_EMPTY = "group_empty"
    GROUP_UNKNOWN = "group_unknown"
    GROUPS_NOT_IN_PLAN = "groups_not_in_plan"
    BLOCKS_REFUSED = "blocks_refused"
    POST_REFUSED = "post_refused"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    PAUSED = "paused"
    LOCKED = "locked"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of `nofu check`: the name of a part, whether it works, a detail or a code, and what to do."""

    name: str
    ok: bool
    detail: str
    advice: CheckAdvice | None = None
