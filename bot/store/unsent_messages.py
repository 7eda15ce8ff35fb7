"""Who got nothing of a campaign, and who has got a correction: so that no second campaign repeats a message."""

from bot.store.database import ReadDb

# A message that certainly never left, and never will. One that was uncertain may have left, whatever came of it.
_UNSENT = """
    (
        m.state IN ('held', 'withheld', 'cancelled') AND m.claimed_at IS NULL AND m.provider_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM message_events e WHERE e.message_id = m.id AND e.state = 'uncertain')
        OR m.state = 'undelivered' AND m.reason = 'rejected_by_provider'
    )
"""


def list_unsent(db: ReadDb, campaign_id: int) -> set[int]:
    """Return the recipients of a campaign whose message was cancelled, and certainly never left.

    Not those who have a message of another campaign for the rest of this one, or of what this one is the rest of.
    """
    rows = db.fetch_all(
        f"""
        WITH RECURSIVE first (id, rest_of) AS (
            SELECT id, rest_of FROM campaigns WHERE id = :id
            UNION SELECT c.id, c.rest_of FROM first f JOIN campaigns c ON c.id = f.rest_of
        ),
        related (id) AS (
            SELECT id FROM first WHERE rest_of IS NULL
            UNION SELECT c.id FROM related f JOIN campaigns c ON c.rest_of = f.id
        )
        SELECT m.recipient_id FROM messages m WHERE m.campaign_id = :id AND m.state = 'cancelled' AND {_UNSENT}
        EXCEPT SELECT m.recipient_id FROM related f JOIN messages m ON m.campaign_id = f.id WHERE NOT {_UNSENT}
        """,
        id=campaign_id,
    )
    return {row["recipient_id"] for row in rows}


def list_corrected(db: ReadDb, list_id: int, incident_id: int | None) -> set[int]:
    """Return the recipients of a list whose newest message is a correction, also one that waits to be sent.

    Not a correction that is the message of this incident: it needs one of its own.
    """
    rows = db.fetch_all(
        f"""
        SELECT r.id FROM recipients r WHERE r.list_id = :list_id AND 'correction' = (
            SELECT c.intent FROM messages m JOIN campaigns c ON c.id = m.campaign_id
            WHERE m.id IN (
                SELECT id FROM messages WHERE person_key = r.taxpayer_key
                UNION ALL SELECT id FROM messages WHERE phone_key = r.phone_key
            )
                AND c.id IS NOT (SELECT campaign_id FROM incidents WHERE id = :incident_id)
                AND m.provider <> 'dry_run' AND NOT {_UNSENT}
            ORDER BY m.id DESC LIMIT 1
        )
        """,
        list_id=list_id,
        incident_id=incident_id,
    )
    return {row["id"] for row in rows}
