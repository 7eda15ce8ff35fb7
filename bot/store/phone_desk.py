"""The office's phones: when all were busy, and how large a share of readers has called back."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.store import times
from bot.store.database import Db, ReadDb


@dataclass(frozen=True, slots=True)
class PhoneHold:
    """Somebody said that all phones are busy: no message leaves until then."""

    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class CallBackShare:
    """Of so many delivered messages, so many led to a recorded call; counted on a day."""

    day: date
    messages: int
    callers: int


def add_hold(db: Db, by: str, until: datetime, now: datetime) -> None:
    """Store that no message leaves until then."""
    db.execute(
        "INSERT INTO phone_holds (at, by, until) VALUES (:at, :by, :until)",
        at=times.format_moment(now),
        by=by,
        until=times.format_moment(until),
    )


def find_hold(db: ReadDb, now: datetime) -> PhoneHold | None:
    """Return the newest hold, if it is not over."""
    row = db.fetch_one(
        "SELECT by, until FROM (SELECT * FROM phone_holds ORDER BY id DESC LIMIT 1) WHERE until > :now",
        now=times.format_moment(now),
    )
    return None if row is None else PhoneHold(row["by"], times.parse_moment(row["until"]))


def count_left(db: ReadDb, since: datetime) -> int:
    """Count the messages that have left since a moment, or are on their way: readers of these may call."""
    return int(
        db.fetch_value(
            """
            SELECT (SELECT COUNT(*) FROM messages WHERE accepted_at >= :since)
                + (SELECT COUNT(*) FROM messages WHERE state IN ('claimed', 'uncertain') AND claimed_at >= :since)
            """,
            since=times.format_moment(since),
        )
    )


def count_callers(db: ReadDb, since: datetime, until: datetime) -> tuple[int, int]:
    """Return how many messages that were taken in this time were delivered, and how many of these led to a call."""
    row = db.fetch_one(
        """
        SELECT COUNT(*) AS messages,
            COALESCE(SUM(EXISTS (SELECT 1 FROM call_backs b WHERE b.message_id = m.id)), 0) AS callers
        FROM messages m
        WHERE m.accepted_at >= :since AND m.accepted_at < :until AND m.state = 'delivered' AND m.provider <> 'dry_run'
        """,
        since=times.format_moment(since),
        until=times.format_moment(until),
    )
    assert row is not None
    return row["messages"], row["callers"]


def store_share(db: Db, share: CallBackShare) -> None:
    """Store the share that was counted on a day, in place of an earlier one of that day."""
    db.execute(
        """
        INSERT INTO call_back_shares (day, messages, callers) VALUES (:day, :messages, :callers)
        ON CONFLICT (day) DO UPDATE SET messages = excluded.messages, callers = excluded.callers
        """,
        day=share.day.isoformat(),
        messages=share.messages,
        callers=share.callers,
    )


def find_share(db: ReadDb) -> CallBackShare | None:
    """Return the share that was counted last."""
    row = db.fetch_one("SELECT day, messages, callers FROM call_back_shares ORDER BY day DESC LIMIT 1")
    return None if row is None else CallBackShare(date.fromisoformat(row["day"]), row["messages"], row["callers"])
