"""People who become one by a renumbering: what they have in common is joined, and of each fact the stricter is kept.

Works on the moves that store/renumbering.py has staged, before the rows move. The people are still found by their old
ids; `keep_exclusions` comes after the rows have moved.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from bot.model.payments import CountedPayment, PaymentRecord
from bot.model.suppressions import EndReason
from bot.store.database import Db, ReadDb, allow_purge
from bot.store.payments import join_readings


class MergedRecipient(NamedTuple):
    """A recipient of a list who becomes one with others, with the new id."""

    list_id: int
    new: bytes
    recipient_id: int


def list_merged_recipients(db: ReadDb) -> list[MergedRecipient]:
    """Return the recipients of all lists who become one with others, of this list or not, by their old ids."""
    return [MergedRecipient(*row) for row in db.stream_tuples(f"{_MERGED} WHERE m.merged ORDER BY 1, 3")[1]]


_MERGED = """
    SELECT r.list_id, m.new, r.id FROM staging.moves m CROSS JOIN recipients r ON r.taxpayer_key = m.old
"""


def find_recipient(db: ReadDb, list_id: int, new: bytes) -> int:
    """Return the recipient of a list who has a new id, after the rows have moved."""
    sql = "SELECT id FROM recipients WHERE list_id = :list_id AND taxpayer_key = :new"
    return int(db.fetch_value(sql, list_id=list_id, new=new))


def leave_out(db: Db, recipient_ids: list[int]) -> None:
    """Leave people out of their list."""
    db.load_tuples("UPDATE recipients SET left_out = 1 WHERE id = ?1", ((one,) for one in recipient_ids))


def join_people(db: Db) -> None:
    """Join everything of the people who become one, except their payments and exclusions."""
    db.execute(_CARRY_MARKS)
    db.execute(_CARRY_ARREARS)
    _join_recipients(db)
    db.execute(_KEEP_STRICTEST_PROMISE)
    db.execute(_KEEP_LONGEST_QUIET)
    with allow_purge(db):
        db.execute(_DELETE_CALLS)
    db.execute(_KEEP_CALLS_APART)
    db.execute(_NUMBER_EQUAL_PAYMENTS)


_CARRY_MARKS = """
    WITH named AS MATERIALIZED (
        SELECT m.old, m.new, r.list_id, r.flagged, r.promised, r.last_paid_on
        FROM staging.moves m CROSS JOIN recipients r ON r.taxpayer_key = m.old WHERE m.merged
        UNION ALL SELECT m.old, m.new, u.list_id, u.flagged, u.promised, u.last_paid_on
        FROM staging.moves m CROSS JOIN unread_rows u ON u.taxpayer_key = m.old
        WHERE m.merged AND u.list_id IS NOT NULL
    ), newest AS (
        SELECT n.* FROM named n WHERE n.list_id = (SELECT MAX(o.list_id) FROM named o WHERE o.old = n.old)
    )
    UPDATE recipients SET flagged = MAX(flagged, s.flags), promised = MAX(promised, s.promises),
        last_paid_on = MAX(COALESCE(last_paid_on, s.paid), COALESCE(s.paid, last_paid_on))
    FROM (
        SELECT r.id, MAX(n.flagged) AS flags, MAX(n.promised) AS promises, MAX(n.last_paid_on) AS paid
        FROM staging.moves m CROSS JOIN recipients r ON r.taxpayer_key = m.old
            JOIN newest n ON n.new = m.new AND n.old <> m.old AND n.list_id < r.list_id
        WHERE m.merged GROUP BY r.id
    ) s WHERE s.id = recipients.id
"""
"""Where the newest list of one of them is older than a list of another, its marks hold there, too."""


_CARRY_ARREARS = """
    UPDATE list_rows SET arrears = 1 WHERE recipient_id IN (
        SELECT r.id FROM staging.moves m CROSS JOIN recipients r ON r.taxpayer_key = m.old
        WHERE m.merged AND EXISTS (
            SELECT 1 FROM staging.moves o CROSS JOIN unread_rows u ON u.taxpayer_key = o.old
            WHERE o.new = m.new AND o.merged AND u.list_id = r.list_id AND u.arrears
        )
    )
