"""Promises to pay: open until they are kept, broken or cancelled."""

from datetime import date

from bot.model.promises import PromiseCounts
from bot.store import times
from bot.store.database import Db, ReadDb

_TRUSTED = """
    trusted AS NOT MATERIALIZED (
        SELECT p.* FROM payments_in_force p JOIN payments r ON r.id = p.known_by
        WHERE :any_id OR NOT r.old_id AND (p.file_id > (SELECT MAX(file_id) FROM renumbered)
            OR p.taxpayer_key NOT IN (SELECT new_key FROM renumbered))
    )
"""
"""The payments that may keep a promise: `any_id` also trusts those that a renumbering makes doubtful."""

_FULFILLED = f"""
    WITH {_TRUSTED}, judged AS NOT MATERIALIZED (
        -- The list that was the newest when the promise was made, or the first after it.
        SELECT o.*, (
            SELECT l.id FROM recipients r JOIN target_lists l ON l.id = r.list_id AND l.state = 'ready'
            WHERE r.taxpayer_key = o.taxpayer_key
            ORDER BY DATE(l.created_at, '+9 hours') > o.made_on,
                IIF(DATE(l.created_at, '+9 hours') > o.made_on, l.id, -l.id) LIMIT 1
        ) AS made_list
        FROM promises o WHERE o.state = :state
    )
    SELECT o.id FROM judged o WHERE EXISTS (
        SELECT 1 FROM trusted p JOIN recipients r ON r.taxpayer_key = p.taxpayer_key AND r.list_id = o.made_list
            JOIN list_rows d ON d.recipient_id = r.id AND (
                d.tax = p.tax AND d.year = p.year
                    AND (d.instalment = p.instalment OR '全' IN (d.instalment, p.instalment))
                OR EXISTS (
                    SELECT 1 FROM slip_payments s WHERE s.known_by = p.known_by
                        AND s.tax = d.tax AND s.year = d.year AND s.instalment = d.instalment
                )
            )
        WHERE p.taxpayer_key = o.taxpayer_key AND p.paid_on BETWEEN o.made_on AND o.promised_on
    ) AND ('in_part' IS (
        SELECT b.detail FROM messages m CROSS JOIN call_backs b ON b.message_id = m.id
        WHERE m.person_key = o.taxpayer_key AND b.result = 'promise' AND b.promised_on = o.promised_on
            AND NOT EXISTS (SELECT 1 FROM call_back_corrections c WHERE c.call_back_id = b.id)
        ORDER BY b.id DESC LIMIT 1
    ) OR NOT EXISTS (
        SELECT 1 FROM recipients r JOIN list_rows d ON d.recipient_id = r.id
        WHERE r.taxpayer_key = o.taxpayer_key AND r.list_id = o.made_list AND d.due_on <= o.promised_on
            AND COALESCE(d.amount, 1) > (
                SELECT TOTAL(p.amount) FROM trusted p
                WHERE p.taxpayer_key = o.taxpayer_key AND p.paid_on <= o.promised_on AND (
                    p.tax = d.tax AND p.year = d.year
                        AND (p.instalment = d.instalment OR '全' IN (p.instalment, d.instalment))
                    OR EXISTS (
                        SELECT 1 FROM slip_payments s WHERE s.known_by = p.known_by
                            AND s.tax = d.tax AND s.year = d.year AND s.instalment = d.instalment
                    )
                )
            )
    ))
"""
"""The promises of a state that payments fulfil."""


