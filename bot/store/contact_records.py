"""What became of messages, by day, for the city's own system; and which days were written into a file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.contact_records import RecordedEvent, RecordedStep
from bot.model.followups import PeopleFile
from bot.store import instance, times
from bot.store.database import Db, ReadDb
from bot.vault import TAXPAYER_BOX

_EVENTS = {
    "accepted": RecordedEvent.SENT,
    "delivered": RecordedEvent.DELIVERED,
    "undelivered": RecordedEvent.UNDELIVERED,
    "unknown": RecordedEvent.UNKNOWN,
    "held": RecordedEvent.HELD,
    "cancelled": RecordedEvent.TAKEN_BACK,
}
"""The states of a step that are recorded; a message is cancelled after it was sent only if the provider did it."""


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day that was written: its steps are those after `after` up to `last`."""

    day: date
    after: int
    last: int


def get_newest_day(db: ReadDb) -> WrittenDay | None:
    """Return the newest day that was written; None if none was."""
    return _find_day(db, "ORDER BY day DESC LIMIT 1")


def get_day(db: ReadDb, day: date) -> WrittenDay | None:
    """Return a day that was written; None if it was not."""
    return _find_day(db, "WHERE day = :day", day=day.isoformat())


def find_first_step(db: ReadDb) -> datetime | None:
    """Return when the first step of a message was; None if there is none."""
    return times.parse_optional_moment(db.fetch_value("SELECT at FROM message_events ORDER BY id LIMIT 1"))


def find_last_step(db: ReadDb, before: datetime) -> int:
    """Return the id of the newest step of a message before a moment; 0 if there is none."""
    return int(
        db.fetch_value(
            """
            SELECT COALESCE(MAX(id), 0) FROM message_events
            WHERE at = (SELECT MAX(at) FROM message_events WHERE at < :before)
            """,
            before=times.format_moment(before),
        )
    )


def add_day(db: Db, written: WrittenDay, rows: int, files: Iterable[PeopleFile], now: datetime) -> bool:
    """Record that a day was written; False if it was before."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO record_days (day, after, last, rows, files, written_at)
        VALUES (:day, :after, :last, :rows, :files, :now)
        """,
        day=written.day.isoformat(),
        after=written.after,
        last=written.last,
        rows=rows,
        files=json.dumps({file.name: file.sha256 for file in files}),
        now=times.format_moment(now),
    )
    return changed == 1


def list_steps(db: ReadDb, after: int, last: int) -> list[RecordedStep]:
    """Return the steps with an id after `after` and up to `last` that the city's system is told of, in order.

    Not those of a dry run, which sent nothing. The key has the database's own id and the 受付番号, which no other
    message gets, also after a backup was restored (docs/decisions/0065).
    """
    database_id = instance.get_instance(db).database_id
    rows = db.fetch_all(
        """
        SELECT e.at, e.state, e.reason, m.ref, m.campaign_id, c.intent, r.taxpayer_key, i.taxpayer_box
        FROM message_events e JOIN messages m ON m.id = e.message_id JOIN campaigns c ON c.id = m.campaign_id
            JOIN recipients r ON r.id = m.recipient_id
            LEFT JOIN recipient_identities i ON i.recipient_id = m.recipient_id
        WHERE e.id > :after AND e.id <= :last AND m.provider <> 'dry_run'
            AND (
                e.state IN ('accepted', 'delivered', 'undelivered', 'unknown', 'held')
                OR e.state = 'cancelled' AND e.reason = 'taken_back'
            )
        ORDER BY e.id
        """,
        after=after,
        last=last,
    )
    return [
        RecordedStep(
            key=f"{database_id}-{row['ref']}-{_EVENTS[row['state']].value}",
            event=_EVENTS[row["state"]],
            reason=row["reason"],
            at=times.parse_moment(row["at"]),
            ref=row["ref"],
            campaign_id=row["campaign_id"],
            intent=row["intent"],
            taxpayer=None if row["taxpayer_box"] is None else (TAXPAYER_BOX + row["taxpayer_key"], row["taxpayer_box"]),
        )
        for row in rows
    ]


def _find_day(db: ReadDb, condition: str, **values: str) -> WrittenDay | None:
    row = db.fetch_one(f"SELECT day, after, last FROM record_days {condition}", **values)
    return None if row is None else WrittenDay(date.fromisoformat(row["day"]), row["after"], row["last"])
