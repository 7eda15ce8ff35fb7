"""What was written down is not rewritten, in no way that SQL knows."""

from pathlib import Path
from typing import Any

import pytest

from bot.services import receipts
from bot.store import calls, exclusions, imported_files
from bot.store.database import Db, Store
from tests.desk.files import Debt, Paid
from tests.desk.office import CLOCK, TUESDAY, Office, opened, report
from tests.desk.steps import imported, paid, sends, work

TABLES = ("audit", "message_events", "receipts", "payments", "approvals", "calls", "exclusions", "inbox_failures")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A desk with a row in each of these tables."""
    office = opened(tmp_path_factory.mktemp("full"))
    sends(office, imported(office, [Debt()]).target.id)
    work(office)
    receipts.record_receipts(office, CLOCK, [report("p1")])
    paid(office, [Paid()])
    with office.store.transaction() as db:
        tell(db)
    return office


def tell(db: Db) -> None:
    """A call and an exclusion, as files tell of them; and a file that failed."""
    imported_files.add_failure(db, kind="targets", name="f", code="file_empty", facts={}, now=TUESDAY)
    day = "2026-07-06"
    row = {"line": 2, "taxpayer_key": b"t"}
    file: dict[str, Any] = {"name": "f", "sha256": "", "source": "terminal", "uploader": None, "now": TUESDAY}
    call = {"phone_key": None, "called_on": day, "called_at": f"{day}T01:00:00.000000Z", "result": "absent"}
    calls.add_call(
        db, row | call | {"file_id": imported_files.begin_file(db, "calls", **file), "counted": 1, "promised_on": None}
    )
    said = {"as_of": day, "excluded": 1, "ground": "city"}
    exclusions.add_exclusion(db, row | said | {"file_id": imported_files.begin_file(db, "exclusions", **file)})


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
