"""Messages in state `uncertain`: when the provider is asked about them, what it answered, what a person decided.

How a message becomes uncertain is in `messages`.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.model.messages import MessageState
from bot.rules.sent_lists import DoubtfulMessage
from bot.store import times
from bot.store.database import Db, ReadDb
from bot.store.messages import RESEND_REQUESTED, Message, add_event, make_message


@dataclass(frozen=True, slots=True)
class UncertainMessage:
    """An uncertain message: when the provider was asked about it last, what it answered, and when it is asked next."""

    id: int
    attempts: int
    look_up_at: datetime | None
    asked_at: datetime | None
    answer: str | None
    resend_requested: bool
    """a supervisor wants it sent again if the provider still does not have it"""


def accept_found(db: Db, message_id: int, provider_id: str, accepted_at: datetime, now: datetime) -> bool:
    """Record that the provider was found to have taken a message; not if another one of this provider has the same id.

    Also where it is queued again meanwhile: the late answer keeps it from being sent twice.
    """
    changed = db.execute(
        """
        UPDATE messages SET state = 'accepted', reason = NULL, provider_id = :provider_id, accepted_at = :accepted_at,
            claimed_at = COALESCE(claimed_at, :accepted_at), look_up_at = NULL
        WHERE id = :id AND state IN ('uncertain', 'queued') AND NOT EXISTS (
            SELECT 1 FROM messages o WHERE o.provider = messages.provider AND o.provider_id = :provider_id
        )
        """,
        id=message_id,
        provider_id=provider_id,
        accepted_at=times.format_moment(accepted_at),
    )
    return add_event(db, changed, message_id, MessageState.ACCEPTED, None, now)


def accept_by_decision(db: Db, message_id: int, now: datetime) -> bool:
    """Record that a person treats an uncertain message as sent, as of its claim; the provider's id is not known."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'accepted', reason = 'decided', decided = 'sent', accepted_at = claimed_at,
            look_up_at = NULL
        WHERE id = :id AND state = 'uncertain'
        """,
        id=message_id,
    )
    return add_event(db, changed, message_id, MessageState.ACCEPTED, "decided", now)


def accept_by_list(db: Db, message_id: int, sent_at: datetime, now: datetime) -> bool:
    """Record that the provider's own list has an uncertain message; the provider's id is not known."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'accepted', reason = 'listed', decided = 'sent', accepted_at = :sent_at,
            look_up_at = NULL
        WHERE id = :id AND state = 'uncertain'
        """,
        id=message_id,
        sent_at=times.format_moment(sent_at),
    )
    return add_event(db, changed, message_id, MessageState.ACCEPTED, "listed", now)


def list_doubtful(db: ReadDb, account: str) -> dict[DoubtfulMessage, int]:
    """Return the uncertain messages of a provider account, each with its campaign."""
    rows = db.fetch_all(
        """
        SELECT m.id, m.campaign_id, m.phone_key, m.reference, COALESCE(c.started_at, c.submitted_at) AS begun_at
        FROM messages m JOIN campaigns c ON c.id = m.campaign_id
        WHERE m.state = 'uncertain' AND m.provider = :account ORDER BY m.id
        """,
        account=account,
    )
    return {
        DoubtfulMessage(row["id"], bytes(row["phone_key"]), row["reference"], times.parse_moment(row["begun_at"])): row[
            "campaign_id"
        ]
        for row in rows
    }


def list_sent_times(db: ReadDb, account: str) -> dict[bytes, list[datetime]]:
    """Return when other messages were sent to the numbers of the uncertain messages of a provider account."""
    rows = db.fetch_all(
        """
        SELECT o.phone_key, o.accepted_at FROM messages o
        WHERE o.provider = :account AND o.accepted_at IS NOT NULL AND o.state <> 'uncertain' AND o.phone_key IN (
            SELECT m.phone_key FROM messages m WHERE m.state = 'uncertain' AND m.provider = :account
        )
        """,
        account=account,
    )
    found: dict[bytes, list[datetime]] = {}
    for row in rows:
        found.setdefault(bytes(row["phone_key"]), []).append(times.parse_moment(row["accepted_at"]))
    return found


def queue_by_decision(db: Db, message_id: int, now: datetime) -> bool:
    """Queue an uncertain message again because a person decided so; the earlier request may have been taken."""
    changed = db.execute(
        """
        UPDATE messages SET state = 'queued', reason = 'decided', decided = 'again', claimed_at = NULL,
            look_up_at = NULL, looked_up_at = NULL, look_up_answer = NULL
        WHERE id = :id AND state = 'uncertain'
        """,
        id=message_id,
    )
    return add_event(db, changed, message_id, MessageState.QUEUED, "decided", now)


def request_resend(db: Db, message_id: int, now: datetime) -> bool:
    """Record that a person wants an uncertain message sent again; the provider is asked at once whether it has it."""
    changed = db.execute(
        """
        UPDATE messages SET reason = 'decided', look_up_at = :now WHERE id = :id AND state = 'uncertain'
        """,
        id=message_id,
        now=times.format_moment(now),
    )
    return changed == 1


def list_uncertain(db: ReadDb, campaign_id: int) -> list[UncertainMessage]:
    """Return the uncertain messages of a campaign, in order."""
    rows = db.fetch_all(
        """
        SELECT id, attempts, reason, look_up_at, looked_up_at, look_up_answer FROM messages
        WHERE campaign_id = :id AND state = 'uncertain' ORDER BY id
        """,
        id=campaign_id,
    )
    return [
        UncertainMessage(
            id=row["id"],
            attempts=row["attempts"],
            look_up_at=times.parse_optional_moment(row["look_up_at"]),
            asked_at=times.parse_optional_moment(row["looked_up_at"]),
            answer=row["look_up_answer"],
            resend_requested=row["reason"] == RESEND_REQUESTED,
        )
        for row in rows
    ]


def postpone_look_up(db: Db, message_id: int, look_up_at: datetime | None) -> None:
    """Record only when the provider is asked about an uncertain message again: its answer proves nothing yet."""
    db.execute(
        "UPDATE messages SET look_up_at = :look_up_at WHERE id = :id AND state = 'uncertain'",
        id=message_id,
        look_up_at=times.format_optional_moment(look_up_at),
    )


def record_look_up(db: Db, message_id: int, answer: str, asked_at: datetime, look_up_at: datetime | None) -> None:
    """Record an answer of the provider that does not settle an uncertain message. `look_up_at`: when it is asked again.

    `look_up_at` None: not any more, a person decides.
    """
    db.execute(
        """
        UPDATE messages SET look_up_answer = :answer, looked_up_at = :asked_at, look_up_at = :look_up_at
        WHERE id = :id AND state = 'uncertain'
        """,
        id=message_id,
        answer=answer,
        asked_at=times.format_moment(asked_at),
        look_up_at=times.format_optional_moment(look_up_at),
    )


def list_due_look_ups(db: ReadDb, now: datetime, provider: str, limit: int) -> list[Message]:
    """Return the uncertain messages that are due to be looked up at this provider."""
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
    return [make_message(row) for row in rows]


def count_unresolved(db: ReadDb, late: datetime, account: str | None) -> dict[int, int]:
    """Count by campaign the uncertain messages that a look-up did not settle, or whose look-up was due at `late`.

    Not those that a supervisor wants sent again, where the provider account `account` is asked; None: none can be.
    """
    rows = db.fetch_all(
        """
        SELECT m.campaign_id, COUNT(*) AS n FROM messages m JOIN campaigns c ON c.id = m.campaign_id
        WHERE m.state = 'uncertain' AND (m.looked_up_at IS NOT NULL OR m.look_up_at IS NULL OR m.look_up_at <= :late)
            AND NOT (m.reason IS 'decided' AND c.provider IS :account)
        GROUP BY m.campaign_id
        """,
        account=account,
        late=times.format_moment(late),
    )
    return {row["campaign_id"]: row["n"] for row in rows}
