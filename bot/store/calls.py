"""Results of calls: append-only; a row that comes again counts once."""

from collections.abc import Mapping

from bot.store.database import Db


def add(db: Db, row: Mapping[str, object]) -> bool:
    """Keep the result of a call; False when it was kept before. The row names every column but the id."""
    changed = db.change(
        """
        INSERT OR IGNORE INTO calls (file_id, line, taxpayer_key, phone_key, called_on, called_at, result, counted,
            promised_on)
        VALUES (:file_id, :line, :taxpayer_key, :phone_key, :called_on, :called_at, :result, :counted, :promised_on)
        """,
        **row,
    )
    return changed == 1
