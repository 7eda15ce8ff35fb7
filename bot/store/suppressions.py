"""Suppressions: a number or a taxpayer that gets no message, until a user ends it. Suppressions are never deleted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from bot.model.suppressions import EndReason, SuppressedKind, Suppression, SuppressionReason
from bot.store import times
from bot.store.database import Db, ReadDb, Row
from bot.vault import SUPPRESSION_NOTE_BOX, WrongKey

PHONE = SuppressedKind.PHONE.value
TAXPAYER = SuppressedKind.TAXPAYER.value


TYPED = "slack"
"""The source of a suppression that somebody typed into the form."""
OPTED_OUT = SuppressionReason.OPTED_OUT.value
"""The reason of a suppression that the recipient asked the provider for."""


def add_suppression(
    db: Db,
    kind: str,
    key: bytes,
    *,
    reason: str,
    source: str,
    by: str | None,
    now: datetime,
    until: date | None = None,
    note: str | None = None,
) -> bool:
    """Suppress a number or a taxpayer; `until` is the last day. False when nothing changes.

    If a suppression for this reason is in force, it lasts until the later of the two days. That another source says the
    same is stored, and is a change if a person typed it.
    """
    values = {"kind": kind, "key": key, "reason": reason}
    added = db.fetch_value(
        """
        INSERT OR IGNORE INTO suppressions (kind, key, reason, since, source, by)
        VALUES (:kind, :key, :reason, :now, :source, :by) RETURNING id
        """,
        **values,
        source=source,
        by=by,
        now=times.format_moment(now),
    )
    if added is None:
        is_repeated = db.execute(_REPEAT, **values, source=source) == 1
        return _prolong(db, values, until) or (is_repeated and source == TYPED)
    _add_note(db, added, note, of_end=False)
    if until is not None:
        db.execute(
            "INSERT INTO suppression_terms (suppression_id, until) VALUES (:id, :until)",
            id=added,
            until=until.isoformat(),
        )
    return True


_REPEAT = """
    INSERT OR IGNORE INTO suppression_repeats (suppression_id, source)
    SELECT id, :source FROM suppressions
    WHERE kind = :kind AND key = :key AND reason = :reason AND ended_at IS NULL AND source <> :source
"""


def _prolong(db: Db, values: Mapping[str, object], until: date | None) -> bool:
    """Move the last day of the suppression in force to a later one, or take it away; False when nothing changes."""
    in_force = """
        suppression_id = (
            SELECT id FROM suppressions WHERE kind = :kind AND key = :key AND reason = :reason AND ended_at IS NULL
        )
    """
    if until is None:
        return db.execute(f"DELETE FROM suppression_terms WHERE {in_force}", **values) == 1
    changed = db.execute(
        f"UPDATE suppression_terms SET until = :until WHERE {in_force} AND until < :until",
        **values,
        until=until.isoformat(),
    )
    return changed == 1


def suppress_recipient(db: Db, message_id: int, *, reason: str, source: str, now: datetime) -> bool:
    """Suppress the number of a message; False when a suppression for this reason is active."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO suppressions (kind, key, reason, since, source)
        SELECT 'phone', phone_key, :reason, :now, :source FROM messages WHERE id = :id
        """,
        id=message_id,
        reason=reason,
        source=source,
        now=times.format_moment(now),
    )
    return changed == 1


def count_opted_out(db: ReadDb, campaign_id: int) -> int:
    """Count the messages of a campaign whose number is suppressed because its owner has opted out at the provider."""
    return int(
        db.fetch_value(
            """
            SELECT COUNT(*) FROM messages m JOIN suppressions s
                ON s.key = m.phone_key AND s.kind = 'phone' AND s.reason = :reason AND s.ended_at IS NULL
            WHERE m.campaign_id = :campaign AND m.state = 'undelivered'
            """,
            reason=OPTED_OUT,
            campaign=campaign_id,
        )
    )


def end_suppression(db: Db, kind: str, key: bytes, *, reason: str, before: datetime, now: datetime, by: str) -> bool:
    """End a suppression for this reason that began before a moment, as the provider says; False when there is none."""
    changed = db.execute(
        """
        UPDATE suppressions SET ended_at = :now, ended_by = :by, ended_reason = :ended
        WHERE kind = :kind AND key = :key AND reason = :reason AND ended_at IS NULL AND since < :before
        """,
        kind=kind,
        key=key,
        reason=reason,
        before=times.format_moment(before),
        now=times.format_moment(now),
        by=by,
        ended=EndReason.LIFTED_AT_PROVIDER.value,
    )
    return changed == 1


def get_suppression(db: ReadDb, suppression_id: int) -> Suppression | None:
    """Return a suppression."""
    row = db.fetch_one(f"{_SUPPRESSIONS} WHERE s.id = :id", id=suppression_id)
    return None if row is None else _make_suppression(db, row)


_SUPPRESSIONS = """
    SELECT s.id, s.kind, s.key, s.reason, s.since, s.source, s.by, n.note_box, s.ended_at, t.until
    FROM suppressions s LEFT JOIN suppression_terms t ON t.suppression_id = s.id
        LEFT JOIN suppression_notes n ON n.suppression_id = s.id AND NOT n.of_end
