"""The released schema is never edited; its unique indexes ignore repeated rows as the importers need."""

import hashlib
from datetime import UTC, datetime

import pysqlite3
import pytest

from bot.store import calls, imported_files
from bot.store.database import Store

MOMENT = datetime(2026, 7, 6, tzinfo=UTC)
DIGEST = "5a278ce36dcb3c8e4e85b7c03485254a4dbf4f06c0e034eddf42d50f68c06eb0"
"""SHA-256 of the SQL of the baseline. A change needs a new migration, not a new digest."""


def test_the_baseline_is_never_edited(store: Store) -> None:
    with store.read_transaction() as db:
        rows = db.fetch_all("SELECT sql FROM sqlite_master WHERE tbl_name <> '_sqlite_migrations' ORDER BY type, name")
    sql = "\n".join(" ".join(row["sql"].split()) for row in rows if row["sql"])
    digest = hashlib.sha256(sql.encode()).hexdigest()
    assert digest == DIGEST


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
