"""How fast Slack is answered by a bot that imports a large list from its inbox and sends meanwhile; in milliseconds."""

import tempfile
import time
from pathlib import Path

from tests.bench.cases import write_list
from tests.process.campaigns import start_sending
from tests.process.system import System, run_sandbox, wait_until

_EVERY = 0.1
_FEWEST = 20
_PEOPLE = 1_000
"""So many messages leave at 50 a second: 20 seconds, about as long as the import of 300,000 rows takes beside it."""


def figures(rows: int) -> dict[str, float]:
    """p99 and the worst of all commands that were typed while the list was loading, and how many there were."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        write_list(Path(name) / "list.csv", rows)
        with run_sandbox(folder) as system:
            system.start()
            start_sending(system, _PEOPLE)
            inbox = folder / "inbox" / "targets"
            wait_until(inbox.is_dir, "the inbox")
            (Path(name) / "list.csv").rename(inbox / "list.csv")
            wait_until(lambda: _state(system) == "loading", "the list")
            took = []
            while _state(system) == "loading":
                took.append(float(system.client.command(system.session.staff, system.session.desk, "/sms")["ack_ms"]))
                time.sleep(_EVERY)
            arrived = len(system.list_arrivals())
    assert len(took) >= _FEWEST, f"{len(took)} commands only: too few rows to say anything"
    took.sort()
    return {
        "ack_importing_p99_ms": took[int(len(took) * 0.99) if len(took) >= 100 else -1],
        "ack_importing_worst_ms": took[-1],
        "ack_importing_commands": len(took),
        "ack_importing_rows": rows,
        "ack_importing_arrivals": arrived,
    }


def _state(system: System) -> str | None:
    rows = system.query("SELECT state FROM target_lists ORDER BY id DESC LIMIT 1")
    return str(rows[0][0]) if rows else None
