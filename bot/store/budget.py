"""Units that were sent since a time, and units that wait to be sent. Those of a dry run cost nothing."""

from datetime import datetime

from bot.model.budget import UnsentUnits
from bot.store import times
from bot.store.database import ReadDb


def sum_sent(db: ReadDb, since: datetime) -> int:
    """Return the units of the messages that were sent since a time: billed, or estimated where that is not known.

    A message that the provider refused, or that was taken back, is free unless the provider has billed it. One that is
    under way, or whose outcome is unknown, counts.
    """
    under_way = db.fetch_value(
        """
        SELECT COALESCE(SUM(units), 0) FROM messages
        WHERE state IN ('claimed', 'uncertain') AND accepted_at IS NULL AND claimed_at >= :since
            AND provider <> 'dry_run'
        """,
        since=times.format_moment(since),
    )
    accepted = db.fetch_value(
        """
        SELECT COALESCE(SUM(COALESCE(units_billed,
            CASE WHEN state = 'cancelled' OR reason = 'rejected_by_provider' THEN 0 ELSE units END)), 0)
        FROM messages WHERE accepted_at >= :since AND provider <> 'dry_run'
        """,
        since=times.format_moment(since),
    )
    return int(under_way) + int(accepted)


def list_unsent(db: ReadDb) -> list[UnsentUnits]:
    """Return the units that wait to be sent, by campaign: of approved ones, and of those that wait for a decision."""
    rows = db.fetch_all(
        """
        SELECT c.id, c.state, c.starts_at, c.not_before, SUM(m.units) AS units
        FROM campaigns c JOIN messages m ON m.campaign_id = c.id AND m.state = 'queued'
        WHERE c.state IN ('pending', 'approved', 'sending', 'paused') AND c.provider <> 'dry_run'
        GROUP BY c.id
        """
    )
    return [
        UnsentUnits(
            campaign=row["id"],
            is_approved=row["state"] != "pending",
            starts_at=times.parse_optional_moment(row["starts_at"] or row["not_before"]),
            units=row["units"],
        )
        for row in rows
    ]
