"""What is shown: the values that the desk hands to the screens, complete, so that a screen asks for nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.rules.campaigns import Campaign
from bot.rules.delivery import MessageState
from bot.rules.digests import Figures
from bot.rules.errors import Refusal
from bot.rules.known import CallCounts, ExclusionCounts
from bot.rules.lint import Finding
from bot.rules.lists import Problem, SharedNumbers, TargetList
from bot.rules.lying import LyingFile
from bot.rules.payments import Counts
from bot.rules.reasons import Excluded
from bot.rules.templates import Intent


class Mode(StrEnum):
    """Which world this is; it stands on every card, so that nobody believes something was sent that was not."""

    SANDBOX = "sandbox"
    DRY_RUN = "dry_run"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class ListCard:
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
class ReplacedList:
    """What is shown of a list that is gone, since another (`successor`) was made of its file."""

    list_id: int
    successor: int


@dataclass(frozen=True, slots=True)
class Preview:
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
class CampaignCard:
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
class PaymentsCard:
    """What is shown of a payment file. `as_of`: up to which day it tells of payments. Seconds of the import.

    `assigned`, `problems`, `remembered` as of a list.
    """

    file_id: int
    name: str
    person: str | None
    as_of: date | None
    counts: Counts
    seconds: float = 0.0
    assigned: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class CallsCard:
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
class ExclusionsCard:
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
class Incident:
    """A file that brought a 個人番号 and was refused: when, what it was meant to be, which way, by whom."""

    at: datetime
    kind: str
    how: str
    person: str | None


Taken = ListCard | PaymentsCard | CallsCard | ExclusionsCard
"""What a file becomes."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of a file of the inbox: what was made of it, or why it was refused."""

    kind: str
    name: str
    at: datetime
    taken: Taken | None = None
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
class DigestCard:
    """A digest as it is posted. `audit_head` makes Slack a witness of the audit's state."""

    figures: Figures
    late: bool
    audit_head: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for one person, and what is under way."""

    to_decide: Sequence[Campaign]
    to_submit: Sequence[Campaign]
    under_way: Sequence[CampaignCard]
    lists: Sequence[TargetList]
    uncertain: int
    may_draft: bool
    to_adopt: Sequence[TargetList] = ()
    """lists that came without a person, for whoever may adopt one"""
    to_delete: Sequence[LyingFile] = ()
    """the person's own files that still lie in Slack"""
