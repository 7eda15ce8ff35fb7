"""The morning's message on promises: who has broken one, and whom a person must decide about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.model.followups import PastFiles


class PromiseListKind(StrEnum):
    """A list of people about whom a person must do something."""

    BROKEN = "broken"
    """a promise that became broken on the days of the message"""
    NO_DAY = "no_day"
    """a promise without a known day that came on these days"""
    PAID_UNCONFIRMED = "paid_unconfirmed"
    """said that they had paid, and the city's data of that day has come without a payment"""
    PLAN_WISHED = "plan_wished"
    """a wish for instalments that came on these days, handed over to the officials"""


@dataclass(frozen=True, slots=True)
class PromiseCounts:
    """Promises that people made after a message had reached them, by what became of them."""

    kept: int = 0
    broken: int = 0
    open: int = 0

    @property
    def made(self) -> int:
        """How many were made."""
        return self.kept + self.broken + self.open

    @property
    def kept_percent(self) -> int | None:
        """How many of a hundred that are settled were kept; None: none is settled."""
        settled = self.kept + self.broken
        return None if not settled else round(100 * self.kept / settled)


@dataclass(frozen=True, slots=True)
class NearPromises:
    """A list with people whose promised day is near, for whom a reminder can be drafted."""

    list_id: int
    people: int


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """What the morning's message says: counts of people for the days from `first` to `last`."""

    entry: int
    first: date
    last: date
    counts: Mapping[PromiseListKind, int]
    near: NearPromises | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not any(self.counts.values()) and self.near is None


@dataclass(frozen=True, slots=True)
class PromiseFiles:
    """What was written: the files, the rows, and the people of whom no taxpayer id is left to write.

    `past`: the same lists were written before.
    """

    names: tuple[str, ...]
    rows: int
    unknown: int
    past: PastFiles | None = None
