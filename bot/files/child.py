"""The process that reads one file, and nothing else: `python -I -m bot.files.child`, started by reader.

A file made to harm (a bomb, a parser's fault) harms this process only. Its task (one JSON line: limits, keys, which
open descriptor to read) comes over standard input, since arguments and environment can be seen by others. It answers
with JSON lines: {"columns": [...]} or {"refused": code, "facts": {...}}, then lists of rows, at last {"end": rows}.
On standard error it writes the name of a fault at most: a traceback could quote a cell.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from itertools import islice
from types import TracebackType
from typing import Any

from bot.files.formats import Record, records
from bot.files.tables import open_table
from bot.files.wire import Line, seal_payment, seal_target
from bot.rules.columns import PAYMENT_FILE, TARGET_LIST, Layout
from bot.rules.errors import FileRefused
from bot.rules.payment_rows import PaymentRow, read_payment
from bot.rules.reasons import Rejected
from bot.rules.rows import TargetRow, read_target
from bot.vault import Vault

BATCH = 1_000


def main() -> None:
    """Read one task from standard input and answer it on standard output."""
    sys.excepthook = _name_only
    task = json.loads(sys.stdin.buffer.readline())
    _limit(task["memory_bytes"], task["cpu_seconds"])
    try:
        _read(task)
    except FileRefused as refusal:
        _say({"refused": refusal.code, "facts": refusal.facts})


def _read(task: dict[str, Any]) -> None:
    vault = Vault(bytes.fromhex(task["sealing"]), bytes.fromhex(task["lookup"]))
    kind = TARGET_LIST if task["kind"] == "targets" else PAYMENT_FILE
    with os.fdopen(task["descriptor"], "rb") as file:
        table = open_table(records(file), kind, task["columns"])
        seal = _target_sealer(table.layout, vault) if kind is TARGET_LIST else _payment_sealer(table.layout, vault)
        _say({"columns": sorted(table.layout.columns)})
        rows = 0
        while batch := [seal(record) for record in islice(table.rows, BATCH)]:
            _say(batch)
            rows += len(batch)
        _say({"end": rows})


def _target_sealer(layout: Layout, vault: Vault) -> Callable[[Record], Line]:
    def seal(record: Record) -> Line:
        if record.cells is None:
            return seal_target(TargetRow(number=record.number, rejected=Rejected.BAD_ROW), vault)
        return seal_target(read_target(record.number, record.cells, layout), vault)

    return seal


def _payment_sealer(layout: Layout, vault: Vault) -> Callable[[Record], Line]:
    def seal(record: Record) -> Line:
        if record.cells is None:
            return seal_payment(PaymentRow(number=record.number, rejected=Rejected.BAD_ROW), vault)
        return seal_payment(read_payment(record.number, record.cells, layout), vault)

    return seal


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold keys and numbers
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))  # first SIGXCPU, which says why


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _name_only(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:  # noqa: ARG001
    sys.stderr.write(f"{kind.__name__}\n")


if __name__ == "__main__":
    main()
