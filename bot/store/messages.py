"""Messages: one SMS each. The claim is here: a conditional UPDATE, committed before the request leaves.

Every change of state is followed by its event, in the same transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.messages import MessageState
from bot.model.providers import Receipt
from bot.store import times
from bot.store.database import Db, ReadDb, Row
from bot.vault import MESSAGE_PHONE_BOX, PHONE_BOX


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the desk handles it; the number stays sealed."""

    id: int
    campaign_id: int
    recipient_id: int
    state: MessageState
    ref: str
    reference: str
    attempts: int
    text_hash: str
    provider_id: str | None
    claimed_at: datetime | None


def add_messages(db: Db, campaign_id: int, rows: Iterable[Mapping[str, object]]) -> None:
    """Queue the messages of a submitted campaign. Each row names the columns that are set here."""
    db.execute_many(
        """
        INSERT INTO messages (id, campaign_id, recipient_id, taxpayer_key, phone_key, ref, reference, state, text_hash,
            units, provider)
        VALUES (:id, :campaign_id, :recipient_id, :taxpayer_key, :phone_key, :ref, :reference, 'queued', :text_hash,
            :units, :provider)
        """,
        rows,
    )
    numbers = [
        (message_id, taxpayer_key + phone_key, box)
        for message_id, taxpayer_key, phone_key, box in db.stream_tuples(
            """
            SELECT m.id, m.taxpayer_key, m.phone_key, p.phone_box FROM messages m
                JOIN recipient_phones p ON p.recipient_id = m.recipient_id AND p.phone_key = m.phone_key
            WHERE m.campaign_id = :id
            """,
            id=campaign_id,
        )
    ]
    # A box opens only in its own column and row, so it is encrypted again: about 5 microseconds each.
    boxes = db.vault.boxes(
        [(MESSAGE_PHONE_BOX + keys, db.vault.open(PHONE_BOX + keys, box)) for _, keys, box in numbers]
    )
    db.load_tuples(
        "INSERT INTO message_phones (message_id, phone_box) VALUES (?1, ?2)",
        ((message_id, box) for (message_id, _, _), box in zip(numbers, boxes, strict=True)),
    )


def get_next_number(db: ReadDb) -> int:
    """The running number of the next message, of which its 受付番号 is made."""
    return int(db.fetch_value("SELECT COALESCE(MAX(id), 0) + 1 FROM messages"))


def get_first_ref(db: ReadDb, campaign_id: int) -> str | None:
    """The 受付番号 of a campaign's first message; None while it has none."""
    found = db.fetch_value("SELECT ref FROM messages WHERE campaign_id = :id ORDER BY id LIMIT 1", id=campaign_id)
    return None if found is None else str(found)


def claim_message(db: Db, message_id: int, now: datetime) -> bool:
    """Take a queued message for sending; whether this call was the one that did."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'claimed', reason = NULL, claimed_at = :now, attempts = attempts + 1
        WHERE id = :id AND state = 'queued'
        """,
        id=message_id,
        now=times.format_moment(now),
    )
    if changed == 1:
        _add_event(db, message_id, MessageState.CLAIMED, None, now)
    return changed == 1


def release_message(db: Db, message_id: int, reason: str, now: datetime) -> bool:
    """Back into the queue: it was provably not sent, so it was no contact either."""
    return _move_message(
        db, message_id, ("claimed", "uncertain"), MessageState.QUEUED, reason, now, "claimed_at = NULL"
    )


def hold_message(db: Db, message_id: int, reason: str, now: datetime) -> bool:
    """Keep a message back; it is not sent by this campaign."""
    return _move_message(db, message_id, ("queued", "uncertain"), MessageState.HELD, reason, now, "ended_at = :now")


def cancel_queued(db: Db, campaign_id: int, now: datetime) -> int:
    """Cancel what has not left; how many."""
    rows = db.fetch_all("SELECT id FROM messages WHERE campaign_id = :id AND state = 'queued'", id=campaign_id)
    for row in rows:
        _move_message(db, row["id"], ("queued",), MessageState.CANCELLED, None, now, "ended_at = :now")
    return len(rows)


def accept_message(db: Db, message_id: int, provider_id: str, now: datetime) -> bool:
    """The provider has it."""
    extra = "provider_id = :provider_id, accepted_at = :now, look_up_at = NULL"
    return _move_message(
        db, message_id, ("claimed", "uncertain"), MessageState.ACCEPTED, None, now, extra, provider_id=provider_id
    )


