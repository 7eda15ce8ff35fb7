"""What messages were judged from: at their submission (`submission_facts`), and at each claim with its step.

The facts have no identity (bot/rules/eligibility/recorded.py). The steps are covered by the seals of message_events;
what was submitted, by a keyed hash in the audit entry of the submission (docs/decisions/0060).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.store import times
from bot.store.database import Db, ReadDb
from bot.store.submissions import list_places

FACT = "judged"
"""The fact of a submission's audit entry that has the keyed hash."""
SUBMITTED = "submitted"
"""The step of a judgement at the submission; those at a claim have the state of their step."""


class Judged(NamedTuple):
    """What a judgement was made from, as it is stored."""

    basis_id: int
    facts: str


@dataclass(frozen=True, slots=True)
class RecordedJudgement:
    """A judgement of a message. `facts` and `basis`: None where they were not recorded, or nothing was judged."""

    step: str
    at: datetime
    reason: str | None
    facts: str | None
    basis: str | None


def find_or_add_basis(db: Db, content: str) -> int:
    """Return the id of a basis; equal ones are stored once."""
    found = db.fetch_value("SELECT id FROM judgement_bases WHERE content = :content", content=content)
    if found is not None:
        return int(found)
    return db.insert("INSERT INTO judgement_bases (content) VALUES (:content)", content=content)


def add_submitted(db: Db, basis_id: int, facts: Iterable[tuple[int, str]]) -> None:
    """Add what messages (ids) were judged from when they were submitted."""
    db.load_tuples(
        "INSERT INTO submission_facts (message_id, basis_id, facts) VALUES (?1, ?2, ?3)",
        ((message_id, basis_id, text) for message_id, text in facts),
    )


def get_submitted(db: ReadDb, message_id: int) -> str | None:
    """Return the facts that a message was judged from at its submission; None if they were not recorded."""
    found = db.fetch_value("SELECT facts FROM submission_facts WHERE message_id = :id", id=message_id)
    return None if found is None else str(found)


def compute_submitted_hash(db: ReadDb, campaign_id: int, place: int | None = None) -> str:
    """Compute the keyed hash over what the messages of a campaign were judged from, with the moment of it.

    `place`: the row of `campaigns` that has the messages of an earlier submission; None: they are of the newest one.
    """
    digest = hashlib.sha256()
    _, rows = db.stream_tuples(
        """
        SELECT f.message_id, f.facts, b.content, c.submitted_at FROM messages m
            JOIN submission_facts f ON f.message_id = m.id JOIN judgement_bases b ON b.id = f.basis_id
            JOIN campaigns c ON c.id = m.campaign_id
        WHERE m.campaign_id = :id ORDER BY m.id
        """,
        id=campaign_id if place is None else place,
    )
    for row in rows:
        digest.update(repr(row).encode())
    return db.vault.hash_value("judged", f"{campaign_id} {digest.hexdigest()}").hex()


def find_first_broken(db: ReadDb) -> int | None:
    """Return the id of the first audit entry of a submission whose facts are not as it says; None if there is none."""
    rows = db.fetch_all(
        "SELECT id, subject, facts FROM audit WHERE action = 'campaign.submit' AND outcome = 'done' ORDER BY id"
    )
    places: dict[int, list[int]] = {}
    for row in rows:
        expected = json.loads(row["facts"]).get(FACT)
        campaign_id = int(row["subject"].removeprefix("campaign:"))
        left = places.setdefault(campaign_id, list_places(db, campaign_id))
        place = left.pop(0) if left else None
        if expected is not None and (place is None or expected != compute_submitted_hash(db, campaign_id, place)):
            return int(row["id"])
    return None


def list_recorded(db: ReadDb, message_id: int) -> list[RecordedJudgement]:
    """Return the judgements of a message in their order: the submission, then each claim, also one that held it."""
    rows = db.fetch_all(
        """
        SELECT 0 AS n, :submitted AS step, c.submitted_at AS at, NULL AS reason, f.facts, b.content
        FROM messages m JOIN campaigns c ON c.id = m.campaign_id
            LEFT JOIN submission_facts f ON f.message_id = m.id LEFT JOIN judgement_bases b ON b.id = f.basis_id
        WHERE m.id = :id
        UNION ALL SELECT e.id, e.state, e.at, e.reason, e.facts, b.content
        FROM message_events e LEFT JOIN judgement_bases b ON b.id = e.basis_id
        WHERE e.message_id = :id AND e.state IN ('claimed', 'held')
        ORDER BY n
        """,
        id=message_id,
        submitted=SUBMITTED,
    )
    return [
        RecordedJudgement(row["step"], times.parse_moment(row["at"]), row["reason"], row["facts"], row["content"])
        for row in rows
    ]
