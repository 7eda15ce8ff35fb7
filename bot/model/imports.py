"""Results of importing a file whose rows are counted: calls, exclusions, payments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from bot.model.reasons import Rejected

FIRST_PROBLEMS = 10
"""How many unreadable rows are listed individually."""


class Problem(NamedTuple):
    """A row that could not be read; `line` is its number in the spreadsheet, from 1."""

    line: int
    reason: Rejected


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
class PaymentCounts(FileCounts):
    """Counts of the rows of a payment file: `rows` is the sum of the five below and of the rejected ones.

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
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenumberingCounts(FileCounts):
    """What a file of old and new ids would change: rows = changed + unchanged + repeated.

    `known`: people named by the file of whom something is stored; `merged`: stored people who would share their new id
    with another stored one. The others are the rows that would follow, by what they are.
    """

    kind: ClassVar[str] = "renumber"
    shown: ClassVar[tuple[str, ...]] = (
        *("changed", "unchanged", "repeated", "known", "merged"),
        *("recipients", "messages", "payments", "promises", "calls", "exclusions", "suppressions", "unread_rows"),
    )
    changed: int
    unchanged: int
    repeated: int
    known: int
    merged: int
    recipients: int
    messages: int
    payments: int
    promises: int
    calls: int
    exclusions: int
    suppressions: int
    unread_rows: int
