"""The people whom suppressions concern: who has a suppressed id or number, on every list."""

import json
from collections.abc import Collection

from bot.model.suppressions import SuppressionReason
from bot.store.database import ReadDb

_WHO = """
    one AS (SELECT kind, key FROM suppressions WHERE id = :id),
    who AS (
        SELECT r.id, r.list_id, r.taxpayer_key FROM one CROSS JOIN recipients r ON r.taxpayer_key = one.key
        WHERE one.kind = 'taxpayer'
        UNION SELECT r.id, r.list_id, r.taxpayer_key FROM one
            CROSS JOIN recipient_phones p ON p.phone_key = one.key CROSS JOIN recipients r ON r.id = p.recipient_id
        WHERE one.kind = 'phone'
        UNION SELECT r.id, r.list_id, r.taxpayer_key FROM one CROSS JOIN target_lists l
            CROSS JOIN unused_phones u ON u.list_id = l.id AND u.phone_key = one.key
            CROSS JOIN recipients r ON r.id = u.recipient_id
        WHERE one.kind = 'phone'
    )
"""
"""The recipients of a suppression, on every list: who has the taxpayer id, or the number, used or not."""


def list_reasons_beside(db: ReadDb, suppression_id: int) -> list[SuppressionReason]:
    """Return the reasons of the other suppressions in force of the same number or taxpayer, or of the person's own.

    A number's are also those of everybody who has it on a list, and a taxpayer's those of their numbers.
    """
    rows = db.fetch_all(
        f"""
        WITH {_WHO}
        SELECT DISTINCT s.reason FROM suppressions s WHERE s.ended_at IS NULL AND s.id <> :id AND s.key IN (
            SELECT key FROM one
            UNION SELECT taxpayer_key FROM who
            UNION SELECT p.phone_key FROM one CROSS JOIN who CROSS JOIN recipient_phones p ON p.recipient_id = who.id
            WHERE one.kind = 'taxpayer'
        ) ORDER BY s.reason
        """,
        id=suppression_id,
    )
    return [SuppressionReason(row["reason"]) for row in rows]


def list_newest_recipients(db: ReadDb, suppression_id: int) -> list[tuple[int, int]]:
    """Return who is suppressed on the newest list that has them: the recipient and the list."""
    rows = db.fetch_all(
        f"""
        WITH {_WHO}
        SELECT who.id, MAX(who.list_id) AS list_id FROM who
            JOIN target_lists l ON l.id = who.list_id AND l.state = 'ready'
        GROUP BY who.taxpayer_key ORDER BY who.id
        """,
        id=suppression_id,
    )
    return [(row["id"], row["list_id"]) for row in rows]


def list_holders(db: ReadDb, phone: bytes) -> tuple[bytes, ...]:
    """Return the taxpayers who have a number on any list, used or not, a second number too."""
    rows = db.fetch_all(
        """
        SELECT r.taxpayer_key FROM recipient_phones p JOIN recipients r ON r.id = p.recipient_id
        WHERE p.phone_key = :phone
        UNION SELECT r.taxpayer_key FROM target_lists l
            CROSS JOIN unused_phones u ON u.list_id = l.id AND u.phone_key = :phone
            CROSS JOIN recipients r ON r.id = u.recipient_id
        ORDER BY 1
        """,
        phone=phone,
    )
    return tuple(row["taxpayer_key"] for row in rows)


def count_listed(db: ReadDb, taxpayers: Collection[bytes]) -> int:
    """Count the taxpayers of these who are on a list."""
    return int(
        db.fetch_value(
            """
            SELECT COUNT(*) FROM json_each(:keys) k
            WHERE EXISTS (SELECT 1 FROM recipients r WHERE r.taxpayer_key = unhex(k.value))
            """,
            keys=json.dumps([key.hex() for key in taxpayers]),
        )
    )
