"""What newer lists say of the numbers of an older one: who else has them (docs/decisions/0055).

Only lists that are complete say anything.
"""

from bot.store.database import ReadDb


def list_newer_holders(db: ReadDb, recipient_id: int) -> set[int | None]:
    """Return the other people (recipients) to whom a newer list gives the number that is used of a recipient.

    None is among them if the number stands in a rejected row of another person.
    """
    rows = db.fetch_all(
        """
        SELECT o.id FROM recipients r CROSS JOIN recipient_phones q ON q.phone_key = r.phone_key
            CROSS JOIN recipients o ON o.id = q.recipient_id
            CROSS JOIN target_lists l ON l.id = o.list_id
        WHERE r.id = :id AND q.mobile AND o.list_id > r.list_id AND o.taxpayer_key <> r.taxpayer_key
            AND l.state = 'ready'
        UNION ALL SELECT NULL FROM recipients r CROSS JOIN unread_rows u ON u.phone_key = r.phone_key
            CROSS JOIN target_lists l ON l.id = u.list_id
        WHERE r.id = :id AND u.list_id > r.list_id AND u.taxpayer_key <> r.taxpayer_key AND l.state = 'ready'
        """,
        id=recipient_id,
    )
    return {row["id"] for row in rows}


def list_passed_on(db: ReadDb, list_id: int) -> set[int]:
    """Return the people of a list whose number a newer list gives to somebody else, be it in a rejected row."""
    if db.fetch_value("SELECT 1 FROM target_lists WHERE id > :id AND state = 'ready'", id=list_id) is None:
        return set()
    rows = db.fetch_all(
        """
        SELECT DISTINCT r.id FROM recipients r CROSS JOIN recipient_phones q ON q.phone_key = r.phone_key
            CROSS JOIN recipients o ON o.id = q.recipient_id
            CROSS JOIN target_lists l ON l.id = o.list_id
        WHERE r.list_id = :id AND q.mobile AND o.list_id > :id AND o.taxpayer_key <> r.taxpayer_key
            AND l.state = 'ready'
        UNION SELECT r.id FROM unread_rows u CROSS JOIN target_lists l ON l.id = u.list_id
            CROSS JOIN recipient_phones q ON q.phone_key = u.phone_key
            CROSS JOIN recipients r ON r.id = q.recipient_id AND r.phone_key = u.phone_key
        WHERE u.list_id > :id AND r.list_id = :id AND u.taxpayer_key <> r.taxpayer_key AND l.state = 'ready'
        """,
        id=list_id,
    )
    return {row["id"] for row in rows}
