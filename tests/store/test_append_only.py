"""Append-only tables: no SQL statement changes or deletes their rows, except during a purge."""

from typing import Any

import pytest

from bot.model.access import Action
from bot.model.call_backs import CallBackDetail, CallBackEntry, CallBackResult, CorrectionEntry, CorrectionReason
from bot.model.suppressions import SuppressionReason
from bot.services import call_backs, contact_records, receipts, suppressions
from bot.services.unit_of_work import change
from bot.store import calls, exclusions, imported_files
from bot.store.database import Db, Store, allow_purge, allow_renumbering
from tests.services.files import Debt, Paid
from tests.services.harness import CHIEF, CLOCK, OPERATOR, TUESDAY, HarnessContext, make_receipt, open_context
from tests.services.steps import import_list, import_paid, send_all, start_sending

TABLES = (
    *("judgement_bases", "submission_facts"),
    *("audit", "message_events", "receipts", "payments", "approvals", "calls", "exclusions", "inbox_failures"),
    *("message_phones", "stray_receipts", "record_days", "call_backs", "call_back_notes"),
    *("suppression_notes", "payment_slips", "similar_ids", "call_back_corrections"),
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> HarnessContext:
    """A store with rows in each of these tables."""
    context = open_context(tmp_path_factory.mktemp("store"))
    start_sending(context, import_list(context, [Debt(taxpayer="1001-1")]).target.id)
    send_all(context)
    receipts.record_receipts(context, CLOCK, [make_receipt("p1"), make_receipt("unknown")])
    import_paid(context, [Paid()])
    entry = CallBackEntry(1, False, CallBackResult.CALLED_BACK, CallBackDetail.OTHER, None, "x", 0)
    call_backs.record_call_back(context, OPERATOR, entry)
    call_backs.correct_call_back(context, CHIEF, CorrectionEntry(1, 1, CorrectionReason.OTHER, undoes=True))
    with change(context, OPERATOR, Action.SUPPRESSION_ADD, "-") as unit:
        suppressions.suppress(
            unit, SuppressionReason.CONSULTING, phone=None, taxpayer=b"t", source="slack", by=None, note="x"
        )
    with context.store.transaction() as db:
        db.execute("INSERT INTO payment_slips (payment, number) SELECT id, x'00' FROM payments")
        add_call_and_exclusion(db)
    context.clock.advance(days=1)
    contact_records.write_next_day(context, CLOCK)
    return context


def add_call_and_exclusion(db: Db) -> None:
    """Add a call, an exclusion and a failed file."""
    imported_files.add_failure(db, kind="targets", name="f", code="file_empty", facts={}, now=TUESDAY)
    day = "2026-07-06"
    row = {"line": 2, "taxpayer_key": b"t"}
    file: dict[str, Any] = {"name": "f", "content_hash": "", "source": "terminal", "uploader": None, "now": TUESDAY}
    call = {"phone_key": None, "called_on": day, "called_at": f"{day}T01:00:00.000000Z", "result": "absent"}
    calls.add_call(
        db, row | call | {"file_id": imported_files.begin_file(db, "calls", **file), "counted": 1, "promised_on": None}
    )
    exclusion = {"as_of": day, "excluded": 1, "ground": "city"}
    exclusions.add_exclusion(db, row | exclusion | {"file_id": imported_files.begin_file(db, "exclusions", **file)})


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_changed_deleted_or_replaced(filled: HarnessContext, table: str) -> None:
    store = filled.store
    with store.read_transaction() as db:
        column = db.fetch_value(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1")
        rows = db.fetch_value(f"SELECT COUNT(*) FROM {table}")
    assert rows
    for sql in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"REPLACE INTO {table} SELECT * FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    ):
        _check_refused(store, sql, table)
    with store.read_transaction() as db:
        assert db.fetch_value(f"SELECT COUNT(*) FROM {table}") == rows


@pytest.mark.parametrize("table", TABLES)
def test_a_purge_deletes_from_some_tables_only_while_it_is_allowed(filled: HarnessContext, table: str) -> None:
    purgeable = {"payments", "calls", "exclusions", "inbox_failures", "message_phones", "stray_receipts"}
    purgeable |= {"call_backs", "call_back_notes", "suppression_notes", "payment_slips", "similar_ids"}
    purgeable |= {"call_back_corrections"}
    with pytest.raises(Exception, match="undo" if table in purgeable else f"{table}: no DELETE"):
        check_purge(filled.store, table)
    with pytest.raises(Exception, match=f"{table}: no DELETE"), filled.store.transaction() as db:
        db.execute(f"DELETE FROM {table}")


def check_purge(store: Store, table: str) -> None:
    with store.transaction() as db:
        with allow_purge(db):
            db.execute(f"DELETE FROM {table}")
        with pytest.raises(Exception, match="receipts: no DELETE"):
            db.execute("DELETE FROM receipts")
        raise ValueError("undo")


def test_the_purge_is_over_after_an_error_in_it(filled: HarnessContext) -> None:
    with filled.store.transaction() as db:
        with pytest.raises(ZeroDivisionError), allow_purge(db):
            raise ZeroDivisionError
        with pytest.raises(Exception, match="calls: no DELETE"):
            db.execute("DELETE FROM calls")


@pytest.mark.parametrize(
    ("table", "free", "fixed"),
    [
        ("payments", "taxpayer_key", "amount"),
        ("calls", "taxpayer_key", "called_on"),
        ("exclusions", "taxpayer_key", "excluded"),
        ("message_phones", "phone_box", "message_id"),
        ("audit", None, "at"),
    ],
)
def test_a_renumbering_changes_only_whose_a_row_is_and_only_while_it_is_allowed(
    filled: HarnessContext, table: str, free: str | None, fixed: str
) -> None:
    with pytest.raises(ValueError, match="undo"):
        check_renumbering(filled.store, table, free, fixed)


def check_renumbering(store: Store, table: str, free: str | None, fixed: str) -> None:
    with store.transaction() as db:
        with allow_renumbering(db):
            if free:
                assert db.execute(f"UPDATE {table} SET {free} = x'00'") > 0
            with pytest.raises(Exception, match=f"{table}: no UPDATE"):
                db.execute(f"UPDATE {table} SET {fixed} = {fixed}")
            with pytest.raises(Exception, match=f"{table}: no DELETE"):
                db.execute(f"DELETE FROM {table}")
        with pytest.raises(Exception, match=f"{table}: no UPDATE"):
            db.execute(f"UPDATE {table} SET {free or fixed} = {free or fixed}")
        raise ValueError("undo")


def _check_refused(store: Store, sql: str, table: str) -> None:
    with pytest.raises(Exception, match=f"{table}: no "), store.transaction() as db:
        db.execute(sql)


def test_no_other_table_is_append_only(store: Store) -> None:
    with store.read_transaction() as db:
        rows = db.fetch_all("SELECT tbl_name FROM sqlite_master WHERE name LIKE '%_no_update'")
    guarded = {row["tbl_name"] for row in rows}
    assert guarded == set(TABLES)
