"""What is stored of one person, found by a message: messages, unpaid instalments, promises, who else has the number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.campaigns import Intent
from bot.model.messages import MessageState
from bot.model.people import PersonMessage, PersonPromise, PromiseState
from bot.rules.eligibility import Instalment
from bot.store import times
from bot.store.database import ReadDb, Row
from bot.vault import MESSAGE_PHONE_BOX, WrongKey

_MESSAGE = """
    SELECT m.id, m.ref, COALESCE(c.submission_of, c.id) AS campaign_id, c.intent, m.state, m.claimed_at, m.person_key,
        m.phone_key, m.recipient_id
    FROM messages m JOIN campaigns c ON c.id = m.campaign_id
"""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A message, and the keyed hashes of the person whom it counts for and of its number."""

    message: PersonMessage
    person_key: bytes
    phone_key: bytes
    recipient_id: int


def find_by_ref(db: ReadDb, ref: str) -> int | None:
    """Return the id of the message with a 受付番号."""
    found = db.fetch_value("SELECT id FROM messages WHERE ref = :ref", ref=ref)
    return None if found is None else int(found)


def get_person(db: ReadDb, message_id: int) -> FoundPerson | None:
    """Return a message with the keys of its person; None if there is none."""
    row = db.fetch_one(f"{_MESSAGE} WHERE m.id = :id", id=message_id)
    if row is None:
        return None
    return FoundPerson(_make_message(row), row["person_key"], row["phone_key"], row["recipient_id"])


def list_messages(db: ReadDb, person_key: bytes) -> list[PersonMessage]:
    """Return every message to a person, newest first."""
    rows = db.fetch_all(f"{_MESSAGE} WHERE m.person_key = :key ORDER BY m.id DESC", key=person_key)
    return [_make_message(row) for row in rows]


def count_sent(db: ReadDb, start: datetime, end: datetime) -> int:
    """Count the messages for which a request left in a period."""
    return int(db.fetch_value(f"SELECT COUNT(*) FROM ({_SENT})", **_period(start, end)))


def list_by_digits(db: ReadDb, digits: str, start: datetime, end: datetime) -> Iterator[PersonMessage]:
    """Yield the messages of a period whose number ends with these digits. Numbers are opened one by one, in memory."""
    rows = db.stream(
        f"""
        SELECT m.id, m.ref, m.campaign_id, c.intent, m.state, m.claimed_at, m.taxpayer_key, m.phone_key, p.phone_box
        FROM ({_SENT}) s JOIN messages m ON m.id = s.message_id JOIN message_phones p ON p.message_id = m.id
            JOIN campaigns c ON c.id = m.campaign_id
        ORDER BY m.id DESC
        """,
        **_period(start, end),
    )
    return (_make_message(row) for row in rows if _ends_with(db, row, digits))


# The steps of messages have an index by time; the table of messages has none.
_SENT = """
    SELECT DISTINCT e.message_id FROM message_events e JOIN messages m ON m.id = e.message_id
    WHERE e.at >= :start AND e.at < :end AND e.state = 'claimed' AND m.claimed_at IS NOT NULL
"""


def _period(start: datetime, end: datetime) -> dict[str, str]:
    return {"start": times.format_moment(start), "end": times.format_moment(end)}


def _ends_with(db: ReadDb, row: Row, digits: str) -> bool:
    try:
        number = db.vault.decrypt(MESSAGE_PHONE_BOX + row["taxpayer_key"] + row["phone_key"], row["phone_box"])
    except WrongKey:  # a damaged number; the check of the file reports it
        return False
    return number.endswith(digits)


def list_instalments(db: ReadDb, person_key: bytes) -> list[tuple[tuple[str, str, str], Instalment]]:
    """Return the instalments of a person on every list, newest list first, each with its tax, year and instalment."""
    rows = db.fetch_all(
        """
        SELECT row.line, row.tax, row.year, row.instalment, row.due_on, row.amount, (
            SELECT COALESCE(SUM(p.amount), 0) FROM counted_payments p
            WHERE p.taxpayer_key = r.taxpayer_key AND p.taken_back_by IS NULL AND (
                p.tax = row.tax AND p.year = row.year
                    AND (p.instalment = row.instalment OR '全' IN (p.instalment, row.instalment))
                OR EXISTS (
                    SELECT 1 FROM slip_payments s WHERE s.known_by = p.known_by
                        AND s.tax = row.tax AND s.year = row.year AND s.instalment = row.instalment
                )
            )
        ) AS paid_yen
        FROM recipients r JOIN target_lists l ON l.id = r.list_id AND l.state = 'ready'
            JOIN list_rows row ON row.recipient_id = r.id
        WHERE r.taxpayer_key = :key AND row.due_on IS NOT NULL AND row.excluded IS NOT 'duplicate_row'
        ORDER BY r.list_id DESC, row.line
        """,
        key=person_key,
    )
    return [((row["tax"], row["year"], row["instalment"]), _make_instalment(row)) for row in rows]


