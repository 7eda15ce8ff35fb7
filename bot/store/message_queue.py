"""The queue of messages: which are next, and the claim, a conditional UPDATE on whose row count the caller acts.

An index may be damaged and name a message that was sent. So the state is always checked in the row itself: `+state`
keeps SQLite from answering from an index (sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model.messages import MessageState
from bot.store import times
from bot.store.database import Db, ReadDb
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


def has_queued(db: ReadDb, provider: str) -> bool:
    """Whether a message waits of a campaign that is sending and was approved for this provider."""
    return (
        db.fetch_value(
            """
            SELECT 1 FROM campaigns c WHERE c.state = 'sending' AND c.provider = :provider
                AND EXISTS (
                    SELECT 1 FROM messages m WHERE m.campaign_id = c.id AND m.state = 'queued'
                        AND m.id <= COALESCE(c.batch_last, m.id)
                )
            LIMIT 1
            """,
            provider=provider,
        )
        is not None
    )


def list_next(db: ReadDb, provider: str, limit: int, but: Collection[int]) -> list[int]:
    """Return the ids of the next messages of campaigns that are sending and were approved for this provider.

    Only ids, since the row of a message may be damaged. `but`: ids to leave out.
    """
    campaigns = db.fetch_all(
        "SELECT id, batch_last FROM campaigns WHERE +state = 'sending' AND provider = :provider", provider=provider
    )
    found: list[int] = []
    for campaign in campaigns:
        rows = db.fetch_all(
            """
            SELECT q.id FROM messages q CROSS JOIN messages m ON m.id = q.id
            WHERE q.campaign_id = :campaign AND q.state = 'queued' AND +m.state = 'queued'
                AND q.id <= COALESCE(:batch_last, q.id)
                AND q.id NOT IN (SELECT value FROM json_each(:but))
            ORDER BY q.id LIMIT :limit
            """,
            campaign=campaign["id"],
            batch_last=campaign["batch_last"],
            but=json.dumps(sorted(but)),
            limit=limit,
        )
        found += [row["id"] for row in rows]
    return sorted(found)[:limit]


def get_queued(db: ReadDb, message_id: int) -> QueuedMessage | None:
    """Return a message that is queued; None if it is not. Raises DatabaseError or ValueError if its row is damaged."""
    row = db.fetch_one(
        """
        SELECT m.id, m.campaign_id, m.recipient_id, m.taxpayer_key, m.phone_key, m.ref, m.reference, m.text_hash,
            m.provider, m.attempts, m.debts, p.phone_box
        FROM messages m LEFT JOIN message_phones p ON p.message_id = m.id WHERE m.id = :id AND +m.state = 'queued'
        """,
        id=message_id,
    )
    if row is None:
        return None
    values: dict[str, Any] = dict(row)
    debts = values.pop("debts")
    return QueuedMessage(**values, debts=None if debts is None else tuple(json.loads(debts)))


def open_number(db: ReadDb, message: QueuedMessage) -> str:
    """Decrypt the number of a message, for the provider only. Raises WrongKey if it is damaged or another row's."""
    if message.phone_box is None:
        raise WrongKey
    return db.vault.decrypt(MESSAGE_PHONE_BOX + message.taxpayer_key + message.phone_key, message.phone_box)


def claim(db: Db, message_id: int, now: datetime) -> bool:
    """Claim a queued message for sending; return whether this call did."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'claimed', reason = NULL, claimed_at = :now, attempts = attempts + 1,
            look_up_at = NULL, looked_up_at = NULL, look_up_answer = NULL
        WHERE id = :id AND +state = 'queued'
        """,
        id=message_id,
        now=times.format_moment(now),
    )
    return add_event(db, changed, message_id, MessageState.CLAIMED, None, now)


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
