"""The figures of the walk, each counted at its source: the carrier's evidence, Slack's, the bot's database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pysqlite3

Json = dict[str, Any]
_ACK_MS = 3000
_NEVER_ANSWERED = "92"


def count_sends(folder: Path) -> dict[str, int]:
    """Count sends that the carrier answered with success, arrivals, and arrivals at a number that had one before."""
    lines = _list_sends(folder)
    arrivals = [line["to"] for line in lines if line["answer"] != "refused"]
    return {
        "accepted": sum(line["answer"] == "accepted" for line in lines),
        "arrived": len(arrivals),
        "duplicates": len(arrivals) - len(set(arrivals)),
    }


def count_never_answered(folder: Path) -> int:
    """Count arrivals at numbers for which the carrier never reports an outcome."""
    return sum(line["to"].endswith(_NEVER_ANSWERED) for line in _list_sends(folder) if line["answer"] != "refused")


def count_slack_errors(folder: Path) -> int:
    """Count Slack's answers with ok=false, and acknowledgements that took more than 3 s."""
    lines = _read_lines(folder / "slack.jsonl")
    refused = len([line for line in lines if (line["answer"] or {}).get("ok") is False])
    late = len([line for line in lines if line["kind"] == "ack" and line["ms"] > _ACK_MS])
    return refused + late


def count_list(folder: Path) -> Json:
    """Return the counts of the newest list's rows and people."""
    ((counts,),) = _query(folder, "SELECT counts FROM target_lists ORDER BY id DESC LIMIT 1")
    found = json.loads(counts)
    return {name: found[name] for name in ("rows", "recipients", "excluded", "rejected")}


def read_decision(folder: Path) -> Json:
    """Return who submitted the newest campaign, and who approved it."""
    ((author, approver),) = _query(folder, "SELECT author, decided_by FROM campaigns ORDER BY id DESC LIMIT 1")
    return {"submitted_by": author, "approved_by": approver}


def count_states(folder: Path) -> dict[str, int]:
    """Count the messages in each state."""
    return dict(_query(folder, "SELECT state, COUNT(*) FROM messages GROUP BY state"))


def count_payments(folder: Path) -> int:
    """Return how many rows of the newest payment file were applied."""
    ((counts,),) = _query(folder, "SELECT counts FROM imported_files WHERE kind = 'payments' ORDER BY id DESC LIMIT 1")
    return int(json.loads(counts)["applied"])


def count_paid_after_sms(folder: Path, day: str) -> int:
    """Return how many people paid within 30 days of a message, as `nofu digest` counts them for a day."""
    options = ["--date", day, "--json", "--env", str(folder / "demo.env")]
    command = [sys.executable, "-m", "bot", "digest", "daily", *options]
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
    return int(json.loads(done.stdout)["paid_within"]["30"])


def _query(folder: Path, sql: str) -> list[Any]:
    connection = pysqlite3.connect(f"file:{folder / 'nofu.db'}?mode=ro", uri=True, timeout=10)
    try:
        return list(connection.execute(sql).fetchall())
    finally:
        connection.close()


def _list_sends(folder: Path) -> list[Json]:
    return [line for line in _read_lines(folder / "carrier.jsonl") if line["kind"] == "campaign"]


def _read_lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
