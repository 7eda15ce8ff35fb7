"""The audit: who did what to which id, and when. It is append-only, and chained by keyed hashes with a running count.

A changed, removed or inserted entry breaks the chain, and without the vault's key nobody can repair it. An entry has
ids, counts and keyed hashes only, so a purge of personal data never changes it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.store import table_seals, times
from bot.store.database import Db, ReadDb, Row
from bot.vault import Vault

_START = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An audit entry. `outcome` is `done` or the code of a refusal."""

    at: datetime
    actor: str
    action: str
    subject: str
    outcome: str
    facts: Mapping[str, object]


def append_entry(
    db: Db, at: datetime, actor: str, action: str, subject: str, outcome: str, facts: Mapping[str, object]
) -> int:
    """Append an entry to the chain; return its id. It has the seals of the tables if they have changed."""
    last = db.fetch_one("SELECT count, hash FROM audit ORDER BY count DESC LIMIT 1")
    count, previous = (1, _START) if last is None else (last["count"] + 1, last["hash"])
    entry = {
        "at": times.format_moment(at),
        "actor": actor,
        "action": action,
        "subject": subject,
        "outcome": outcome,
        "facts": json.dumps({**facts, **_take_seals(db)}, sort_keys=True, ensure_ascii=False),
    }
    return db.insert(
        """
        INSERT INTO audit (count, at, actor, action, subject, outcome, facts, previous, hash)
        VALUES (:count, :at, :actor, :action, :subject, :outcome, :facts, :previous, :hash)
        """,
        **entry,
        count=count,
        previous=previous,
        hash=_compute_hash(db.vault, previous, count, entry),
    )


def has_unaudited_rows(db: ReadDb) -> bool:
    """Whether rows of a sealed table have changed since the newest entry that has the seals (table_seals.py)."""
    return db.fetch_value("SELECT 1 FROM table_seals WHERE NOT audited LIMIT 1") is not None


def _take_seals(db: Db) -> dict[str, str]:
    if not has_unaudited_rows(db):
        return {}
    db.execute("UPDATE table_seals SET audited = 1")
    seals = db.fetch_all("SELECT name, rows, seal FROM table_seals ORDER BY name")
    return {table_seals.FACT: table_seals.hash_seals(db.vault, seals)}


def get_entry(db: ReadDb, entry_id: int) -> AuditEntry | None:
    """Return an entry; None if there is none."""
    row = db.fetch_one("SELECT * FROM audit WHERE id = :id", id=entry_id)
    return None if row is None else _make_entry(row)


def list_done(db: ReadDb, subject: str) -> list[AuditEntry]:
    """Return what was done to a subject, oldest first; without refusals."""
    return [entry for _, entry in list_done_with_ids(db, subject)]


def list_done_with_ids(db: ReadDb, subject: str) -> list[tuple[int, AuditEntry]]:
    """Return what was done to a subject, oldest first, each with the entry's id; without refusals."""
    rows = db.fetch_all(
        "SELECT * FROM audit WHERE subject = :subject AND outcome = 'done' ORDER BY id", subject=subject
    )
    return [(int(row["id"]), _make_entry(row)) for row in rows]


def find_newest_done(db: ReadDb, subject: str, action: str) -> int | None:
    """Return the id of the newest entry that says that something was done to a subject; None if there is none."""
    value = db.fetch_value(
        "SELECT MAX(id) FROM audit WHERE subject = :subject AND action = :action AND outcome = 'done'",
        subject=subject,
        action=action,
    )
    return None if value is None else int(value)


def find_next_done(db: ReadDb, subject: str, action: str, after: int) -> int | None:
    """Return the id of the first entry after another that says that something was done to a subject, or None."""
    value = db.fetch_value(
        """
        SELECT MIN(id) FROM audit
        WHERE subject = :subject AND action = :action AND outcome = 'done' AND id > :after
        """,
        subject=subject,
        action=action,
        after=after,
    )
    return None if value is None else int(value)


def get_head(db: ReadDb) -> str:
    """Return the newest entry's hash. A copy of it outside the file proves that no earlier entry was changed."""
    return str(db.fetch_value("SELECT hash FROM audit ORDER BY count DESC LIMIT 1") or _START)


def count_entries(db: ReadDb) -> int:
    """Return how many entries there are."""
    return int(db.fetch_value("SELECT COUNT(*) FROM audit"))


def find_first_broken(db: ReadDb) -> int | None:
    """Return the id of the first entry that does not follow from those before it; None when the chain is unbroken."""
    previous = _START
    for count, row in enumerate(db.stream("SELECT * FROM audit ORDER BY id"), start=1):
        entry = {name: row[name] for name in ("at", "actor", "action", "subject", "outcome", "facts")}
        expected = _compute_hash(db.vault, previous, count, entry)
        if (row["count"], row["previous"], row["hash"]) != (count, previous, expected):
            return int(row["id"])
        previous = row["hash"]
    return None


def _make_entry(row: Row) -> AuditEntry:
    facts = json.loads(row["facts"])
    return AuditEntry(times.parse_moment(row["at"]), row["actor"], row["action"], row["subject"], row["outcome"], facts)


def _compute_hash(vault: Vault, previous: str, count: int, entry: Mapping[str, str]) -> str:
    text = f"{previous} {count} {json.dumps(entry, sort_keys=True, ensure_ascii=False)}"
    return vault.hash_value("audit", text).hex()
