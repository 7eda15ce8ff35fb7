"""A file that an earlier nofu has written: the newer one adds its columns, and what stands there stays."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pysqlite3
import pytest
from sqlite_utils import Database

from bot.store import calls, imported_files, lists, shared_numbers
from bot.store.database import APPLICATION_ID, Store
from bot.store.migrations.registry import MIGRATIONS

KEY = b"k" * 32
MOMENT = datetime(2026, 7, 6, tzinfo=UTC)


def test_lists_of_the_first_schema_are_there_after_all_migrations(tmp_path: Path) -> None:
    path = tmp_path / "nofu.db"
    connection: Any = pysqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    MIGRATIONS.apply(Database(connection), stop_before="m002_what_the_city_knows")
    connection.executescript(
        """
        INSERT INTO target_lists (id, name, state, source, uploader, sha256, columns, counts, created_at) VALUES
            (7, '6月分', 'ready', 'slack', 'U1', '0', 'phone', '{"rows": 2, "recipients": 0, "accepted": 0,
            "corrected": {}, "excluded": {"shared_phone": 2}, "rejected": {}}', '2026-06-01T00:00:00.000000+00:00');
        INSERT INTO recipients (id, list_id, taxpayer_key, taxpayer_box, phone_key, phone_box, phone_mask, mobile,
            shared) VALUES (1, 7, x'01', x'01', x'09', x'09', '090-****-0001', 1, 1),
                (2, 7, x'02', x'02', x'09', x'09', '090-****-0001', 1, 1);
        INSERT INTO recipient_phones (recipient_id, phone_key, phone_box, mask, mobile, line)
            VALUES (1, x'09', x'09', '090-****-0001', 1, 2), (2, x'09', x'09', '090-****-0001', 1, 3);
        """
    )
    connection.close()
    store = Store(path, KEY)
    try:
        with store.read_transaction() as db:
            target, found = lists.get_list(db, 7), shared_numbers.count_shared(db, 7)
    finally:
        store.close()
    assert target is not None
    assert (target.name, target.exports, target.counts.excluded) == ("6月分", None, {"shared_phone": 2})
    assert found is not None
    assert (found.numbers, found.people, found.how, found.at) == (1, 2, None, None)


def test_what_was_heard_is_told_apart_by_number_and_day_an_attempt_counts_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "nofu.db", KEY)
    call = {"line": 9, "taxpayer_key": b"\x01", "called_on": "2026-07-06", "called_at": "2026-07-05T15:00:00.000000Z"}
    heard = {**call, "phone_key": b"\x09", "result": "wrong_number", "counted": 0, "promised_on": None}
    try:
        with store.transaction() as db:
            file = imported_files.begin_file(
                db, "calls", name="x", sha256="0", source="inbox", uploader=None, now=MOMENT
            )
            heard["file_id"] = file
            assert calls.add_call(db, heard)
            assert not calls.add_call(db, heard)
            assert calls.add_call(db, heard | {"phone_key": b"\x08"})
            assert calls.add_call(db, heard | {"result": "promise", "promised_on": "2026-07-20"})
            assert calls.add_call(db, heard | {"result": "promise", "promised_on": "2026-07-21"})
            assert calls.add_call(db, heard | {"result": "absent", "counted": 1})
            assert not calls.add_call(db, heard | {"result": "absent", "counted": 1, "phone_key": b"\x08"})
        with pytest.raises(pysqlite3.IntegrityError, match="calls: no DELETE"), store.transaction() as db:
            db.execute("DELETE FROM calls")
    finally:
        store.close()