"""
"""As in a new list: a row that could not be imported says that its person has arrears."""


def _join_recipients(db: Db) -> None:
    """Make the recipients of a list who become one the first of them. Their numbers and rows are its own then."""
    db.execute("DROP TABLE IF EXISTS staging.joined")
    db.execute("CREATE TABLE staging.joined (id INTEGER PRIMARY KEY, first INTEGER NOT NULL) STRICT")
    db.execute(_JOIN)
    take = (_TAKE_NAME, _TAKE_NUMBERS, _TAKE_UNUSED_NUMBERS, _TAKE_ROWS, _TAKE_MESSAGES)
    for statement in (_KEEP_STRICTER_FACTS, *take, _DELETE_JOINED):
        db.execute(statement)
    db.execute(_MARK_COPIES)
    db.execute("DROP TABLE staging.joined")


_JOIN = """
    INSERT INTO staging.joined (id, first)
    SELECT id, first FROM (
        SELECT r.id, MIN(r.id) OVER same AS first, COUNT(*) OVER same AS people
        FROM staging.moves m CROSS JOIN recipients r ON r.taxpayer_key = m.old
        WHERE m.merged WINDOW same AS (PARTITION BY r.list_id, m.new)
    ) WHERE people > 1
"""
"""Every one of several, with the first, who stays."""

_KEEP_STRICTER_FACTS = """
    WITH all_of AS (
        SELECT j.first, r.*, FIRST_VALUE(r.phone_key) OVER (
            PARTITION BY j.first ORDER BY EXISTS (
                SELECT 1 FROM suppressions s WHERE s.key = r.phone_key AND s.kind = 'phone' AND s.ended_at IS NULL
            ) DESC, r.mobile DESC, r.own DESC, r.phone_obtained_on DESC NULLS LAST, r.id
        ) AS number, COALESCE(r.last_called_on, DATE(l.created_at, '+9 hours')) AS counted_from
        FROM staging.joined j JOIN recipients r ON r.id = j.id JOIN target_lists l ON l.id = r.list_id
    ), strict AS (
        SELECT first, MAX(number) AS number, COUNT(DISTINCT phone_key) AS numbers, MIN(mobile) AS mobile,
            MIN(own) AS own, MAX(shared) AS shared, MAX(flagged) AS flagged, MAX(left_out) AS left_out,
            CASE WHEN MAX(shared AND shared_decision IS 'leave') THEN 'leave'
                WHEN MIN(NOT shared OR shared_decision IS 'send') AND MAX(shared) THEN 'send' END AS decision,
            IIF(COUNT(phone_obtained_on) = COUNT(*), MIN(phone_obtained_on), NULL) AS obtained_on,
            IIF(COUNT(calls) = COUNT(*), MIN(calls), NULL) AS calls,
            IIF(COUNT(last_called_on), MAX(counted_from), NULL) AS last_called_on,
            MAX(promised) AS promised, MAX(promised_on) AS promised_on,
            IIF(COUNT(letter_on) = COUNT(*), MIN(letter_on), NULL) AS letter_on, MAX(last_paid_on) AS last_paid_on
        FROM all_of GROUP BY first
    )
    UPDATE recipients SET phone_key = s.number, mobile = s.mobile, own = s.own, phone_obtained_on = s.obtained_on,
        shared = s.shared, shared_decision = s.decision, flagged = s.flagged, calls = s.calls,
        last_called_on = s.last_called_on, promised = s.promised, promised_on = s.promised_on,
        letter_on = s.letter_on, last_paid_on = s.last_paid_on, left_out = MAX(s.left_out, s.numbers > 1)
    FROM strict s WHERE s.first = recipients.id
"""
"""Whose numbers differ is left out: the person must not be messaged at the wrong one. The number in use is a suppressed
one, if there is one, because it holds everybody who has a number of this person; else as in a new list. People who
shared a number and are one now still count as sharing it in this list: nobody decided that it gets a message."""

_TAKE_NAME = """
    UPDATE recipient_identities SET name_box = (
        SELECT i.name_box FROM staging.joined j JOIN recipient_identities i ON i.recipient_id = j.id
        WHERE j.first = recipient_identities.recipient_id AND i.name_box IS NOT NULL ORDER BY j.id LIMIT 1
    ) WHERE name_box IS NULL AND recipient_id IN (SELECT first FROM staging.joined)
"""

_TAKE_NUMBERS = """
    INSERT INTO recipient_phones (recipient_id, phone_key, phone_box, mobile, own, obtained_on, line)
    SELECT j.first, p.phone_key, p.phone_box, p.mobile, p.own, p.obtained_on, p.line
    FROM staging.joined j JOIN recipient_phones p ON p.recipient_id = j.id WHERE j.id <> j.first ORDER BY j.id
    ON CONFLICT (recipient_id, phone_key) DO UPDATE SET own = MIN(own, excluded.own), line = MIN(line, excluded.line),
        obtained_on = MAX(COALESCE(obtained_on, excluded.obtained_on), COALESCE(excluded.obtained_on, obtained_on))
