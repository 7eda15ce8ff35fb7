"""Counts of a campaign's messages: by state, handed over, of its first batch, by outcome. They are never stored."""

from datetime import datetime

from bot.model.messages import BatchCounts, HandOver, MessageState
from bot.store import times
from bot.store.database import ReadDb

_LEFT = frozenset({"accepted", "uncertain", "delivered", "undelivered", "unknown"})
"""The states of messages that have left, as far as nofu knows."""


def count_states(db: ReadDb, campaign_id: int) -> dict[tuple[MessageState, str | None], int]:
    """Count the messages of a campaign by state and reason; from a covering index."""
    rows = db.fetch_all(
        "SELECT state, reason, COUNT(*) AS n FROM messages WHERE campaign_id = :id GROUP BY state, reason",
        id=campaign_id,
    )
    return {(MessageState(row["state"]), row["reason"]): row["n"] for row in rows}


def count_queued(db: ReadDb, campaign_id: int) -> int:
    """Count the messages of a campaign that wait to be sent."""
    return sum(number for (state, _), number in count_states(db, campaign_id).items() if state is MessageState.QUEUED)


def get_hand_over(db: ReadDb, campaign_id: int) -> HandOver:
    """Return what the provider has taken of a campaign, and when the first and the last request left."""
    row = db.fetch_one(
        """
        SELECT COUNT(*) AS number, COALESCE(SUM(units), 0) AS units,
            MIN(claimed_at) AS first_at, MAX(claimed_at) AS last_at
        FROM messages WHERE campaign_id = :id AND accepted_at IS NOT NULL
        """,
        id=campaign_id,
    )
    assert row is not None
    first_at, last_at = (times.parse_optional_moment(row[name]) for name in ("first_at", "last_at"))
    return HandOver(row["number"], first_at, last_at, row["units"])


def find_batch(db: ReadDb, campaign_id: int, size: int) -> tuple[int, int] | None:
    """Return the first and the last id of the next `size` messages that wait; None if no more than so many wait."""
    found = db.fetch_all(
        "SELECT id FROM messages WHERE campaign_id = :id AND state = 'queued' ORDER BY id LIMIT :limit",
        id=campaign_id,
        limit=size + 1,
    )
    return (found[0]["id"], found[size - 1]["id"]) if 0 < size < len(found) else None


def count_batch(db: ReadDb, campaign_id: int, batch: tuple[int, int]) -> BatchCounts:
    """Count the messages of a campaign with ids from the first to the last; the others of the campaign are not read."""
    rows = db.fetch_all(
        """
        SELECT state, COUNT(*) AS n, MAX(claimed_at) AS left_at FROM messages
        WHERE id BETWEEN :first AND :last AND +campaign_id = :id GROUP BY state
        """,
        id=campaign_id,
        first=batch[0],
        last=batch[1],
    )
    known = {row["state"]: row["n"] for row in rows}
    left = [row["left_at"] for row in rows if row["state"] in _LEFT and row["left_at"] is not None]
    return BatchCounts(
        to_send=known.get("queued", 0) + known.get("claimed", 0),
        open=known.get("accepted", 0) + known.get("uncertain", 0),
        arrived=known.get("delivered", 0),
        failed=known.get("undelivered", 0) + known.get("unknown", 0),
        last_left=times.parse_moment(max(left)) if left else None,
    )


def is_anything_to_send(db: ReadDb, campaign_id: int) -> bool:
    """Return whether a message of a campaign is queued or claimed."""
    return (
        db.fetch_value(
            "SELECT 1 FROM messages WHERE campaign_id = :id AND state IN ('queued', 'claimed') LIMIT 1", id=campaign_id
        )
        is not None
    )


def is_campaign_done(db: ReadDb, campaign_id: int) -> bool:
    """Return whether no message of a campaign is queued, claimed or uncertain."""
    return (
        db.fetch_value(
            """
            SELECT 1 FROM messages WHERE campaign_id = :id AND state IN ('queued', 'claimed', 'uncertain') LIMIT 1
            """,
            id=campaign_id,
        )
        is None
    )


def count_newest_outcomes(db: ReadDb, campaign_id: int, since: datetime, limit: int) -> tuple[int, int]:
    """Return how many of a campaign's newest outcomes are failures, and how many there are.

    Only the newest 2,000 events are read, so that the time does not grow with the file.
    """
    row = db.fetch_one(
        """
        SELECT COALESCE(SUM(state = 'undelivered'), 0) AS failed, COUNT(*) AS total FROM (
            SELECT e.state FROM (SELECT * FROM message_events ORDER BY id DESC LIMIT 2000) e
                JOIN messages m ON m.id = e.message_id
            WHERE m.campaign_id = :id AND e.state IN ('delivered', 'undelivered') AND e.at >= :since
            ORDER BY e.id DESC LIMIT :limit
        )
        """,
        id=campaign_id,
        since=times.format_moment(since),
        limit=limit,
    )
    assert row is not None
    return row["failed"], row["total"]


def count_usual_outcomes(db: ReadDb, campaign_id: int, since: datetime) -> tuple[int, int]:
    """Return the failures and all outcomes of the other campaigns of the same provider that started since a time."""
    row = db.fetch_one(
        """
        SELECT COALESCE(SUM(m.state = 'undelivered'), 0) AS failed, COUNT(*) AS total
        FROM campaigns c JOIN messages m ON m.campaign_id = c.id AND m.state IN ('delivered', 'undelivered')
        WHERE c.id <> :id AND c.started_at >= :since
            AND c.provider = (SELECT provider FROM campaigns WHERE id = :id)
        """,
        id=campaign_id,
        since=times.format_moment(since),
    )
    assert row is not None
    return row["failed"], row["total"]
