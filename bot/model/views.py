"""What is shown: the values that the desk hands to the screens, complete, so that a screen asks for nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.model.campaigns import Campaign, Intent
from bot.model.digests import DigestFigures
from bot.model.errors import Refusal
from bot.model.imports import CallCounts, ExclusionCounts, PaymentCounts, Problem
from bot.model.lists import SharedNumbers, TargetList
from bot.model.messages import MessageState
from bot.model.reasons import Excluded
from bot.model.slack_files import SlackFile
from bot.model.text_findings import Finding


class Mode(StrEnum):
    """Which world this is; it stands on every card, so that nobody believes something was sent that was not."""

    SANDBOX = "sandbox"
    DRY_RUN = "dry_run"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class ListView:
    """What is shown of a list; `unjudged` are the rules for which the file has no column. Seconds of the import.

    `problems` are the first rows that could not be read. `remembered`: the next file with the same headings is read
    as this one was.
    """

    target: TargetList
    unjudged: tuple[Excluded, ...]
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    remembered: bool = False
    shared: SharedNumbers | None = None
    """the numbers that several people have; None where there are none"""


@dataclass(frozen=True, slots=True)
class ReplacedListView:
    """What is shown of a list that is gone, since another (`successor`) was made of its file."""

    list_id: int
    successor: int


@dataclass(frozen=True, slots=True)
class DraftPreview:
    """What a draft would do at this moment; counted in people, UTF-16 units, billed units and yen."""

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
    gives_up: bool


@dataclass(frozen=True, slots=True)
class CampaignView:
    """Everything a campaign's card shows."""

    campaign: Campaign
    sample: str
    states: Mapping[MessageState, int]
    undelivered: Mapping[str, int]
    held: Mapping[str, int]
    approvals: int
    approvals_needed: int
    target: TargetList
    """the list, with who has confirmed what was left out of it"""
    unjudged: tuple[Excluded, ...] = ()
    """the rules for which the list has no column; whoever decides must know"""


@dataclass(frozen=True, slots=True)
class PaymentFileView:
    """What is shown of a payment file. `as_of`: up to which day it tells of payments. Seconds of the import.

    `assigned`, `problems`, `remembered` as of a list.
    """

    file_id: int
    name: str
    person: str | None
    as_of: date | None
    counts: PaymentCounts
    seconds: float = 0.0
    assigned: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class CallFileView:
    """What is shown of a file of call results. `as_of` is its newest call's day. Seconds of the import.

    `problems` are the first rows that could not be read; `asked` the first of which the promised day could not be.
    """

    file_id: int
    name: str
    person: str | None
    as_of: date | None
    counts: CallCounts
    problems: tuple[Problem, ...] = ()
    asked: tuple[int, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ExclusionFileView:
    """What is shown of an exclusion file: never a ground. `as_of`: for which day it holds. Seconds of the import.

    `problems` are the first rows that could not be read; `asked` the first whose word is not known.
    """

    file_id: int
    name: str
    person: str | None
    as_of: date | None
    counts: ExclusionCounts
    problems: tuple[Problem, ...] = ()
    asked: tuple[int, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class IncidentView:
    """A file that brought a 個人番号 and was refused: when, what it was meant to be, which way, by whom."""

    at: datetime
    kind: str
    how: str
    person: str | None


ImportView = ListView | PaymentFileView | CallFileView | ExclusionFileView
"""What a file becomes."""


@dataclass(frozen=True, slots=True)
class InboxResult:
    """What became of a file of the inbox: what was made of it, or why it was refused."""

    kind: str
    name: str
    at: datetime
    taken: ImportView | None = None
    refusal: Refusal | None = None

    @property
    def well(self) -> bool:
        """Whether everything is as it should be; a list that is there already is, too."""
        return self.refusal is None or self.refusal.code == "same_file"


@dataclass(frozen=True, slots=True)
class InboxFailure:
    """A file of the inbox that could not be taken in: `name` as it lies in `failed`; code and facts of its refusal."""

    at: datetime
    kind: str
    name: str
    code: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest as it is posted. `audit_head` makes Slack a witness of the audit's state."""

    figures: DigestFigures
    late: bool
    audit_head: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """What waits for one person, and what is under way."""

    to_decide: Sequence[Campaign]
    to_submit: Sequence[Campaign]
    under_way: Sequence[CampaignView]
    lists: Sequence[TargetList]
    uncertain: int
    may_draft: bool
    to_adopt: Sequence[TargetList] = ()
    """lists that came without a person, for whoever may adopt one"""
    to_delete: Sequence[SlackFile] = ()
    """the person's own files that still lie in Slack"""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of `nofu check`: the name of a part, whether it works, and a fact or a code that says more."""

    name: str
    ok: bool
    detail: str
