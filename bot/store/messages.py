"""Messages: one SMS each. A change of state is one conditional UPDATE, and callers act on its row count.

The claim is committed before the request leaves. Each change adds its event in the same transaction.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model.messages import MessageState
from bot.store import times
from bot.store.database import Db, ReadDb, Row
from bot.store.judgements import Judged
from bot.store.message_seals import Approved, make_seals
from bot.vault import MESSAGE_PHONE_BOX, PHONE_BOX

RESEND_REQUESTED = "decided"
"""The reason of an uncertain message that a supervisor wants sent again; a claim clears it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message, without its number."""

    id: int
    campaign_id: int
    recipient_id: int
    state: MessageState
    ref: str
    reference: str
    attempts: int
    uncertain_requests: int
    """requests with an unknown outcome"""
    text_hash: str
    provider_id: str | None
    claimed_at: datetime | None
    look_up_answer: str | None
    """what the provider answered to the last look-up since the claim; None: it was not asked"""
    decided: str | None
    """what a supervisor decided while it was uncertain: sent or again; None: nothing"""
    resend_requested: bool
    """it is uncertain, and a supervisor wants it sent again if the provider still does not have it"""
    debts: tuple[int, ...] | None
    """the lines of the list that it is about; None: all of the person's"""


def add_messages(db: Db, campaign_id: int, rows: Iterable[Mapping[str, object]]) -> None:
    """Queue and seal the messages of a submitted campaign. Each row names the columns that are set here."""
    stored: list[dict[str, Any]] = [{**row, "debts": row["debts"] and json.dumps(row["debts"])} for row in rows]
    seals = make_seals(db.vault, (Approved(*(row[name] for name in Approved._fields)) for row in stored))
    db.execute_many(
        """
        INSERT INTO messages (id, campaign_id, recipient_id, taxpayer_key, phone_key, ref, reference, state, text_hash,
            units, provider, debts, seal)
        VALUES (:id, :campaign_id, :recipient_id, :taxpayer_key, :phone_key, :ref, :reference, 'queued', :text_hash,
            :units, :provider, :debts, :seal)
        """,
        ({**row, "seal": seal} for row, seal in zip(stored, seals, strict=True)),
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
        )[1]
    ]
    # A box opens only in its own column and row, so it is encrypted again: about 5 microseconds each.
    boxes = db.vault.encrypt_values(
        [(MESSAGE_PHONE_BOX + keys, db.vault.decrypt(PHONE_BOX + keys, box)) for _, keys, box in numbers]
    )
    db.load_tuples(
        "INSERT INTO message_phones (message_id, phone_box) VALUES (?1, ?2)",
        ((message_id, box) for (message_id, _, _), box in zip(numbers, boxes, strict=True)),
    )


def get_next_number(db: ReadDb) -> int:
    """Return the number of the next message; its 受付番号 is made of it, so no number is given to two people."""
    return int(
        db.fetch_value("SELECT MAX(COALESCE(MAX(m.id), 0) + 1, i.first_number) FROM instance i LEFT JOIN messages m")
    )


def get_first_ref(db: ReadDb, campaign_id: int) -> str | None:
    """Return the 受付番号 of a campaign's first message; None while it has none."""
    found = db.fetch_value("SELECT ref FROM messages WHERE campaign_id = :id ORDER BY id LIMIT 1", id=campaign_id)
    return None if found is None else str(found)


def release_message(db: Db, message_id: int, reason: str, now: datetime) -> bool:
    """Queue a message again that was certainly not sent; it does not count as a contact."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'queued', reason = :reason, claimed_at = NULL, look_up_at = NULL,
            looked_up_at = NULL, look_up_answer = NULL
        WHERE id = :id AND state IN ('claimed', 'uncertain')
        """,
        id=message_id,
        reason=reason,
    )
    return add_event(db, changed, message_id, MessageState.QUEUED, reason, now)


