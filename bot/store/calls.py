"""Results of calls: append-only; a row that comes again counts once."""

from collections.abc import Mapping

from bot.store.database import Db

_WITHOUT_TIME = "%T15:00:00.000000Z"
"""Midnight in Japan, where the file has no time."""

CALL_COUNTS = f"""
    c.counted AND NOT EXISTS (
        SELECT 1 FROM calls n WHERE n.taxpayer_key = c.taxpayer_key AND n.called_at = c.called_at
            AND n.file_id > c.file_id AND NOT n.counted AND c.called_at NOT LIKE '{_WITHOUT_TIME}'
    )
"""
"""A call `c` that counts as an attempt: a later file that says something else of the same minute corrects it."""


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
