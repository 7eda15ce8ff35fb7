"""Payments that the city has booked: the rows of its files, append-only, and the payments that they prove together."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from bot.model.payments import CountedPayment, PaymentRecord
from bot.rules.importing.channels import APPROPRIATION, REFUND, is_failed_debit, name_channel
from bot.rules.importing.debts import WHOLE_YEAR
from bot.store.database import Db, ReadDb


class StoredRow(NamedTuple):
    """A row that was added. `matched`: applied (its debt is listed), doubtful (its person is), unmatched, reversal."""

    id: int
    matched: str


def add_row(db: Db, row: Mapping[str, object]) -> StoredRow | None:
    """Add a row of a payment file, matched with the lists; None when the same row was added before.

    `slip`: the keyed hash of its slip's number, or None. What it matches comes before what the words of its debt match.
    """
    slip = None if row["reversal"] else row["slip"]
    values = {**row, "by_slip": None if slip is None else _match_slip(db, row)}
    added = db.fetch_one(
        """
        INSERT INTO payments (file_id, line, payment_id, taxpayer_key, tax, year, instalment, paid_on, booked_on,
            amount, channel, reversal, ordinal, day_unknown, old_id, matched)
        VALUES (:file_id, :line, :payment_id, :taxpayer_key, :tax, :year, :instalment, :paid_on, :booked_on,
            :amount, :channel, :reversal, :ordinal, :day_unknown, :old_id, CASE
                WHEN :reversal THEN 'reversal'
                WHEN :by_slip = 'unclear' THEN 'doubtful'
                WHEN NOT EXISTS (SELECT 1 FROM recipients r WHERE r.taxpayer_key = :taxpayer_key) THEN 'unmatched'
                WHEN :channel <> :refund AND NOT :failed AND (:by_slip = 'own' OR EXISTS (
                    SELECT 1 FROM recipients r JOIN list_rows d ON d.recipient_id = r.id
                    WHERE r.taxpayer_key = :taxpayer_key AND d.tax = :tax AND d.year = :year
                        AND (d.instalment IN (:instalment, :whole_year) OR :instalment = :whole_year OR :instalment IN (
                            LTRIM(STRFTIME('%m月', d.due_on), '0'),
                            LTRIM(STRFTIME('%m月', d.due_on, '-5 days'), '0')
                        ))
                )) THEN 'applied'
                ELSE 'doubtful'
            END)
        ON CONFLICT DO NOTHING RETURNING id, matched
        """,
        refund=REFUND,
        failed=is_failed_debit(str(row["channel"])),
        whole_year=WHOLE_YEAR,
        **values,
    )
    if slip is not None:
        db.execute(_ADD_SLIP, **values)
    return None if added is None else StoredRow(added["id"], added["matched"])


def _match_slip(db: ReadDb, row: Mapping[str, object]) -> str | None:
    """Return whether a row's slip is of its person's own debts on lists; None if no list has the number.

    'unclear': it is of other people alone, or of one debt of the person where the words of the row name another one.
    """
    found = db.fetch_all(
        """
        SELECT DISTINCT r.taxpayer_key = :taxpayer_key AS own, d.tax = :tax AND d.year = :year
            AND (d.instalment IN (:instalment, :whole_year) OR :instalment = :whole_year) AS named
        FROM slip_numbers s JOIN list_rows d ON d.list_id = s.list_id AND d.line = s.line
            JOIN recipients r ON r.id = d.recipient_id
        WHERE s.number = :slip
        """,
        whole_year=WHOLE_YEAR,
        **row,
    )
    own = [bool(one["named"]) for one in found if one["own"]]
    if not own:
        return "unclear" if found else None
    return "own" if any(own) or not _is_debt_listed(db, row) else "unclear"


def _is_debt_listed(db: ReadDb, row: Mapping[str, object]) -> bool:
    """Whether a list has the debt of a row by its words."""
    sql = """
        SELECT 1 FROM recipients r JOIN list_rows d ON d.recipient_id = r.id
        WHERE r.taxpayer_key = :taxpayer_key AND d.tax = :tax AND d.year = :year
            AND (d.instalment IN (:instalment, :whole_year) OR :instalment = :whole_year) LIMIT 1
    """
    return db.fetch_value(sql, whole_year=WHOLE_YEAR, **row) is not None


_ADD_SLIP = """
    INSERT OR IGNORE INTO payment_slips (payment, number)
    SELECT id, :slip FROM payments
    WHERE taxpayer_key = :taxpayer_key AND tax = :tax AND year = :year AND instalment = :instalment
        AND paid_on = :paid_on AND booked_on = :booked_on AND amount = :amount AND channel = :channel
        AND reversal = :reversal AND ordinal = :ordinal
