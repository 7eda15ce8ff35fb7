"""Approval: who may decide, how many must approve, and a fingerprint of what they approve."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from bot.model.access import Actor, Role
from bot.model.campaigns import Campaign, ChangedPart
from bot.model.policy import Policy
from bot.rules.hours import Hours

REMINDED_BEFORE = timedelta(hours=4)
"""Office time before a request expires, when the supervisors are reminded."""
_DEPUTY = re.compile(r"(?P<user>[UW][A-Z0-9]+):(?P<first>\d{4}-\d\d-\d\d)(\.\.(?P<last>\d{4}-\d\d-\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Deputy:
    """Somebody who decides in place of the supervisors (代理), from the first to the last day in Japan."""

    user: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ApprovalTerms:
    """What an approval covers besides the messages. `not_before` is aware, in UTC."""

    campaign: int
    submission: int
    """which one of the campaign's submissions it is: an approval of an earlier one never counts"""
    intent: str
    texts: Mapping[str, str]
    """by language, with their fields"""
    fields: Mapping[str, str]
    """what the settings fill in"""
    provider: str
    billing: Sequence[object]
    """how many characters are billed as how many units"""
    not_before: datetime | None
    windows: Sequence[object]
    """when messages may leave; not the days on which they may not, which let nothing out"""
    policy: Mapping[str, object]
    units: int
    yen: int


_PARTS: Mapping[ChangedPart, tuple[str, ...]] = {
    ChangedPart.TEXT: ("texts", "fields"),
    ChangedPart.PROVIDER: ("provider",),
    ChangedPart.SCHEDULE: ("not_before", "windows"),
    ChangedPart.RULES: ("intent", "policy"),
    ChangedPart.COST: ("billing", "units", "yen"),
}


def write_terms(terms: ApprovalTerms) -> str:
    """Write the terms as JSON: equal terms are equal text."""
    return json.dumps(asdict(terms), sort_keys=True, default=_write_value, ensure_ascii=False)


def _write_value(value: object) -> object:
    """Write what JSON has no form for; in the same way in every process. Raises TypeError for anything unknown."""
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(value)


def hash_messages(messages: Iterable[tuple[bytes, bytes, str, str, str]]) -> str:
    """SHA-256 of every message, in order: keyed hashes of number and person, 受付番号, hash of the text, arm."""
    digest = hashlib.sha256()
    for phone_key, person_key, *others in messages:
        text = "\0".join(others).encode()
        digest.update(phone_key + person_key + len(text).to_bytes(4, "big") + text)
    return digest.hexdigest()


def compute_fingerprint(terms: str, messages_hash: str) -> str:
    """SHA-256 of the terms and the messages. An approval is valid for it only: any later change gives another one."""
    return hashlib.sha256(f"{messages_hash}\0{terms}".encode()).hexdigest()


def find_changed_part(before: str, after: str) -> ChangedPart | None:
    """Find what differs between two texts of terms; None: nothing that has a name for people."""
    old, new = json.loads(before), json.loads(after)
    for part, names in _PARTS.items():
        if any(old.get(name) != new.get(name) for name in names):
            return part
    return None


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


def find_role_refusal(actor: Actor, deputies: Iterable[Deputy], today: date) -> str | None:
    """The code of the refusal if this actor may not decide on any campaign today, else None."""
    if decides_as_supervisor(actor) or any(is_in_office(deputy, actor.user, today) for deputy in deputies):
        return None
    return "supervisor_in_one_only" if Role.SUPERVISOR in actor.roles else "deputy_not_today"


def decides_as_supervisor(actor: Actor) -> bool:
    """Whether somebody decides in their own right, and not for the supervisors (代理)."""
    return Role.SUPERVISOR in actor.roles and actor.decides


def is_in_office(deputy: Deputy, person: str, today: date) -> bool:
    """Whether a person is a deputy on a day in Japan; the first and the last day are included."""
    return deputy.user == person and deputy.first <= today <= deputy.last


def read_deputies(text: str) -> tuple[Deputy, ...]:
    """Deputies and their days, as in `U123:2026-12-28..2027-01-05`, with commas. Raises ValueError."""
    found = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        match = _DEPUTY.fullmatch(entry)
        if match is None:
            raise ValueError(entry)
        first, last = date.fromisoformat(match["first"]), date.fromisoformat(match["last"] or match["first"])
        if last < first:
            raise ValueError(entry)
        found.append(Deputy(match["user"], first, last))
    return tuple(found)


def find_reminder_time(hours: Hours, submitted_at: datetime, expires_at: datetime) -> datetime | None:
    """When a request that nobody has decided is mentioned again: while so much office time is left until it expires.

    Four hours, or half of what there is. None: the office is closed until then.
    """
    spans = list(hours.list_desk_spans(submitted_at, expires_at))
    left = min(REMINDED_BEFORE, sum((end - start for start, end in spans), timedelta()) / 2)
    for start, end in reversed(spans):
        if left <= end - start:
            return end - left
        left -= end - start
    return None


def count_needed_approvals(recipients: int, policy: Policy) -> int:
    """How many people must approve."""
    return 2 if recipients > policy.approval_two_above else 1
