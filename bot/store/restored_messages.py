"""Messages of a database that may not be the last one: what of them may have left unknown to it."""

from datetime import datetime

from bot.store import times
from bot.store.database import Db


def doubt_unsent(db: Db, look_up_at: datetime | None, now: datetime) -> dict[int, int]:
    """Make every queued and claimed message uncertain, since another copy of this file may have sent it.

    It counts as a contact from now on. Returns their number by campaign. A dry run sends nothing and stays as it is.
    """
    values = {"now": times.format_moment(now), "look_up_at": times.format_optional_moment(look_up_at)}
    counted = db.fetch_all(
        """
        SELECT campaign_id, COUNT(*) AS n FROM messages WHERE state IN ('queued', 'claimed') AND provider <> 'dry_run'
        GROUP BY campaign_id
        """
    )
    db.execute(
        """
        INSERT INTO message_events (message_id, at, state, reason)
        SELECT id, :now, 'uncertain', 'restored' FROM messages
        WHERE state IN ('queued', 'claimed') AND provider <> 'dry_run' ORDER BY id
        """,
        now=values["now"],
    )
    db.execute(
        """
        UPDATE messages SET state = 'uncertain', reason = 'restored', look_up_at = :look_up_at, claimed_at = :now
        WHERE state IN ('queued', 'claimed') AND provider <> 'dry_run'
        """,
        **values,
    )
    return {row["campaign_id"]: row["n"] for row in counted}
