"""The provider that sends nothing, to try everything except the last step.

It accepts every message and reports no receipts: an invented "delivered" would count in digests as a message that
somebody got. Its messages stay accepted, and screens mark them with 試行. A look-up answers Absent, which is true.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Self

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
    )

    def connect(self) -> "DryRun":
        """Return the provider itself: there is nothing to connect to."""
        return self

    def check(self) -> str | None:
        """Nothing can be wrong here."""
        return None

    def send(self, message: Outgoing) -> SendResult:
        """Take the message and drop it."""
        return Accepted(f"dry-run:{message.reference}")

    def look_up(self, reference: str, since: datetime) -> LookUp:  # noqa: ARG002 -- nothing was ever sent
        """Nothing was ever sent."""
        return Absent()

    def receipts(self, since: datetime, until: datetime) -> Iterator[list[Receipt] | NoAnswer]:  # noqa: ARG002 -- as above
        """Nothing is reported."""
        return iter(())

    def close(self) -> None:
        """There is nothing to close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()
