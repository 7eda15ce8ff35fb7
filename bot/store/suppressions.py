"""Suppressions: a number or a taxpayer that gets no message, until a user ends it. Suppressions are never deleted."""

from datetime import datetime

from bot.store import times
from bot.store.database import Db, ReadDb

PHONE = "phone"
TAXPAYER = "taxpayer"


OPTED_OUT = "opted_out"
"""The reason of a suppression that the recipient asked the provider for."""


def add_suppression(db: Db, kind: str, key: bytes, *, reason: str, source: str, by: str | None, now: datetime) -> bool:
    """Suppress a number or a taxpayer; False when a suppression for this reason is active."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO suppressions (kind, key, reason, since, source, by)
        VALUES (:kind, :key, :reason, :now, :source, :by)
        """,
        kind=kind,
        key=key,
        reason=reason,
        source=source,
        by=by,
        now=times.format_moment(now),
    )
    return changed == 1


def suppress_recipient(db: Db, message_id: int, *, reason: str, source: str, now: datetime) -> bool:
    """Suppress the number of a message; False when a suppression for this reason is active."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO suppressions (kind, key, reason, since, source)
        SELECT 'phone', phone_key, :reason, :now, :source FROM messages WHERE id = :id
        """,
        id=message_id,
        reason=reason,
        source=source,
        now=times.format_moment(now),
    )
    return changed == 1


def count_opted_out(db: ReadDb, campaign_id: int) -> int:
    """Count the messages of a campaign whose number is suppressed because its owner has opted out at the provider."""
    return int(
        db.fetch_value(
            """
            SELECT COUNT(*) FROM messages m JOIN suppressions s
                ON s.key = m.phone_key AND s.kind = 'phone' AND s.reason = :reason AND s.ended_at IS NULL
            WHERE m.campaign_id = :campaign AND m.state = 'undelivered'
            """,
            reason=OPTED_OUT,
            campaign=campaign_id,
        )
    )


def end_suppression(db: Db, kind: str, key: bytes, *, reason: str, before: datetime, now: datetime) -> bool:
    """End a suppression for this reason that began before a moment; False when there is none."""
    changed = db.execute(
        """
        UPDATE suppressions SET ended_at = :now
        WHERE kind = :kind AND key = :key AND reason = :reason AND ended_at IS NULL AND since < :before
        """,
        kind=kind,
        key=key,
        reason=reason,
        before=times.format_moment(before),
        now=times.format_moment(now),
    )
    return changed == 1
