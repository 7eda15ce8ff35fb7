"""A target list against csv.reader and executemany of the same rows, unvalidated, into a database with FULL."""

import csv
import resource
import tempfile
import time
from pathlib import Path

import pysqlite3

from bot.desk import lists
from bot.desk.intake import Source
from tests.bench.cases import STAFF, bench, write_list


def figures(rows: int) -> dict[str, float]:
    """Rows a second of both, their ratio, and the largest memory of the reading process, in MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "list.csv"
        write_list(path, rows)
        raw = rows / _raw(path, folder / "raw.db")
        tools = bench(folder)
        began = time.perf_counter()
        card = lists.import_targets(tools, STAFF, path, name="bench", source=Source("slack", "U_STAFF"))
        ours = rows / (time.perf_counter() - began)
        assert card.target.counts.accepted == rows
        tools.store.close()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "import_rows_per_s": ours,
        "import_raw_rows_per_s": raw,
        "import_ratio": ours / raw,
        "import_against_public_peer": ours / 5740,
        "import_child_mb": child,
    }


def _raw(path: Path, database: Path) -> float:
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
