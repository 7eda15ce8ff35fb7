"""Reading a file as an import does, in rows a second, against csv.reader and python-calamine."""

import csv
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from bot.files.reader import FileLimits, open_rows
from bot.vault import Vault
from tests.bench.cases import write_list
from tests.corpus.workbooks import Raw, Sheet, workbook

_ROWS = 100_000
_RUNS = 3


def measure(rows: int = _ROWS) -> dict[str, float]:
    """Return rows a second (the best of three runs), ratios, and the largest memory of the reading process in MB."""
    with tempfile.TemporaryDirectory() as name:
        text, book = Path(name) / "list.csv", Path(name) / "list.xlsx"
        write_list(text, rows)
        ours, raw = rows / _time_best(lambda: _read_rows(text)), rows / _time_best(lambda: _read_csv(text))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        _write_book(text, book)
        our_book, raw_book = (
            rows / _time_best(lambda: _read_rows(book)),
            rows / _time_best(lambda: _read_calamine(book)),
        )
    return {
        "read_csv_rows_per_s": ours,
        "read_csv_raw_rows_per_s": raw,
        "read_csv_ratio": ours / raw,
        "read_csv_child_mb": memory,
        "read_xlsx_rows_per_s": our_book,
        "read_xlsx_raw_rows_per_s": raw_book,
        "read_xlsx_ratio": our_book / raw_book,
    }


def _time_best(work: Callable[[], int]) -> float:
    took = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def _read_rows(path: Path) -> int:
    with open_rows("targets", path, vault=Vault.create(), limits=FileLimits(2**30)) as opened:
        return sum(len(batch) for batch in opened)


def _read_csv(path: Path) -> int:
    with path.open(encoding="cp932", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def _read_calamine(path: Path) -> int:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows())


def _write_book(text: Path, book: Path) -> None:
    """Write the same rows as a workbook with shared strings, as Excel and LibreOffice do."""
    with text.open(encoding="cp932", newline="") as file:
        rows = list(csv.reader(file))
    shared: dict[str, int] = {}

    def cell(text: str) -> Raw | None:
        return Raw(' t="s"', f"<v>{shared.setdefault(text, len(shared))}</v>") if text else None

    sheet = Sheet([[cell(text) for text in row] for row in rows])
    book.write_bytes(workbook(sheet, shared=list(shared)))


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:28} {value:>14,.3f}")
