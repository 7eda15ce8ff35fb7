"""How fast the bot answers Slack while it imports a large list from its inbox and sends. Times in milliseconds."""

import tempfile
import time
from pathlib import Path

from tests.bench.cases import write_list
from tests.process.campaigns import start_sending
from tests.process.system import System, run_sandbox, wait_until

_INTERVAL_SECONDS = 0.1
_MIN_COMMANDS = 20
_PEOPLE = 1_000
"""At 50 messages a second sending takes 20 seconds: about as long as importing 300,000 rows at the same time."""


def measure(rows: int) -> dict[str, float]:
    """Return the 99th percentile, the maximum and the count of the commands typed while the list was loading."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        write_list(Path(name) / "list.csv", rows)
        with run_sandbox(folder) as system:
            system.start()
            start_sending(system, _PEOPLE)
            inbox = folder / "inbox" / "targets"
            wait_until(inbox.is_dir, "the inbox")
            (Path(name) / "list.csv").rename(inbox / "list.csv")
            wait_until(lambda: _get_list_state(system) == "loading", "the list")
            took = []
            while _get_list_state(system) == "loading":
                took.append(float(system.client.command(system.session.staff, system.session.desk, "/sms")["ack_ms"]))
                time.sleep(_INTERVAL_SECONDS)
            arrived = len(system.list_arrivals())
    assert len(took) >= _MIN_COMMANDS, f"{len(took)} commands are too few: import more rows"
    took.sort()
    return {
        "ack_importing_p99_ms": took[int(len(took) * 0.99) if len(took) >= 100 else -1],
        "ack_importing_worst_ms": took[-1],
        "ack_importing_commands": len(took),
        "ack_importing_rows": rows,
        "ack_importing_arrivals": arrived,
    }


def _get_list_state(system: System) -> str | None:
    rows = system.query("SELECT state FROM target_lists ORDER BY id DESC LIMIT 1")
    return str(rows[0][0]) if rows else None
