"""What became of messages and what callers said, by day; and which days were written for the city's own system."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from bot.model.contact_records import RecordedEvent, RecordedStep
from bot.model.followups import PeopleFile
from bot.store import instance, times
from bot.store.database import Db, ReadDb, Row
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


class Position(NamedTuple):
    """How far something was written: the ids of the last step of a message, record of a call and correction of one."""

    step: int
    call: int
    correction: int


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day that was written: it has what comes after `after` up to `last`."""

    day: date
    after: Position
    last: Position


def get_newest_day(db: ReadDb) -> WrittenDay | None:
    """Return the newest day that was written; None if none was."""
    return _find_day(db, "ORDER BY day DESC LIMIT 1")


def get_day(db: ReadDb, day: date) -> WrittenDay | None:
    """Return a day that was written; None if it was not."""
    return _find_day(db, "WHERE day = :day", day=day.isoformat())


def find_first_after(db: ReadDb, position: Position) -> datetime | None:
    """Return when the first step, record of a call or correction after a position was; None if there is none."""
    return times.parse_optional_moment(
        db.fetch_value(
            """
            SELECT MIN(at) FROM (
                SELECT at FROM (SELECT at FROM message_events WHERE id > :step ORDER BY id LIMIT 1)
                UNION ALL SELECT at FROM (SELECT at FROM call_backs WHERE id > :call ORDER BY id LIMIT 1)
                UNION ALL SELECT at FROM (
                    SELECT at FROM call_back_corrections WHERE id > :correction ORDER BY id LIMIT 1
                )
            )
            """,
            **position._asdict(),
        )
    )


def find_position(db: ReadDb, before: datetime) -> Position:
    """Return the last step, record of a call and correction before a moment; 0 where there is none."""
    moment = times.format_moment(before)
    return Position(
        step=db.fetch_value(
            """
            SELECT COALESCE(MAX(id), 0) FROM message_events
            WHERE at = (SELECT MAX(at) FROM message_events WHERE at < :before)
            """,
            before=moment,
        ),
        call=db.fetch_value("SELECT COALESCE(MAX(id), 0) FROM call_backs WHERE at < :before", before=moment),
        correction=db.fetch_value(
            "SELECT COALESCE(MAX(id), 0) FROM call_back_corrections WHERE at < :before", before=moment
        ),
    )


def add_day(db: Db, written: WrittenDay, rows: int, files: Iterable[PeopleFile], now: datetime) -> bool:
    """Record that a day was written; False if it was before."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO record_days (day, after, last, after_call, last_call, after_correction,
            last_correction, rows, files, written_at)
        VALUES (:day, :after, :last, :after_call, :last_call, :after_correction, :last_correction, :rows, :files, :now)
        """,
        day=written.day.isoformat(),
        after=written.after.step,
        last=written.last.step,
        after_call=written.after.call,
        last_call=written.last.call,
        after_correction=written.after.correction,
        last_correction=written.last.correction,
        rows=rows,
        files=json.dumps({file.name: file.sha256 for file in files}),
        now=times.format_moment(now),
    )
    return changed == 1


def list_events(db: ReadDb, written: WrittenDay) -> list[RecordedStep]:
    """Return what the city's system is told of a day, in the order in which it happened.

    Nothing of a dry run, which sent nothing. A key has the database's own id and the 受付番号, which no other message
    gets, also after a backup was restored (docs/decisions/0065).
    """
    found = [*_list_steps(db, written), *_list_calls(db, written), *_list_corrections(db, written)]
    return sorted(found, key=lambda event: event.at)


def _list_steps(db: ReadDb, written: WrittenDay) -> list[RecordedStep]:
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
        after=written.after.step,
        last=written.last.step,
    )
    prefix = instance.get_instance(db).database_id
    return [
        _make_event(row, _EVENTS[row["state"]], f"{prefix}-{row['ref']}-{_EVENTS[row['state']].value}") for row in rows
    ]


def _list_calls(db: ReadDb, written: WrittenDay) -> list[RecordedStep]:
    """Return the records of calls. Their key has the moment: after a restore, an id may be given to another record."""
    rows = db.fetch_all(
        """
        SELECT b.id, b.at, b.result AS reason, b.detail, b.verified, b.promised_on, m.ref, m.campaign_id, c.intent,
            r.taxpayer_key, i.taxpayer_box
        FROM call_backs b JOIN messages m ON m.id = b.message_id JOIN campaigns c ON c.id = m.campaign_id
            JOIN recipients r ON r.id = m.recipient_id
            LEFT JOIN recipient_identities i ON i.recipient_id = m.recipient_id
        WHERE b.id > :after AND b.id <= :last AND m.provider <> 'dry_run'
        ORDER BY b.id
        """,
        after=written.after.call,
        last=written.last.call,
    )
    prefix = instance.get_instance(db).database_id
    return [
        replace(
            _make_event(row, RecordedEvent.CALL_BACK, _make_call_key(prefix, row["ref"], row["id"], row["at"])),
            detail=row["detail"],
            is_verified=bool(row["verified"]),
            promised_on=times.parse_optional_date(row["promised_on"]),
        )
        for row in rows
    ]


def _list_corrections(db: ReadDb, written: WrittenDay) -> list[RecordedStep]:
    """Return the corrections. Their key is made of that of the record that they take back, which has only one."""
    rows = db.fetch_all(
        """
        SELECT c.at, c.reason, b.id AS call_id, b.at AS called_at, m.ref, m.campaign_id, p.intent, r.taxpayer_key,
            i.taxpayer_box
        FROM call_back_corrections c JOIN call_backs b ON b.id = c.call_back_id JOIN messages m ON m.id = b.message_id
            JOIN campaigns p ON p.id = m.campaign_id JOIN recipients r ON r.id = m.recipient_id
            LEFT JOIN recipient_identities i ON i.recipient_id = m.recipient_id
        WHERE c.id > :after AND c.id <= :last AND m.provider <> 'dry_run'
        ORDER BY c.id
        """,
        after=written.after.correction,
        last=written.last.correction,
    )
    prefix = instance.get_instance(db).database_id
    keys = [_make_call_key(prefix, row["ref"], row["call_id"], row["called_at"]) for row in rows]
    return [
        replace(_make_event(row, RecordedEvent.CORRECTION, f"{key}-correction"), corrects=key)
        for row, key in zip(rows, keys, strict=True)
    ]


def _make_call_key(prefix: str, ref: str, record_id: int, at: str) -> str:
    return f"{prefix}-{ref}-call-{record_id}-{_write_digits(at)}"


def _write_digits(stored: str) -> str:
    """Write a stored moment as digits: 20260707000500000000."""
    return "".join(filter(str.isdigit, stored))


def _make_event(row: Row, event: RecordedEvent, key: str) -> RecordedStep:
    return RecordedStep(
        key=key,
        event=event,
        reason=row["reason"],
        at=times.parse_moment(row["at"]),
        ref=row["ref"],
        campaign_id=row["campaign_id"],
        intent=row["intent"],
        taxpayer=None if row["taxpayer_box"] is None else (TAXPAYER_BOX + row["taxpayer_key"], row["taxpayer_box"]),
    )


def _find_day(db: ReadDb, condition: str, **values: str) -> WrittenDay | None:
    row = db.fetch_one(f"SELECT * FROM record_days {condition}", **values)
    if row is None:
        return None
    after = Position(row["after"], row["after_call"], row["after_correction"])
    last = Position(row["last"], row["last_call"], row["last_correction"])
    return WrittenDay(date.fromisoformat(row["day"]), after, last)