def hold_message(db: Db, message_id: int, reason: str, now: datetime, judged: Judged | None = None) -> bool:
    """Hold a message: this campaign never sends it. `judged`: what led to it; None: it was not judged."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'held', reason = :reason, ended_at = :now
        WHERE id = :id AND state IN ('queued', 'uncertain')
        """,
        id=message_id,
        reason=reason,
        now=times.format_moment(now),
    )
    return add_event(db, changed, message_id, MessageState.HELD, reason, now, judged)


def cancel_queued(db: Db, campaign_id: int, now: datetime) -> int:
    """Cancel the queued messages of a campaign; return how many. None of it is sent again any more."""
    end_resend_requests(db, campaign_id)
    at = times.format_moment(now)
    db.execute(
        """
        INSERT INTO message_events (message_id, at, state)
        SELECT id, :at, 'cancelled' FROM messages WHERE campaign_id = :id AND state = 'queued' ORDER BY id
        """,
        id=campaign_id,
        at=at,
    )
    return db.execute(
        """
        UPDATE messages SET state = 'cancelled', reason = NULL, ended_at = :at
        WHERE campaign_id = :id AND state = 'queued'
        """,
        id=campaign_id,
        at=at,
    )


def list_accepted(db: ReadDb, campaign_id: int, limit: int) -> list[tuple[int, str]]:
    """Return the newest messages of a campaign that wait for a receipt, each with its id at the provider."""
    rows = db.fetch_all(
        """
        SELECT id, provider_id FROM messages WHERE campaign_id = :id AND state = 'accepted' AND provider_id IS NOT NULL
        ORDER BY id DESC LIMIT :limit
        """,
        id=campaign_id,
        limit=limit,
    )
    return [(row["id"], row["provider_id"]) for row in rows]


def take_back(db: Db, message_id: int, now: datetime) -> bool:
    """Record that the provider has cancelled an accepted message: it was not handed over. It stays a contact."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'cancelled', reason = 'taken_back', accepted_at = NULL, ended_at = :now
        WHERE id = :id AND state = 'accepted'
        """,
        id=message_id,
        now=times.format_moment(now),
    )
    return add_event(db, changed, message_id, MessageState.CANCELLED, "taken_back", now)


def accept_message(db: Db, message_id: int, provider_id: str, now: datetime) -> bool:
    """Record that the provider accepted a message; not if another message of this provider has the same id."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'accepted', reason = NULL, provider_id = :provider_id, accepted_at = :now,
            look_up_at = NULL
        WHERE id = :id AND state IN ('claimed', 'uncertain') AND NOT EXISTS (
            SELECT 1 FROM messages o WHERE o.provider = messages.provider AND o.provider_id = :provider_id
        )
        """,
        id=message_id,
        provider_id=provider_id,
        now=times.format_moment(now),
    )
    return add_event(db, changed, message_id, MessageState.ACCEPTED, None, now)


def accept_messages(db: Db, provider_ids: Mapping[int, str], now: datetime) -> set[int]:
    """Record that the provider accepted several messages, by its id of each; return those that `accept_message` would
    have recorded. Raises IntegrityError if two of them have one id."""
    values = {"accepted": json.dumps(provider_ids, ensure_ascii=False), "now": times.format_moment(now)}
    rows = db.fetch_all(
        """
        UPDATE messages SET state = 'accepted', reason = NULL, provider_id = a.value, accepted_at = :now,
            look_up_at = NULL
        FROM json_each(:accepted) a
        WHERE messages.id = CAST(a.key AS INTEGER) AND messages.state IN ('claimed', 'uncertain') AND NOT EXISTS (
            SELECT 1 FROM messages o WHERE o.provider = messages.provider AND o.provider_id = a.value
        )
        RETURNING messages.id
        """,
        **values,
    )
    done = {row["id"] for row in rows}
    add_events(db, done, MessageState.ACCEPTED, now)
    return done


