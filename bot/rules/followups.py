"""Which list of next steps a person of a campaign is on, by what became of their message.

Whether they are on it at all is judged by rules/eligibility, as every message is: nobody who has paid, promised, or is
suppressed or excluded since is called.
"""

from datetime import date, timedelta

from bot.model.followups import FollowUpKind, NumberFault
from bot.model.messages import MessageState
from bot.model.reasons import NotDelivered

DEFAULT_DAYS = 7
"""Days between the delivery and a call: a few for the person to pay or to call, and for the city to know."""
MOST_DAYS = 60
_SETTLED = frozenset({MessageState.DELIVERED, MessageState.UNDELIVERED, MessageState.UNKNOWN})


def choose_list(state: MessageState, reason: str | None, fault: NumberFault | None) -> tuple[FollowUpKind, str] | None:
    """Choose the list of a message's person, with the code of what became of it; None: nothing is known of it yet.

    `fault`: what is known of the number.
    """
    if state not in _SETTLED:
        return None
    if fault is not None:
        return FollowUpKind.RESEARCH, fault.value
    if state is MessageState.DELIVERED:
        return FollowUpKind.CALL, state.value
    result = state.value if state is MessageState.UNKNOWN else reason or NotDelivered.OTHER.value
    wrong = result == NotDelivered.INVALID_NUMBER
    return (FollowUpKind.RESEARCH if wrong else FollowUpKind.WRITE), result


def is_too_soon(last: date, today: date, days: int) -> bool:
    """Whether a person is not called yet; `last`: the day of the delivery, or of a newer message to them."""
    return today < last + timedelta(days=days)
