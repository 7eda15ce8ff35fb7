"""Opening a store: an unusable file is refused with a code for the reason, and is not changed."""

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

from bot.model.errors import StoreRefused
from bot.store.database import SAFE_SQLITE, SQLITE_VERSION, Store

KEY = b"k" * 32
OTHER_KEY = b"o" * 32
Prepare = Callable[[Path], None]


def make_store(path: Path) -> None:
    """Make a store with rows in it."""
    store = Store(path, KEY)
    with store.transaction() as db:
        for number in range(2000):
            db.execute("INSERT INTO jobs (name, last_at) VALUES (:name, :at)", name=f"job {number}", at="x" * 50)
    store.close()


def run_script(path: Path, sql: str) -> None:
    connection: Any = pysqlite3.connect(path)
    connection.executescript(sql)
    connection.close()


def make_foreign(path: Path) -> None:
    run_script(path, "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')")


def make_empty_foreign(path: Path) -> None:
    run_script(path, "PRAGMA application_id = 12345; PRAGMA user_version = 1")


def make_newer(path: Path) -> None:
    make_store(path)
    run_script(
        path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('nofu', 'm999_tomorrow', '2030')",
    )


def write_text_file(path: Path) -> None:
    path.write_text("宛名番号,電話番号\n" * 300)


def write_short_text(path: Path) -> None:
    path.write_text("a,b\n")


def truncate(path: Path) -> None:
    make_store(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage(path: Path) -> None:
    make_store(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 6000] = b"\xa5" * 6000
    path.write_bytes(content)


REFUSED = [
    pytest.param(make_foreign, KEY, "store_foreign", id="of another program"),
    pytest.param(make_empty_foreign, KEY, "store_foreign", id="of another program, empty"),
    pytest.param(make_newer, KEY, "store_newer", id="of a newer nofu"),
    pytest.param(make_store, OTHER_KEY, "store_wrong_key", id="wrong key"),
    pytest.param(write_text_file, KEY, "store_corrupt", id="a text"),
    pytest.param(write_short_text, KEY, "store_corrupt", id="a short text"),
    pytest.param(truncate, KEY, "store_corrupt", id="cut off"),
    pytest.param(damage, KEY, "store_corrupt", id="damaged"),
]


@pytest.mark.parametrize(("prepare", "key", "code"), REFUSED)
def test_an_unusable_file_is_refused_and_not_changed(tmp_path: Path, prepare: Prepare, key: bytes, code: str) -> None:
    path = tmp_path / "nofu.db"
    prepare(path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(StoreRefused) as refused:
        Store(path, key)
    assert refused.value.code == code
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert not path.with_name("nofu.db-wal").exists() or not path.with_name("nofu.db-wal").stat().st_size


def test_a_path_that_cannot_be_opened_is_refused_as_unusable(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no folder" / "nofu.db"):
        with pytest.raises(StoreRefused) as refused:
            Store(path, KEY)
        assert refused.value.code == "store_unusable"


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "nofu.db"
    path.touch()
    Store(path, KEY).close()
    store = Store(path, KEY)
    with store.read_transaction() as db:
        assert db.fetch_value("PRAGMA application_id") == 0x6E6F6675
        assert db.fetch_value("PRAGMA journal_mode") == "wal"
        assert db.fetch_value("PRAGMA foreign_keys") == 1
        assert db.fetch_value("PRAGMA synchronous") == 2
        assert db.fetch_value("PRAGMA recursive_triggers") == 1
    store.close()


def test_new_files_belong_to_their_owner_only_and_a_check_finds_a_file_open_to_everybody(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store(tmp_path / "nofu.db", KEY)
        found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert found == dict.fromkeys(("nofu.db", "nofu.db-wal", "nofu.db-shm"), 0o600)
    assert store.check_file() == "ok"
    store.path.chmod(0o644)
    assert store.check_file() == "mode 0644"
    store.close()


def test_the_keys_of_a_store_are_made_once(tmp_path: Path) -> None:
    path = tmp_path / "nofu.db"
    first = Store(path, KEY)
    found = first.vault.hash_value("phone", "09012345678")
    first.close()
    second = Store(path, KEY)
    assert second.vault.hash_value("phone", "09012345678") == found
    second.close()


def test_the_keys_cannot_be_deleted_or_replaced(store: Store) -> None:
    """With new keys no payment would match, and people who have paid would get a message."""
    for sql in ("DELETE FROM keys", "REPLACE INTO keys (id, wrapped) VALUES (1, x'00')"):
        with pytest.raises(Exception, match="keys: no DELETE"), store.transaction() as db:
            db.execute(sql)


def test_the_file_contains_no_key_in_plain_form(tmp_path: Path) -> None:
    path = tmp_path / "nofu.db"
    store = Store(path, KEY)
    vault = store.vault
    store.close()
    content = path.read_bytes()
    assert vault.sealing not in content
    assert vault.lookup not in content
    assert KEY not in content


def test_the_sqlite_version_has_the_fix_for_wal_corruption() -> None:
    assert tuple(map(int, SQLITE_VERSION.split("."))) >= SAFE_SQLITE


def test_every_table_is_strict(store: Store) -> None:
    with store.read_transaction() as db:
        loose = db.fetch_all(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
        )
    assert {row["name"] for row in loose} <= {"_sqlite_migrations", "sqlite_schema", "sqlite_sequence"}
