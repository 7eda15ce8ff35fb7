"""Exclusions: append-only. The newest day holds; who is no longer in a file stays excluded until a row says "no"."""

from collections.abc import Mapping

from bot.store.database import Db


def add(db: Db, row: Mapping[str, object]) -> bool:
    """Keep what a row says; False when it was kept before. The row names every column but the id."""
    changed = db.change(
        """
        INSERT OR IGNORE INTO exclusions (file_id, line, taxpayer_key, as_of, excluded, ground)
        VALUES (:file_id, :line, :taxpayer_key, :as_of, :excluded, :ground)
        """,
        **row,
    )
    return changed == 1
