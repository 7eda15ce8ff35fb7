"""Records of calls, by message: append-only. A person's are those of all messages to them, also after a renumbering."""

from datetime import datetime

from bot.model.call_backs import (
    CallBack,
    CallBackCorrection,
    CallBackDetail,
    CallBackEntry,
    CallBackResult,
    CorrectionReason,
)
from bot.store import times
from bot.store.database import Db, ReadDb, Row
from bot.vault import CALL_BACK_NOTE_BOX, WrongKey

_RECORDS = """
    SELECT b.id, m.ref, b.at, b.by, b.verified, b.result, b.detail, b.promised_on, n.note_box,
        c.at AS corrected_at, c.by AS corrected_by, c.reason AS corrected_for
    FROM messages m JOIN call_backs b ON b.message_id = m.id LEFT JOIN call_back_notes n ON n.call_back_id = b.id
        LEFT JOIN call_back_corrections c ON c.call_back_id = b.id
    WHERE m.person_key = :key
"""


def add_call_back(db: Db, entry: CallBackEntry, by: str, now: datetime) -> int:
    """Add a record, with its note encrypted; return its id."""
    record_id = db.insert(
        """
        INSERT INTO call_backs (message_id, at, by, verified, result, detail, promised_on)
        VALUES (:message_id, :at, :by, :verified, :result, :detail, :promised_on)
        """,
        message_id=entry.message_id,
        at=times.format_moment(now),
        by=by,
        verified=int(entry.is_verified),
        result=entry.result.value,
        detail=entry.detail.value,
        promised_on=times.format_optional_date(entry.promised_on),
    )
    if entry.note:
        db.execute(
            "INSERT INTO call_back_notes (call_back_id, note_box) VALUES (:id, :box)",
            id=record_id,
            box=db.vault.encrypt(_bind(record_id), entry.note),
        )
    return record_id


def add_correction(db: Db, call_back_id: int, by: str, reason: CorrectionReason, now: datetime) -> bool:
    """Add the record that takes another one back; False if it is taken back already."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO call_back_corrections (call_back_id, at, by, reason)
        VALUES (:id, :at, :by, :reason)
        """,
        id=call_back_id,
        at=times.format_moment(now),
        by=by,
        reason=reason.value,
    )
    return changed == 1


def get_of_person(db: ReadDb, person_key: bytes, call_back_id: int) -> CallBack | None:
    """Return a record of a person; None if it is another person's, or there is none."""
    row = db.fetch_one(f"{_RECORDS} AND b.id = :id", key=person_key, id=call_back_id)
    return None if row is None else _make_call_back(db, row)


def list_newest(db: ReadDb, person_key: bytes, limit: int) -> list[CallBack]:
    """Return the newest records of a person, newest first."""
    rows = db.fetch_all(f"{_RECORDS} ORDER BY b.id DESC LIMIT :limit", key=person_key, limit=limit)
    return [_make_call_back(db, row) for row in rows]


def list_after(db: ReadDb, person_key: bytes, seen: int) -> list[CallBack]:
    """Return the records of a person that are newer than one, oldest first."""
    rows = db.fetch_all(f"{_RECORDS} AND b.id > :seen ORDER BY b.id", key=person_key, seen=seen)
    return [_make_call_back(db, row) for row in rows]


def find_newest(db: ReadDb, person_key: bytes) -> int:
    """Return the id of the newest record of a person; 0 if there is none."""
    return int(
        db.fetch_value(
            """
            SELECT COALESCE(MAX(b.id), 0) FROM messages m JOIN call_backs b ON b.message_id = m.id
            WHERE m.person_key = :key
            """,
            key=person_key,
        )
    )


def find_newest_of_all(db: ReadDb) -> int:
    """Return the id of the newest record of anybody; 0 if there is none."""
    return int(db.fetch_value("SELECT COALESCE(MAX(id), 0) FROM call_backs"))


def count_people(db: ReadDb, campaign_id: int, result: CallBackResult, since: datetime) -> int:
    """Count the people who called about a campaign since a moment and said the same; not what was taken back."""
    return int(
        db.fetch_value(
            """
            SELECT COUNT(DISTINCT m.person_key) FROM call_backs b JOIN messages m ON m.id = b.message_id
            WHERE b.result = :result AND m.campaign_id = :campaign AND b.at > :since
                AND NOT EXISTS (SELECT 1 FROM call_back_corrections c WHERE c.call_back_id = b.id)
            """,
            result=result.value,
            campaign=campaign_id,
            since=times.format_moment(since),
        )
    )


def _bind(record_id: int) -> bytes:
    return CALL_BACK_NOTE_BOX + str(record_id).encode()


def _make_call_back(db: ReadDb, row: Row) -> CallBack:
    return CallBack(
        id=row["id"],
        ref=row["ref"],
        at=times.parse_moment(row["at"]),
        by=row["by"],
        is_verified=bool(row["verified"]),
        result=CallBackResult(row["result"]),
        detail=CallBackDetail(row["detail"]),
        promised_on=times.parse_optional_date(row["promised_on"]),
        note=_open_note(db, row),
        correction=_make_correction(row),
    )


def _make_correction(row: Row) -> CallBackCorrection | None:
    if row["corrected_at"] is None:
        return None
    reason = CorrectionReason(row["corrected_for"])
    return CallBackCorrection(times.parse_moment(row["corrected_at"]), row["corrected_by"], reason)


def _open_note(db: ReadDb, row: Row) -> str | None:
    if row["note_box"] is None:
        return None
    try:
        return db.vault.decrypt(_bind(row["id"]), row["note_box"])
    except WrongKey:  # a damaged note; the check of the file reports it
        return None
