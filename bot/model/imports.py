"""Results of importing a file: its counts and its view, or why the file was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Generic, TypeVar

from bot.model.errors import Refusal
from bot.model.lists import Exports, ListView
from bot.model.posts import NOBODY, Mentioned
from bot.model.reasons import Problem

FIRST_UNCLEAR = 10
"""How many rows with an unclear value are listed individually."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCounts:
    """Counts of the rows of an imported file; each kind of file has a subclass with its own counts.

    `kind` is the code of the kind. `shown` are the counts that people see, in this order; the catalogues have the text
    `<kind>.<count>` for each. `hidden_rows`: rows that are hidden or filtered out in the sheet, but were read as well.
    `struck_rows`: rows that are struck through, which were read in the meaning that messages nobody. `held_rows`:
    rejected rows that keep messages from their person. `old_ids`: rows with an id that a renumbering replaced.
    `unread_columns`: the letters of columns that were not understood, if a column is missing that one of them may be.
    """

    kind: ClassVar[str]
    shown: ClassVar[tuple[str, ...]]
    rows: int
    rejected: Mapping[str, int]
    hidden_rows: int = 0
    struck_rows: int = 0
    held_rows: int = 0
    old_ids: int = 0
    unread_columns: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCounts(FileCounts):
    """Counts of the rows of a file of call results: rows = applied + repeated + rejected.

    The applied rows by result; how many count as attempts (`counted`), promise payment by a known day (`promises`) or
    without one (`waiting`), or have a promised day that could not be read (`unclear`). `numbers` and `people`: how many
    this file suppressed.
    """

    kind: ClassVar[str] = "calls"
    shown: ClassVar[tuple[str, ...]] = ("applied", "counted", "promises", "waiting", "numbers", "people", "repeated")
    applied: int
    repeated: int
    results: Mapping[str, int]
    counted: int
    promises: int
    waiting: int
    unclear: int
    numbers: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionCounts(FileCounts):
    """Counts of the rows of an exclusion file: rows = excluded + lifted + clear + repeated + rejected.

    `lifted`: no longer excluded; `clear`: not excluded before or now. `unknown`: excluded rows whose ground is an
    unknown word; the user is asked to check them. `everyone`: rows of a file that has no marks and names only people;
    `blank`: rows without a ground in a file that has grounds and no marks.
    """

    kind: ClassVar[str] = "exclusions"
    shown: ClassVar[tuple[str, ...]] = ("excluded", "lifted", "clear", "repeated")
    excluded: int
    lifted: int
    clear: int
    repeated: int
    unknown: int
    everyone: int = 0
    blank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCounts(FileCounts):
    """Counts of the rows of a provider's list of stops: rows = stopped + lifted + repeated + rejected.

    `repeated`: the row says what is so already, or an older file ends a stop that is newer.
    """

    kind: ClassVar[str] = "stops"
    shown: ClassVar[tuple[str, ...]] = ("stopped", "lifted", "repeated")
    stopped: int
    lifted: int
    repeated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionCounts(FileCounts):
    """Counts of the rows of a file of suppressions: rows = suppressed + repeated + over + rejected.

    `repeated`: in force already, for at least as long; `over`: its last day is past.
    """

    kind: ClassVar[str] = "suppressions"
    shown: ClassVar[tuple[str, ...]] = ("suppressed", "repeated", "over")
    suppressed: int
    repeated: int
    over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCounts(FileCounts):
    """Counts of the rows of a payment file: `rows` is the sum of the five below and of the rejected ones.

    `reversed_people`: whose payment was taken back, so that they get no message until a person decides.
    `missing`: which of the columns of a debt (tax, year, instalment) the file does not have. Without them no payment is
    known to be of a debt; it only tells that the person paid.
    """

    kind: ClassVar[str] = "payments"
    shown: ClassVar[tuple[str, ...]] = ("applied", "repeated", "unmatched", "doubtful", "reversals")
    applied: int
    repeated: int
    unmatched: int
    doubtful: int
    reversals: int
    reversed_people: int = 0
    missing: Sequence[str] = ()


Counts = TypeVar("Counts", bound=FileCounts, covariant=True)


@dataclass(frozen=True, slots=True)
class FileView(Generic[Counts]):
    """View of an imported file other than a list. `as_of`: the last day of its data; `seconds`: duration of the import.

    `problems` are the first rows that could not be read, `unclear_lines` the lines of the first rows that a person must
    check. `assigned`: the headings that a user assigned to columns; `remembered` as for a list. `is_read_again`: a
    later import has the same file. `may_assign`: a missing column may be one of those that were not understood.
    `exports`: the files with the rows that a person must check. `reversed_people`: of payments, so many people wait for
    a decision because a payment was taken back, by any file.
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
    exports: Exports | None = None
    reversed_people: int = 0
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
