"""Rows as the rest of the program sees them: numbers, names and taxpayers only sealed."""

from dataclasses import dataclass

from bot.rules.payment_rows import PaymentFacts
from bot.rules.rows import TargetFacts
from bot.vault import Sealed


@dataclass(frozen=True, slots=True)
class SealedPhone:
    """A number: `key` finds equal ones, `box` can be opened with the vault, `mask` may be shown."""

    key: bytes
    box: bytes
    mask: str
    mobile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRow(TargetFacts):
    """A row of a target list. `name` is a box: names are never looked up."""

    taxpayer: Sealed | None = None
    phone: SealedPhone | None = None
    name: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPayment(PaymentFacts):
    """A row of a payment file."""

    taxpayer: Sealed | None = None
