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
