"""Messages of a database that may not be the last one: what of them may have left unknown to it."""

from collections.abc import Iterable
from datetime import datetime

from bot.model.messages import MessageState
from bot.store import draft_tests, times
from bot.store.database import Db, ReadDb
from bot.store.messages import Message, add_event, get_message


def doubt_unsent(
    db: Db, look_up_at: datetime | None, now: datetime, *, unsent_account: str | None = None
) -> dict[int, int]:
    """Make every queued and claimed message uncertain, since another copy of this file may have sent it.

    It counts as a contact from now on. Returns their number by campaign. A dry run sends nothing and stays as it is.
    Test messages that wait are not sent any more, either.
    `unsent_account`: a provider account whose queued messages certainly did not leave; they stay queued.
    """
    draft_tests.doubt_open(db, now)
    moment, asked = times.format_moment(now), times.format_optional_moment(look_up_at)
    counted = db.fetch_all(
        """
        SELECT campaign_id, COUNT(*) AS n FROM messages WHERE state IN ('queued', 'claimed') AND provider <> 'dry_run'
            AND NOT (state = 'queued' AND doubts = 0 AND provider IS :unsent_account)
        GROUP BY campaign_id
        """,
        unsent_account=unsent_account,
    )
    db.execute(
        """
        INSERT INTO message_events (message_id, at, state, reason)
        SELECT id, :now, 'uncertain', 'restored' FROM messages
        WHERE state IN ('queued', 'claimed') AND provider <> 'dry_run'
            AND NOT (state = 'queued' AND doubts = 0 AND provider IS :unsent_account)
        ORDER BY id
        """,
        now=moment,
        unsent_account=unsent_account,
    )
    db.execute(
        """
        UPDATE messages SET state = 'uncertain', reason = 'restored', look_up_at = :look_up_at, claimed_at = :now
        WHERE state IN ('queued', 'claimed') AND provider <> 'dry_run'
            AND NOT (state = 'queued' AND doubts = 0 AND provider IS :unsent_account)
        """,
        now=moment,
        look_up_at=asked,
        unsent_account=unsent_account,
    )
    return {row["campaign_id"]: row["n"] for row in counted}


def find_by_reference(db: ReadDb, reference: str) -> Message | None:
    """Return the message with this reference."""
    found = db.fetch_value("SELECT id FROM messages WHERE reference = :reference", reference=reference)
    return None if found is None else get_message(db, found)


def list_next_references(db: ReadDb, provider: str, number: int) -> list[str]:
    """Return the references of queued messages: of each campaign the next ones, which a copy would have sent first."""
    rows = db.fetch_all(
        """
        SELECT m.reference FROM campaigns c JOIN messages m ON m.id IN (
            SELECT q.id FROM messages q WHERE q.campaign_id = c.id AND q.state = 'queued' ORDER BY q.id LIMIT :number
        )
        WHERE c.provider = :provider AND c.state IN ('pending', 'approved', 'sending', 'paused') ORDER BY m.id
        """,
        provider=provider,
        number=number,
    )
    return [row["reference"] for row in rows]


def accept_sent(db: Db, message_id: int, provider_id: str, taken_at: datetime | None, now: datetime) -> bool:
    """Record that the provider has a message that this file does not know as sent, in whatever state it is here.

    Not if another message of this provider has the same id.
    """
    changed = db.execute(
        """
        UPDATE messages SET state = 'accepted', reason = NULL, provider_id = :provider_id, accepted_at = :taken_at,
            claimed_at = COALESCE(claimed_at, :taken_at), ended_at = NULL, look_up_at = NULL
        WHERE id = :id AND state IN ('queued', 'claimed', 'uncertain', 'held', 'cancelled') AND NOT EXISTS (
            SELECT 1 FROM messages o WHERE o.provider = messages.provider AND o.provider_id = :provider_id
        )
        """,
        id=message_id,
        provider_id=provider_id,
        taken_at=times.format_moment(taken_at or now),
    )
    return add_event(db, changed, message_id, MessageState.ACCEPTED, "restored", now)


def add_contacts(db: Db, numbers: Iterable[str], now: datetime) -> None:
    """Count numbers as contacted now: the provider has messages to them, of which this database knows nothing."""
    moment = times.format_moment(now)
    db.execute_many(
        "INSERT OR IGNORE INTO lost_contacts (phone_key, claimed_at) VALUES (:phone, :now)",
        [{"phone": db.vault.hash_value("phone", number), "now": moment} for number in numbers],
    )