"""


def end_by_id(db: Db, suppression_id: int, *, by: str, reason: str, note: str | None, now: datetime) -> bool:
    """End a suppression that is in force; False when it is not."""
    changed = db.execute(
        """
        UPDATE suppressions SET ended_at = :now, ended_by = :by, ended_reason = :reason
        WHERE id = :id AND ended_at IS NULL
        """,
        id=suppression_id,
        by=by,
        reason=reason,
        now=times.format_moment(now),
    )
    if changed:
        _add_note(db, suppression_id, note, of_end=True)
    return changed == 1


def _add_note(db: Db, suppression_id: int, note: str | None, *, of_end: bool) -> None:
    """Store what somebody wrote about a suppression or its end, encrypted."""
    if note:
        db.execute(
            "INSERT INTO suppression_notes (suppression_id, of_end, note_box) VALUES (:id, :of_end, :box)",
            id=suppression_id,
            of_end=int(of_end),
            box=db.vault.encrypt(_bind_note(suppression_id, of_end=of_end), note),
        )


def _bind_note(suppression_id: int, *, of_end: bool) -> bytes:
    return SUPPRESSION_NOTE_BOX + f"{suppression_id}:{int(of_end)}".encode()


def list_of_call_back(db: ReadDb, call_back_id: int, reason: str) -> list[tuple[int, bool]]:
    """Return the suppressions in force for the reason of a record of a call, of its person and number.

    Each with whether nothing but records of calls that were taken back says so: no other source, no other record since,
    and no other person who has become this one.
    """
    rows = db.fetch_all(
        """
        SELECT s.id, s.source = 'look_up'
            AND NOT EXISTS (SELECT 1 FROM suppression_repeats p WHERE p.suppression_id = s.id)
            AND NOT EXISTS (
                SELECT 1 FROM suppressions e
                WHERE e.kind = s.kind AND e.key = s.key AND e.reason = s.reason AND e.ended_reason = 'merged'
            )
            AND NOT EXISTS (
                SELECT 1 FROM messages n CROSS JOIN call_backs o ON o.message_id = n.id
                WHERE s.key = IIF(s.kind = 'taxpayer', n.person_key, n.phone_key) AND o.at >= s.since
                    AND o.result = b.result AND (o.promised_on IS NULL) = (b.promised_on IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM call_back_corrections c WHERE c.call_back_id = o.id)
            ) AS is_free
        FROM call_backs b JOIN messages m ON m.id = b.message_id
            JOIN suppressions s ON s.key = IIF(s.kind = 'taxpayer', m.person_key, m.phone_key)
        WHERE b.id = :id AND s.reason = :reason AND s.ended_at IS NULL ORDER BY s.id
        """,
        id=call_back_id,
        reason=reason,
    )
    return [(row["id"], bool(row["is_free"])) for row in rows]


def list_over(db: ReadDb, today: date) -> list[int]:
    """Return the suppressions in force whose last day is before today."""
    rows = db.fetch_all(
        """
        SELECT s.id FROM suppression_terms t JOIN suppressions s ON s.id = t.suppression_id
        WHERE s.ended_at IS NULL AND t.until < :today ORDER BY s.id
        """,
        today=today.isoformat(),
    )
    return [row["id"] for row in rows]


def list_confirmed(db: ReadDb) -> list[int]:
    """Return the suppressions of people who said that they had paid, and who have: all debts on lists are paid.

    Of at least one of these debts, a file that came later has a payment. As for promises, a payment under an old id, or
    before the newest renumbering, may be another person's. What a rejected row of a list says of a debt is not known.
    """
    rows = db.fetch_all(
        """
        WITH held AS (
            SELECT id, key, since FROM suppressions WHERE reason = :reason AND kind = 'taxpayer' AND ended_at IS NULL
        ),
        listed AS (
            SELECT h.id, d.tax, d.year, d.instalment, d.amount FROM held h
                CROSS JOIN recipients r ON r.taxpayer_key = h.key CROSS JOIN list_rows d ON d.recipient_id = r.id
        ),
        paid AS (
            SELECT h.id, c.known_by, c.tax, c.year, c.instalment, c.amount, f.imported_at > h.since AS came_later
            FROM held h CROSS JOIN counted_payments c ON c.taxpayer_key = h.key
                JOIN payments p ON p.id = c.known_by JOIN imported_files f ON f.id = p.file_id
            WHERE c.taken_back_by IS NULL AND NOT p.old_id
                AND (p.file_id > (SELECT MAX(file_id) FROM renumbered)
                    OR c.taxpayer_key NOT IN (SELECT new_key FROM renumbered))
        ),
        debts AS (
            SELECT l.id, l.amount, TOTAL(p.amount) AS paid_yen, MAX(p.came_later AND p.amount > 0) AS came_later
            FROM listed l LEFT JOIN paid p ON p.id = l.id AND (
                p.tax = l.tax AND p.year = l.year
                    AND (p.instalment = l.instalment OR '全' IN (p.instalment, l.instalment))
                OR EXISTS (
                    SELECT 1 FROM slip_payments s WHERE s.known_by = p.known_by
                        AND s.tax = l.tax AND s.year = l.year AND s.instalment = l.instalment
                )
            )
            GROUP BY l.id, l.tax, l.year, l.instalment, l.amount
        )
        SELECT id FROM debts
        WHERE id NOT IN (
            SELECT h.id FROM held h JOIN unread_rows u ON u.taxpayer_key = h.key WHERE u.list_id IS NOT NULL
        )
        GROUP BY id HAVING MIN(paid_yen >= COALESCE(amount, 1)) AND MAX(came_later) ORDER BY id
        """,
        reason=SuppressionReason.PAID_SAID.value,
    )
    return [row["id"] for row in rows]


def _make_suppression(db: ReadDb, row: Row) -> Suppression:
    return Suppression(
        id=row["id"],
        kind=SuppressedKind(row["kind"]),
        reason=SuppressionReason(row["reason"]),
        since=times.parse_moment(row["since"]),
        source=row["source"],
        by=row["by"],
        until=times.parse_optional_date(row["until"]),
        note=_open_note(db, row),
        ended_at=times.parse_optional_moment(row["ended_at"]),
    )


def _open_note(db: ReadDb, row: Row) -> str | None:
    if row["note_box"] is None:
        return None
    try:
        return db.vault.decrypt(_bind_note(row["id"], of_end=False), row["note_box"])
    except WrongKey:  # a damaged note; the check of the file reports it
        return None


def count_in_force(db: ReadDb) -> dict[SuppressionReason, int]:
    """Count the suppressions in force by reason."""
    rows = db.fetch_all(
        "SELECT reason, COUNT(*) AS number FROM suppressions WHERE ended_at IS NULL GROUP BY reason ORDER BY reason"
    )
    return {SuppressionReason(row["reason"]): row["number"] for row in rows}


def list_in_force(
    db: ReadDb, reason: SuppressionReason | None, *, offset: int, limit: int
) -> list[tuple[Suppression, str | None]]:
    """Return suppressions in force, newest first, each with the 受付番号 of the newest message to that person."""
    rows = db.fetch_all(
        f"""
        SELECT s.*, {_NEWEST_REF} AS ref FROM (
            {_SUPPRESSIONS} WHERE s.ended_at IS NULL AND (:reason IS NULL OR s.reason = :reason)
            ORDER BY s.id DESC LIMIT :limit OFFSET :offset
        ) s ORDER BY s.id DESC
        """,
        reason=reason and reason.value,
        limit=limit,
        offset=offset,
    )
    return [(_make_suppression(db, row), row["ref"]) for row in rows]


def find_newest_ref(db: ReadDb, suppression_id: int) -> str | None:
    """Return the 受付番号 of the newest message to the suppressed person; None if there is none."""
    ref = db.fetch_value(f"SELECT {_NEWEST_REF} FROM suppressions s WHERE s.id = :id", id=suppression_id)
    return None if ref is None else str(ref)


_NEWEST_REF = """
    CASE s.kind
        WHEN 'phone' THEN (SELECT m.ref FROM messages m WHERE m.phone_key = s.key ORDER BY m.id DESC LIMIT 1)
        ELSE (SELECT m.ref FROM messages m WHERE m.person_key = s.key ORDER BY m.id DESC LIMIT 1)
    END
