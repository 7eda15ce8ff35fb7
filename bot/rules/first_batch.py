"""The messages of a campaign that go first: whether the others may follow.

A wrong column of numbers, a sender that phones refuse, a provider that accepts and delivers nothing: each is seen in
the receipts of a few messages, before thousands have left.
"""

from datetime import datetime, timedelta
from enum import Enum, auto

from bot.model.messages import BatchCounts

LONGEST_WAIT = timedelta(minutes=10)
"""How long the others wait for the receipts. What is not known to have arrived by then counts as not arrived."""


class BatchVerdict(Enum):
    """What follows from what is known of the messages that went first."""

    WAIT = auto()
    GO_ON = auto()
    ASK = auto()
    """pause, and let a person decide"""
    TAKE_NEXT = auto()
    """none of them was sent, since all were held or cancelled: others go first"""


def judge_batch(counts: BatchCounts, now: datetime) -> BatchVerdict:
    """Judge the messages that went first: at least half of those that left must have arrived."""
    if counts.to_send:
        return BatchVerdict.WAIT
    if not counts.left:
        return BatchVerdict.TAKE_NEXT
    if 2 * counts.arrived >= counts.left:
        return BatchVerdict.GO_ON
    if 2 * counts.failed > counts.left or counts.last_left is None or now >= counts.last_left + LONGEST_WAIT:
        return BatchVerdict.ASK
    return BatchVerdict.WAIT
