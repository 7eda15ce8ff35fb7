"""The SQLite file: one connection for each thread, and every change in a BEGIN IMMEDIATE transaction.

`atomic()` of sqlite-utils begins a deferred transaction, in which reading and then writing fails when threads do it at
once (193 of 200 with 16 threads; none with IMMEDIATE). synchronous=FULL, because a claim that a power cut rolls back is
a message sent twice. The driver is pysqlite3, because SQLite before 3.51.3 can corrupt a WAL file
(docs/decisions/0003); only this module and backups.py import it.
"""

import os
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import pysqlite3 as driver
from sqlite_utils import Database

from bot.model.errors import StoreRefused
from bot.model.instance import StoreFault
from bot.store.schema import MIGRATIONS, list_known_names
from bot.store.table_seals import SealWatch, fill_missing, watch_changes
from bot.vault import Vault, WrongKey

APPLICATION_ID = 0x6E6F6675  # "nofu"
_BUSY_SECONDS = 30.0
_QUICK_BYTES = 250_000_000
"""A larger file is not checked when it is opened, since quick_check reads about 200 MB a second; see `is_large`."""
_CACHED_STATEMENTS = 1_000
"""The driver's own 128 are not enough for an import: then it compiles long statements anew each time."""
_CACHE_KIB, _CHECKPOINT_PAGES = 2_000, 1_000  # SQLite's own
_LOADING_CACHE_KIB, _LOADING_CHECKPOINT_PAGES = 16_000, 8_000

DatabaseError: type[Exception] = driver.DatabaseError
IntegrityError: type[Exception] = driver.IntegrityError
SQLITE_VERSION: str = driver.sqlite_version
SAFE_SQLITE = (3, 51, 3)
"""The first version without the WAL-reset bug (sqlite.org/wal.html#walresetbug)."""

# For other types than text and numbers the driver looks up an adapter, and asks the value itself if there is none. That
# takes ten times as long as binding a number.
driver.register_adapter(type(None), {None: None}.get)
driver.register_adapter(bytes, bytearray)
driver.register_adapter(bool, int)

Row = Mapping[str, Any]


class TransactionEnded(Exception):
    """SQLite has rolled the whole transaction back: nothing of it can be committed any more."""


