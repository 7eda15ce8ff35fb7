"""People who are suppressed because a payment of theirs was taken back: a person decides on them."""

import json
from collections.abc import Sequence

from bot.model.suppressions import SuppressionReason
from bot.store.database import ReadDb


def list_reversed(db: ReadDb) -> list[tuple[int, bytes]]:
    """Return the suppressions in force of taxpayers a payment of whom was taken back: their ids and keys."""
    rows = db.fetch_all(
        """
        SELECT id, key FROM suppressions WHERE reason = :reason AND kind = 'taxpayer' AND ended_at IS NULL ORDER BY id
        """,
        reason=SuppressionReason.PAYMENT_REVERSED.value,
    )
    return [(row["id"], bytes(row["key"])) for row in rows]


def list_files_of(db: ReadDb, ids: Sequence[int]) -> list[int]:
    """Return the payment files whose rows were the source of suppressions."""
    rows = db.fetch_all(
        """
        SELECT DISTINCT CAST(SUBSTR(s.source, LENGTH('payments:') + 1) AS INTEGER) AS file_id
        FROM json_each(:ids) j JOIN suppressions s ON s.id = j.value WHERE s.source LIKE 'payments:%' ORDER BY 1
        """,
        ids=json.dumps(list(ids)),
    )
    return [row["file_id"] for row in rows]


def list_named_as_unpaid(db: ReadDb) -> list[int]:
    """Return the suppressions of people whose payment was taken back, and whose debt a newer list names as unpaid.

    Newer is a list whose import began after the reversal was known, and which was not imported before from the same
    file or with the same rows: what that one says may be older.
    """
    rows = db.fetch_all(
        """
        SELECT s.id FROM suppressions s WHERE s.reason = :reason AND s.kind = 'taxpayer' AND s.ended_at IS NULL
            AND EXISTS (
                SELECT 1 FROM recipients r
                    JOIN target_lists l ON l.id = r.list_id AND l.state = 'ready' AND l.created_at > s.since
                    JOIN list_rows d ON d.recipient_id = r.id AND d.amount > 0
                    JOIN counted_payments c ON c.taxpayer_key = r.taxpayer_key AND c.tax = d.tax AND c.year = d.year
                        AND (c.instalment = d.instalment OR '全' IN (c.instalment, d.instalment))
                WHERE r.taxpayer_key = s.key AND c.taken_back_by IS NOT NULL
                    AND NOT EXISTS (
                        SELECT 1 FROM target_lists e WHERE e.created_at <= s.since
                            AND (e.content_hash = l.content_hash OR e.content_key = l.content_key)
                    )
                    AND NOT EXISTS (SELECT 1 FROM replaced_lists p WHERE p.successor = l.id)
            )
        ORDER BY s.id
        """,
        reason=SuppressionReason.PAYMENT_REVERSED.value,
    )
    return [row["id"] for row in rows]
