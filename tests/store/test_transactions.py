"""Transactions are atomic, also between threads."""

import threading

import pytest

from bot.store.database import DatabaseError, Db, IntegrityError, ReadDb, Store


def read_counter(store: Store) -> int:
    with store.read_transaction() as db:
        return int(db.fetch_value("SELECT last_at FROM jobs WHERE name = 'counter'"))


def test_sixteen_threads_that_read_and_then_write_lose_no_update(store: Store) -> None:
    with store.transaction() as db:
        db.execute("INSERT INTO jobs (name, last_at) VALUES ('counter', '0')")
    ready = threading.Barrier(16)

    def count() -> None:
        ready.wait()
        for _ in range(10):
            with store.transaction() as db:
                now = int(db.fetch_value("SELECT last_at FROM jobs WHERE name = 'counter'"))
                db.execute("UPDATE jobs SET last_at = :next WHERE name = 'counter'", next=str(now + 1))

    threads = [threading.Thread(target=count) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_counter(store) == 160


def test_a_failed_transaction_is_rolled_back_and_the_next_one_works(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as db:
        _insert_jobs(db, "a", fails=ZeroDivisionError)
    with pytest.raises(IntegrityError), store.transaction() as db:
        _insert_jobs(db, "b", "b")
    with store.transaction() as db:
        assert db.fetch_value("SELECT COUNT(*) FROM jobs") == 0


def test_a_read_transaction_does_not_see_later_changes(store: Store) -> None:
    with store.read_transaction() as db:
        assert db.fetch_value("SELECT COUNT(*) FROM jobs") == 0
        other = threading.Thread(target=_add_job, args=[store])
        other.start()
        other.join()
        assert db.fetch_value("SELECT COUNT(*) FROM jobs") == 0
    with store.read_transaction() as db:
        assert db.fetch_value("SELECT COUNT(*) FROM jobs") == 1


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO jobs (name, last_at) VALUES ('a', '1') RETURNING name",
        "UPDATE jobs SET last_at = '2' RETURNING name",
        "DELETE FROM jobs",
        "CREATE TABLE other (id INTEGER)",
    ],
)
def test_a_read_transaction_cannot_write(store: Store, sql: str) -> None:
    with store.transaction() as db:
        _insert_jobs(db, "kept")
    with store.read_transaction() as db, pytest.raises(DatabaseError, match="readonly"):
        db.fetch_all(sql)
    with store.read_transaction() as db:
        assert db.fetch_value("SELECT last_at FROM jobs WHERE name = 'kept'") == "1"


def test_a_connection_cannot_be_used_after_its_transaction(store: Store) -> None:
    with store.transaction() as db:
        pass
    with store.read_transaction() as reading:
        pass
    for use in (lambda: _insert_jobs(db, "late"), lambda: reading.fetch_value("SELECT 1")):
        with pytest.raises(RuntimeError, match="has ended"):
            use()


def test_a_read_transaction_inside_another_is_refused_and_changes_nothing(store: Store) -> None:
    with store.read_transaction() as db:
        with pytest.raises(DatabaseError, match="within a transaction"), store.read_transaction():
            pass
        with pytest.raises(DatabaseError, match="readonly"):
            db.fetch_all("DELETE FROM jobs RETURNING name")
    with store.transaction() as writing:
        with pytest.raises(DatabaseError, match="within a transaction"), store.read_transaction():
            pass
        _insert_jobs(writing, "a")


def test_read_db_has_no_method_that_writes() -> None:
    reading = {name for name in vars(ReadDb) if not name.startswith("_")}
    assert reading == {"fetch_all", "fetch_one", "fetch_value", "stream", "stream_tuples", "copy_to", "end"}


def _insert_jobs(db: Db, *names: str, fails: type[Exception] | None = None) -> None:
    for name in names:
        db.execute("INSERT INTO jobs (name, last_at) VALUES (:name, '1')", name=name)
    if fails is not None:
        raise fails


def _add_job(store: Store) -> None:
    with store.transaction() as db:
        _insert_jobs(db, "other")
