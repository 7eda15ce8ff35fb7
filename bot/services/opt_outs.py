"""Recipients who have told the provider that they want no messages: nofu leaves their numbers alone, too."""

from bot.services.unit_of_work import Change
from bot.store import suppressions


def suppress_opted_out(unit: Change, provider: str, message_id: int) -> None:
    """Suppress the number of a message that the provider refused because its recipient has opted out there."""
    source = f"provider:{provider}:{message_id}"
    if suppressions.suppress_recipient(unit.db, message_id, reason=suppressions.OPTED_OUT, source=source, now=unit.now):
        unit.add_facts(opted_out=1)
