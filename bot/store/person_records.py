"""What the tables have on one person, for the explanation of a message. Neither grounds of exclusions nor sums."""

from datetime import date, datetime

from bot.model.person_records import PersonRecord, RecordKind
from bot.store import times
from bot.store.database import ReadDb

_RECORDS = """
    SELECT 'suppression' AS kind, s.since AS known, NULL AS day, s.reason AS code, s.ended_at AS ended
    FROM suppressions s
    WHERE s.key = :person AND s.kind = 'taxpayer' OR s.key = :phone AND s.kind = 'phone'
    UNION ALL SELECT CASE WHEN e.excluded THEN 'exclusion' ELSE 'exclusion_end' END, f.imported_at, e.as_of, NULL, NULL
    FROM exclusions e JOIN imported_files f ON f.id = e.file_id WHERE e.taxpayer_key = :person
    UNION ALL SELECT 'promise', p.made_on, p.promised_on, p.state, p.settled_on
    FROM promises p WHERE p.taxpayer_key = :person
    UNION ALL SELECT 'call', f.imported_at, c.called_on, c.result, NULL
    FROM calls c JOIN imported_files f ON f.id = c.file_id WHERE c.taxpayer_key = :person
    UNION ALL SELECT 'payment', f.imported_at, c.paid_on, NULL, (
        SELECT g.imported_at FROM payments b JOIN imported_files g ON g.id = b.file_id WHERE b.id = c.taken_back_by
    )
    FROM counted_payments c JOIN payments p ON p.id = c.known_by JOIN imported_files f ON f.id = p.file_id
    WHERE c.taxpayer_key = :person
    UNION ALL SELECT 'message', m.claimed_at, NULL, m.state, NULL
    FROM messages m WHERE m.person_key = :person AND m.claimed_at IS NOT NULL
"""


def list_records(db: ReadDb, message_id: int) -> list[PersonRecord]:
    """Return what is known of the person of a message, oldest first."""
    message = db.fetch_one("SELECT person_key, phone_key FROM messages WHERE id = :id", id=message_id)
    assert message is not None
    rows = db.fetch_all(_RECORDS, person=message["person_key"], phone=message["phone_key"])
    found = [
        PersonRecord(
            RecordKind(row["kind"]),
            _parse(row["known"]),
            times.parse_optional_date(row["day"]),
            row["code"],
            None if row["ended"] is None else _parse(row["ended"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (_find_start(one.known), one.kind))


def _parse(stored: str) -> date:
    """Return a stored moment, or a stored day."""
    return times.parse_moment(stored) if "T" in stored else date.fromisoformat(stored)


def _find_start(known: date) -> str:
    return times.format_moment(known) if isinstance(known, datetime) else known.isoformat()
