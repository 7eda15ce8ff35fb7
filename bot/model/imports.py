"""Results of importing a file of calls, exclusions or payments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.model.reasons import Rejected

FIRST_PROBLEMS = 10
"""How many unreadable rows are listed individually."""


class Problem(NamedTuple):
    """A row that could not be read; `line` is its number in the spreadsheet, from 1."""

    line: int
    reason: Rejected


FIRST_UNCLEAR = 10
"""How many rows with an unclear value are listed individually."""


@dataclass(frozen=True, slots=True)
class CallCounts:
    """Counts of the rows of a file of call results: rows = applied + repeated + rejected.

    The applied rows by result; how many count as attempts (`counted`), promise payment by a known day (`promises`) or
    without one (`waiting`), or have a promised day that could not be read (`unclear`). `numbers` and `people`: how many
    this file suppressed.
    """

    rows: int
    applied: int
    repeated: int
    rejected: Mapping[str, int]
    results: Mapping[str, int]
    counted: int
    promises: int
    waiting: int
    unclear: int
    numbers: int
    people: int
    hidden_rows: int
    """rows that are hidden or filtered out in the sheet; they were read like all others"""


@dataclass(frozen=True, slots=True)
class ExclusionCounts:
    """Counts of the rows of an exclusion file: rows = excluded + lifted + clear + repeated + rejected.

    `lifted`: no longer excluded; `clear`: not excluded before or now. `unknown`: excluded rows whose ground is an
    unknown word; the user is asked to check them.
    """

    rows: int
    excluded: int
    lifted: int
    clear: int
    repeated: int
    rejected: Mapping[str, int]
    unknown: int
    hidden_rows: int
    """rows that are hidden or filtered out in the sheet"""


@dataclass(frozen=True, slots=True)
class PaymentCounts:
    """Counts of the rows of a payment file: `rows` is the sum of the six below."""

    rows: int
    applied: int
    repeated: int
    unmatched: int
    doubtful: int
    reversals: int
    rejected: Mapping[str, int]
