"""The queue of messages: which are next, and the claim, a conditional UPDATE on whose row count the caller acts.

An index may be damaged and name a message that was sent. So the state is always checked in the row itself: `+state`
keeps SQLite from answering from an index (sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.model.messages import MessageState
from bot.store import times
from bot.store.database import Db, ReadDb
from bot.store.message_seals import COLUMNS, Approved, make_seals
from bot.store.messages import add_event
from bot.vault import MESSAGE_PHONE_BOX, WrongKey


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message that waits to be sent, with its encrypted number."""

    id: int
    campaign_id: int
    recipient_id: int
    taxpayer_key: bytes
    phone_key: bytes
    ref: str
    reference: str
    text_hash: str
    provider: str
    attempts: int
    debts: tuple[int, ...] | None
    """the lines of the list that it is about; None: all of the person's"""
    phone_box: bytes | None
    """None: the number is missing"""
    is_intact: bool
    """whether its seal verifies, and it belongs to the person who is judged"""
    is_unsent: bool
    """whether its steps say so, too: every claim of it ended before its request was sent, or a person decided"""


def has_queued(db: ReadDb, provider: str) -> bool:
    """Whether a message waits of a campaign that is sending and was approved for this provider."""
    return (
        db.fetch_value(
            """
            SELECT 1 FROM campaigns c WHERE c.state = 'sending' AND c.provider = :provider
                AND EXISTS (
                    SELECT 1 FROM messages m WHERE m.campaign_id = c.id AND m.state = 'queued'
                        AND m.id <= COALESCE(c.batch_last, 9223372036854775807)
                )
            LIMIT 1
            """,
            provider=provider,
        )
        is not None
    )


def list_next(db: ReadDb, provider: str, limit: int, but: Collection[int]) -> list[tuple[int, int]]:
    """Return the next messages of campaigns that are sending and were approved for this provider: (id, campaign).

    Nothing else, since the row of a message may be damaged. `but`: ids to leave out.
    """
    campaigns = db.fetch_all(
        "SELECT id, batch_last FROM campaigns WHERE +state = 'sending' AND provider = :provider", provider=provider
    )
    found: list[tuple[int, int]] = []
    for campaign in campaigns:
        rows = db.stream_tuples(
            """
            SELECT q.id FROM messages q CROSS JOIN messages m ON m.id = q.id
            WHERE q.campaign_id = :campaign AND q.state = 'queued' AND +m.state = 'queued'
                AND q.id <= COALESCE(:batch_last, 9223372036854775807)
                AND q.id NOT IN (SELECT value FROM json_each(:but))
            ORDER BY q.id LIMIT :limit
            """,
            campaign=campaign["id"],
            batch_last=campaign["batch_last"],
            but=json.dumps(sorted(but)),
            limit=limit,
        )[1]
        found += [(message_id, campaign["id"]) for (message_id,) in rows]
    return sorted(found)[:limit]


def get_queued(db: ReadDb, message_id: int) -> QueuedMessage | None:
    """Return a message that is queued; None if it is not. Raises DatabaseError or ValueError if its row is damaged."""
    row = db.fetch_one(_QUEUED, id=message_id)
    if row is None:
        return None
    approved = Approved._make(tuple(row)[: len(Approved._fields)])
    return QueuedMessage(
        id=approved.id,
        campaign_id=approved.campaign_id,
        recipient_id=row["recipient_id"],
        taxpayer_key=approved.taxpayer_key,
        phone_key=approved.phone_key,
        ref=approved.ref,
        reference=approved.reference,
        text_hash=approved.text_hash,
        provider=approved.provider,
        attempts=row["attempts"],
        debts=None if approved.debts is None else tuple(json.loads(approved.debts)),
        phone_box=row["phone_box"],
        is_intact=row["seal"] == make_seals(db.vault, (approved,))[0] and row["person"] == approved.taxpayer_key,
        is_unsent=_are_of_unsent(json.loads(row["steps"]), row["attempts"]) and not row["has_receipt"],
    )


def _are_of_unsent(steps: list[str], attempts: int) -> bool:
    """Whether these are the steps of a message that is queued and was claimed so many times."""
    if MessageState.ACCEPTED in steps or steps.count(MessageState.CLAIMED) != attempts:
        return False
    return not steps or steps[-1] == MessageState.QUEUED


_QUEUED = f"""
    SELECT {COLUMNS}, m.seal, m.recipient_id, m.attempts, r.taxpayer_key AS person, p.phone_box,
        (SELECT json_group_array(e.state ORDER BY e.id) FROM message_events e WHERE e.message_id = m.id) AS steps,
        EXISTS (SELECT 1 FROM receipts c WHERE c.message_id = m.id) AS has_receipt
    FROM messages m LEFT JOIN recipients r ON r.id = m.recipient_id LEFT JOIN message_phones p ON p.message_id = m.id
    WHERE m.id = :id AND +m.state = 'queued'
"""


def open_number(db: ReadDb, message: QueuedMessage) -> str:
    """Decrypt the number of a message, for the provider only.

    Raises WrongKey if it is missing or damaged, or not the number of this message.
    """
    if message.phone_box is None:
        raise WrongKey
    number = db.vault.decrypt(MESSAGE_PHONE_BOX + message.taxpayer_key + message.phone_key, message.phone_box)
    if db.vault.hash_value("phone", number) != message.phone_key:
        raise WrongKey
    return number


def claim(db: Db, message_id: int, now: datetime) -> bool:
    """Claim a queued message for sending; return whether this call did. The caller adds the events."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'claimed', reason = NULL, claimed_at = :now, attempts = attempts + 1,
            look_up_at = NULL, looked_up_at = NULL, look_up_answer = NULL
        WHERE id = :id AND +state = 'queued'
        """,
        id=message_id,
        now=times.format_moment(now),
    )
    return changed == 1


def release(db: Db, message_id: int, attempt: int, reason: str, now: datetime, *, failed: bool = False) -> bool:
    """Queue a claimed message again that was certainly not sent; it does not count as a contact.

    `attempt`: which claim ends. Another process may have ended it and claimed the message again. `failed`: the request
    did not leave, which `get_failures` counts.
    """
    changed = db.execute(
        """
        UPDATE messages SET state = 'queued', reason = :reason, claimed_at = NULL, failures = failures + :failed
        WHERE id = :id AND +state = 'claimed' AND attempts = :attempt
        """,
        id=message_id,
        attempt=attempt,
        reason=reason,
        failed=int(failed),
    )
    return add_event(db, changed, message_id, MessageState.QUEUED, reason, now)


def is_claimed(db: ReadDb, message_id: int, attempt: int) -> bool:
    """Whether this claim of a message still stands."""
    return (
        db.fetch_value(
            "SELECT 1 FROM messages WHERE id = :id AND +state = 'claimed' AND attempts = :attempt",
            id=message_id,
            attempt=attempt,
        )
        is not None
    )
