"""Payments that the city has booked: append-only, with reversals. Equal rows are one payment."""

from collections.abc import Mapping
from datetime import date

from bot.store.database import Db, ReadDb


def match_payment(db: ReadDb, taxpayer_key: bytes, tax: str, year: str, instalment: str) -> str:
    """Match a payment with the lists: applied (the debt), doubtful (only the person), unmatched."""
    person = db.fetch_value("SELECT 1 FROM recipients WHERE taxpayer_key = :key LIMIT 1", key=taxpayer_key)
    if person is None:
        return "unmatched"
    debt = db.fetch_value(
        """
        SELECT 1 FROM recipients r JOIN list_rows row ON row.recipient_id = r.id
        WHERE r.taxpayer_key = :key AND row.tax = :tax AND row.year = :year AND row.instalment = :instalment LIMIT 1
        """,
        key=taxpayer_key,
        tax=tax,
        year=year,
        instalment=instalment,
    )
    return "doubtful" if debt is None else "applied"


def add_payment(db: Db, row: Mapping[str, object]) -> bool:
    """Add a payment; False when the same row was added before."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO payments (file_id, line, taxpayer_key, tax, year, instalment, paid_on, booked_on, amount,
            channel, reversal, matched)
        VALUES (:file_id, :line, :taxpayer_key, :tax, :year, :instalment, :paid_on, :booked_on, :amount,
            :channel, :reversal, :matched)
        """,
        **row,
    )
    return changed == 1


def find_newest_days(db: ReadDb, today: date) -> dict[str, date]:
    """Return the newest booked day of each channel: the city learns of each on its own day.

    A day in the future is a mistake, and would count as fresh data until then.
    """
    rows = db.fetch_all(
        """
        SELECT channel, MAX(booked_on) AS day FROM payments WHERE booked_on <= :today
        GROUP BY channel ORDER BY channel
        """,
        today=today.isoformat(),
    )
    return {row["channel"]: date.fromisoformat(row["day"]) for row in rows}
