"""Importing a target list, against csv.reader and executemany of the same rows without validation."""

import csv
import resource
import tempfile
import time
from pathlib import Path

import pysqlite3

from bot.services.imports.pipeline import Source, import_file
from bot.services.imports.targets import TARGETS
from bot.vault import Vault
from tests.bench.cases import STAFF, open_bench, write_list

_RUNS = 3


def measure(rows: int) -> dict[str, float]:
    """Return rows a second of both (the best of three alternating runs), their ratio, and the share of encryption.

    The share of encryption is the processor time for the keyed hashes and encrypted values of all rows (two and three
    a row), divided by the processor time of the whole import in both processes.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "list.csv"
        write_list(path, rows)
        raw, ours, work = [], [], []
        for run in range(_RUNS):
            raw.append(_import_raw(path, folder / f"raw{run}.db"))
            before = _get_cpu_seconds()
            ours.append(_import_list(path, folder / str(run), rows))
            work.append(_get_cpu_seconds() - before)
        before = _get_cpu_seconds()
        _seal(rows)
        sealing = _get_cpu_seconds() - before
    return {
        "import_rows_per_s": rows / min(ours),
        "import_raw_rows_per_s": rows / min(raw),
        "import_ratio": min(raw) / min(ours),
        "import_against_public_peer": rows / min(ours) / 5740,
        "import_sealing_share": sealing / min(work),
    }


def _import_list(path: Path, folder: Path, rows: int) -> float:
    folder.mkdir()
    context = open_bench(folder)
    began = time.perf_counter()
    view = import_file(context, STAFF, TARGETS, path, name="bench", source=Source("slack", "U_STAFF"))
    took = time.perf_counter() - began
    assert view.target.counts.accepted == rows
    context.store.close()
    return took


def _seal(rows: int) -> None:
    vault = Vault.create()
    texts = [f"09{number:09}" for number in range(rows)]
    for kind in ("taxpayer", "phone"):
        keys = vault.hash_values(kind, texts)
        vault.encrypt_values(list(zip(keys, texts, strict=True)))
    vault.encrypt_values(list(zip(keys, texts, strict=True)))


def _get_cpu_seconds() -> float:
    """Return the processor time of this process and of its ended children."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _import_raw(path: Path, database: Path) -> float:
    began = time.perf_counter()
    connection = pysqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"CREATE TABLE rows ({', '.join(f'c{n} TEXT' for n in range(13))})")
    connection.execute("BEGIN")
    with path.open(encoding="cp932", newline="") as file:
        connection.executemany(f"INSERT INTO rows VALUES ({','.join('?' * 13)})", csv.reader(file))
    connection.execute("COMMIT")
    connection.close()
    return time.perf_counter() - began
