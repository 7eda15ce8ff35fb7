"""The figures of a digest, counted from the rows: no stored counters that could become wrong."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.store import times
from bot.store.database import ReadDb


def count_messages(db: ReadDb, start: datetime, end: datetime) -> Mapping[str, int]:
    """Count the messages accepted in a period: all, their units, and those in each state now."""
    row = db.fetch_one(
        """
        SELECT COUNT(*) AS sent, COALESCE(SUM(units), 0) AS units, COALESCE(SUM(units_billed), 0) AS billed,
            COALESCE(SUM(state = 'delivered'), 0) AS delivered, COALESCE(SUM(state = 'accepted'), 0) AS pending,
            COALESCE(SUM(state = 'unknown'), 0) AS unknown
        FROM messages WHERE accepted_at >= :start AND accepted_at < :end
        """,
        start=times.format_moment(start),
        end=times.format_moment(end),
    )
    assert row is not None
    return {name: int(row[name]) for name in ("sent", "units", "billed", "delivered", "pending", "unknown")}


_UNKNOWN_DAYS = 60


def count_late_unknown(db: ReadDb, start: datetime, end: datetime) -> int:
    """Count the messages accepted before a period that became unknown in it; an index finds those of the last weeks."""
    return int(
        db.fetch_value(
            """
            SELECT COUNT(*) FROM messages
            WHERE accepted_at >= :earliest AND accepted_at < :start
                AND state = 'unknown' AND ended_at >= :start AND ended_at < :end
            """,
            earliest=times.format_moment(start - timedelta(days=_UNKNOWN_DAYS)),
            start=times.format_moment(start),
            end=times.format_moment(end),
        )
    )


def count_undelivered(db: ReadDb, start: datetime, end: datetime) -> dict[str, int]:
    """Count the undelivered messages of a period by reason.

    The time that counts is that of acceptance or, if the provider refused the message, that of the claim.
    """
    rows = db.fetch_all(
        """
        SELECT COALESCE(reason, 'other') AS reason, COUNT(*) AS n FROM messages
        WHERE state = 'undelivered' AND (
            accepted_at >= :start AND accepted_at < :end
            OR accepted_at IS NULL AND claimed_at >= :start AND claimed_at < :end
        )
        GROUP BY 1 ORDER BY 1
        """,
        start=times.format_moment(start),
        end=times.format_moment(end),
    )
    return {row["reason"]: row["n"] for row in rows}


def count_held(db: ReadDb, start: datetime, end: datetime) -> dict[str, int]:
    """Count the messages held in a period, by reason."""
    rows = db.fetch_all(
        """
        SELECT reason, COUNT(*) AS n FROM messages WHERE state = 'held' AND ended_at >= :start AND ended_at < :end
        GROUP BY reason ORDER BY reason
        """,
        start=times.format_moment(start),
        end=times.format_moment(end),
    )
    return {row["reason"]: row["n"] for row in rows}


def count_uncertain(db: ReadDb) -> int:
    """Count the messages that are uncertain now."""
    return int(db.fetch_value("SELECT COUNT(*) FROM messages WHERE state = 'uncertain'"))


def count_undecided(db: ReadDb, account: str | None) -> int:
    """Count the uncertain messages that a supervisor may decide on: a look-up did not settle them, or none can.

    `account`: the provider account that can be asked; None: it cannot.
    """
    return int(
        db.fetch_value(
            """
            SELECT COUNT(*) FROM messages WHERE state = 'uncertain'
                AND (provider IS NOT :account
                    OR (looked_up_at IS NOT NULL OR look_up_at IS NULL) AND reason IS NOT 'decided')
            """,
            account=account,
        )
    )


def sum_payments(db: ReadDb, start: datetime, end: datetime) -> tuple[int, int]:
    """Sum the payments of debts that became known in a period: how many, and yen net of those taken back in it.

    A payment that its reversal came before is taken back in the period in which it became known.
    """
    period = {"start": times.format_moment(start), "end": times.format_moment(end)}
    known = db.fetch_one(
        """
        SELECT COUNT(*) AS n, COALESCE(SUM(IIF(c.taken_back_by < c.known_by, 0, c.amount)), 0) AS yen
        FROM imported_files f JOIN payments p ON p.file_id = f.id JOIN counted_payments c ON c.known_by = p.id
        WHERE f.imported_at >= :start AND f.imported_at < :end AND p.matched = 'applied' AND c.amount > 0
        """,
        **period,
    )
    taken_back = db.fetch_value(
        """
        SELECT COALESCE(SUM(c.amount), 0)
        FROM imported_files f JOIN payments r ON r.file_id = f.id JOIN counted_payments c ON c.taken_back_by = r.id
            JOIN payments p ON p.id = c.known_by
        WHERE f.imported_at >= :start AND f.imported_at < :end AND p.matched = 'applied'
            AND c.taken_back_by > c.known_by
        """,
        **period,
    )
    assert known is not None
    return int(known["n"]), int(known["yen"]) - int(taken_back)


_DOUBT_DAYS = 14


def count_days_to_pay(db: ReadDb, most: int, start: datetime, end: datetime) -> dict[int, int]:
    """Count the people whose payment became known in a period, by days since a message that reached them.

    Each person counts once, with the fewest days, up to `most`. Only messages claimed within so many days before the
    payment are read, by an index; an uncertain message may have been accepted some days after its claim.
    """
    rows = db.fetch_all(
        """
        SELECT days, COUNT(*) AS people FROM (
            SELECT CAST(MIN(JULIANDAY(p.paid_on) - JULIANDAY(DATE(m.accepted_at, '+9 hours'))) AS INTEGER) AS days
            FROM payments_in_force p JOIN imported_files f ON f.id = p.file_id
                JOIN messages m ON m.person_key = p.taxpayer_key
                    AND m.claimed_at >= DATE(p.paid_on, :earliest) AND m.claimed_at < DATE(p.paid_on, '+1 day')
            WHERE f.imported_at >= :start AND f.imported_at < :end AND m.state = 'delivered'
                AND p.paid_on >= DATE(m.accepted_at, '+9 hours')
            GROUP BY p.taxpayer_key
        ) WHERE days <= :most GROUP BY days
        """,
        most=most,
        earliest=f"-{most + _DOUBT_DAYS} days",
        start=times.format_moment(start),
        end=times.format_moment(end),
    )
    return {row["days"]: row["people"] for row in rows}


def count_promises(db: ReadDb, first: date, last: date) -> dict[str, int]:
    """Count the promises made, kept and broken on the days of a period."""
    row = db.fetch_one(
        """
        SELECT COALESCE(SUM(made_on BETWEEN :first AND :last), 0) AS made,
            COALESCE(SUM(state = 'kept' AND settled_on BETWEEN :first AND :last), 0) AS kept,
            COALESCE(SUM(state = 'broken' AND settled_on BETWEEN :first AND :last), 0) AS broken
        FROM promises
        """,
        first=first.isoformat(),
        last=last.isoformat(),
    )
    assert row is not None
    return {name: int(row[name]) for name in ("made", "kept", "broken")}
