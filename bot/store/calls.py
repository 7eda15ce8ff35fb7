"""Results of calls: append-only. A row that is imported again counts once."""

from collections.abc import Mapping

from bot.store.database import Db, ReadDb


def add_call(db: Db, row: Mapping[str, object]) -> bool:
    """Add the result of a call; False when it was added before. The row names every column but the id.

    An attempt that counts is the same for every dialled number. For other results, another number or another
    promised day is new: a wrong number, or the day until which a person gets no message, must not be lost.

    `quiet_until`, if named: the last day on which the person gets no message because of what they said.
    """
    changed = db.execute(
        """
        INSERT OR IGNORE INTO calls (file_id, line, taxpayer_key, phone_key, called_on, called_at, result, counted,
            promised_on, quiet_until, old_key)
        VALUES (:file_id, :line, :taxpayer_key, :phone_key, :called_on, :called_at, :result, :counted,
            :promised_on, :quiet_until, :old_key)
        """,
        **{"quiet_until": None, "old_key": None, **row},
    )
    return changed == 1


def is_stored(db: ReadDb, old_key: bytes, call: Mapping[str, object]) -> bool:
    """Whether a call is stored as one of the person who had this id, not of another who is the same person now."""
    found = db.fetch_value(
        """
        SELECT 1 FROM calls WHERE taxpayer_key = :taxpayer_key AND called_at = :called_at AND result = :result
            AND phone_key IS :phone_key AND COALESCE(old_key, taxpayer_key) = :old_key LIMIT 1
        """,
        old_key=old_key,
        **call,
    )
    return found is not None
