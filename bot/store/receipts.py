"""Receipts: what providers reported, append-only; the same report again changes nothing."""

from datetime import datetime

from bot.rules.delivery import Receipt
from bot.store import times
from bot.store.database import Db


def add(db: Db, message_id: int, receipt: Receipt, seen_at: datetime) -> bool:
    """Keep a report; False when the same was kept before."""
    changed = db.change(
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
        at=None if receipt.at is None else times.text(receipt.at),
        seen_at=times.text(seen_at),
    )
    return changed == 1