def reject_message(db: Db, message_id: int, reason: str, now: datetime) -> bool:
    """Record that the provider refused a message."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'undelivered', reason = :reason, ended_at = :now
        WHERE id = :id AND state = 'claimed'
        """,
        id=message_id,
        reason=reason,
        now=times.format_moment(now),
    )
    return add_event(db, changed, message_id, MessageState.UNDELIVERED, reason, now)


def mark_uncertain(db: Db, message_id: int, reason: str, look_up_at: datetime | None, now: datetime) -> bool:
    """Record that the outcome of a request is unknown. The provider is asked from `look_up_at` on; None: never."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'uncertain', reason = :reason, look_up_at = :look_up_at, doubts = doubts + 1
        WHERE id = :id AND state = 'claimed'
        """,
        id=message_id,
        reason=reason,
        look_up_at=times.format_optional_moment(look_up_at),
    )
    return add_event(db, changed, message_id, MessageState.UNCERTAIN, reason, now)


def identify_message(db: Db, message_id: int, provider_id: str) -> bool:
    """Record the provider's id of a message that a person treats as sent; return whether this call did."""
    changed = db.execute(
        """
        UPDATE messages SET provider_id = :provider_id
        WHERE id = :id AND state IN ('accepted', 'unknown') AND decided = 'sent' AND provider_id IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM messages o WHERE o.provider = messages.provider AND o.provider_id = :provider_id
            )
        """,
        id=message_id,
        provider_id=provider_id,
    )
    return changed == 1


def end_resend_requests(db: Db, campaign_id: int, message_id: int | None = None) -> None:
    """Let uncertain messages wait for a person that somebody wanted sent again. `message_id`: only this one."""
    db.execute(
        """
        UPDATE messages SET reason = NULL
        WHERE campaign_id = :campaign_id AND state = 'uncertain' AND reason = 'decided'
            AND id = COALESCE(:message_id, id)
        """,
        campaign_id=campaign_id,
        message_id=message_id,
    )


def finish_message(
    db: Db,
    message_id: int,
    state: MessageState,
    reason: str | None,
    units_billed: int | None,
    now: datetime,
    *,
    carrier: str | None = None,
) -> bool:
    """Record the outcome of an accepted message: delivered, undelivered or unknown.

    A better outcome may follow: unknown and undelivered may become delivered; delivered is final. So may a message that
    was taken back, if it arrived all the same.
    """
    changed = db.execute(
        """
        UPDATE messages SET state = :state, reason = :reason, ended_at = :now,
            accepted_at = COALESCE(accepted_at, claimed_at),
            units_billed = COALESCE(:units_billed, units_billed), carrier = COALESCE(:carrier, carrier)
        WHERE id = :id AND (
            state = 'accepted'
            OR state = 'unknown' AND :state IN ('delivered', 'undelivered')
            OR state = 'undelivered' AND :state = 'delivered'
            OR state = 'cancelled' AND :state = 'delivered' AND provider_id IS NOT NULL
        )
        """,
        id=message_id,
        state=state.value,
        reason=reason,
        units_billed=units_billed,
        carrier=carrier,
        now=times.format_moment(now),
    )
    return add_event(db, changed, message_id, state, reason, now)


def get_message(db: ReadDb, message_id: int) -> Message | None:
    """Return a message; None if there is none."""
    row = db.fetch_one("SELECT * FROM messages WHERE id = :id", id=message_id)
    return None if row is None else make_message(row)


def find_by_provider_id(db: ReadDb, provider: str, provider_id: str) -> Message | None:
    """Return the message with this id at a provider account."""
    row = db.fetch_one(
        "SELECT * FROM messages WHERE provider = :provider AND provider_id = :id", provider=provider, id=provider_id
    )
    return None if row is None else make_message(row)


def find_by_ref(db: ReadDb, ref: str) -> Message | None:
    """Return the message with this 受付番号; None if there is none."""
    row = db.fetch_one("SELECT * FROM messages WHERE ref = :ref", ref=ref)
    return None if row is None else make_message(row)


