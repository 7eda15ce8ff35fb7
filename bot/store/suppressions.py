"""Suppressions: a number or a taxpayer that gets no message, until a user ends it. Suppressions are never deleted."""

from datetime import datetime

from bot.store import times
from bot.store.database import Db

PHONE = "phone"
TAXPAYER = "taxpayer"


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
