"""Approval by somebody else: who may decide, how many must, and exactly what is approved."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.model.policy import Policy


@dataclass(frozen=True, slots=True)
class ApprovalTerms:
    """What a campaign would do, apart from its recipients. Moments are aware, UTC; money in yen."""

    campaign: int
    intent: str
    provider: str
    not_before: datetime | None
    policy: Policy
    units: int
    yen: int


def compute_fingerprint(terms: ApprovalTerms, messages: Iterable[tuple[bytes, bytes, str]]) -> str:
    """SHA-256 over the terms and every message (number's and taxpayer's keyed hash, rendered text), in order.

    An approval is for this and nothing else: whatever changes afterwards gives another fingerprint.
    """
    digest = hashlib.sha256(json.dumps(asdict(terms), sort_keys=True, default=str).encode())
    for phone_key, taxpayer_key, body in messages:
        text = body.encode()
        digest.update(phone_key + taxpayer_key + len(text).to_bytes(4, "big") + text)
    return digest.hexdigest()


def find_decision_refusal(person: str, *, author: str, uploader: str | None, decider: str | None) -> str | None:
    """Why this person may not approve or reject (a refusal's code), or None. Two people see every campaign.

    `decider` chose who of those that share a number gets its message: that is a part of the writing.
    """
    if person == author:
        return "author_cannot_approve"
    if person == uploader:
        return "uploader_cannot_approve"
    if person == decider:
        return "decider_cannot_approve"
    return None


def approvals_needed(recipients: int, policy: Policy) -> int:
    """How many people must approve."""
    return 2 if recipients > policy.approval_two_above else 1
