"""The steps of messages (`message_events`) in the chain of the audit: an entry holds a keyed hash over a batch of them.

They are too many to be audited one by one. A changed, removed or inserted step no longer fits to its entry.
"""

import hashlib
from dataclasses import dataclass

from bot.store import audit
from bot.store.database import ReadDb

SUBJECT = "events"


@dataclass(frozen=True, slots=True)
class EventSeal:
    """A batch of steps: the ids of the first and the last, and the keyed hash over all of them."""

    first: int
    last: int
    hash: str


def make_next_seal(db: ReadDb) -> EventSeal | None:
    """Return the seal of the steps that no entry covers yet; None if there are none."""
    sealed = _list_seals(db)
    first = sealed[-1][1].last + 1 if sealed else 1
    last = int(db.fetch_value("SELECT COALESCE(MAX(id), 0) FROM message_events"))
    return None if last < first else EventSeal(first, last, _compute_hash(db, first, last))


def find_first_broken(db: ReadDb) -> int | None:
    """Return the id of the first audit entry whose steps are not as it says; None if there is none."""
    following = 1
    for entry_id, seal in _list_seals(db):
        if seal.first != following or seal.hash != _compute_hash(db, seal.first, seal.last):
            return entry_id
        following = seal.last + 1
    return None


_WITHOUT_FACTS = """
    SELECT id, message_id, at, state, reason FROM message_events WHERE id BETWEEN :first AND :last ORDER BY id
"""
"""For a backup of an older version."""
_WITH_FACTS = """
    SELECT e.id, e.message_id, e.at, e.state, e.reason, e.facts, b.content
    FROM message_events e LEFT JOIN judgement_bases b ON b.id = e.basis_id
    WHERE e.id BETWEEN :first AND :last ORDER BY e.id
"""
_FIRST_FACT = 5
"""Facts and basis are included where a step has them: older steps have none."""


def _list_seals(db: ReadDb) -> list[tuple[int, EventSeal]]:
    found = []
    for entry_id, entry in audit.list_done_with_ids(db, SUBJECT):
        facts = entry.facts
        found.append((entry_id, EventSeal(int(str(facts["first"])), int(str(facts["last"])), str(facts["hash"]))))
    return found


def _compute_hash(db: ReadDb, first: int, last: int) -> str:
    digest = hashlib.sha256()
    has_facts = db.fetch_value("SELECT 1 FROM pragma_table_info('message_events') WHERE name = 'facts'") is not None
    _, rows = db.stream_tuples(_WITH_FACTS if has_facts else _WITHOUT_FACTS, first=first, last=last)
    for row in rows:
        digest.update(repr(row if any(row[_FIRST_FACT:]) else row[:_FIRST_FACT]).encode())
    return db.vault.hash_value("events", f"{first} {last} {digest.hexdigest()}").hex()