"""

_TAKE_UNUSED_NUMBERS = """
    UPDATE OR IGNORE unused_phones SET recipient_id = (SELECT j.first FROM staging.joined j WHERE j.id = recipient_id)
    WHERE recipient_id IN (SELECT j.id FROM staging.joined j WHERE j.id <> j.first)
"""

_TAKE_ROWS = """
    UPDATE list_rows SET recipient_id = (SELECT j.first FROM staging.joined j WHERE j.id = recipient_id)
    WHERE recipient_id IN (SELECT j.id FROM staging.joined j WHERE j.id <> j.first)
"""

_TAKE_MESSAGES = """
    UPDATE messages SET recipient_id = (SELECT j.first FROM staging.joined j WHERE j.id = recipient_id)
    WHERE recipient_id IN (SELECT j.id FROM staging.joined j WHERE j.id <> j.first)
"""

_DELETE_JOINED = "DELETE FROM recipients WHERE id IN (SELECT j.id FROM staging.joined j WHERE j.id <> j.first)"

_MARK_COPIES = """
    UPDATE list_rows SET excluded = 'duplicate_row' FROM (
        SELECT d.list_id, d.line, ROW_NUMBER() OVER (
            PARTITION BY d.recipient_id, d.tax, d.year, d.instalment ORDER BY d.line
        ) AS place
        FROM list_rows d WHERE d.recipient_id IN (SELECT first FROM staging.joined)
    ) c WHERE list_rows.list_id = c.list_id AND list_rows.line = c.line AND c.place > 1
"""
"""As for the rows of one person in a new list."""

_KEEP_STRICTEST_PROMISE = """
    DELETE FROM promises WHERE id IN (
        SELECT id FROM (
            SELECT p.id, ROW_NUMBER() OVER (
                PARTITION BY m.new, p.promised_on
                ORDER BY p.state <> 'open', p.state <> 'kept', p.state = 'cancelled', p.made_on DESC, p.id
            ) AS place
            FROM staging.moves m CROSS JOIN promises p ON p.taxpayer_key = m.old WHERE m.merged
        ) WHERE place > 1
    )