def reject_message(db: Db, message_id: int, reason: str, now: datetime) -> bool:
    """The provider does not take it."""
    return _move_message(db, message_id, ("claimed",), MessageState.UNDELIVERED, reason, now, "ended_at = :now")


def mark_uncertain(db: Db, message_id: int, reason: str, ask_at: datetime, now: datetime) -> bool:
    """Nobody knows whether it was sent; the provider is asked from `ask_at` on."""
    extra = "look_up_at = :ask_at"
    return _move_message(
        db, message_id, ("claimed",), MessageState.UNCERTAIN, reason, now, extra, ask_at=times.format_moment(ask_at)
    )


def postpone_look_up(db: Db, message_id: int, reason: str, ask_at: datetime | None) -> None:
    """Put the next question to the provider off; None: no machine asks any more, a person decides."""
    db.execute(
        "UPDATE messages SET look_up_at = :ask_at, reason = :reason WHERE id = :id AND state = 'uncertain'",
        id=message_id,
        ask_at=None if ask_at is None else times.format_moment(ask_at),
        reason=reason,
    )


_STATES_BEFORE: dict[MessageState, tuple[str, ...]] = {
    MessageState.DELIVERED: ("accepted", "unknown", "undelivered"),
    MessageState.UNDELIVERED: ("accepted", "unknown"),
    MessageState.UNKNOWN: ("accepted",),
}


def finish_message(
    db: Db, message_id: int, state: MessageState, reason: str | None, units_billed: int | None, now: datetime
) -> bool:
    """The last word on an accepted message. A later, better one may follow: unknown and undelivered may become
    delivered; delivered stays."""
    sources = _STATES_BEFORE[state]
    extra = "ended_at = :now, units_billed = COALESCE(:units_billed, units_billed)"
    return _move_message(db, message_id, sources, state, reason, now, extra, units_billed=units_billed)


def get_message(db: ReadDb, message_id: int) -> Message | None:
    """One message."""
    row = db.fetch_one("SELECT * FROM messages WHERE id = :id", id=message_id)
    return None if row is None else _make_message(row)


def find_by_provider_id(db: ReadDb, provider: str, provider_id: str) -> Message | None:
    """Return the message with this id at a provider account."""
    row = db.fetch_one(
        "SELECT * FROM messages WHERE provider = :provider AND provider_id = :id", provider=provider, id=provider_id
    )
    return None if row is None else _make_message(row)


def count_states(db: ReadDb, campaign_id: int) -> dict[tuple[MessageState, str | None], int]:
    """How many messages of a campaign are in each state, for each reason; from a covering index."""
    rows = db.fetch_all(
        "SELECT state, reason, COUNT(*) AS n FROM messages WHERE campaign_id = :id GROUP BY state, reason",
        id=campaign_id,
    )
    return {(MessageState(row["state"]), row["reason"]): row["n"] for row in rows}


def list_fingerprint_rows(db: ReadDb, campaign_id: int) -> Iterable[tuple[bytes, bytes, str]]:
    """Number's hash, taxpayer's hash and 受付番号 of every message, in order: what a fingerprint is made over."""
    for row in db.stream(
        "SELECT phone_key, taxpayer_key, ref FROM messages WHERE campaign_id = :id ORDER BY id", id=campaign_id
    ):
        yield bytes(row["phone_key"]), bytes(row["taxpayer_key"]), row["ref"]


def get_attempts(db: ReadDb, message_id: int) -> int:
    """How often a message was claimed."""
    return int(db.fetch_value("SELECT attempts FROM messages WHERE id = :id", id=message_id))


def open_number(db: ReadDb, message_id: int) -> str:
    """Decrypt the number of a message, for the provider only. Raises WrongKey when its box is not its own."""
    row = db.fetch_one(
        """
        SELECT m.taxpayer_key, m.phone_key, p.phone_box
        FROM messages m JOIN message_phones p ON p.message_id = m.id WHERE m.id = :id
        """,
        id=message_id,
    )
    assert row is not None
    return db.vault.open(MESSAGE_PHONE_BOX + row["taxpayer_key"] + row["phone_key"], row["phone_box"])


