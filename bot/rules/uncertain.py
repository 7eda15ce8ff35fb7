"""Uncertain messages: what an answer of the provider proves, and when the provider is asked again."""

from datetime import datetime, timedelta

from bot.model.campaigns import PauseReason
from bot.model.providers import Terms
from bot.model.uncertain import DoubtAnswer

MOST_SENDS = 3
"""So many requests with an unknown outcome at most are made for a message without a person's decision."""
OVERDUE_AFTER = timedelta(seconds=30)
"""People are alerted to a look-up that is this late: the provider hangs, or it is another account's."""
CONTRADICTIONS = frozenset({PauseReason.SAME_ID, PauseReason.OTHER_MESSAGE, PauseReason.SEVERAL})
"""Answers that do not fit to what was sent: nothing more is sent until a person has looked."""
_TOLD_WITHIN = timedelta(minutes=1)
_ASKED_FOR = timedelta(hours=73)
"""No network tries longer than 72 hours, so later nothing new is learned."""
_STEPS = (
    (timedelta(minutes=10), timedelta(seconds=30)),
    (timedelta(hours=1), timedelta(minutes=5)),
    (_ASKED_FOR, timedelta(hours=1)),
)
"""For each time since the request: how long to wait with the next look-up."""
_RESEND_STEP = timedelta(minutes=5)
"""The longest wait with the next look-up of a message that a supervisor wants sent again."""


def find_alarm(reason: str) -> str | None:
    """Return why a campaign pauses because of one answer that leaves its message uncertain; None: it goes on."""
    if reason in CONTRADICTIONS:
        return reason
    return PauseReason.REDIRECTED if reason.startswith("http_3") else None


def is_proof_of_absence(terms: Terms, claimed_at: datetime, asked_at: datetime) -> bool:
    """Whether "not found" lets a program send the message again.

    Either a second message is refused by the provider itself, or its list was complete when it was asked, by what the
    city has set. Otherwise the list may be late, and the message would be sent twice (docs/decisions/0043).
    """
    if terms.reference_unique:
        return True
    seconds = terms.list_complete_seconds
    return seconds is not None and asked_at - claimed_at >= timedelta(seconds=seconds)


def is_proof_near(terms: Terms, claimed_at: datetime, now: datetime) -> bool:
    """Whether the list will be complete so soon that people need not be told before: the next look-up settles it."""
    seconds = terms.list_complete_seconds
    return seconds is not None and claimed_at + timedelta(seconds=seconds) - now <= _TOLD_WITHIN


def find_next_look_up(terms: Terms, claimed_at: datetime, now: datetime, *, resend_requested: bool) -> datetime | None:
    """Return when the provider is asked again; None: not any more.

    `resend_requested`: a supervisor wants the message sent again, which needs an answer, however old it is.
    """
    step = next((step for limit, step in _STEPS if now - claimed_at <= limit), None)
    if resend_requested:
        step = min(step or _RESEND_STEP, _RESEND_STEP)
    if step is None:
        return None
    complete_at = claimed_at + timedelta(seconds=terms.list_complete_seconds or 0)
    return min(now + step, complete_at) if complete_at > now else now + step


def bound_taken_at(taken_at: datetime | None, claimed_at: datetime, earliest: datetime, now: datetime) -> datetime:
    """Return when the provider took a message, by our clock: its clock may differ, and it may not say.

    `earliest`: when the campaign started, since an earlier request than that of the last claim may have been taken.
    """
    if taken_at is None:
        return claimed_at
    return min(max(taken_at, earliest), max(now, claimed_at))


def classify_answer(code: str | None, *, may_ask: bool) -> DoubtAnswer:
    """Return what an answer means to a person. `code`: as stored; None: there was none. `may_ask`: one can come."""
    if code is None:
        return DoubtAnswer.NOT_ASKED if may_ask else DoubtAnswer.CANNOT_ASK
    if code == DoubtAnswer.ABSENT:
        return DoubtAnswer.ABSENT
    return DoubtAnswer.CONTRADICTORY if code in CONTRADICTIONS else DoubtAnswer.NO_ANSWER
