"""The dry-run provider: accepts every message, but sends none.

It reports no receipts: an invented "delivered" would count in digests as a delivered message. Its messages stay
accepted, and screens mark them with 試行. A look-up returns Absent, because nothing was sent;
so sending again is harmless.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.model.providers import Absent, Accepted, LookUp, NoAnswer, Outgoing, Receipt, SendResult, Terms


class DryRun:
    """A provider that is its own connection."""

    terms = Terms(
        name="dry_run",
        settle_seconds=0,
        supports_give_up_time=False,
        supports_lookup=True,
        max_characters=660,
        first_unit=70,
        next_unit=66,
        reference_unique=True,
        reports_receipts=False,
    )

    def connect(self) -> "DryRun":
        """Return the provider itself: there is nothing to connect to."""
        return self

    def check(self) -> str | None:
        """Return None: there is nothing to check."""
        return None

    def send(self, message: Outgoing) -> SendResult:
        """Accept the message without sending it."""
        return Accepted(f"dry-run:{message.reference}")

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- nothing was ever sent
        """Return Absent."""
        return Absent()

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:  # noqa: ARG002 -- as above
        """Yield nothing."""
        return iter(())

    def close(self) -> None:
        """Do nothing: there is no connection."""
