"""Whom a person must decide about: broken promises, promises without a day, and what people said on the phone."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.model.promises import NearPromises
from bot.model.suppressions import SuppressionReason
from bot.store import times
from bot.store.database import ReadDb, Row
from bot.vault import NAME_BOX, PHONE_BOX, TAXPAYER_BOX

Box = tuple[bytes, bytes]
"""An encrypted value with its context, for a file for people."""
_JST = ZoneInfo("Asia/Tokyo")


class ListedPerson(NamedTuple):
    """A person and the day of what is said of them. `key`: of the taxpayer; None if only a number is known."""

    key: bytes | None
    day: date


class Identity(NamedTuple):
    """What a file has of a person, from the newest list that has them."""

    taxpayer: Box
    name: Box | None
    phone: Box | None
    ref: str | None


def list_broken(db: ReadDb, first: date, last: date) -> list[ListedPerson]:
    """Return the people with a promise that became broken on these days, each with the promised day."""
    rows = db.fetch_all(
        """
        SELECT taxpayer_key AS key, MAX(promised_on) AS day FROM promises
        WHERE state = 'broken' AND settled_on BETWEEN :first AND :last GROUP BY taxpayer_key ORDER BY day, MIN(id)
        """,
        first=first.isoformat(),
        last=last.isoformat(),
    )
    return _make_people(rows)


def find_newest_recipient(db: ReadDb, key: bytes) -> tuple[int, int] | None:
    """Return a person on the newest list that has them: the recipient and the list."""
    row = db.fetch_one(
        """
        SELECT r.id, r.list_id FROM recipients r JOIN target_lists l ON l.id = r.list_id AND l.state = 'ready'
        WHERE r.taxpayer_key = :key ORDER BY r.list_id DESC LIMIT 1
        """,
        key=key,
    )
    return None if row is None else (row["id"], row["list_id"])


def is_suppressed_beside(db: ReadDb, recipient_id: int, reason: SuppressionReason) -> bool:
    """Whether a person, or the number that is used, is suppressed for another reason than this."""
    found = db.fetch_value(
        """
        SELECT 1 FROM recipients r JOIN suppressions s ON s.key IN (r.taxpayer_key, r.phone_key)
        WHERE r.id = :id AND s.reason <> :reason AND s.ended_at IS NULL LIMIT 1
        """,
        id=recipient_id,
        reason=reason.value,
    )
    return found is not None


def list_without_day(db: ReadDb, first: date, last: date) -> list[ListedPerson]:
    """Return the people with a promise without a known day that came on these days, by a call or on a list.

    Not those who have an open promise with a day.
    """
    rows = db.fetch_all(
        """
        SELECT key, MAX(day) AS day FROM (
            SELECT c.taxpayer_key AS key, c.called_on AS day FROM calls c JOIN imported_files f ON f.id = c.file_id
            WHERE c.result = 'promise' AND c.promised_on IS NULL AND f.imported_at >= :start AND f.imported_at < :end
            UNION ALL SELECT r.taxpayer_key, DATE(l.created_at, '+9 hours') FROM target_lists l
                CROSS JOIN recipients r ON r.list_id = l.id
            WHERE l.state = 'ready' AND l.created_at >= :start AND l.created_at < :end
                AND r.promised AND r.promised_on IS NULL
            UNION ALL SELECT m.person_key, DATE(b.at, '+9 hours')
            FROM call_backs b JOIN messages m ON m.id = b.message_id
            WHERE b.result = 'promise' AND b.promised_on IS NULL AND b.at >= :start AND b.at < :end
                AND NOT EXISTS (SELECT 1 FROM call_back_corrections c WHERE c.call_back_id = b.id)
        ) WHERE NOT EXISTS (SELECT 1 FROM promises p WHERE p.taxpayer_key = key AND p.state = 'open')
        GROUP BY key ORDER BY day, key
        """,
        **_bound(first, last),
    )
    return _make_people(rows)


def list_suppressed(
    db: ReadDb, reason: SuppressionReason, *, first: date | None = None, last: date
) -> list[ListedPerson]:
    """Return the people who are suppressed for a reason since a day up to `last`, from `first` on; each once.

    Of a number, the person whom the newest list gives it to.
    """
    bounds = _bound(first or date.min, last)
    rows = db.fetch_all(
        """
        SELECT key, MIN(day) AS day FROM (
            SELECT s.id, DATE(s.since, '+9 hours') AS day, CASE s.kind WHEN 'taxpayer' THEN s.key ELSE (
                SELECT r.taxpayer_key FROM recipient_phones p JOIN recipients r ON r.id = p.recipient_id
                WHERE p.phone_key = s.key ORDER BY r.id DESC LIMIT 1
            ) END AS key
            FROM suppressions s
            WHERE s.reason = :reason AND s.ended_at IS NULL AND s.since >= :start AND s.since < :end
        ) GROUP BY COALESCE(key, id) ORDER BY MIN(id)
        """,
        reason=reason.value,
        **bounds,
    )
    return _make_people(rows)


def find_near(db: ReadDb, today: date, days: int) -> NearPromises | None:
    """Find the list that can be used and has most people with an open promise for today or one of the next days.

    Whoever has paid since they promised is not counted: they get no reminder (store/eligibility_facts).
    """
    row = db.fetch_one(
        """
        SELECT r.list_id, COUNT(DISTINCT r.taxpayer_key) AS people FROM promises p
            JOIN recipients r ON r.taxpayer_key = p.taxpayer_key
            JOIN target_lists l ON l.id = r.list_id AND l.state = 'ready' AND l.uploader IS NOT NULL
        WHERE p.state = 'open' AND p.promised_on BETWEEN :today AND :last AND NOT EXISTS (
            SELECT 1 FROM payments_in_force k WHERE k.taxpayer_key = p.taxpayer_key AND k.paid_on >= p.made_on
        )
        GROUP BY r.list_id ORDER BY people DESC, r.list_id DESC LIMIT 1
        """,
        today=today.isoformat(),
        last=(today + timedelta(days=days)).isoformat(),
    )
    return None if row is None else NearPromises(row["list_id"], row["people"])


def find_identity(db: ReadDb, key: bytes) -> Identity | None:
    """Return what the newest list has of a person; None if it was deleted, or no list ever had them."""
    row = db.fetch_one(
        """
        SELECT i.taxpayer_box, i.name_box, p.phone_key, p.phone_box, (
            SELECT m.ref FROM messages m WHERE m.person_key = r.taxpayer_key ORDER BY m.id DESC LIMIT 1
        ) AS ref
        FROM recipients r JOIN recipient_identities i ON i.recipient_id = r.id
            LEFT JOIN recipient_phones p ON p.recipient_id = r.id AND p.phone_key = r.phone_key
        WHERE r.taxpayer_key = :key ORDER BY r.id DESC LIMIT 1
        """,
        key=key,
    )
    if row is None:
        return None
    return Identity(
        (TAXPAYER_BOX + key, row["taxpayer_box"]),
        None if row["name_box"] is None else (NAME_BOX + key, row["name_box"]),
        None if row["phone_box"] is None else (PHONE_BOX + key + row["phone_key"], row["phone_box"]),
        row["ref"],
    )


def _bound(first: date, last: date) -> dict[str, str]:
    """Return the moments of the beginning of the first day and of the end of the last one, in Japan."""
    start, end = (datetime(day.year, day.month, day.day, tzinfo=_JST) for day in (first, last + timedelta(days=1)))
    return {
        "start": "" if first == date.min else times.format_moment(start),
        "end": times.format_moment(end),
    }


def _make_people(rows: list[Row]) -> list[ListedPerson]:
    return [ListedPerson(row["key"], date.fromisoformat(row["day"])) for row in rows]
