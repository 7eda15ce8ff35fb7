"""Approval: who may decide, how many must approve, and a fingerprint of what they approve."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.model.campaigns import Campaign
from bot.model.policy import Policy


@dataclass(frozen=True, slots=True)
class ApprovalTerms:
    """What an approval covers besides the messages. `not_before` is aware, in UTC."""

    campaign: int
    submission: int
    """which one of the campaign's submissions it is: an approval of an earlier one never counts"""
    intent: str
    provider: str
    not_before: datetime | None
    policy: Policy
    units: int
    yen: int


def compute_fingerprint(terms: ApprovalTerms, messages: Iterable[tuple[bytes, bytes, str]]) -> str:
    """SHA-256 of the terms and of every message (keyed hashes of number and taxpayer, rendered text), in order.

    An approval is valid for this fingerprint only: any later change gives another one.
    """
    digest = hashlib.sha256(json.dumps(asdict(terms), sort_keys=True, default=str).encode())
    for phone_key, taxpayer_key, body in messages:
        text = body.encode()
        digest.update(phone_key + taxpayer_key + len(text).to_bytes(4, "big") + text)
    return digest.hexdigest()


def find_decision_refusal(person: str, campaign: Campaign) -> str | None:
    """The code of the refusal if this person may not approve or reject, else None. Two people check every campaign.

    The uploader is also who adopted a list that came without one. The decider decided about shared numbers, and so
    about the recipients.
    """
    roles = {
        "author_cannot_approve": campaign.author,
        "editor_cannot_approve": campaign.editor,
        "uploader_cannot_approve": campaign.uploader,
        "decider_cannot_approve": campaign.decider,
    }
    return next((code for code, holder in roles.items() if holder == person), None)


def count_needed_approvals(recipients: int, policy: Policy) -> int:
    """How many people must approve."""
    return 2 if recipients > policy.approval_two_above else 1
