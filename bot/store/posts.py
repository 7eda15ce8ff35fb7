"""Outbox for Slack posts. A row names a kind, a key and a channel, not a text; the poster renders current data."""

from datetime import datetime

from bot.model.posts import EventKey, FailingPosts, Key, Post, PostKind
from bot.store import times
from bot.store.database import Db, ReadDb, Row


def queue_post(db: Db, kind: PostKind[Key], key: Key, channel: str) -> None:
    """Queue a post, or its update. A retry time that Slack named (`try_at`) is kept."""
    db.execute(
        """
        INSERT INTO posts (kind, key, place) VALUES (:kind, :key, :channel)
        ON CONFLICT (kind, key, place) DO UPDATE SET wanted = wanted + 1, tries = 0
        """,
        kind=kind.code,
        key=kind.encode(key),
        channel=channel,
    )


def update_event_posts(db: Db, kind: PostKind[EventKey], subject_id: int) -> None:
    """Queue updates of the posts of a kind about a campaign or list, where there are any."""
    db.execute(
        "UPDATE posts SET wanted = wanted + 1, tries = 0 WHERE kind = :kind AND key GLOB :keys",
        kind=kind.code,
        keys=f"{subject_id}:*",
    )


def update_newest_event_post(db: Db, kind: PostKind[EventKey], subject_id: int) -> None:
    """Queue an update of the newest of the posts that `update_event_posts` updates: earlier ones say nothing new."""
    db.execute(
        """
        UPDATE posts SET wanted = wanted + 1, tries = 0
        WHERE id = (SELECT MAX(id) FROM posts WHERE kind = :kind AND key GLOB :keys)
        """,
        kind=kind.code,
        keys=f"{subject_id}:*",
    )


def is_event_post_due(db: ReadDb, kind: PostKind[EventKey], subject_id: int) -> bool:
    """Whether a post of a kind about a campaign or list waits to be posted, or its update."""
    return (
        db.fetch_value(
            "SELECT 1 FROM posts WHERE kind = :kind AND key GLOB :keys AND shown < wanted LIMIT 1",
            kind=kind.code,
            keys=f"{subject_id}:*",
        )
        is not None
    )


def list_due(db: ReadDb, now: datetime) -> list[Post]:
    """Return the posts that are due: new messages first, since edits come again and again, then the oldest.

    Those that failed come last, since they may fail for ever.
    """
    rows = db.fetch_all(
        """
        SELECT * FROM posts WHERE shown < wanted AND (try_at IS NULL OR try_at <= :now)
        ORDER BY failure IS NOT NULL, ts IS NOT NULL, id LIMIT 50
        """,
        now=times.format_moment(now),
    )
    return [_make_post(row) for row in rows]


def find_post(db: ReadDb, kind: PostKind[Key], key: Key) -> Post | None:
    """Return a post by its key; None if it was never queued. For kinds that have one channel."""
    row = db.fetch_one("SELECT * FROM posts WHERE kind = :kind AND key = :key", kind=kind.code, key=kind.encode(key))
    return None if row is None else _make_post(row)


def list_links(db: ReadDb, kind: PostKind[int]) -> dict[int, str]:
    """Return the known links to the posts of a kind of card, by key."""
    rows = db.fetch_all("SELECT key, link FROM posts WHERE kind = :kind AND link IS NOT NULL", kind=kind.code)
    return {kind.decode(row["key"]): row["link"] for row in rows}


def record_link(db: Db, post_id: int, ts: str, link: str) -> None:
    """Record the link to a message, unless another replaced it meanwhile."""
    db.execute("UPDATE posts SET link = :link WHERE id = :id AND ts = :ts", id=post_id, ts=ts, link=link)


def claim_post(db: Db, post_id: int, now: datetime) -> Post:
    """Claim a post before it is sent. After an earlier claim without an answer, mark it repeated."""
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


def record_posted(db: Db, post: Post, slack_channel: str, ts: str) -> None:
    """Record that Slack shows the post, in the version that was claimed."""
    db.execute(
        """
        UPDATE posts SET shown = :version, channel = :slack_channel, ts = :ts,
            link = CASE WHEN ts = :ts THEN link END,
            claimed_at = NULL, try_at = NULL, tries = 0, failure = NULL, failing_since = NULL
        WHERE id = :id
        """,
        id=post.id,
        version=post.version,
        slack_channel=slack_channel,
        ts=ts,
    )


def record_failure(db: Db, post: Post, code: str, now: datetime, try_at: datetime, answered: bool) -> None:
    """Record a failed attempt. `answered`: Slack refused it, so it is certain that nothing was posted."""
    db.execute(
        """
        UPDATE posts SET try_at = :try_at, tries = tries + 1,
            claimed_at = CASE WHEN :answered THEN NULL ELSE claimed_at END,
            failure = :code, failing_since = COALESCE(failing_since, :now)
        WHERE id = :id
        """,
        id=post.id,
        code=code,
        now=times.format_moment(now),
        try_at=times.format_moment(try_at),
        answered=answered,
    )


def list_failing(db: ReadDb) -> list[FailingPosts]:
    """Return the due posts whose last attempt failed, by channel and code, those that fail longest first."""
    rows = db.fetch_all(
        """
        SELECT place, failure, COUNT(*) AS count, MIN(failing_since) AS since FROM posts
        WHERE shown < wanted AND failure IS NOT NULL GROUP BY place, failure ORDER BY since, place, failure
        """
    )
    return [FailingPosts(row["place"], row["failure"], row["count"], times.parse_moment(row["since"])) for row in rows]


def record_lost(db: Db, post: Post) -> None:
    """Forget the message in Slack, because it was deleted there: the post becomes a new message."""
    db.execute("UPDATE posts SET ts = NULL, channel = NULL, link = NULL, claimed_at = NULL WHERE id = :id", id=post.id)


def drop_post(db: Db, post: Post) -> None:
    """Stop showing a post, because what it shows no longer exists."""
    db.execute(
        "UPDATE posts SET shown = wanted, claimed_at = NULL, failure = NULL, failing_since = NULL WHERE id = :id",
        id=post.id,
    )


def is_posted(db: ReadDb, kind: PostKind[Key], key: Key) -> bool:
    """Whether Slack shows the post."""
    found = find_post(db, kind, key)
    return found is not None and found.ts is not None


def _make_post(row: Row) -> Post:
    return Post(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        channel=row["place"],
        version=row["wanted"],
        is_due=row["shown"] < row["wanted"],
        slack_channel=row["channel"],
        ts=row["ts"],
        link=row["link"],
        repeated=bool(row["repeated"]),
        tries=row["tries"],
    )
