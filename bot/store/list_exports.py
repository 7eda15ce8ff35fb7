"""What was written of a list to files for people: which rows it takes, and the names of the files."""

import json
from dataclasses import asdict

from bot.rules.lists import Exports
from bot.store.database import Db

_WANTED = "FROM list_rows WHERE list_id = :id AND (rejected IS NOT NULL OR excluded = 'shared_phone')"


def problem_rows(db: Db, list_id: int, most: int) -> dict[int, str]:
    """The rows that need a person, in their order: the code of why, by line."""
    rows = db.all(
        f"SELECT line, COALESCE(rejected, excluded) AS code {_WANTED} ORDER BY line LIMIT :most", id=list_id, most=most
    )
    return {row["line"]: row["code"] for row in rows}


def problems(db: Db, list_id: int) -> int:
    """How many rows need a person."""
    return int(db.value(f"SELECT COUNT(*) {_WANTED}", id=list_id))


def note(db: Db, list_id: int, exports: Exports) -> None:
    """Write down which files there are."""
    db.change(
        "UPDATE target_lists SET exports = :exports WHERE id = :id", id=list_id, exports=json.dumps(asdict(exports))
    )


def read(text: str | None) -> Exports | None:
    """What `note` has written."""
    if text is None:
        return None
    found = json.loads(text)
    return Exports(**{**found, "problems": tuple(found["problems"])})