"""
"""Also to a row that an earlier file had without the number."""


def list_records(db: ReadDb, file_id: int, first_id: int) -> Iterator[tuple[bytes, list[PaymentRecord]]]:
    """Yield all rows of each person of whom a file added rows, from a row on."""
    _, rows = db.stream_tuples(
        """
        SELECT p.taxpayer_key, f.content_hash, p.line, p.matched, p.id, p.tax, p.year, p.instalment, p.paid_on,
            p.booked_on, p.amount, p.channel, p.reversal, p.payment_id, p.ordinal, p.day_unknown
        FROM payments p JOIN imported_files f ON f.id = p.file_id WHERE p.taxpayer_key IN (
            SELECT taxpayer_key FROM payments WHERE file_id = :file_id AND id >= :first_id
        ) ORDER BY p.taxpayer_key, p.id
        """,
        file_id=file_id,
        first_id=first_id,
    )
    for taxpayer_key, group in groupby(rows, key=itemgetter(0)):
        yield taxpayer_key, join_readings(group)


def join_readings(rows: Iterable[tuple[Any, ...]]) -> list[PaymentRecord]:
    """Of a line of a file that was read again with other columns, the last reading alone.

    `rows` are one person's: the person, the content hash of the file, line and `matched`, and a PaymentRecord's values.
    If the payment was of a listed debt before, it is known since then: no later digest counts it again.
    """
    records: dict[tuple[str, int], PaymentRecord] = {}
    applied: dict[tuple[str, int], int] = {}
    for _, content_hash, line, matched, *columns in rows:
        reading, record = (content_hash, line), PaymentRecord._make(columns)
        if matched == "applied":
            applied.setdefault(reading, record.id)
        records[reading] = record._replace(id=applied.get(reading, record.id))
    return list(records.values())


def list_counted(db: ReadDb, people: Iterable[bytes]) -> dict[bytes, list[CountedPayment]]:
    """Return what was counted of some people's payments so far."""
    return {
        key: [
            CountedPayment._make(row)
            for row in db.stream_tuples(
                """
                SELECT tax, year, instalment, paid_on, booked_on, amount, known_by, taken_back_by FROM counted_payments
                WHERE taxpayer_key = :key
                """,
                key=key,
            )[1]
        ]
        for key in people
    }


def replace_counted(db: Db, counted: Mapping[bytes, Iterable[CountedPayment]]) -> None:
    """Store the payments of these people in place of what was counted of them before."""
    db.load_tuples("DELETE FROM counted_payments WHERE taxpayer_key = ?1", ((key,) for key in counted))
    db.load_tuples(
        """
        INSERT INTO counted_payments (taxpayer_key, tax, year, instalment, paid_on, booked_on, amount, known_by,
            taken_back_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """,
        ((key, *payment) for key, payments in counted.items() for payment in payments),
    )


def record_paid_in_flight(db: Db, file_id: int, payers: Collection[bytes]) -> set[int]:
    """Record which messages are under way to people who have just become payers; return their campaigns.

    At the commit of the payments: a claim after it sees them.
    """
    claimed = db.fetch_all("SELECT id, campaign_id, attempts, person_key FROM messages WHERE state = 'claimed'")
    found = [row for row in claimed if bytes(row["person_key"]) in payers]
    db.execute_many(
        "INSERT OR IGNORE INTO paid_in_flight (message_id, attempt, file_id) VALUES (:id, :attempt, :file_id)",
        ({"id": row["id"], "attempt": row["attempts"], "file_id": file_id} for row in found),
    )
    return {row["campaign_id"] for row in found}


def count_paid_in_flight(db: ReadDb, campaign_id: int) -> int:
    """Count the messages of a campaign that left, or may have, while a payment of their person became known."""
    return int(
        db.fetch_value(
            """
            SELECT COUNT(*) FROM messages m JOIN paid_in_flight f ON f.message_id = m.id AND f.attempt = m.attempts
            WHERE m.campaign_id = :id AND m.claimed_at IS NOT NULL AND m.reason IS NOT 'rejected_by_provider'
            """,
            id=campaign_id,
        )
    )


def find_newest_days(db: ReadDb, today: date) -> dict[str, date]:
    """Return the newest booked day of each channel: the city learns of each on its own day.

    A day in the future is a mistake, and would count as fresh data until then. Unknown channels are one.
    """
    rows = db.fetch_all(
        """
        SELECT channel, MAX(COALESCE(NULLIF(booked_on, ''), paid_on)) AS day FROM payments
        WHERE COALESCE(NULLIF(booked_on, ''), paid_on) <= :today
        GROUP BY channel ORDER BY channel
        """,
        today=today.isoformat(),
    )
    days: dict[str, date] = {}
    for row in rows:
        channel, day = name_channel(row["channel"]), date.fromisoformat(row["day"])
        if channel not in (REFUND, APPROPRIATION):
            days[channel] = max(day, days.get(channel, day))
    return days
