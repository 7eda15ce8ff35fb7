"""Who answers for a list: the person who adopted it, and the one who confirmed what was left out of it."""

from datetime import datetime

from bot.rules.lists import TargetList
from bot.store import times
from bot.store.database import Db
from bot.store.lists import read


def adopt(db: Db, list_id: int, by: str) -> bool:
    """Make somebody the uploader of a list that has none; whether this call was the one that did."""
    return (
        db.change(
            "UPDATE target_lists SET uploader = :by WHERE id = :id AND state = 'ready' AND uploader IS NULL",
            id=list_id,
            by=by,
        )
        == 1
    )


def confirm(db: Db, list_id: int, *, by: str, mark: str, at: datetime) -> None:
    """Note who has confirmed what was left out, and what they had seen."""
    db.change(
        """
        UPDATE target_lists SET confirmed_by = :by, confirmed_at = :at, confirmed_mark = :mark
        WHERE id = :id AND state = 'ready'
        """,
        id=list_id,
        by=by,
        at=times.text(at),
        mark=mark,
    )


def ownerless(db: Db) -> list[TargetList]:
    """The lists that wait for somebody to adopt them, newest first."""
    rows = db.all("SELECT * FROM target_lists WHERE uploader IS NULL AND state = 'ready' ORDER BY id DESC")
    return [read(row) for row in rows]


def drafts_of(db: Db, list_id: int) -> list[int]:
    """The campaigns of a list that nobody has submitted yet: their cards say whether it was confirmed."""
    rows = db.all("SELECT id FROM campaigns WHERE list_id = :id AND state = 'draft' ORDER BY id", id=list_id)
    return [row["id"] for row in rows]