"""


class HeldSuppression(NamedTuple):
    """A suppression in force with its encrypted id or number, where one is left.

    `owner`: the taxpayer whom the box of the number is bound to. `is_of_message`: it is the box of a message.
    """

    suppression: Suppression
    key: bytes
    owner: bytes | None
    taxpayer_box: bytes | None
    phone_box: bytes | None
    is_of_message: bool


def list_with_boxes(db: ReadDb) -> list[HeldSuppression]:
    """Return all suppressions in force, oldest first, each with the newest box of its taxpayer id or number."""
    rows = db.fetch_all(
        f"""
        WITH held AS (
            SELECT s.*, CASE s.kind
                WHEN 'phone' THEN (SELECT MAX(p.recipient_id) FROM recipient_phones p WHERE p.phone_key = s.key)
                ELSE (SELECT MAX(r.id) FROM recipients r WHERE r.taxpayer_key = s.key)
            END AS recipient_id
            FROM ({_SUPPRESSIONS} WHERE s.ended_at IS NULL) s
        )
        SELECT h.*, i.taxpayer_box, COALESCE(p.phone_box, n.phone_box) AS phone_box, p.phone_box IS NULL AS of_message,
            CASE WHEN p.phone_box IS NULL THEN m.taxpayer_key ELSE r.taxpayer_key END AS owner
        FROM held h
            LEFT JOIN recipients r ON r.id = h.recipient_id
            LEFT JOIN recipient_identities i ON h.kind = 'taxpayer' AND i.recipient_id = h.recipient_id
            LEFT JOIN recipient_phones p
                ON h.kind = 'phone' AND p.recipient_id = h.recipient_id AND p.phone_key = h.key
            LEFT JOIN messages m ON h.kind = 'phone' AND h.recipient_id IS NULL AND m.id = (
                SELECT MAX(o.id) FROM messages o JOIN message_phones q ON q.message_id = o.id
                WHERE o.phone_key = h.key
            )
            LEFT JOIN message_phones n ON n.message_id = m.id
        ORDER BY h.id
        """
    )
    return [
        HeldSuppression(
            _make_suppression(db, row),
            row["key"],
            row["owner"],
            row["taxpayer_box"],
            row["phone_box"],
            bool(row["of_message"]),
        )
        for row in rows
    ]