"""
"""Several promised the same day: it is one promise, and open if one of them is."""

_SAME_CALLS = """
    SELECT c.id, MAX(c.quiet_until) OVER same AS quiet_until, ROW_NUMBER() OVER same AS place
    FROM staging.moves m CROSS JOIN calls c ON c.taxpayer_key = m.old WHERE m.merged
    WINDOW same AS (
        PARTITION BY m.new, c.called_at, c.result, c.counted, IIF(c.counted, NULL, c.phone_key),
            IIF(c.counted, NULL, c.promised_on)
        ORDER BY c.id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
"""
"""Calls that are stored once for one person (store/calls.py)."""

_KEEP_LONGEST_QUIET = f"""
    UPDATE calls SET quiet_until = s.quiet_until FROM ({_SAME_CALLS}) s
    WHERE s.id = calls.id AND s.place = 1 AND s.quiet_until IS NOT calls.quiet_until
"""
_DELETE_CALLS = f"DELETE FROM calls WHERE id IN (SELECT id FROM ({_SAME_CALLS}) WHERE place > 1)"

_KEEP_CALLS_APART = """
    UPDATE calls SET old_key = taxpayer_key
    WHERE old_key IS NULL AND taxpayer_key IN (
        SELECT n.old_key FROM renumbered n WHERE n.file_id = (SELECT MAX(file_id) FROM renumbered)
        UNION SELECT n.new_key FROM renumbered n WHERE n.file_id = (SELECT MAX(file_id) FROM renumbered)
    )
"""
"""Calls of several people are not those of one: the most of one count (store/eligibility_facts.py). Some of them may
still come, so that calls of everybody whom the file names are kept apart."""

_NUMBER_EQUAL_PAYMENTS = """
    WITH same AS (
        SELECT p.*, m.new, MAX(p.ordinal) OVER equal AS last,
            ROW_NUMBER() OVER (
                PARTITION BY m.new, p.tax, p.year, p.instalment, p.paid_on, p.booked_on, p.amount, p.channel,
                    p.reversal, p.ordinal
                ORDER BY p.id
            ) AS place
        FROM staging.moves m CROSS JOIN payments p ON p.taxpayer_key = m.old WHERE m.merged
        WINDOW equal AS (
            PARTITION BY m.new, p.tax, p.year, p.instalment, p.paid_on, p.booked_on, p.amount, p.channel, p.reversal
        )
    ), numbered AS (
        SELECT id, last + ROW_NUMBER() OVER (
            PARTITION BY new, tax, year, instalment, paid_on, booked_on, amount, channel, reversal ORDER BY id
        ) AS ordinal FROM same WHERE place > 1
    )
    UPDATE payments SET ordinal = numbered.ordinal FROM numbered WHERE numbered.id = payments.id
"""
"""Equal rows of several people are several payments, as equal rows of one file are."""


def end_equal_suppressions(db: Db, now: str) -> None:
    """Of suppressions for the same reason, let the one hold that lasts longest; the others end.

    Of those that last equally long, the first one holds.
    """
    db.execute(
        """
        UPDATE suppressions SET ended_at = :now, ended_reason = :reason WHERE id IN (
            SELECT id FROM (
                SELECT s.id, ROW_NUMBER() OVER (
                    PARTITION BY m.new, s.reason ORDER BY t.until IS NOT NULL, t.until DESC, s.id
                ) AS place
                FROM staging.moves m CROSS JOIN suppressions s ON s.key = m.old
                    LEFT JOIN suppression_terms t ON t.suppression_id = s.id
                WHERE m.merged AND s.kind = 'taxpayer' AND s.ended_at IS NULL
            ) WHERE place > 1
        )
        """,
        now=now,
        reason=EndReason.MERGED.value,
    )


def list_exclusions(db: ReadDb) -> dict[bytes, str]:
    """Return the ground of an exclusion that holds for one of the people who become one, by the new id."""
    return dict(
        db.stream_tuples(
            """
            SELECT m.new, MIN(e.ground) FROM staging.moves m
                CROSS JOIN exclusions_in_force e ON e.taxpayer_key = m.old
            WHERE m.merged GROUP BY m.new
            """
        )[1]
    )


def keep_exclusions(db: Db, grounds: dict[bytes, str], file_id: int) -> int:
    """Exclude those again who are no longer excluded after the rows have moved; return how many.

    A "no" about one of them must not end the exclusion of another. The new row has the newest day of both, so that a
    later "no" does.
    """
    found = 0
    for new, ground in grounds.items():
        found += db.execute(
            """
            INSERT INTO exclusions (file_id, line, taxpayer_key, as_of, excluded, ground)
            SELECT :file_id, 0, :new, (SELECT MAX(as_of) FROM exclusions WHERE taxpayer_key = :new), 1, :ground
            WHERE NOT EXISTS (SELECT 1 FROM exclusions_in_force e WHERE e.taxpayer_key = :new)
            """,
            file_id=file_id,
            new=new,
            ground=ground,
        )
    return found


def list_payments_in_force(db: ReadDb) -> dict[bytes, list[CountedPayment]]:
    """Return the payments of the people who become one that nothing took back, by the new id."""
    rows = db.stream_tuples(
        """
        SELECT m.new, c.tax, c.year, c.instalment, c.paid_on, c.booked_on, c.amount, c.known_by, NULL
        FROM staging.moves m CROSS JOIN counted_payments c ON c.taxpayer_key = m.old
        WHERE m.merged AND c.taken_back_by IS NULL ORDER BY m.new
        """
    )[1]
    return {new: [CountedPayment._make(row[1:]) for row in group] for new, group in groupby(rows, itemgetter(0))}


def list_payment_records(db: ReadDb) -> Iterator[tuple[bytes, list[PaymentRecord]]]:
    """Yield all payment rows of each person who became one of several, after the rows have moved."""
    rows = db.stream_tuples(
        """
        SELECT p.taxpayer_key, f.content_hash, p.line, p.matched, p.id, p.tax, p.year, p.instalment, p.paid_on,
            p.booked_on, p.amount, p.channel, p.reversal, p.payment_id, p.ordinal, p.day_unknown
        FROM payments p JOIN imported_files f ON f.id = p.file_id
        WHERE p.taxpayer_key IN (SELECT m.new FROM staging.moves m WHERE m.merged)
        ORDER BY p.taxpayer_key, p.id
        """
    )[1]
    for new, group in groupby(rows, itemgetter(0)):
        yield new, join_readings(group)
