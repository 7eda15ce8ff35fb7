"""How fast Slack is answered by a bot that imports a large list from its inbox and sends meanwhile; in milliseconds."""

import tempfile
import time
from pathlib import Path

from tests.bench.cases import write_list
from tests.process.play import sending
from tests.process.stage import Stage, sandbox, until

_EVERY = 0.1
_FEWEST = 20
_PEOPLE = 1_000
"""So many messages leave at 50 a second: 20 seconds, about as long as the import of 300,000 rows takes beside it."""


def figures(rows: int) -> dict[str, float]:
    """p99 and the worst of all commands that were typed while the list was loading, and how many there were."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        write_list(Path(name) / "list.csv", rows)
        with sandbox(folder) as stage:
            stage.start()
            sending(stage, _PEOPLE)
            inbox = folder / "inbox" / "targets"
            until(inbox.is_dir, "the inbox")
            (Path(name) / "list.csv").rename(inbox / "list.csv")
            until(lambda: _state(stage) == "loading", "the list")
            took = []
            while _state(stage) == "loading":
                took.append(float(stage.hand.command(stage.desk.staff, stage.desk.desk, "/sms")["ack_ms"]))
                time.sleep(_EVERY)
            arrived = len(stage.arrived())
    assert len(took) >= _FEWEST, f"{len(took)} commands only: too few rows to say anything"
    took.sort()
    return {
        "ack_importing_p99_ms": took[int(len(took) * 0.99) if len(took) >= 100 else -1],
        "ack_importing_worst_ms": took[-1],
        "ack_importing_commands": len(took),
        "ack_importing_rows": rows,
        "ack_importing_arrivals": arrived,
    }


def _state(stage: Stage) -> str | None:
    rows = stage.rows("SELECT state FROM target_lists ORDER BY id DESC LIMIT 1")
    return str(rows[0][0]) if rows else None
