"""Rows that could not be imported, but whose person is known: what they say keeps messages from that person.

Those of a list hold while the list does, as its own recipients; those of imported files hold until their day.
"""

from datetime import date

from bot.store import times
from bot.store.database import Db


def hold_after_payment(db: Db, file_id: int, line: int, taxpayer_key: bytes, paid_on: date) -> None:
    """Add a row of a payment file: its person paid something."""
    db.execute(
        """
        INSERT INTO unread_rows (file_id, line, taxpayer_key, last_paid_on)
        VALUES (:file_id, :line, :taxpayer_key, :paid_on)
        """,
        file_id=file_id,
        line=line,
        taxpayer_key=taxpayer_key,
        paid_on=paid_on.isoformat(),
    )


def hold_after_call(
    db: Db, file_id: int, line: int, taxpayer_key: bytes, quiet_until: date, unknown_on: date | None
) -> None:
    """Add a row of a file of calls. `unknown_on`: the day of the call, if its result is not known."""
    db.execute(
        """
        INSERT INTO unread_rows (file_id, line, taxpayer_key, called_on, quiet_until)
        VALUES (:file_id, :line, :taxpayer_key, :unknown_on, :quiet_until)
        """,
        file_id=file_id,
        line=line,
        taxpayer_key=taxpayer_key,
        unknown_on=times.format_optional_date(unknown_on),
        quiet_until=quiet_until.isoformat(),
    )


def forget_known_calls(db: Db, file_id: int) -> None:
    """Forget unknown results of earlier files where this file has a call of the same person and day that is known."""
    db.execute(
        """
        DELETE FROM unread_rows WHERE called_on IS NOT NULL AND file_id < :file_id AND EXISTS (
            SELECT 1 FROM calls c WHERE c.taxpayer_key = unread_rows.taxpayer_key AND c.file_id = :file_id
                AND c.called_on = unread_rows.called_on
        )
        """,
        file_id=file_id,
    )
