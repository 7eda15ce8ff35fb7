"""Rows as the rest of the program sees them: numbers, names and taxpayers only sealed."""

from typing import NamedTuple

from bot.rules.call_rows import Call
from bot.rules.decision_rows import Decision
from bot.rules.exclusion_rows import Exclusion
from bot.rules.payment_rows import Payment
from bot.vault import Sealed


class SealedPhone(NamedTuple):
    """A number: `key` finds equal ones, `box` can be opened with the vault, `mask` may be shown."""

    key: bytes
    box: bytes
    mask: str
    mobile: bool


SealedPayment = Payment[Sealed]
"""A row of a payment file."""

SealedCall = Call[Sealed, SealedPhone]
"""A row of a day's call results."""

SealedExclusion = Exclusion[Sealed]
"""A row of an exclusion file."""

SealedDecision = Decision[Sealed, SealedPhone]
"""A row of a file of decisions on shared numbers."""