def add_from_list(db: Db, list_id: int, today: date, broken_up_to: date | None) -> int:
    """Add the promises of a list that are not stored yet; those for a day up to `broken_up_to`, if any, are broken.

    One that was cancelled holds again.
    """
    return db.execute(
        """
        INSERT INTO promises (taxpayer_key, promised_on, state, list_id, made_on)
        SELECT taxpayer_key, promised_on, CASE WHEN promised_on <= :broken_up_to THEN 'broken' ELSE 'open' END,
            list_id, :today FROM (
            SELECT taxpayer_key, promised_on, list_id FROM recipients
            WHERE id BETWEEN (SELECT MIN(id) FROM recipients WHERE list_id = :list_id)
                AND (SELECT MAX(id) FROM recipients WHERE list_id = :list_id) AND +list_id = :list_id
            UNION ALL SELECT taxpayer_key, promised_on, list_id FROM unread_rows WHERE list_id = :list_id
        ) WHERE promised_on IS NOT NULL
        ON CONFLICT (taxpayer_key, promised_on) DO UPDATE SET state = excluded.state, list_id = excluded.list_id,
            settled_on = NULL WHERE state = 'cancelled'
        """,
        list_id=list_id,
        today=today.isoformat(),
        broken_up_to=times.format_optional_date(broken_up_to),
    )


def add_from_call(db: Db, taxpayer_key: bytes, promised_on: date, made_on: date, today: date, *, renewed: bool) -> bool:
    """Add a promise made on a call; False when it is known already.

    If the person made a promise for that day before and it was cancelled, it is open again; so is a broken one whose
    day is not over. A kept one is open again if it was `renewed`, that is, promised again on a later call: then it is
    about the rest of the debt.
    """
    changed = db.execute(
        """
        INSERT INTO promises (taxpayer_key, promised_on, state, made_on)
        VALUES (:taxpayer_key, :promised_on, 'open', :made_on)
        ON CONFLICT (taxpayer_key, promised_on) DO UPDATE SET state = 'open', settled_on = NULL,
            made_on = CASE WHEN :renewed THEN MAX(made_on, excluded.made_on) ELSE made_on END
            WHERE state = 'cancelled' OR state = 'broken' AND promised_on >= :today
                OR (:renewed AND state IN ('open', 'kept') AND made_on < excluded.made_on)
        """,
        taxpayer_key=taxpayer_key,
        promised_on=promised_on.isoformat(),
        made_on=made_on.isoformat(),
        today=today.isoformat(),
        renewed=renewed,
    )
    return changed == 1


def cancel_corrected(db: Db, call_back_id: int, today: date) -> bool:
    """Cancel the open promise of a record of a call that was taken back; False if something else says the same.

    That is another record of the person, a list, or a file of calls.
    """
    changed = db.execute(
        """
        UPDATE promises SET state = 'cancelled', settled_on = :today WHERE id = (
            SELECT p.id FROM call_backs b JOIN messages m ON m.id = b.message_id
                JOIN promises p ON p.taxpayer_key = m.person_key AND p.promised_on = b.promised_on
            WHERE b.id = :id AND p.state = 'open' AND p.list_id IS NULL
                AND NOT EXISTS (
                    SELECT 1 FROM messages n CROSS JOIN call_backs o ON o.message_id = n.id
                    WHERE n.person_key = m.person_key AND o.promised_on = b.promised_on
                        AND NOT EXISTS (SELECT 1 FROM call_back_corrections c WHERE c.call_back_id = o.id)
                )
                AND NOT EXISTS (
                    SELECT 1 FROM recipients r WHERE r.taxpayer_key = m.person_key AND r.promised_on = b.promised_on
                    UNION ALL SELECT 1 FROM calls k
                    WHERE k.taxpayer_key = m.person_key AND k.promised_on = b.promised_on
                    UNION ALL SELECT 1 FROM unread_rows u
                    WHERE u.taxpayer_key = m.person_key AND u.promised_on = b.promised_on
                )
        )
        """,
        id=call_back_id,
        today=today.isoformat(),
    )
    return changed == 1


def has_open(db: ReadDb, call_back_id: int) -> bool:
    """Whether the promise of a record of a call is open."""
    sql = """
        SELECT 1 FROM call_backs b JOIN messages m ON m.id = b.message_id
            JOIN promises p ON p.taxpayer_key = m.person_key AND p.promised_on = b.promised_on
        WHERE b.id = :id AND p.state = 'open'
    """
    return db.fetch_value(sql, id=call_back_id) is not None


