"""Files of new ids that wait for a supervisor, and what was decided about them."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.model.renumberings import RenumberingCounts, WaitingRenumbering, WaitingState
from bot.store import times
from bot.store.database import Db, ReadDb, Row

_TOKEN = 16


def add_waiting(db: Db, *, name: str, content_hash: str, counts: Mapping[str, object], now: datetime) -> int:
    """Add a file that waits, unless the same one waits already; return its id."""
    known = db.fetch_value(
        "SELECT id FROM waiting_renumberings WHERE content_hash = :content_hash AND state = 'waiting' AND name = :name",
        content_hash=content_hash,
        name=name,
    )
    return known or db.insert(
        """
        INSERT INTO waiting_renumberings (name, content_hash, counts, state, came_at)
        VALUES (:name, :content_hash, :counts, 'waiting', :now)
        """,
        name=name,
        content_hash=content_hash,
        counts=json.dumps(counts),
        now=times.format_moment(now),
    )


def make_token(content_hash: str) -> str:
    """Make the token by which a button names a file's content."""
    return content_hash[:_TOKEN]


def get_waiting(db: ReadDb, waiting_id: int) -> WaitingRenumbering | None:
    """Return a file that waits or was decided about; None if there is none."""
    row = db.fetch_one("SELECT * FROM waiting_renumberings WHERE id = :id", id=waiting_id)
    return None if row is None else _make_waiting(row)


def list_waiting(db: ReadDb) -> list[WaitingRenumbering]:
    """Return the files that wait, oldest first."""
    rows = db.fetch_all("SELECT * FROM waiting_renumberings WHERE state = 'waiting' ORDER BY id")
    return [_make_waiting(row) for row in rows]


def _make_waiting(row: Row) -> WaitingRenumbering:
    return WaitingRenumbering(
        id=row["id"],
        name=row["name"],
        token=make_token(row["content_hash"]),
        counts=RenumberingCounts(**json.loads(row["counts"])),
        state=WaitingState(row["state"]),
        came_at=times.parse_moment(row["came_at"]),
        decided_by=row["decided_by"],
        decided_at=times.parse_optional_moment(row["decided_at"]),
    )


def is_content(db: ReadDb, waiting_id: int, content_hash: str) -> bool:
    """Whether a file with this keyed hash is the one that was counted."""
    sql = "SELECT content_hash = :content_hash FROM waiting_renumberings WHERE id = :id"
    return bool(db.fetch_value(sql, id=waiting_id, content_hash=content_hash))


def decide(db: Db, waiting_id: int, state: WaitingState, *, by: str, at: datetime) -> bool:
    """Store the decision about a file that waits; return whether this call did."""
    changed = db.execute(
        """
        UPDATE waiting_renumberings SET state = :state, decided_by = :by, decided_at = :at
        WHERE id = :id AND state = 'waiting'
        """,
        id=waiting_id,
        state=state.value,
        by=by,
        at=times.format_moment(at),
    )
    return changed == 1
