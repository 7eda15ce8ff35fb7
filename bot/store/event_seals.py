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


def _list_seals(db: ReadDb) -> list[tuple[int, EventSeal]]:
    found = []
    for entry_id, entry in audit.list_done_with_ids(db, SUBJECT):
        facts = entry.facts
        found.append((entry_id, EventSeal(int(str(facts["first"])), int(str(facts["last"])), str(facts["hash"]))))
    return found


def _compute_hash(db: ReadDb, first: int, last: int) -> str:
    digest = hashlib.sha256()
    _, rows = db.stream_tuples(
        """
        SELECT id, message_id, at, state, reason FROM message_events WHERE id BETWEEN :first AND :last ORDER BY id
        """,
        first=first,
        last=last,
    )
    for row in rows:
        digest.update(repr(row).encode())
    return db.vault.hash_value("events", f"{first} {last} {digest.hexdigest()}").hex()
