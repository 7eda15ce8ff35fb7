"""Promises to pay: open until they are kept, broken or cancelled."""

from datetime import date

from bot.store.database import Db


def add_from_list(db: Db, list_id: int, today: date, broken_up_to: date) -> int:
    """The promises that a list names and nofu did not know; those for a day up to `broken_up_to` were not kept."""
    return db.execute(
        """
        INSERT OR IGNORE INTO promises (taxpayer_key, promised_on, state, list_id, made_on)
        SELECT taxpayer_key, promised_on, CASE WHEN promised_on <= :broken_up_to THEN 'broken' ELSE 'open' END,
            list_id, :today FROM recipients
        WHERE id BETWEEN (SELECT MIN(id) FROM recipients WHERE list_id = :list_id)
            AND (SELECT MAX(id) FROM recipients WHERE list_id = :list_id)
            AND +list_id = :list_id AND promised_on IS NOT NULL
        """,
        list_id=list_id,
        today=today.isoformat(),
        broken_up_to=broken_up_to.isoformat(),
    )


def add_from_call(db: Db, taxpayer_key: bytes, promised_on: date, made_on: date, *, anew: bool) -> bool:
    """A promise that was heard on a call. False when nothing new was heard.

    One for that day that was cancelled is open again. So is one that a payment had kept, if it was made `anew` after
    that payment, and not only carried along with a call on which nothing was promised: it is about the rest.
    """
    changed = db.execute(
        """
        INSERT INTO promises (taxpayer_key, promised_on, state, made_on)
        VALUES (:taxpayer_key, :promised_on, 'open', :made_on)
        ON CONFLICT (taxpayer_key, promised_on) DO UPDATE SET state = 'open', settled_on = NULL,
            made_on = CASE WHEN :anew THEN MAX(made_on, excluded.made_on) ELSE made_on END
            WHERE state = 'cancelled' OR (:anew AND state IN ('open', 'kept') AND made_on < excluded.made_on)
        """,
        taxpayer_key=taxpayer_key,
        promised_on=promised_on.isoformat(),
        made_on=made_on.isoformat(),
        anew=anew,
    )
    return changed == 1


def mark_kept(db: Db, today: date) -> int:
    """Mark the promises as kept for which a payment was made between their day and the promised one; how many.

    One whose payment was taken back is open again first: until its day, the person gets no message.
    """
    db.execute(
        """
        UPDATE promises SET state = 'open', settled_on = NULL WHERE state = 'kept' AND NOT EXISTS (
            SELECT 1 FROM payments_in_force p
            WHERE p.taxpayer_key = promises.taxpayer_key AND p.paid_on BETWEEN promises.made_on AND promises.promised_on
        )
        """
    )
    return db.execute(
        """
        UPDATE promises SET state = 'kept', settled_on = :today WHERE state = 'open' AND EXISTS (
            SELECT 1 FROM payments_in_force p
            WHERE p.taxpayer_key = promises.taxpayer_key AND p.paid_on BETWEEN promises.made_on AND promises.promised_on
        )
        """,
        today=today.isoformat(),
    )


def mark_broken(db: Db, last_day: date, today: date) -> int:
    """Those promised for a day up to `last_day` of which no payment is known; how many."""
    return db.execute(
        "UPDATE promises SET state = 'broken', settled_on = :today WHERE state = 'open' AND promised_on <= :last_day",
        last_day=last_day.isoformat(),
        today=today.isoformat(),
    )
