"""What became of a file by which the city tells what it knows: results of calls, and exclusions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.model.reasons import Rejected

FIRST_PROBLEMS = 10
"""How many rows that could not be read are named one by one."""


class Problem(NamedTuple):
    """A row that could not be read; `line` as a spreadsheet counts, from 1."""

    line: int
    reason: Rejected


FIRST_UNCLEAR = 10
"""How many rows that a person is asked about are named one by one."""


@dataclass(frozen=True, slots=True)
class CallCounts:
    """What became of the rows of a file of call results: rows = applied + repeated + rejected.

    Of the applied ones: how many came to each result, how many count as attempts, how many are a promise with a day,
    and how many ask without a day to be left alone; `unclear`: a promised day that could not be read. `numbers` and
    `people` were suppressed by this file.
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
    """rows that the sheet hides or filters away; they were read like all others"""


@dataclass(frozen=True, slots=True)
class ExclusionCounts:
    """What became of the rows of an exclusion file: rows = excluded + lifted + clear + repeated + rejected.

    `lifted`: who was excluded is so no longer; `clear`: nothing was said against them before, nor is now. `unknown` are
    those of the excluded whose word is not known: a person is asked about them.
    """

    rows: int
    excluded: int
    lifted: int
    clear: int
    repeated: int
    rejected: Mapping[str, int]
    unknown: int
    hidden_rows: int
    """as of calls"""


@dataclass(frozen=True, slots=True)
class PaymentCounts:
    """What became of a payment file's rows: rows = the six below together."""

    rows: int
    applied: int
    repeated: int
    unmatched: int
    doubtful: int
    reversals: int
    rejected: Mapping[str, int]
