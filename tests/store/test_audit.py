"""The hash chain of the audit detects changed, deleted and swapped entries."""

from datetime import UTC, datetime

import pytest

from bot.store import audit
from bot.store.database import Store

NOW = datetime(2026, 7, 7, tzinfo=UTC)
ENTRIES = 5


@pytest.fixture
def chained(store: Store) -> Store:
    with store.transaction() as db:
        for number in range(ENTRIES):
            audit.append_entry(db, NOW, f"U{number}", "campaign.approve", f"campaign:{number}", "done", {"人": number})
    return store


def tamper(store: Store, *statements: str) -> int | None:
    """Change the file without the triggers; return the first broken entry."""
    with store.transaction() as db:
        db.execute("DROP TRIGGER audit_no_update")
        db.execute("DROP TRIGGER audit_no_delete")
        for statement in statements:
            db.execute(statement)
    with store.read_transaction() as db:
        return audit.find_first_broken(db)


def test_an_unchanged_chain_has_no_broken_entry(chained: Store) -> None:
    with chained.read_transaction() as db:
        assert audit.find_first_broken(db) is None


@pytest.mark.parametrize("column", ["at", "actor", "action", "subject", "outcome", "facts", "previous", "hash"])
@pytest.mark.parametrize("entry", [1, 3, ENTRIES])
def test_a_change_of_any_column_is_detected(chained: Store, column: str, entry: int) -> None:
    assert tamper(chained, f"UPDATE audit SET {column} = {column} || 'x' WHERE id = {entry}") == entry


@pytest.mark.parametrize(("entry", "found"), [(1, 2), (3, 4)])
def test_a_deleted_entry_is_detected_at_the_next_entry(chained: Store, entry: int, found: int) -> None:
    assert tamper(chained, f"DELETE FROM audit WHERE id = {entry}") == found


def test_two_swapped_entries_are_detected(chained: Store) -> None:
    swap = [f"UPDATE audit SET id = {new} WHERE id = {old}" for old, new in ((2, 99), (3, 2), (99, 3))]
    assert tamper(chained, *swap) == 2


def test_deleting_the_last_entry_changes_the_head(chained: Store) -> None:
    with chained.read_transaction() as db:
        before = audit.get_head(db)
    assert tamper(chained, f"DELETE FROM audit WHERE id = {ENTRIES}") is None
    with chained.read_transaction() as db:
        assert audit.get_head(db) != before


def test_the_same_change_twice_gives_two_entries_with_different_hashes(store: Store) -> None:
    with store.transaction() as db:
        for _ in range(2):
            audit.append_entry(db, NOW, "U1", "campaign.approve", "campaign:1", "done", {})
    with store.read_transaction() as db:
        assert db.fetch_value("SELECT COUNT(DISTINCT hash) FROM audit") == 2
