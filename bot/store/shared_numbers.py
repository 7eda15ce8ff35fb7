"""Numbers that several people of a list have, and what was decided about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.model.lists import SharedChoice, SharedDecision, SharedNumbers
from bot.store import times
from bot.store.database import Db, ReadDb


class SharedNumberRow(NamedTuple):
    """A shared number with one of its holders. `line` is the first line with both."""

    recipient_id: int
    line: int
    taxpayer_key: bytes
    taxpayer_box: bytes
    phone_key: bytes
    phone_box: bytes
    name_box: bytes | None


_SHARED = """
    SELECT * FROM (
        SELECT r.id, p.line, r.taxpayer_key, i.taxpayer_box, p.phone_key, p.phone_box, i.name_box,
            COUNT(*) OVER (PARTITION BY p.phone_key) + EXISTS (
                SELECT 1 FROM unused_phones u
                WHERE u.list_id = r.list_id AND u.phone_key = p.phone_key AND u.recipient_id <> r.id
            ) AS holders
        FROM recipients r JOIN recipient_phones p ON p.recipient_id = r.id
            JOIN recipient_identities i ON i.recipient_id = r.id
        WHERE r.list_id = :id AND r.shared AND p.mobile
    ) WHERE holders > 1
"""


def list_shared(db: ReadDb, list_id: int) -> list[SharedNumberRow]:
    """Return every shared number with each of its holders, in file order."""
    return [
        SharedNumberRow(
            row["id"],
            row["line"],
            row["taxpayer_key"],
            row["taxpayer_box"],
            row["phone_key"],
            row["phone_box"],
            row["name_box"],
        )
        for row in db.fetch_all(f"{_SHARED} ORDER BY line", id=list_id)
    ]


def count_shared(db: ReadDb, list_id: int) -> SharedNumbers | None:
    """Count the shared numbers of a list and their people, with the decision; None if no number is shared."""
    counted = db.fetch_one(
        f"SELECT COUNT(DISTINCT phone_key) AS numbers, COUNT(DISTINCT id) AS people FROM ({_SHARED})", id=list_id
    )
    decided = db.fetch_one(
        """
        SELECT shared_decided, shared_decided_by, shared_decided_at,
            (
                SELECT COUNT(*) FROM recipients r
                WHERE r.list_id = l.id AND r.shared AND r.shared_decision = 'send'
            ) AS sent
        FROM target_lists l WHERE id = :id
        """,
        id=list_id,
    )
    if counted is None or decided is None or not counted["numbers"]:
        return None
    how = decided["shared_decided"]
    return SharedNumbers(
        numbers=counted["numbers"],
        people=counted["people"],
        decision=None if how is None else SharedDecision(how),
        chosen_people=decided["sent"],
        by=decided["shared_decided_by"],
        at=times.parse_optional_moment(decided["shared_decided_at"]),
    )


def store_decisions(
    db: Db, list_id: int, how: SharedDecision, decisions: Mapping[int, SharedChoice], *, by: str, at: datetime
) -> None:
    """Store a decision on shared numbers (by recipient). It replaces every earlier one.

    It also resets the confirmation of the list: the people who get a message change, even if their number does not.
    """
    db.execute("UPDATE recipients SET shared_decision = NULL WHERE list_id = :id AND shared", id=list_id)
    db.execute_many(
        "UPDATE recipients SET shared_decision = :decision WHERE id = :id AND list_id = :list_id AND shared",
        ({"id": who, "list_id": list_id, "decision": mark.value} for who, mark in decisions.items()),
    )
    db.execute(
        """
        UPDATE target_lists SET shared_decided = :how, shared_decided_by = :by, shared_decided_at = :at,
            confirmed_by = NULL, confirmed_at = NULL, confirmed_mark = NULL
        WHERE id = :id
        """,
        id=list_id,
        how=how.value,
        by=by,
        at=times.format_moment(at),
    )


def find_campaign_in_use(db: ReadDb, list_id: int) -> int | None:
    """Return a campaign of a list that was submitted and is not over; None if there is none."""
    found = db.fetch_value(
        """
        SELECT MIN(id) FROM campaigns
        WHERE list_id = :id AND state IN ('pending', 'approved', 'sending', 'paused')
        """,
        id=list_id,
    )
    return None if found is None else int(found)


def group_by_number(found: Iterable[SharedNumberRow]) -> list[list[SharedNumberRow]]:
    """Group holders by number, in the order in which the numbers first appear."""
    together: dict[bytes, list[SharedNumberRow]] = {}
    for one in found:
        together.setdefault(one.phone_key, []).append(one)
    return list(together.values())
