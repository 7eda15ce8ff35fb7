"""The chain notices what was changed, taken out or put in between."""

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


def tampered(store: Store, *statements: str) -> int | None:
    """What somebody could do who has the file in hand, and what the chain says then."""
    with store.transaction() as db:
        db.execute("DROP TRIGGER audit_no_update")
        db.execute("DROP TRIGGER audit_no_delete")
        for statement in statements:
            db.execute(statement)
    with store.read_transaction() as db:
        return audit.find_first_broken(db)


def test_a_whole_chain_is_whole(chained: Store) -> None:
    with chained.read_transaction() as db:
        assert audit.find_first_broken(db) is None


@pytest.mark.parametrize("column", ["at", "actor", "action", "subject", "outcome", "facts", "previous", "hash"])
@pytest.mark.parametrize("entry", [1, 3, ENTRIES])
def test_a_change_anywhere_in_an_entry_is_noticed(chained: Store, column: str, entry: int) -> None:
    assert tampered(chained, f"UPDATE audit SET {column} = {column} || 'x' WHERE id = {entry}") == entry


@pytest.mark.parametrize(("entry", "found"), [(1, 2), (3, 4)])
def test_an_entry_that_was_taken_out_is_noticed_at_the_next(chained: Store, entry: int, found: int) -> None:
    assert tampered(chained, f"DELETE FROM audit WHERE id = {entry}") == found


def test_two_entries_that_changed_places_are_noticed(chained: Store) -> None:
    swap = [f"UPDATE audit SET id = {new} WHERE id = {old}" for old, new in ((2, 99), (3, 2), (99, 3))]
    assert tampered(chained, *swap) == 2


def test_the_end_that_was_cut_off_shows_in_the_head(chained: Store) -> None:
    with chained.read_transaction() as db:
        before = audit.get_head(db)
    assert tampered(chained, f"DELETE FROM audit WHERE id = {ENTRIES}") is None
    with chained.read_transaction() as db:
        assert audit.get_head(db) != before


def test_the_same_act_twice_gives_two_entries(store: Store) -> None:
    with store.transaction() as db:
        for _ in range(2):
            audit.append_entry(db, NOW, "U1", "campaign.approve", "campaign:1", "done", {})
    with store.read_transaction() as db:
        assert db.fetch_value("SELECT COUNT(DISTINCT hash) FROM audit") == 2
