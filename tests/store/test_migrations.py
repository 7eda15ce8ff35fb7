"""A file that an earlier nofu has written: the newer one adds its columns, and what stands there stays."""

from pathlib import Path
from typing import Any

import pysqlite3
import pytest
from sqlite_utils import Database

from bot.store import calls, lists, shared
from bot.store.database import APPLICATION_ID, Store
from bot.store.migrations.registry import MIGRATIONS

KEY = b"k" * 32


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
        with store.reading() as db:
            target, found = lists.get(db, 7), shared.numbers(db, 7)
    finally:
        store.close()
    assert target is not None
    assert (target.name, target.exports, target.counts.excluded) == ("6月分", None, {"shared_phone": 2})
    assert found is not None
    assert (found.numbers, found.people, found.how, found.at) == (1, 2, None, None)


def test_calls_of_an_earlier_schema_stay_and_take_a_second_number_of_the_same_moment(tmp_path: Path) -> None:
    path = tmp_path / "nofu.db"
    connection: Any = pysqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    MIGRATIONS.apply(Database(connection), stop_before="m008_calls_told_apart")
    connection.executescript(
        """
        INSERT INTO data_files (id, kind, name, sha256, source, imported_at)
            VALUES (1, 'calls', 'x', '0', 'inbox', '2026-07-06T09:00:00.000000Z');
        INSERT INTO calls (id, file_id, line, taxpayer_key, phone_key, called_on, called_at, result, counted,
            promised_on, quiet_until) VALUES
            (4, 1, 2, x'01', x'09', '2026-07-06', '2026-07-05T15:00:00.000000Z', 'wrong_number', 0, NULL, NULL),
            (5, 1, 3, x'02', NULL, '2026-07-06', '2026-07-06T05:00:00.000000Z', 'promise', 0, NULL, '2026-07-20'),
            (6, 1, 4, x'01', NULL, '2026-07-06', '2026-07-05T15:00:00.000000Z', 'absent', 1, NULL, NULL);
        """
    )
    connection.close()
    store = Store(path, KEY)
    called = {"file_id": 1, "line": 9, "taxpayer_key": b"\x01", "called_on": "2026-07-06", "promised_on": None}
    moment = {"called_at": "2026-07-05T15:00:00.000000Z"}
    try:
        with store.transaction() as db:
            assert not calls.add(db, {**called, **moment, "phone_key": b"\x09", "result": "wrong_number", "counted": 0})
            assert calls.add(db, {**called, **moment, "phone_key": b"\x08", "result": "wrong_number", "counted": 0})
            assert not calls.add(db, {**called, **moment, "phone_key": b"\x08", "result": "absent", "counted": 1})
            kept = [(row["id"], row["quiet_until"]) for row in db.all("SELECT * FROM calls ORDER BY id")]
        assert kept == [(4, None), (5, "2026-07-20"), (6, None), (7, None)]
        with pytest.raises(pysqlite3.IntegrityError, match="calls: no DELETE"), store.transaction() as db:
            db.change("DELETE FROM calls")
    finally:
        store.close()
