"""What becomes of a message, by the last two digits of its number; the rule of the sandbox's stable face.

80-83 out_of_area, 84-86 refused, 87-88 invalid_number, 89 no_sms, 90 suspended, 91 congestion, 92 never answered,
all others delivered.
"""

from datetime import timedelta
from enum import StrEnum

LEAVES_AFTER = timedelta(seconds=1)
"""the desk's time until a message has left for the mobile operator"""
KNOWN_AFTER = timedelta(seconds=5)
"""the desk's time until its outcome is known"""


class Outcome(StrEnum):
    """What the mobile operator's network made of a message."""

    DELIVERED = "delivered"
    OUT_OF_AREA = "out_of_area"
    REFUSED = "refused"
    INVALID_NUMBER = "invalid_number"
    NO_SMS = "no_sms"
    SUSPENDED = "suspended"
    CONGESTION = "congestion"
    NEVER_ANSWERED = "never_answered"


_BY_ENDING: dict[str, Outcome] = {
    **dict.fromkeys(("80", "81", "82", "83"), Outcome.OUT_OF_AREA),
    **dict.fromkeys(("84", "85", "86"), Outcome.REFUSED),
    **dict.fromkeys(("87", "88"), Outcome.INVALID_NUMBER),
    "89": Outcome.NO_SMS,
    "90": Outcome.SUSPENDED,
    "91": Outcome.CONGESTION,
    "92": Outcome.NEVER_ANSWERED,
}


def outcome_of(number: str) -> Outcome:
    """Return what becomes of a message to this number."""
    return _BY_ENDING.get(number[-2:], Outcome.DELIVERED)
