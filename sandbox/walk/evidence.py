"""What happened, each counted where it happened: at the carrier, in Slack's log, in the bot's own file."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3

Json = dict[str, Any]
_ACK_MS = 3000
_NEVER = "92"


def carrier(folder: Path) -> dict[str, int]:
    """Sends that the carrier answered with success, what arrived, and how many arrivals were to a number again."""
    lines = _sends(folder)
    arrivals = [line["to"] for line in lines if line["answer"] != "refused"]
    return {
        "accepted": sum(line["answer"] == "accepted" for line in lines),
        "arrived": len(arrivals),
        "duplicates": len(arrivals) - len(set(arrivals)),
    }


def never_answered(folder: Path) -> int:
    """Arrivals at numbers of which the carrier never reports anything."""
    return sum(line["to"].endswith(_NEVER) for line in _sends(folder) if line["answer"] != "refused")


def slack_errors(folder: Path) -> int:
    """Answers of Slack's with ok=false, and acknowledgements that took more than 3 s."""
    lines = _lines(folder / "slack.jsonl")
    refused = len([line for line in lines if (line["answer"] or {}).get("ok") is False])
    late = len([line for line in lines if line["kind"] == "ack" and line["ms"] > _ACK_MS])
    return refused + late


def listed(folder: Path) -> Json:
    """The newest list's rows and people."""
    with _file(folder) as db:
        (counts,) = db.execute("SELECT counts FROM target_lists ORDER BY id DESC LIMIT 1").fetchone()
    found = json.loads(counts)
    return {name: found[name] for name in ("rows", "recipients", "excluded", "rejected")}


def decided(folder: Path) -> Json:
    """Who submitted the newest campaign, and who approved it."""
    with _file(folder) as db:
        author, approver = db.execute("SELECT author, decided_by FROM campaigns ORDER BY id DESC LIMIT 1").fetchone()
    return {"submitted_by": author, "approved_by": approver}


def states(folder: Path) -> dict[str, int]:
    """How many messages are in each state."""
    with _file(folder) as db:
        return dict(db.execute("SELECT state, COUNT(*) FROM messages GROUP BY state").fetchall())


def paid(folder: Path) -> int:
    """Rows of the newest payment file that were applied."""
    with _file(folder) as db:
        (counts,) = db.execute("SELECT counts FROM payment_files ORDER BY id DESC LIMIT 1").fetchone()
    return int(json.loads(counts)["applied"])


def paid_after_sms(folder: Path, day: str) -> int:
    """People who paid within 30 days of a message, as `nofu digest` counts them for a day."""
    options = ["--date", day, "--json", "--env", str(folder / "demo.env")]
    command = [sys.executable, "-m", "bot", "digest", "daily", *options]
    found = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
    return int(json.loads(found.stdout)["paid_within"]["30"])


@contextmanager
def _file(folder: Path) -> Iterator[Any]:
    """The bot's database, for reading alone."""
    connection = pysqlite3.connect(f"file:{folder / 'nofu.db'}?mode=ro", uri=True, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def _sends(folder: Path) -> list[Json]:
    return [line for line in _lines(folder / "carrier.jsonl") if line["kind"] == "campaign"]


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
