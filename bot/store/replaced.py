"""Lists that are gone, since another was made of the same file in their place."""

from bot.store.database import Db


def replace(db: Db, list_id: int, successor: int) -> bool:
    """Take a list away in whose place another was made of the same file; False when it is gone, or in use."""
    gone = db.change(
        """
        DELETE FROM target_lists WHERE id = :id AND id < :successor AND state = 'ready'
            AND sha256 = (SELECT sha256 FROM target_lists WHERE id = :successor AND state = 'ready')
            AND NOT EXISTS (SELECT 1 FROM campaigns WHERE list_id = :id)
        """,
        id=list_id,
        successor=successor,
    )
    if gone:
        db.change(
            "INSERT INTO replaced_lists (list_id, successor) VALUES (:id, :successor)", id=list_id, successor=successor
        )
    return gone == 1


def successor(db: Db, list_id: int) -> int | None:
    """The list that was made in the place of one that is gone."""
    found = db.value("SELECT successor FROM replaced_lists WHERE list_id = :id", id=list_id)
    return None if found is None else int(found)
