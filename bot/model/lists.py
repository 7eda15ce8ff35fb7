"""A target list after its import, with its confirmation and the decision on shared numbers, and its views."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.policy import Policy
from bot.model.posts import Mentioned
from bot.model.reasons import Excluded, Problem


class SharedDecision(StrEnum):
    """How the shared numbers of a list were decided: nobody is messaged, one for each number, or by a file."""

    LEAVE = "leave"
    ONE = "one"
    FILE = "file"


class SharedChoice(StrEnum):
    """The meaning of a cell in the column 判断."""

    SEND = "send"
    LEAVE = "leave"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ListCounts:
    """Counts of a file's rows: rows = accepted + excluded + rejected. Corrections are counted separately."""

    rows: int
    recipients: int
    accepted: int
    corrected: Mapping[str, int]
    excluded: Mapping[str, int]
    rejected: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A user's confirmation of the excluded and corrected rows; `token` identifies what the user saw."""

    by: str
    at: datetime
    token: str


@dataclass(frozen=True, slots=True)
class SharedNumbers:
    """The phone numbers of a list that several people have. `decision` is None until a user decides.

    `chosen_people`: how many people were chosen to get a message.
    """

    numbers: int
    people: int
    decision: SharedDecision | None = None
    chosen_people: int = 0
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exports:
    """The names of a list's files in NOFU_EXPORTS; empty where none could be written.

    `problem_files` contain the first `written_rows` of the `problem_rows` that a user must check. `shared_file` is
    for decisions on shared numbers: the user fills it in and imports it.
    """

    problem_files: tuple[str, ...] = ()
    written_rows: int = 0
    problem_rows: int = 0
    shared_file: str | None = None


@dataclass(frozen=True, slots=True)
class TargetList:
    """An imported list. `uploader` is None until a user adopts a list that came without one."""

    id: int
    name: str
    source: str
    uploader: str | None
    columns: frozenset[str]
    counts: ListCounts
    created_at: datetime
    hidden_rows: int = 0
    """rows that are hidden or filtered out in the sheet; they were read like all others"""
    assigned: Mapping[str, str] = field(default_factory=dict)
    """headings that a user assigned to a column (column → heading)"""
    unknown: tuple[str, ...] = ()
    """headings that are not known"""
    questions: Mapping[str, int] = field(default_factory=dict)
    """rows that were read in the meaning that messages nobody, by code of RowQuestion"""
    confirmation: Confirmation | None = None
    """the latest confirmation; `valid_confirmation` checks that it is for the current counts"""
    exports: Exports | None = None
    """None: no row needs a check, or the files are still being written"""
    decided_at: datetime | None = None
    """time of the latest decision on shared numbers"""

    @property
    def confirmation_token(self) -> str:
        """Hash of what a user confirms: the counts, the columns, and the time of the decision on shared numbers.

        The time is included because a new decision can choose other people and leave the counts unchanged.
        """
        counted = [asdict(self.counts), self.hidden_rows, dict(self.questions)]
        confirmed = [*counted, sorted(self.columns), dict(self.assigned), self.unknown]
        if self.decided_at is not None:
            confirmed.append(self.decided_at.isoformat())
        return hashlib.sha256(json.dumps(confirmed, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def valid_confirmation(self) -> Confirmation | None:
        """The latest confirmation if it is for the current counts, else None."""
        confirmation = self.confirmation
        return confirmation if confirmation and confirmation.token == self.confirmation_token else None


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
    may_decide: bool = True
    """whether the person who reads it may adopt and confirm the list and decide on it; a post in a channel has all
    buttons"""


@dataclass(frozen=True, slots=True)
class ReplacedListView:
    """View of a list that was replaced: its file was imported again as the list `successor`."""

    list_id: int
    successor: int


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
