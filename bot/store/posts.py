"""What Slack should show: a subject and a place, never a text; the poster draws it from the newest facts."""

from datetime import datetime

from bot.model.posts import Post
from bot.store import times
from bot.store.database import Db, ReadDb, Row


def queue_post(db: Db, kind: str, key: str, place: str) -> None:
    """Say that this should be shown anew; not before the time that Slack named, if it did."""
    db.execute(
        """
        INSERT INTO posts (kind, key, place) VALUES (:kind, :key, :place)
        ON CONFLICT (kind, key, place) DO UPDATE SET wanted = wanted + 1, tries = 0
        """,
        kind=kind,
        key=key,
        place=place,
    )


def list_due(db: ReadDb, now: datetime) -> list[Post]:
    """The posts that are due, oldest first."""
    rows = db.fetch_all(
        "SELECT * FROM posts WHERE shown < wanted AND (try_at IS NULL OR try_at <= :now) ORDER BY id LIMIT 50",
        now=times.format_moment(now),
    )
    return [_make_post(row) for row in rows]


def claim_post(db: Db, post_id: int, now: datetime) -> Post:
    """Take a post. One whose earlier claim was never answered may already stand in Slack: it is marked."""
    db.execute(
        """
        UPDATE posts SET repeated = repeated OR (ts IS NULL AND claimed_at IS NOT NULL), claimed_at = :now
        WHERE id = :id
        """,
        id=post_id,
        now=times.format_moment(now),
    )
    row = db.fetch_one("SELECT * FROM posts WHERE id = :id", id=post_id)
    assert row is not None
    return _make_post(row)


def record_posted(db: Db, post: Post, channel: str, ts: str) -> None:
    """Slack shows it, as it was when it was taken."""
    db.execute(
        """
        UPDATE posts SET shown = :wanted, channel = :channel, ts = :ts, claimed_at = NULL, try_at = NULL, tries = 0
        WHERE id = :id
        """,
        id=post.id,
        wanted=post.wanted,
        channel=channel,
        ts=ts,
    )


def record_failure(db: Db, post: Post, try_at: datetime, answered: bool) -> None:
    """It did not go through; `answered`: Slack said no, so that nothing stands there now."""
    db.execute(
        """
        UPDATE posts SET try_at = :try_at, tries = tries + 1,
            claimed_at = CASE WHEN :answered THEN NULL ELSE claimed_at END
        WHERE id = :id
        """,
        id=post.id,
        try_at=times.format_moment(try_at),
        answered=answered,
    )


def record_lost(db: Db, post: Post) -> None:
    """What it edited is gone from Slack (deleted, another channel): it is posted as new."""
    db.execute("UPDATE posts SET ts = NULL, channel = NULL, claimed_at = NULL WHERE id = :id", id=post.id)


def drop_post(db: Db, post: Post) -> None:
    """Its subject is no more: there is nothing to show."""
    db.execute("UPDATE posts SET shown = wanted, claimed_at = NULL WHERE id = :id", id=post.id)


def find_ts(db: ReadDb, kind: str, key: str) -> str | None:
    """Where a subject stands in Slack, if it does."""
    value = db.fetch_value("SELECT ts FROM posts WHERE kind = :kind AND key = :key", kind=kind, key=key)
    return None if value is None else str(value)


def _make_post(row: Row) -> Post:
    return Post(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        place=row["place"],
        wanted=row["wanted"],
        channel=row["channel"],
        ts=row["ts"],
        repeated=bool(row["repeated"]),
        tries=row["tries"],
    )
