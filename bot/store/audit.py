"""The audit: who did what to which id, and when; append-only and chained, so that a change shows.

An entry holds ids, counts and keyed hashes only: a purge of personal data never has to touch it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.store import times
from bot.store.database import Db, ReadDb

_START = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry, as it was made."""

    at: datetime
    actor: str
    action: str
    subject: str
    outcome: str
    facts: Mapping[str, object]


def append_entry(
    db: Db, at: datetime, actor: str, action: str, subject: str, outcome: str, facts: Mapping[str, object]
) -> int:
    """Append an entry to the chain; its id."""
    previous = get_head(db)
    entry = {
        "at": times.format_moment(at),
        "actor": actor,
        "action": action,
        "subject": subject,
        "outcome": outcome,
        "facts": json.dumps(facts, sort_keys=True, ensure_ascii=False),
    }
    return db.insert(
        """
        INSERT INTO audit (at, actor, action, subject, outcome, facts, previous, hash)
        VALUES (:at, :actor, :action, :subject, :outcome, :facts, :previous, :hash)
        """,
        **entry,
        previous=previous,
        hash=_compute_hash(previous, entry),
    )


def get_entry(db: ReadDb, entry_id: int) -> AuditEntry | None:
    """One entry."""
    row = db.fetch_one("SELECT * FROM audit WHERE id = :id", id=entry_id)
    if row is None:
        return None
    facts = json.loads(row["facts"])
    return AuditEntry(times.parse_moment(row["at"]), row["actor"], row["action"], row["subject"], row["outcome"], facts)


def get_head(db: ReadDb) -> str:
    """The newest entry's hash: whoever has noted it can tell whether anything before it was changed."""
    return str(db.fetch_value("SELECT hash FROM audit ORDER BY id DESC LIMIT 1") or _START)


def find_first_broken(db: ReadDb) -> int | None:
    """The id of the first entry that does not follow from those before it; None when the chain is whole."""
    previous = _START
    for row in db.stream("SELECT * FROM audit ORDER BY id"):
        entry = {name: row[name] for name in ("at", "actor", "action", "subject", "outcome", "facts")}
        if row["previous"] != previous or row["hash"] != _compute_hash(previous, entry):
            return int(row["id"])
        previous = row["hash"]
    return None


def _compute_hash(previous: str, entry: Mapping[str, str]) -> str:
    return hashlib.sha256((previous + json.dumps(entry, sort_keys=True, ensure_ascii=False)).encode()).hexdigest()