class _Ended:
    """Stands where the connection was: outside a transaction each statement would commit by itself."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("this transaction has ended")


class ReadDb:
    """One thread's connection, for reading. Values are bound by name; none is ever formatted into the SQL."""

    def __init__(self, connection: Any, vault: Vault) -> None:
        self._connection = connection
        self.vault = vault

    def end(self) -> None:
        """Refuse every further statement: the transaction has ended."""
        self._connection = _Ended()

    def fetch_all(self, sql: str, /, **values: object) -> list[Row]:
        """Return every row of a query."""
        return list(self._connection.execute(sql, values))

    def stream(self, sql: str, /, **values: object) -> Iterator[Row]:
        """Yield row after row, for results that are too large for memory."""
        yield from self._connection.execute(sql, values)

    def stream_tuples(self, sql: str, /, **values: object) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
        """Return the column names, and the rows as plain tuples: faster for hundreds of thousands of rows."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        cursor.execute(sql, values)
        return tuple([column[0] for column in cursor.description]), cursor

    def fetch_one(self, sql: str, /, **values: object) -> Row | None:
        """Return the first row, or None."""
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def fetch_value(self, sql: str, /, **values: object) -> Any:
        """Return the first column of the first row, or None."""
        row = self.fetch_one(sql, **values)
        return None if row is None else next(iter(row))

    def copy_to(self, target: Any, pages: int, end_step: Callable[[], None]) -> None:
        """Copy the whole file, in the state that this transaction reads, into another connection in steps of pages."""
        self._connection.execute("SELECT 1 FROM sqlite_master").fetchone()  # from now on the state is fixed
        self._connection.backup(target, pages=pages, progress=lambda *_: end_step())


class Db(ReadDb):
    """One thread's connection within a transaction that writes. `watch` counts what it changes in sealed tables."""

    def __init__(self, connection: Any, vault: Vault, watch: SealWatch) -> None:
        super().__init__(connection, vault)
        self.watch = watch

    def execute(self, sql: str, /, **values: object) -> int:
        """Run an INSERT, UPDATE or DELETE; return how many rows it changed."""
        return int(self._connection.execute(sql, values).rowcount)

    def insert(self, sql: str, /, **values: object) -> int:
        """Run an INSERT; return the id of the new row."""
        return int(self._connection.execute(sql, values).lastrowid)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Make what follows whole or not at all within the transaction. Raises TransactionEnded instead of an error
        after which SQLite has rolled the whole transaction back (disk full, I/O error)."""
        self._connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException as fault:
            if not self._connection.in_transaction:
                raise TransactionEnded from fault
            self._connection.execute("ROLLBACK TO part")
            self._connection.execute("RELEASE part")
            raise
        self._connection.execute("RELEASE part")

    def execute_many(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run one statement for many rows."""
        self._connection.executemany(sql, rows)

    def load_tuples(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for many rows with values by position: binding by name costs as much as the value."""
        self._connection.executemany(sql, rows)


_Connection = TypeVar("_Connection", bound=ReadDb)


class Store:
    """The database file. Raises StoreRefused when it cannot be used as it is."""

    def __init__(self, path: Path, outer: bytes) -> None:
        self.path = path
        self._here = threading.local()
        self._connections: list[Any] = []
        self._lock = threading.Lock()
        self.on_fault: Callable[[StoreFault], None] = lambda _fault: None
        """Called in the thread in which a transaction failed because the file could not be changed."""
        try:
            self.vault = self._prepare(outer)
        except StoreRefused:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Db]:
        """Read and write as one unit: all of it is committed, or nothing."""
        with self._reporting(), self._unit("BEGIN IMMEDIATE", self._make_db()) as db:
            yield db

    @contextmanager
    def read_transaction(self) -> Iterator[ReadDb]:
        """Read one consistent state of the file. SQLite refuses every write until the end."""
        connection = self._connection()
        # First the BEGIN: SQLite refuses a second one, so the outer unit keeps its mode.
        with self._unit("BEGIN", ReadDb(connection, self.vault)) as db:
            connection.execute("PRAGMA query_only=ON")
            try:
                yield db
            finally:
                connection.execute("PRAGMA query_only=OFF")

    @contextmanager
    def bulk_loading(self) -> Iterator[None]:
        """Give this thread a larger cache and fewer checkpoints while it inserts many rows."""
        connection = self._connection()
        try:
            _tune(connection, _LOADING_CACHE_KIB, _LOADING_CHECKPOINT_PAGES)
            yield
        finally:
            _tune(connection, _CACHE_KIB, _CHECKPOINT_PAGES)

    @contextmanager
    def staging(self) -> Iterator[Db]:
        """Work in this thread's memory alone (schema `staging`): nothing is locked, nothing reaches the file."""
        with self._unit("BEGIN", self._make_db()) as db:
            yield db

    def check_file(self) -> str:
        """Return "ok", or what is wrong: the result of SQLite's quick_check, or a mode that lets everybody in."""
        mode = stat.S_IMODE(self.path.stat().st_mode)
        if mode & stat.S_IRWXO:
            return f"mode {mode:04o}"
        with self.read_transaction() as db:
            return str(db.fetch_value("PRAGMA quick_check"))

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    @contextmanager
    def _unit(self, begin: str, db: _Connection) -> Iterator[_Connection]:
        connection = self._connection()
        connection.execute(begin)
        try:
            yield db
            connection.execute("COMMIT")
        except BaseException:
            with suppress(driver.Error):  # SQLite may have rolled back by itself (disk full, I/O error)
                connection.execute("ROLLBACK")
            raise
        finally:
            db.end()

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Report a database that cannot be changed, whoever wanted to."""
        try:
            yield
        except driver.OperationalError as fault:
            self.on_fault(name_fault(fault))
            raise

    def try_write(self, wait_seconds: float) -> StoreFault | None:
        """Change nothing, but write it: return what keeps the file from being changed, or None."""
        connection = self._connection()
        connection.execute(f"PRAGMA busy_timeout={int(wait_seconds * 1000)}")
        try:
            with self._unit("BEGIN IMMEDIATE", self._make_db()) as db:
                db.execute("UPDATE purge_guard SET is_open = is_open")
        except driver.DatabaseError as fault:
            return name_fault(fault)
        finally:
            connection.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1000)}")
        return None

    def _connection(self) -> Any:
        connection = getattr(self._here, "connection", None)
        if connection is None:
            connection = self._here.connection = _connect(self.path)
            with self._lock:
                self._connections.append(connection)
        return connection

    def _make_db(self) -> Db:
        """Return this thread's connection for a change. The first one adds the triggers of the seals: most threads only
        read, and the triggers take longer than opening the connection."""
        connection = self._connection()
        watch = getattr(self._here, "watch", None)
        if watch is None:
            watch = self._here.watch = watch_changes(connection, self.vault)
        return Db(connection, self.vault, watch)

    def _prepare(self, outer: bytes) -> Vault:
        """Check the file, apply migrations, unwrap the keys."""
        try:
            _create_if_missing(self.path)
            connection = self._connection()
            if is_blank(connection):
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode=WAL")
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'table_seals'").fetchone() is not None:
                watch_changes(connection, _run_exclusively(connection, lambda: unwrap_keys(connection, outer)))
            MIGRATIONS.apply(Database(connection))
            vault = _run_exclusively(connection, lambda: _unwrap_and_seal(connection, outer))
            self._here.watch = watch_changes(connection, vault)
            return vault
        except WrongKey as fault:
            raise StoreRefused("store_wrong_key") from fault
        except (driver.OperationalError, OSError) as fault:
            raise StoreRefused("store_unusable") from fault
        except driver.DatabaseError as fault:
            raise StoreRefused("store_corrupt") from fault


def name_fault(fault: Exception) -> StoreFault:
    """Name why the file could not be changed. A limit on the size of files counts as a full disk, as SQLite sees it."""
    text = str(fault)
    if "is full" in text:
        return StoreFault.FULL
    return StoreFault.LOCKED if "locked" in text else StoreFault.OTHER


def _create_if_missing(path: Path) -> None:
    """Create the file, readable only by its owner. SQLite then gives its -wal and -shm files the same permissions.

    An existing file is not opened: closing it here would release the locks of this process's other connections.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _connect(path: Path) -> Any:
    # close() runs in the main thread, while the threads of Bolt, APScheduler and nofu end.
    connection = driver.connect(
        path,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_CACHED_STATEMENTS,
    )
    connection.row_factory = driver.Row
    connection.execute("ATTACH ':memory:' AS staging")
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _tune(connection: Any, cache_kib: int, checkpoint_pages: int) -> None:
    connection.execute(f"PRAGMA main.cache_size=-{cache_kib}")
    connection.execute(f"PRAGMA wal_autocheckpoint={checkpoint_pages}")


def is_blank(connection: Any) -> bool:
    """Whether the file is new. Raises StoreRefused if it is not ours, is damaged, or was written by a newer nofu."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if mark != APPLICATION_ID and (tables or mark):
        raise StoreRefused("store_foreign")
    if not tables:
        return mark != APPLICATION_ID
    path = Path(connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0])
    if not is_large(path) and connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise StoreRefused("store_corrupt")
    applied = {migration.name for migration in MIGRATIONS.applied(Database(connection))}
    if applied - list_known_names():
        raise StoreRefused("store_newer")
    return False


def _run_exclusively(connection: Any, work: Callable[[], Vault]) -> Vault:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work()
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return result


def _unwrap_and_seal(connection: Any, outer: bytes) -> Vault:
    vault = unwrap_keys(connection, outer)
    fill_missing(connection, vault)
    return vault


def unwrap_keys(connection: Any, outer: bytes) -> Vault:
    """Return the vault of this file; a new file gets its keys now. Raises WrongKey."""
    row = connection.execute("SELECT wrapped FROM keys WHERE id = 1").fetchone()
    if row is not None:
        return Vault.unwrap(bytes(row[0]), outer)
    vault = Vault.create()
    connection.execute("INSERT INTO keys (id, wrapped) VALUES (1, :wrapped)", {"wrapped": vault.wrap(outer)})
    return vault


def is_large(path: Path) -> bool:
    """Whether a file is too large to be checked when it is opened; bot/services/integrity.py checks it each night."""
    return path.stat().st_size > _QUICK_BYTES


CLAIM_TABLES = (
    *("campaigns", "campaign_texts", "approvals", "target_lists", "recipients", "list_rows", "counted_payments"),
    *("promises", "calls", "exclusions", "suppressions", "suppression_terms", "unread_rows", "number_checks"),
    *("lost_contacts", "instance", "slip_numbers", "payment_slips"),
)
"""The tables by which a claim judges people; it compares what it reads of a message with the message's seal."""


def are_claim_tables_whole(db: ReadDb) -> bool:
    """Whether SQLite finds no damaged page in the tables by which a claim judges: faster than the whole file."""
    return all(db.fetch_value(f"PRAGMA quick_check({table})") == "ok" for table in CLAIM_TABLES)


def are_pages_whole(db: ReadDb) -> bool:
    """Whether SQLite finds no damaged page; indexes are not compared with their tables."""
    return bool(db.fetch_value("PRAGMA quick_check(1)") == "ok")


def is_whole(db: ReadDb) -> bool:
    """Whether SQLite finds no damage: reads every page, and compares each index with its table."""
    return bool(db.fetch_value("PRAGMA integrity_check(1)") == "ok")


@contextmanager
def allow_purge(db: Db) -> Iterator[None]:
    """Let this transaction delete rows of the append-only tables that a purge may delete (m001_baseline.sql)."""
    db.execute("UPDATE purge_guard SET is_open = 1")
    try:
        yield
    finally:
        db.execute("UPDATE purge_guard SET is_open = 0")


@contextmanager
def allow_renumbering(db: Db) -> Iterator[None]:
    """Let this transaction give stored rows another taxpayer, also in append-only tables (m006_renumbering.sql)."""
    db.execute("UPDATE purge_guard SET may_renumber = 1")
    try:
        yield
    finally:
        db.execute("UPDATE purge_guard SET may_renumber = 0")
