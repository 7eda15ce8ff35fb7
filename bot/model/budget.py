"""The billed units that the yearly contract allows, and what uses them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UnsentUnits:
    """Units of a campaign that wait to be sent. `starts_at` None: it has no time of its own.

    `is_approved`: nobody has to decide on it any more.
    """

    campaign: int
    is_approved: bool
    starts_at: datetime | None
    units: int


@dataclass(frozen=True, slots=True)
class Budget:
    """The units of a fiscal year, from 1 April: what the contract allows, and what one campaign would leave of it.

    `sent`: units billed, or estimated where the provider has not said; `approved` and `waiting`: estimated units of
    other campaigns that wait to be sent, or for a decision. What only waits for a decision is in no sum.
    """

    year: int
    contract: int
    sent: int
    approved: int
    waiting: int
    own: int

    @property
    def free(self) -> int:
        """The units that are left for the campaign."""
        return max(self.contract - self.sent - self.approved, 0)

    @property
    def left(self) -> int:
        """The units that are left after the campaign."""
        return max(self.free - self.own, 0)

    @property
    def over(self) -> int:
        """By how many units the campaign is over what is left for it."""
        return max(self.own - self.free, 0)