def _move_message(
    db: Db,
    message_id: int,
    sources: tuple[str, ...],
    target: MessageState,
    reason: str | None,
    now: datetime,
    extra: str,
    **values: object,
) -> bool:
    states = ",".join(f"'{source}'" for source in sources)
    changed = db.execute(
        f"UPDATE messages SET state = :target, reason = :reason, {extra} WHERE id = :id AND state IN ({states})",
        id=message_id,
        target=target.value,
        reason=reason,
        now=times.format_moment(now),
        **values,
    )
    if changed == 1:
        _add_event(db, message_id, target, reason, now)
    return changed == 1


def _add_event(db: Db, message_id: int, state: MessageState, reason: str | None, now: datetime) -> None:
    db.execute(
        "INSERT INTO message_events (message_id, at, state, reason) VALUES (:id, :at, :state, :reason)",
        id=message_id,
        at=times.format_moment(now),
        state=state.value,
        reason=reason,
    )


def _make_message(row: Row) -> Message:
    """A row of the table, as a message."""
    return Message(
        id=row["id"],
        campaign_id=row["campaign_id"],
        recipient_id=row["recipient_id"],
        state=MessageState(row["state"]),
        ref=row["ref"],
        reference=row["reference"],
        attempts=row["attempts"],
        text_hash=row["text_hash"],
        provider_id=row["provider_id"],
        claimed_at=times.parse_optional_moment(row["claimed_at"]),
    )


def find_next_queued(db: ReadDb, provider: str) -> Message | None:
    """The next message of a campaign that is sending and was approved for this provider."""
    row = db.fetch_one(
        """
        SELECT * FROM messages WHERE id = (
            SELECT MIN(first) FROM (
                SELECT (
                    SELECT m.id FROM messages m WHERE m.campaign_id = c.id AND m.state = 'queued' ORDER BY m.id LIMIT 1
                ) AS first FROM campaigns c WHERE c.state = 'sending' AND c.provider = :provider
            )
        )
        """,
        provider=provider,
    )
    return None if row is None else _make_message(row)


def list_claimed(db: ReadDb) -> list[Message]:
    """The messages that are claimed at this moment."""
    return [_make_message(row) for row in db.fetch_all("SELECT * FROM messages WHERE state = 'claimed'")]


def list_due_look_ups(db: ReadDb, now: datetime, provider: str, limit: int) -> list[Message]:
    """The doubtful messages about which this provider may be asked now."""
    rows = db.fetch_all(
        """
        SELECT m.* FROM messages m JOIN campaigns c ON c.id = m.campaign_id
        WHERE m.state = 'uncertain' AND m.look_up_at <= :now AND c.provider = :provider
        ORDER BY m.look_up_at LIMIT :limit
        """,
        now=times.format_moment(now),
        provider=provider,
        limit=limit,
    )
    return [_make_message(row) for row in rows]


def find_awaiting_span(db: ReadDb) -> tuple[datetime, datetime] | None:
    """When the oldest and the newest message that still waits for its receipt were claimed."""
    row = db.fetch_one(
        "SELECT MIN(claimed_at) AS oldest, MAX(claimed_at) AS newest FROM messages WHERE state = 'accepted'"
    )
    if row is None or row["oldest"] is None:
        return None
    return times.parse_moment(row["oldest"]), times.parse_moment(row["newest"])


def list_overdue(db: ReadDb, before: datetime) -> list[Message]:
    """The accepted messages of which nothing was heard since before this moment."""
    rows = db.fetch_all(
        "SELECT * FROM messages WHERE state = 'accepted' AND accepted_at < :before", before=times.format_moment(before)
    )
    return [_make_message(row) for row in rows]


def is_campaign_done(db: ReadDb, campaign_id: int) -> bool:
    """Whether nothing of a campaign is queued or under way to the provider."""
    return (
        db.fetch_value(
            """
            SELECT 1 FROM messages WHERE campaign_id = :id AND state IN ('queued', 'claimed', 'uncertain') LIMIT 1
            """,
            id=campaign_id,
        )
        is None
    )


def add_receipt(db: Db, message_id: int, receipt: Receipt, seen_at: datetime) -> bool:
    """Keep a report; False when the same was kept before."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO receipts (message_id, provider_id, state, reason, units, raw, at, seen_at)
        VALUES (:message_id, :provider_id, :state, :reason, :units, :raw, :at, :seen_at)
        """,
        message_id=message_id,
        provider_id=receipt.provider_id,
        state=receipt.state.value,
        reason=receipt.reason,
        units=receipt.units,
        raw=receipt.raw,
        at=None if receipt.at is None else times.format_moment(receipt.at),
        seen_at=times.format_moment(seen_at),
    )
    return changed == 1
