"""Messages in state `accepted`, which wait for a receipt: when they were claimed, their ids, and which are overdue."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.store import times
from bot.store.database import ReadDb
from bot.store.messages import Message, make_message

Span = tuple[datetime, datetime]
"""A first and a last moment."""


def list_awaiting_spans(db: ReadDb, provider: str, now: datetime, ages: Sequence[timedelta]) -> dict[int, Span]:
    """Return when the oldest and newest messages that wait for a receipt were claimed, by the index of their age.

    `ages`: the upper limits, ascending; what is older has the last index. Those that a person treats as sent have no id
    of the provider, but its list may name their reference. Nor have test messages whose answer was lost: these wait
    until the last limit.
    """
    limits = [times.format_moment(now - age) for age in ages[:-1]]
    row_of = " ".join(f"WHEN claimed_at >= :limit{index} THEN {index}" for index in range(len(limits)))
    rows = db.fetch_all(
        f"""
        SELECT CASE {row_of} ELSE {len(limits)} END AS age, MIN(claimed_at) AS oldest, MAX(claimed_at) AS newest
        FROM (
            SELECT claimed_at FROM messages WHERE state = 'accepted' AND provider = :provider
            UNION ALL
            SELECT claimed_at FROM draft_tests
            WHERE provider = :provider AND (state = 'accepted' OR state = 'uncertain' AND claimed_at >= :last)
        )
        GROUP BY age
        """,
        provider=provider,
        last=times.format_moment(now - ages[-1]),
        **{f"limit{index}": limit for index, limit in enumerate(limits)},
    )
    return {row["age"]: (times.parse_moment(row["oldest"]), times.parse_moment(row["newest"])) for row in rows}


def list_awaiting_ids(db: ReadDb, provider: str) -> list[str]:
    """Return the provider's ids of the messages, tests too, that wait for a receipt from this provider account."""
    rows = db.fetch_all(
        """
        SELECT provider_id FROM draft_tests WHERE state = 'accepted' AND provider = :provider
        UNION ALL
        SELECT provider_id FROM messages WHERE state = 'accepted' AND provider = :provider
        """,
        provider=provider,
    )
    return [row["provider_id"] for row in rows if row["provider_id"] is not None]


def list_overdue(db: ReadDb, before: datetime, *, with_id: bool) -> list[Message]:
    """Return the messages that were accepted before this moment and have no receipt.

    `with_id`: those that have an id of the provider; else those that a person treats as sent.
    """
    rows = db.fetch_all(
        """
        SELECT * FROM messages
        WHERE state = 'accepted' AND accepted_at < :before AND (provider_id IS NOT NULL) = :with_id
        """,
        before=times.format_moment(before),
        with_id=int(with_id),
    )
    return [make_message(row) for row in rows]
