"""The rows of a target list, looked at one by one."""

from bot.rules.lists import Problem
from bot.rules.reasons import Rejected
from bot.store.database import Db


def problems(db: Db, list_id: int, limit: int) -> list[Problem]:
    """The first rows of a list that could not be read."""
    rows = db.all(
        "SELECT line, rejected FROM list_rows WHERE list_id = :id AND rejected IS NOT NULL ORDER BY line LIMIT :limit",
        id=list_id,
        limit=limit,
    )
    return [Problem(row["line"], Rejected(row["rejected"])) for row in rows]


def known_numbers(db: Db, taxpayer_key: bytes) -> list[bytes]:
    """The numbers (keys) that the newest list with a taxpayer has for them."""
    rows = db.all(
        """
        SELECT p.phone_key FROM recipient_phones p WHERE p.recipient_id = (
            SELECT r.id FROM recipients r JOIN target_lists l ON l.id = r.list_id
            WHERE r.taxpayer_key = :taxpayer_key AND l.state = 'ready' ORDER BY r.list_id DESC LIMIT 1
        )
        """,
        taxpayer_key=taxpayer_key,
    )
    return [row["phone_key"] for row in rows]
