"""The released schema is never edited; its unique indexes ignore repeated rows as the importers need."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pysqlite3
import pytest
from sqlite_utils import Database

from bot.store import calls, imported_files, instance
from bot.store.database import APPLICATION_ID, Store
from bot.store.schema import MIGRATIONS, list_known_names

MOMENT = datetime(2026, 7, 6, tzinfo=UTC)
DIGEST = "5a278ce36dcb3c8e4e85b7c03485254a4dbf4f06c0e034eddf42d50f68c06eb0"
"""SHA-256 of the SQL of the baseline. A change needs a new migration, not a new digest."""


@pytest.fixture
def baseline(tmp_path: Path) -> Database:
    """A database of the first release."""
    connection = pysqlite3.connect(tmp_path / "nofu.db", isolation_level=None)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    MIGRATIONS.apply(Database(connection), stop_before="m002_questions")
    return Database(connection)


def test_the_baseline_is_never_edited(baseline: Database) -> None:
    rows = baseline.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name <> '_sqlite_migrations' ORDER BY type, name"
    ).fetchall()
    sql = "\n".join(" ".join(row[0].split()) for row in rows if row[0])
    digest = hashlib.sha256(sql.encode()).hexdigest()
    assert digest == DIGEST


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [name.split("_")[0] for name in sorted(list_known_names())]
    assert numbers == [f"m{number:03}" for number in range(1, len(numbers) + 1)]


def test_a_database_of_the_first_release_is_migrated(baseline: Database, tmp_path: Path) -> None:
    baseline.execute(
        """
        INSERT INTO target_lists (id, name, state, source, content_hash, columns, unclear, created_at)
        VALUES (1, 'x', 'ready', 'slack', '0', '', 3, '2026-07-06T00:00:00.000000Z')
        """
    )
    baseline.execute("UPDATE target_lists SET layout = 'aa', assigned = '{\"calls\":\"花子\"}', unknown = '[\"花子\"]'")
    baseline.execute("INSERT INTO column_mappings VALUES ('targets', 'aa', '{\"calls\":\"花子\"}', 'U', '')")
    baseline.conn.close()
    store = Store(tmp_path / "nofu.db", b"k" * 32)
    with store.read_transaction() as db:
        assert db.fetch_value("SELECT questions FROM target_lists") == '{"excluded_word":3}'
        assert db.fetch_value("SELECT layout IS NULL AND assigned = '{}' AND unknown = '[]' FROM target_lists") == 1
        assert db.fetch_value("SELECT COUNT(*) FROM column_mappings") == 0
    store.close()


def test_a_file_of_the_first_release_has_no_columns_to_assign(baseline: Database, tmp_path: Path) -> None:
    baseline.execute(
        """
        INSERT INTO imported_files (id, kind, name, content_hash, source, layout, imported_at)
        VALUES (1, 'calls', '', '', 'slack', 'aa', '2026-07-06T00:00:00.000000Z')
        """
    )
    baseline.conn.close()
    store = Store(tmp_path / "nofu.db", b"k" * 32)
    with store.read_transaction() as db:
        file = imported_files.get_file(db, "calls", 1)
    store.close()
    assert file is not None
    assert (file.unknown, file.slack_file) == ((), None)


def test_calls_differ_by_number_and_promised_day_but_a_counted_attempt_is_stored_once(store: Store) -> None:
    call = {"line": 9, "taxpayer_key": b"\x01", "called_on": "2026-07-06", "called_at": "2026-07-05T15:00:00.000000Z"}
    row = {**call, "phone_key": b"\x09", "result": "wrong_number", "counted": 0, "promised_on": None}
    with store.transaction() as db:
        file = imported_files.begin_file(
            db, "calls", name="x", content_hash="0", source="inbox", uploader=None, now=MOMENT
        )
        row["file_id"] = file
        assert calls.add_call(db, row)
        assert not calls.add_call(db, row)
        assert calls.add_call(db, row | {"phone_key": b"\x08"})
        assert calls.add_call(db, row | {"result": "promise", "promised_on": "2026-07-20"})
        assert calls.add_call(db, row | {"result": "promise", "promised_on": "2026-07-21"})
        assert calls.add_call(db, row | {"result": "absent", "counted": 1})
        assert not calls.add_call(db, row | {"result": "absent", "counted": 1, "phone_key": b"\x08"})
    with pytest.raises(pysqlite3.IntegrityError, match="calls: no DELETE"), store.transaction() as db:
        db.execute("DELETE FROM calls")


def test_messages_of_the_first_release_count_for_their_taxpayer(baseline: Database, tmp_path: Path) -> None:
    baseline.execute(
        """
        INSERT INTO messages (campaign_id, recipient_id, taxpayer_key, phone_key, ref, reference, state, text_hash,
            units, provider, claimed_at)
        VALUES (1, 1, x'01', x'02', '', '', 'delivered', '', 1, 'karaden', '2026-07-06T00:00:00.000000Z')
        """
    )
    baseline.conn.close()
    store = Store(tmp_path / "nofu.db", b"k" * 32)
    with store.read_transaction() as db:
        assert db.fetch_value("SELECT person_key FROM messages") == b"\x01"
        assert db.fetch_value("SELECT COUNT(*) FROM contacts WHERE taxpayer_key = x'01'") == 1
    store.close()


PAID = {"payer": b"1", "paid_on": "2026-07-01", "booked_on": "2026-07-03", "channel": "銀行", "reversal": 0}
BACK = PAID | {"booked_on": "2026-07-06", "reversal": 1}


@pytest.mark.parametrize(
    ("rows", "remaining"),
    [
        ([PAID], [1]),
        ([PAID, BACK], []),
        ([PAID, PAID | {"channel": "コンビニ速報"}, BACK], [2]),
        ([PAID | {"channel": "コンビニ速報"}, BACK | {"channel": "コンビニ速報取消"}], []),
        ([PAID, PAID | {"paid_on": "2026-07-02"}, BACK], [2]),
        ([BACK, PAID | {"booked_on": "2026-07-07"}], [2]),
        ([PAID, BACK | {"payer": b"2"}], [1]),
    ],
)
def test_the_payments_of_the_first_release_are_counted_once(
    baseline: Database, rows: list[dict[str, Any]], remaining: list[int]
) -> None:
    db = baseline
    db.execute(
        "INSERT INTO imported_files (kind, name, content_hash, source, imported_at) VALUES ('payments', '', '', '', '')"
    )
    for line, row in enumerate(rows, 1):
        db.execute(
            """
            INSERT INTO payments (id, file_id, line, taxpayer_key, tax, year, instalment, paid_on, booked_on, amount,
                channel, reversal, matched)
            VALUES (:line, 1, :line, :payer, '', '', '', :paid_on, :booked_on, 9, :channel, :reversal, 'applied')
            """,
            row | {"line": line},
        )
    MIGRATIONS.apply(db)
    found = db.execute("SELECT known_by FROM payments_in_force ORDER BY known_by").fetchall()
    assert [row[0] for row in found] == remaining


def test_a_user_has_each_role_once_in_the_table_of_seen_roles(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    add = "INSERT INTO seen_roles (user, role, seen_at) VALUES ('U1', 'staff', '')"
    baseline.execute(add)
    with pytest.raises(pysqlite3.IntegrityError, match="UNIQUE"):
        baseline.execute(add)


def test_the_alert_of_an_earlier_version_is_not_posted_by_its_old_key(baseline: Database) -> None:
    add = "INSERT INTO posts (kind, key, place) VALUES (?, ?, 'desk')"
    baseline.execute(add, ("alert", "paused:1"))
    baseline.execute(add, ("campaign", "1"))
    MIGRATIONS.apply(baseline)
    assert baseline.execute("SELECT kind, link FROM posts").fetchall() == [("campaign", None)]


def test_the_card_of_a_campaign_needs_no_scan_of_the_audit_or_of_other_campaigns(store: Store) -> None:
    queries = {
        "SELECT * FROM audit WHERE subject = 'campaign:1' AND outcome = 'done' ORDER BY id": "audit_by_subject",
        """
        SELECT COUNT(*), MIN(claimed_at), MAX(claimed_at) FROM messages
        WHERE campaign_id = 1 AND accepted_at IS NOT NULL
        """: "messages_handed_over",
    }
    with store.read_transaction() as db:
        for sql, index in queries.items():
            plan = " ".join(str(row["detail"]) for row in db.fetch_all(f"EXPLAIN QUERY PLAN {sql}"))
            assert index in plan
            assert "TEMP B-TREE" not in plan


def test_a_post_of_an_earlier_version_has_not_failed(baseline: Database) -> None:
    baseline.execute("INSERT INTO posts (kind, key, place) VALUES ('list', '1', 'desk')")
    MIGRATIONS.apply(baseline)
    assert baseline.execute("SELECT failure, failing_since FROM posts").fetchall() == [(None, None)]


def test_calls_of_an_older_database_are_of_nobodys_old_id(baseline: Database, tmp_path: Path) -> None:
    baseline.execute(
        """
        INSERT INTO imported_files (id, kind, name, content_hash, source, imported_at)
        VALUES (1, 'calls', 'x', '0', 'slack', '2026-07-06T00:00:00.000000Z')
        """
    )
    baseline.execute(
        """
        INSERT INTO calls (file_id, line, taxpayer_key, called_on, called_at, result, counted)
        VALUES (1, 2, x'01', '2026-07-06', '2026-07-06T05:00:00.000000Z', 'absent', 1)
        """
    )
    baseline.conn.close()
    store = Store(tmp_path / "nofu.db", b"k" * 32)
    with store.read_transaction() as db:
        assert db.fetch_value("SELECT COUNT(*) FROM calls_counted_now WHERE old_key IS NULL") == 1
    store.close()


def test_a_campaign_of_an_older_database_waits_for_no_first_messages(baseline: Database) -> None:
    baseline.execute(
        """
        INSERT INTO target_lists (id, name, state, source, content_hash, columns, created_at)
        VALUES (1, 'x', 'ready', 'slack', '0', '', '2026-07-06T00:00:00.000000Z')
        """
    )
    baseline.execute(
        """
        INSERT INTO campaigns (id, list_id, intent, state, author, created_at)
        VALUES (1, 1, 'call_back', 'sending', 'U1', '2026-07-06T00:00:00.000000Z')
        """
    )
    MIGRATIONS.apply(baseline)
    assert baseline.execute("SELECT batch_first, batch_last FROM campaigns").fetchall() == [(None, None)]


def test_a_user_has_one_language(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    add = "INSERT INTO seen_locales (user, locale) VALUES ('U1', 'ja')"
    baseline.execute(add)
    with pytest.raises(pysqlite3.IntegrityError, match="UNIQUE"):
        baseline.execute(add)


def test_an_older_file_gets_an_id_of_its_own_and_has_never_been_reconciled(baseline: Database, tmp_path: Path) -> None:
    baseline.conn.close()
    store = Store(tmp_path / "nofu.db", b"k" * 32)
    with store.read_transaction() as db:
        found = instance.get_instance(db)
    store.close()
    assert len(found.database_id) == 10
    assert (found.epoch, found.identity, found.lock, found.reconciled_at) == (0, None, None, None)


def test_a_campaign_of_an_older_database_is_for_everybody_on_its_list(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    columns = {row[1]: row[4] for row in baseline.execute("PRAGMA table_info(campaigns)").fetchall()}
    assert columns["rest_of"] is None


def test_a_campaign_of_an_older_database_corrects_no_incident(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    columns = {row[1]: row[4] for row in baseline.execute("PRAGMA table_info(campaigns)").fetchall()}
    assert columns["correction_of"] is None
    assert baseline.execute("SELECT COUNT(*) FROM incidents").fetchone() == (0,)


def test_no_number_of_an_older_database_was_checked(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    columns = [row[1] for row in baseline.execute("PRAGMA table_info(number_checks)").fetchall()]
    assert columns == ["id", "campaign_id", "phone_key", "reference_on", "checked_on", "result"]
    assert baseline.execute("SELECT COUNT(*) FROM number_checks").fetchall() == [(0,)]


def test_payments_of_an_older_database_are_of_no_old_id(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    columns = {row[1]: row[4] for row in baseline.execute("PRAGMA table_info(payments)").fetchall()}
    assert columns["old_id"] == "0"


def test_the_steps_of_a_message_are_found_by_it(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    plan = baseline.execute("EXPLAIN QUERY PLAN SELECT state FROM message_events WHERE message_id = 1").fetchall()
    assert "message_events_by_message" in plan[0][3]


def test_the_numbers_of_an_older_database_go_on(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    assert baseline.execute("SELECT first_number FROM instance").fetchone() == (1,)


def test_an_older_database_has_lost_no_contacts(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    assert baseline.execute("SELECT COUNT(*) FROM lost_contacts").fetchone() == (0,)


def test_a_suppression_of_an_older_database_has_no_last_day(baseline: Database) -> None:
    baseline.execute(
        """
        INSERT INTO suppressions (id, kind, key, reason, since, source)
        VALUES (1, 'phone', x'01', 'wrong_number', '2026-07-06T00:00:00.000000Z', 'calls:1')
        """
    )
    MIGRATIONS.apply(baseline)
    assert baseline.execute("SELECT ended_by, ended_reason FROM suppressions").fetchall() == [(None, None)]
    for table in ("suppression_terms", "suppression_notes"):
        assert baseline.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)


def test_an_older_database_has_no_records_of_calls(baseline: Database) -> None:
    MIGRATIONS.apply(baseline)
    for table in ("call_backs", "call_back_notes"):
        assert baseline.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)
    assert baseline.execute("SELECT rows FROM table_seals WHERE name = 'call_backs'").fetchone() == (0,)
