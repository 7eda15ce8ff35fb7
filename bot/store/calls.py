"""Results of calls: append-only; a row that comes again counts once."""

from collections.abc import Mapping

from bot.store.database import Db


def add_call(db: Db, row: Mapping[str, object]) -> bool:
    """Keep the result of a call; False when it was kept before. The row names every column but the id.

    An attempt that counts is the same whatever number it went to. Of all others another number, or another promised
    day, is news: a number that is wrong, or until when somebody is left alone, must not be lost.

    `quiet_until`, where it is named: the last day on which the person is left alone for what they said.
    """
    changed = db.execute(
        """
        INSERT OR IGNORE INTO calls (file_id, line, taxpayer_key, phone_key, called_on, called_at, result, counted,
            promised_on, quiet_until)
        VALUES (:file_id, :line, :taxpayer_key, :phone_key, :called_on, :called_at, :result, :counted,
            :promised_on, :quiet_until)
        """,
        **{"quiet_until": None, **row},
    )
    return changed == 1