def find_by_reference(db: ReadDb, provider: str, reference: str) -> Message | None:
    """Return the message with this reference of ours at a provider account."""
    row = db.fetch_one(
        "SELECT * FROM messages WHERE reference = :reference AND provider = :provider",
        provider=provider,
        reference=reference,
    )
    return None if row is None else make_message(row)


def list_fingerprint_rows(db: ReadDb, campaign_id: int) -> Iterable[tuple[bytes, bytes, str, str, str]]:
    """Return phone_key, taxpayer_key, 受付番号, text_hash and arm of every message in order, for the fingerprint."""
    return db.stream_tuples(
        "SELECT phone_key, taxpayer_key, ref, text_hash, arm FROM messages WHERE campaign_id = :id ORDER BY id",
        id=campaign_id,
    )[1]


def get_failures(db: ReadDb, message_id: int) -> int:
    """Return how often a request for a message did not leave."""
    return int(db.fetch_value("SELECT failures FROM messages WHERE id = :id", id=message_id))


def add_event(
    db: Db,
    changed: int,
    message_id: int,
    state: MessageState,
    reason: str | None,
    now: datetime,
    judged: Judged | None = None,
) -> bool:
    """Add the event of a change of one row, if there was one; return whether there was.

    `judged`: what the message was judged from, if that led to the change.
    """
    if changed != 1:
        return False
    basis_id, facts = (None, None) if judged is None else judged
    db.execute(
        """
        INSERT INTO message_events (message_id, at, state, reason, facts, basis_id)
        VALUES (:id, :at, :state, :reason, :facts, :basis_id)
        """,
        id=message_id,
        at=times.format_moment(now),
        state=state.value,
        reason=reason,
        facts=facts,
        basis_id=basis_id,
    )
    return True


def add_events(
    db: Db, message_ids: Iterable[int], state: MessageState, now: datetime, judged: Mapping[int, Judged] | None = None
) -> None:
    """Add the events of messages that came into a state together. `judged`: what each was judged from, by its id."""
    known = judged or {}
    db.execute(
        """
        INSERT INTO message_events (message_id, at, state, basis_id, facts)
        SELECT value ->> 0, :at, :state, value ->> 1, value ->> 2 FROM json_each(:rows) ORDER BY value ->> 0
        """,
        rows=json.dumps([(one, *known.get(one, (None, None))) for one in message_ids]),
        at=times.format_moment(now),
        state=state.value,
    )


def make_message(row: Row) -> Message:
    """Make a message of a whole row."""
    return Message(
        id=row["id"],
        campaign_id=row["campaign_id"],
        recipient_id=row["recipient_id"],
        state=MessageState(row["state"]),
        ref=row["ref"],
        reference=row["reference"],
        attempts=row["attempts"],
        uncertain_requests=row["doubts"],
        text_hash=row["text_hash"],
        provider_id=row["provider_id"],
        claimed_at=times.parse_optional_moment(row["claimed_at"]),
        look_up_answer=row["look_up_answer"],
        decided=row["decided"],
        resend_requested=row["state"] == "uncertain" and row["reason"] == RESEND_REQUESTED,
        debts=None if row["debts"] is None else tuple(json.loads(row["debts"])),
    )


def find_first_queued(db: ReadDb, campaign_id: int) -> int | None:
    """Return the id of the first message of a campaign that waits; None: none waits."""
    found = db.fetch_value(
        "SELECT id FROM messages WHERE campaign_id = :id AND state = 'queued' ORDER BY id LIMIT 1", id=campaign_id
    )
    return None if found is None else int(found)


def list_claimed(db: ReadDb) -> list[Message]:
    """Return the claimed messages."""
    return [make_message(row) for row in db.fetch_all("SELECT * FROM messages WHERE state = 'claimed'")]