def list_promises(db: ReadDb, person_key: bytes) -> list[PersonPromise]:
    """Return the promises of a person, latest day first."""
    rows = db.fetch_all(
        "SELECT promised_on, made_on, state FROM promises WHERE taxpayer_key = :key ORDER BY promised_on DESC",
        key=person_key,
    )
    return [
        PersonPromise(
            date.fromisoformat(row["promised_on"]), date.fromisoformat(row["made_on"]), PromiseState(row["state"])
        )
        for row in rows
    ]


def list_identities(db: ReadDb, person_key: bytes) -> list[tuple[bytes, bytes | None]]:
    """Return the encrypted taxpayer id and name of a person on each list, newest first."""
    rows = db.fetch_all(
        """
        SELECT i.taxpayer_box, i.name_box FROM recipients r JOIN recipient_identities i ON i.recipient_id = r.id
            JOIN target_lists l ON l.id = r.list_id AND l.state = 'ready'
        WHERE r.taxpayer_key = :key ORDER BY r.list_id DESC
        """,
        key=person_key,
    )
    return [(row["taxpayer_box"], row["name_box"]) for row in rows]


def list_phones(db: ReadDb, person_key: bytes) -> list[tuple[bytes, bytes, date | None]]:
    """Return every number of a person, newest list first: its key, the encrypted number, and since when it is known."""
    rows = db.fetch_all(
        """
        SELECT p.phone_key, p.phone_box, p.obtained_on, MAX(r.list_id) AS list_id
        FROM recipients r JOIN recipient_phones p ON p.recipient_id = r.id
            JOIN target_lists l ON l.id = r.list_id AND l.state = 'ready'
        WHERE r.taxpayer_key = :key GROUP BY p.phone_key ORDER BY list_id DESC, p.line
        """,
        key=person_key,
    )
    return [(row["phone_key"], row["phone_box"], times.parse_optional_date(row["obtained_on"])) for row in rows]


def list_suppressions(db: ReadDb, person_key: bytes) -> list[tuple[datetime, str, str, str | None]]:
    """Return the suppressions in force of a person and of all of their numbers: since when, kind, reason, last day."""
    rows = db.fetch_all(
        """
        SELECT s.since, s.kind, s.reason, t.until FROM suppressions s
            LEFT JOIN suppression_terms t ON t.suppression_id = s.id
        WHERE s.ended_at IS NULL AND (
            s.kind = 'taxpayer' AND s.key = :key OR s.kind = 'phone' AND s.key IN (
                SELECT p.phone_key FROM recipients r JOIN recipient_phones p ON p.recipient_id = r.id
                WHERE r.taxpayer_key = :key
                UNION SELECT phone_key FROM messages WHERE person_key = :key
            )
        )
        ORDER BY s.id
        """,
        key=person_key,
    )
    return [(times.parse_moment(row["since"]), row["kind"], row["reason"], row["until"]) for row in rows]


def find_newest_recipient(db: ReadDb, person_key: bytes) -> int | None:
    """Return the person's row on the newest list that has them."""
    found = db.fetch_value(
        """
        SELECT r.id FROM recipients r JOIN target_lists l ON l.id = r.list_id
        WHERE r.taxpayer_key = :key AND l.state = 'ready' ORDER BY r.list_id DESC LIMIT 1
        """,
        key=person_key,
    )
    return None if found is None else int(found)


def count_others(db: ReadDb, phone_key: bytes, person_key: bytes) -> int:
    """Count the other people who have a number on any list, used or not."""
    return int(
        db.fetch_value(
            """
            SELECT COUNT(DISTINCT r.taxpayer_key) FROM (
                SELECT recipient_id FROM recipient_phones WHERE phone_key = :phone
                UNION SELECT u.recipient_id FROM target_lists t
                    CROSS JOIN unused_phones u ON u.list_id = t.id AND u.phone_key = :phone
            ) p JOIN recipients r ON r.id = p.recipient_id JOIN target_lists l ON l.id = r.list_id
            WHERE l.state = 'ready' AND r.taxpayer_key <> :person
            """,
            phone=phone_key,
            person=person_key,
        )
    )


def _make_message(row: Row) -> PersonMessage:
    return PersonMessage(
        id=row["id"],
        ref=row["ref"],
        campaign_id=row["campaign_id"],
        intent=Intent(row["intent"]),
        state=MessageState(row["state"]),
        sent_at=times.parse_optional_moment(row["claimed_at"]),
    )


def _make_instalment(row: Row) -> Instalment:
    return Instalment(
        line=row["line"],
        due_on=date.fromisoformat(row["due_on"]),
        demanded_on=None,
        amount=row["amount"],
        arrears=None,
        fiscal_year=None,
        is_repeated=False,
        paid_yen=row["paid_yen"],
    )
