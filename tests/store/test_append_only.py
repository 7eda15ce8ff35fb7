"""What was written down is not rewritten, in no way that SQL knows."""

from pathlib import Path

import pytest

from bot.desk import receipts
from bot.store.database import Store
from tests.desk.files import Debt, Paid
from tests.desk.office import CLOCK, Office, opened, report
from tests.desk.steps import imported, paid, sends, work

TABLES = ("audit", "message_events", "receipts", "payments", "approvals")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A desk with a row in each of these tables."""
    office = opened(tmp_path_factory.mktemp("full"))
    sends(office, imported(office, [Debt()]).target.id)
    work(office)
    receipts.record(office, CLOCK, [report("p1")])
    paid(office, [Paid()])
    return office


@pytest.mark.parametrize("table", TABLES)
def test_a_row_can_neither_be_changed_nor_removed_nor_replaced(full: Office, table: str) -> None:
    store = full.store
    with store.reading() as db:
        column = db.value(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1")
        rows = db.value(f"SELECT COUNT(*) FROM {table}")
    assert rows
    for sql in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"REPLACE INTO {table} SELECT * FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    ):
        _refused(store, sql, table)
    with store.reading() as db:
        assert db.value(f"SELECT COUNT(*) FROM {table}") == rows


def _refused(store: Store, sql: str, table: str) -> None:
    with pytest.raises(Exception, match=f"{table}: no "), store.transaction() as db:
        db.change(sql)


def test_these_are_all_tables_that_are_guarded(tmp_path: Path) -> None:
    store = Store(tmp_path / "nofu.db", b"k" * 32)
    with store.reading() as db:
        guarded = {
            row["tbl_name"] for row in db.all("SELECT tbl_name FROM sqlite_master WHERE name LIKE '%_no_update'")
        }
    store.close()
    assert guarded == set(TABLES)
