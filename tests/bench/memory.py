"""The memory of an import from the command line: the process and its child, less the memory of an idle process."""

import json
import subprocess
import tempfile
import time
from pathlib import Path

from bot.vault import make_outer_key
from tests.bench.cases import write_list
from tests.process.system import NOFU, make_environment

_INTERVAL_SECONDS = 0.02


def measure(rows: int) -> dict[str, float]:
    """Return the peak in MB: both processes' largest resident sets, less those of importing a list of one row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bench.env").write_text(
            f"NOFU_DATA_KEY={make_outer_key()}\nNOFU_DB={folder / 'nofu.db'}\nNOFU_EXPORTS={folder}\n"
            "IMPORT_MAX_MB=500\n"
        )
        idle, _, _ = _import(folder, 1)
        own, child, took = _import(folder, rows)
    return {
        f"import_{rows}_peak_mb": own - idle + child,
        f"import_{rows}_child_mb": child,
        f"import_{rows}_rows_per_s": rows / took,
    }


def _import(folder: Path, rows: int) -> tuple[float, float, float]:
    """Return the peaks of the process and of its child in MB, and the seconds of the import."""
    path = folder / f"list{rows}.csv"
    write_list(path, rows)
    command = [*NOFU, "import", "targets", str(path), "--json", "--env", str(folder / "bench.env")]
    peaks: dict[int, float] = {}
    with subprocess.Popen(command, env=make_environment(), stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            for pid in (process.pid, *_list_children(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0.0), _get_peak_mb(pid))
            time.sleep(_INTERVAL_SECONDS)
        assert process.stdout is not None
        answer = json.loads(process.stdout.read())
    assert answer["rows"] == rows, answer
    own = peaks.pop(process.pid)
    return own, max(peaks.values(), default=0.0), float(answer["seconds"])


def _list_children(pid: int) -> list[int]:
    try:
        return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in _read_words(task / "children")]
    except OSError:
        return []


def _read_words(path: Path) -> list[str]:
    return path.read_text().split()


def _get_peak_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
