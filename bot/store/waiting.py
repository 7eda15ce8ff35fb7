"""Which messages wait for something: to be sent, to be asked about, for a receipt."""

from datetime import datetime

from bot.store import times
from bot.store.database import Db
from bot.store.messages import Message, read


def next_queued(db: Db, provider: str) -> Message | None:
    """The next message of a campaign that is sending and was approved for this provider."""
    row = db.one(
        """
        SELECT * FROM messages WHERE id = (
            SELECT MIN(first) FROM (
                SELECT (
                    SELECT m.id FROM messages m WHERE m.campaign_id = c.id AND m.state = 'queued' ORDER BY m.id LIMIT 1
                ) AS first FROM campaigns c WHERE c.state = 'sending' AND c.provider = :provider
            )
        )
        """,
        provider=provider,
    )
    return None if row is None else read(row)


def claimed(db: Db) -> list[Message]:
    """The messages that are claimed at this moment."""
    return [read(row) for row in db.all("SELECT * FROM messages WHERE state = 'claimed'")]


def to_ask_about(db: Db, now: datetime, provider: str, limit: int) -> list[Message]:
    """The doubtful messages about which this provider may be asked now."""
    rows = db.all(
        """
        SELECT m.* FROM messages m JOIN campaigns c ON c.id = m.campaign_id
        WHERE m.state = 'uncertain' AND m.ask_at <= :now AND c.provider = :provider ORDER BY m.ask_at LIMIT :limit
        """,
        now=times.text(now),
        provider=provider,
        limit=limit,
    )
    return [read(row) for row in rows]


def awaiting(db: Db) -> tuple[datetime, datetime] | None:
    """When the oldest and the newest message that still waits for its receipt were claimed."""
    row = db.one("SELECT MIN(claimed_at) AS oldest, MAX(claimed_at) AS newest FROM messages WHERE state = 'accepted'")
    if row is None or row["oldest"] is None:
        return None
    return times.moment(row["oldest"]), times.moment(row["newest"])


def overdue(db: Db, before: datetime) -> list[Message]:
    """The accepted messages of which nothing was heard since before this moment."""
    rows = db.all(
        "SELECT * FROM messages WHERE state = 'accepted' AND accepted_at < :before", before=times.text(before)
    )
    return [read(row) for row in rows]


def is_done(db: Db, campaign_id: int) -> bool:
    """Whether nothing of a campaign is queued or under way to the provider."""
    return (
        db.value(
            """
            SELECT 1 FROM messages WHERE campaign_id = :id AND state IN ('queued', 'claimed', 'uncertain') LIMIT 1
            """,
            id=campaign_id,
        )
        is None
    )
