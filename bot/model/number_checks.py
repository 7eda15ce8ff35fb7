"""Counts of the numbers that were checked for a campaign."""

from dataclasses import dataclass
from datetime import date


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
