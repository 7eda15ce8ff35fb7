"""Receipts as the provider gave them, append-only; and what was reported that belongs to no message as it was sent."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.model.messages import ReceiptFault
from bot.model.providers import Receipt
from bot.store import times
from bot.store.database import Db, ReadDb
from bot.store.messages import Message


def list_known(db: ReadDb, provider: str, receipts: Iterable[Receipt]) -> set[tuple[str, str, str]]:
    """Return of some receipts those that are stored: the provider's id, the state and the provider's own status."""
    rows = db.fetch_all(
        """
        SELECT m.provider_id, r.state, r.raw FROM messages m JOIN receipts r ON r.message_id = m.id
        WHERE m.provider = :provider AND m.provider_id IN (SELECT value FROM json_each(:ids))
        """,
        provider=provider,
        ids=_format_ids(receipts),
    )
    return {(row["provider_id"], row["state"], row["raw"]) for row in rows}


def list_stray(db: ReadDb, provider: str, receipts: Iterable[Receipt]) -> set[str]:
    """Return of some receipts the ids that are stored as belonging to no message as it was sent, and still do.

    A report can come before the answer to the request was recorded, and so before a message has its id.
    """
    rows = db.fetch_all(
        """
        SELECT s.provider_id FROM stray_receipts s
        WHERE s.provider = :provider AND s.provider_id IN (SELECT value FROM json_each(:ids)) AND NOT EXISTS (
            SELECT 1 FROM messages m WHERE m.provider = s.provider AND m.provider_id = s.provider_id
        )
        """,
        provider=provider,
        ids=_format_ids(receipts),
    )
    return {row["provider_id"] for row in rows}


def _format_ids(receipts: Iterable[Receipt]) -> str:
    return json.dumps([receipt.provider_id for receipt in receipts])


def add_receipt(db: Db, message_id: int, receipt: Receipt, seen_at: datetime) -> bool:
    """Store a receipt; False when it was stored before."""
    changed = db.execute(
        """
        INSERT OR IGNORE INTO receipts (message_id, provider_id, state, reason, units, raw, at, seen_at, carrier)
        VALUES (:message_id, :provider_id, :state, :reason, :units, :raw, :at, :seen_at, :carrier)
        """,
        message_id=message_id,
        provider_id=receipt.provider_id,
        state=receipt.state.value,
        reason=receipt.reason,
        units=receipt.units,
        raw=receipt.raw,
        at=times.format_optional_moment(receipt.at),
        seen_at=times.format_moment(seen_at),
        carrier=receipt.carrier,
    )
    return changed == 1


def count_unknown_codes(db: ReadDb) -> Mapping[str, int]:
    """Count by status the messages under way for which the provider gave a status that its table does not have."""
    rows = db.fetch_all(
        """
        SELECT r.raw, COUNT(*) AS n FROM receipts r JOIN messages m ON m.id = r.message_id
        WHERE r.state = 'accepted' AND m.state = 'accepted' GROUP BY r.raw ORDER BY n DESC, r.raw
        """
    )
    return {row["raw"]: row["n"] for row in rows}


def add_stray(db: Db, provider: str, receipt: Receipt, named: Message | None, now: datetime) -> bool:
    """Store a report on an id that no message has; False when it was stored before.

    `named`: the message that has its reference, but another id; None: it is not one of this file's.
    """
    changed = db.execute(
        """
        INSERT OR IGNORE INTO stray_receipts (provider, provider_id, message_id, campaign_id, state, raw, seen_at)
        VALUES (:provider, :provider_id, :message_id, :campaign_id, :state, :raw, :seen_at)
        """,
        provider=provider,
        provider_id=receipt.provider_id,
        message_id=None if named is None else named.id,
        campaign_id=None if named is None else named.campaign_id,
        state=receipt.state.value,
        raw=receipt.raw,
        seen_at=times.format_moment(now),
    )
    return changed == 1


def count_stray(db: ReadDb) -> tuple[int, int]:
    """Count the reports on ids that no message has: those of nobody, and those that contradict a message."""
    row = db.fetch_one(
        """
        SELECT COUNT(*) - COUNT(message_id) AS unknown, COUNT(message_id) AS other FROM stray_receipts s
        WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.provider = s.provider AND m.provider_id = s.provider_id)
        """
    )
    assert row is not None
    return row["unknown"], row["other"]


def count_contradictions(db: ReadDb, campaign_id: int) -> int:
    """Count the reports that have the reference of a campaign's message, but another id."""
    return int(db.fetch_value("SELECT COUNT(*) FROM stray_receipts WHERE campaign_id = :id", id=campaign_id))


def get_fault(db: ReadDb, provider: str) -> ReceiptFault | None:
    """Return since when the receipts of a provider could not be collected completely; None: they could."""
    row = db.fetch_one("SELECT code, since FROM receipt_faults WHERE provider = :provider", provider=provider)
    return None if row is None else ReceiptFault(row["code"], times.parse_moment(row["since"]))


def set_fault(db: Db, provider: str, code: str, now: datetime) -> None:
    """Record that the receipts of a provider could not be collected completely."""
    db.execute(
        """
        INSERT INTO receipt_faults (provider, code, since) VALUES (:provider, :code, :now)
        ON CONFLICT (provider) DO UPDATE SET code = :code
        """,
        provider=provider,
        code=code,
        now=times.format_moment(now),
    )


def clear_fault(db: Db, provider: str) -> None:
    """Record that the receipts of a provider could be collected."""
    db.execute("DELETE FROM receipt_faults WHERE provider = :provider", provider=provider)
