"""Test messages of drafts. They are in a table of their own, so that no figure, gap or limit counts them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.model.draft_tests import DraftTest, DraftTestState, DraftTestStatement, StatementKind, WaiverReason
from bot.model.providers import Receipt
from bot.store import times
from bot.store.database import Db, ReadDb, Row

REFERENCE_PREFIX = "nofu:test:"
"""How the reference of each test message begins, and of no other message: a database's id is hexadecimal."""


def add_tests(db: Db, rows: Iterable[Mapping[str, object]]) -> None:
    """Add test messages that are to be sent."""
    db.execute_many(
        """
        INSERT INTO draft_tests (
            campaign_id, run, position, phone_key, text_hash, reference, provider, units, requested_by, requested_at
        )
        VALUES (
            :campaign_id, :run, :position, :phone_key, :text_hash, :reference, :provider, :units, :requested_by,
            :requested_at
        )
        """,
        rows,
    )


def list_tests(db: ReadDb, campaign_id: int) -> list[DraftTest]:
    """Return the test messages of a campaign, the oldest first."""
    rows = db.fetch_all("SELECT * FROM draft_tests WHERE campaign_id = :id ORDER BY id", id=campaign_id)
    return [_make_test(row) for row in rows]


def list_due_campaigns(db: ReadDb) -> list[int]:
    """Return the campaigns with test messages that are to be sent, or whose outcome was not recorded."""
    rows = db.fetch_all(
        "SELECT DISTINCT campaign_id FROM draft_tests WHERE state IN ('waiting', 'claimed') ORDER BY campaign_id"
    )
    return [row["campaign_id"] for row in rows]


def claim(db: Db, test_id: int, now: datetime) -> bool:
    """Claim a test message, which the caller must send, once. False: it waits no longer."""
    changed = db.execute(
        "UPDATE draft_tests SET state = 'claimed', claimed_at = :now WHERE id = :id AND state = 'waiting'",
        id=test_id,
        now=times.format_moment(now),
    )
    return changed == 1


def accept(db: Db, test_id: int, provider_id: str) -> bool:
    """Record the provider's id of a claimed test message. False if another message of this account has the id."""
    changed = db.execute(
        """
        UPDATE draft_tests SET state = 'accepted', reason = NULL, provider_id = :provider_id
        WHERE id = :id AND state = 'claimed' AND NOT EXISTS (
            SELECT 1 FROM messages m WHERE m.provider = draft_tests.provider AND m.provider_id = :provider_id
        ) AND NOT EXISTS (
            SELECT 1 FROM draft_tests o WHERE o.provider = draft_tests.provider AND o.provider_id = :provider_id
        )
        """,
        id=test_id,
        provider_id=provider_id,
    )
    return changed == 1


def end(db: Db, test_id: int, before: DraftTestState, after: DraftTestState, reason: str, now: datetime) -> bool:
    """Record that a test message in one state has come to another, and why."""
    changed = db.execute(
        "UPDATE draft_tests SET state = :after, reason = :reason, ended_at = :now WHERE id = :id AND state = :before",
        id=test_id,
        before=before.value,
        after=after.value,
        reason=reason,
        now=times.format_moment(now),
    )
    return changed == 1


def doubt_open(db: Db, now: datetime) -> None:
    """Record of every test message that may have left from another copy of this file that its outcome is unknown."""
    db.execute(
        """
        UPDATE draft_tests SET state = 'uncertain', reason = 'restored', claimed_at = COALESCE(claimed_at, :now)
        WHERE state IN ('waiting', 'claimed')
        """,
        now=times.format_moment(now),
    )


def find_reported(db: ReadDb, provider: str, receipt: Receipt) -> DraftTest | None:
    """Return the test message that a report is about, by the provider's id or by our reference."""
    row = db.fetch_one(
        """
        SELECT * FROM draft_tests WHERE provider = :provider AND (provider_id = :provider_id OR reference = :reference)
        ORDER BY provider_id = :provider_id DESC LIMIT 1
        """,
        provider=provider,
        provider_id=receipt.provider_id,
        reference=receipt.reference,
    )
    return None if row is None else _make_test(row)


def is_without_id(db: ReadDb, provider: str, number: str) -> bool:
    """Whether a test message to a number may have left whose id at the provider is not known."""
    found = db.fetch_value(
        """
        SELECT 1 FROM draft_tests
        WHERE provider = :provider AND phone_key = :phone AND provider_id IS NULL AND claimed_at IS NOT NULL
            AND state <> 'not_sent'
        LIMIT 1
        """,
        provider=provider,
        phone=db.vault.hash_value("phone", number),
    )
    return found is not None


def finish(db: Db, test: DraftTest, receipt: Receipt, now: datetime) -> bool:
    """Record what a report says of a test message; return whether its state was still the one that was read."""
    changed = db.execute(
        """
        UPDATE draft_tests SET state = :state, reason = :reason, ended_at = :now,
            provider_id = COALESCE(provider_id, :provider_id), units_billed = COALESCE(:units, units_billed)
        WHERE id = :id AND state = :before
        """,
        id=test.id,
        before=test.state.value,
        state=receipt.state.value,
        reason=receipt.reason,
        provider_id=receipt.provider_id,
        units=receipt.units,
        now=times.format_moment(now),
    )
    return changed == 1


def list_overdue(db: ReadDb, before: datetime) -> list[DraftTest]:
    """Return the test messages that were claimed before this moment and have no receipt."""
    rows = db.fetch_all(
        "SELECT * FROM draft_tests WHERE state = 'accepted' AND claimed_at < :before",
        before=times.format_moment(before),
    )
    return [_make_test(row) for row in rows]


def add_statement(db: Db, campaign_id: int, text_hash: str, provider: str, statement: DraftTestStatement) -> None:
    """Add what a person said of the tests of a text."""
    db.execute(
        """
        INSERT INTO draft_test_statements (campaign_id, text_hash, provider, kind, reason, note, by, at)
        VALUES (:campaign_id, :text_hash, :provider, :kind, :reason, :note, :by, :at)
        """,
        campaign_id=campaign_id,
        text_hash=text_hash,
        provider=provider,
        kind=statement.kind.value,
        reason=statement.reason,
        note=statement.note,
        by=statement.by,
        at=times.format_moment(statement.at),
    )


def find_statement(db: ReadDb, campaign_id: int, text_hash: str, provider: str) -> DraftTestStatement | None:
    """Return what a person said last of the tests of a text."""
    row = db.fetch_one(
        """
        SELECT * FROM draft_test_statements
        WHERE campaign_id = :campaign_id AND text_hash = :text_hash AND provider = :provider ORDER BY id DESC LIMIT 1
        """,
        campaign_id=campaign_id,
        text_hash=text_hash,
        provider=provider,
    )
    if row is None:
        return None
    reason = None if row["reason"] is None else WaiverReason(row["reason"])
    return DraftTestStatement(StatementKind(row["kind"]), row["by"], times.parse_moment(row["at"]), reason, row["note"])


def _make_test(row: Row) -> DraftTest:
    return DraftTest(
        id=row["id"],
        campaign_id=row["campaign_id"],
        run=row["run"],
        position=row["position"],
        phone_key=bytes(row["phone_key"]),
        text_hash=row["text_hash"],
        reference=row["reference"],
        provider=row["provider"],
        units=row["units"],
        state=DraftTestState(row["state"]),
        reason=row["reason"],
        requested_at=times.parse_moment(row["requested_at"]),
        provider_id=row["provider_id"],
    )