def count_after_campaign(db: ReadDb, campaign_id: int) -> PromiseCounts:
    """Count the promises that people made from the day of a delivered message of a campaign on.

    A promise counts for the last message that had reached the person by then.
    """
    row = db.fetch_one(
        """
        SELECT SUM(state = 'kept') AS kept, SUM(state = 'broken') AS broken, SUM(state = 'open') AS open
        FROM promises WHERE id IN (
            SELECT p.id FROM messages m CROSS JOIN promises p ON p.taxpayer_key = m.person_key
            WHERE m.campaign_id = :id AND m.state = 'delivered' AND p.made_on >= DATE(m.claimed_at, '+9 hours')
                AND NOT EXISTS (
                    SELECT 1 FROM messages n WHERE n.person_key = m.person_key AND n.id > m.id
                        AND n.state = 'delivered' AND DATE(n.claimed_at, '+9 hours') <= p.made_on
                )
        )
        """,
        id=campaign_id,
    )
    return PromiseCounts() if row is None else PromiseCounts(row["kept"] or 0, row["broken"] or 0, row["open"] or 0)


def mark_kept(db: Db, today: date) -> int:
    """Mark the promises as kept that payments between their day and the promised one fulfil; return how many.

    They must pay all debts that were listed when the promise was made and are due by its day; of a promise to pay a
    part, any one of them. A promise one of whose payments was reversed is open again first, if the others do not fulfil
    it. A payment that came before the newest renumbering, or under an id that one replaced, keeps no promise of a
    renumbered person: it may be of another who is this person now.
    """
    db.execute(
        f"""
        UPDATE promises SET state = 'open', settled_on = NULL WHERE state = 'kept' AND (
            NOT EXISTS (
                SELECT 1 FROM payments_in_force p WHERE p.taxpayer_key = promises.taxpayer_key
                    AND p.paid_on BETWEEN promises.made_on AND promises.promised_on
            )
            OR EXISTS (
                SELECT 1 FROM counted_payments p WHERE p.taxpayer_key = promises.taxpayer_key
                    AND p.paid_on BETWEEN promises.made_on AND promises.promised_on AND p.taken_back_by IS NOT NULL
            ) AND id NOT IN ({_FULFILLED})
        )
        """,
        state="kept",
        any_id=True,
    )
    return db.execute(
        f"UPDATE promises SET state = 'kept', settled_on = :today WHERE id IN ({_FULFILLED})",
        state="open",
        any_id=False,
        today=today.isoformat(),
    )


def mark_kept_without_list(db: Db, last_day: date, today: date) -> int:
    """Mark the open promises of people on no list for a day up to `last_day` as kept if they have paid anything.

    What they owe is not known, so a payment cannot be assigned to a debt. Until then the promise stays open:
    a list that comes first says what was promised.
    """
    return db.execute(
        f"""
        WITH {_TRUSTED}
        UPDATE promises SET state = 'kept', settled_on = :today WHERE state = 'open' AND promised_on <= :last_day
            AND NOT EXISTS (
                SELECT 1 FROM recipients r JOIN target_lists l ON l.id = r.list_id AND l.state = 'ready'
                WHERE r.taxpayer_key = promises.taxpayer_key
            )
            AND EXISTS (
                SELECT 1 FROM trusted p WHERE p.taxpayer_key = promises.taxpayer_key
                    AND p.paid_on BETWEEN promises.made_on AND promises.promised_on
            )
        """,
        any_id=False,
        today=today.isoformat(),
        last_day=last_day.isoformat(),
    )


def mark_broken(db: Db, last_day: date, today: date) -> int:
    """Mark the open promises for a day up to `last_day` as broken; return how many."""
    return db.execute(
        "UPDATE promises SET state = 'broken', settled_on = :today WHERE state = 'open' AND promised_on <= :last_day",
        last_day=last_day.isoformat(),
        today=today.isoformat(),
    )
