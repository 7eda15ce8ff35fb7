"""The process that reads one file, and nothing else: `python -I -m bot.files.read_child`, started by reader.

A file made to harm (a bomb, a parser's fault) harms this process only. Its task (one JSON line: limits, keys, which
open descriptor to read) comes over standard input, since arguments and environment can be seen by others. It answers
with JSON lines: {"columns": […], …} or {"refused": code, "facts": {…}}, then lists of rows, at last {"end": rows, …}.
On standard error it writes the name of a fault at most: a traceback could quote a cell.
"""

import gc
import os
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from bot.files import child_limits
from bot.files.formats import open_file
from bot.files.sealing import RowSealer, format_value
from bot.files.tables import Table
from bot.model.errors import FileRefused
from bot.model.reasons import Rejected
from bot.rules.importing.call_results import CallResult
from bot.rules.importing.call_rows import Call, CallRow, make_call_reader
from bot.rules.importing.columns import CALLS_FILE, DECISIONS_FILE, EXCLUSIONS_FILE, PAYMENT_FILE, TARGET_LIST
from bot.rules.importing.decision_rows import Decision, DecisionRow, make_decision_reader
from bot.rules.importing.exclusion_grounds import ExclusionGround, read_ground
from bot.rules.importing.exclusion_rows import Exclusion, ExclusionRow, make_exclusion_reader
from bot.rules.importing.headings import Column
from bot.rules.importing.payment_rows import Payment, PaymentRow, make_payment_reader
from bot.rules.importing.target_rows import Target, TargetRow, make_target_reader
from bot.vault import Vault

BATCH = 1_000
_KINDS = {
    "targets": TARGET_LIST,
    "payments": PAYMENT_FILE,
    "calls": CALLS_FILE,
    "exclusions": EXCLUSIONS_FILE,
    "decisions": DECISIONS_FILE,
}


def main() -> None:
    """Read one task from standard input and answer it on standard output."""
    gc.disable()  # rows make no cycles; a tenth of the time went into looking for some
    task = child_limits.read_task()
    try:
        _read(task)
    except FileRefused as refusal:
        child_limits.write_answer({"refused": refusal.code, "facts": refusal.facts})


def _read(task: dict[str, Any]) -> None:
    sealer = RowSealer(Vault(bytes.fromhex(task["sealing"]), bytes.fromhex(task["lookup"])))
    kind = _KINDS[task["kind"]]
    with os.fdopen(task["descriptor"], "rb") as file:
        table = open_file(file, kind, task["columns"])
        layout = table.layout
        child_limits.write_answer(
            {
                "columns": sorted(layout.columns),
                "sensitive": sorted(layout.sensitive),
                "unknown_headings": layout.unknown,
                "layout": layout.fingerprint,
                "hidden_columns": table.hidden_columns,
            }
        )
        rows, seal = _rows(task, table, sealer)
        read = 0
        while batch := list(islice(rows, BATCH)):
            child_limits.write_line(f"[{','.join(seal(batch))}]")
            read += len(batch)
        end = {"end": read, "content_key": sealer.content_key, "hidden_rows": table.hidden_rows}
        child_limits.write_answer({**end, "unclear_exclusions": table.unclear_exclusions})


def _rows(
    task: dict[str, Any], table: Table, sealer: RowSealer
) -> tuple[Iterator[Any], Callable[[list[Any]], list[str]]]:
    """The rows of a table, and what makes sealed lines of them."""
    match task["kind"]:
        case "targets":
            return _targets(table), sealer.targets
        case "payments":
            return _payments(table), sealer.persons
        case "calls":
            return _calls(table, {cell: CallResult(code) for cell, code in task["results"].items()}), sealer.calls
        case "decisions":
            return _decisions(table), sealer.calls
        case _:
            return _exclusions(table), sealer.persons


def _targets(table: Table) -> Iterator[TargetRow]:
    read = make_target_reader(table.layout, format_value)
    excluded_at = table.layout.places.get(Column.EXCLUDED)
    for number, cells, _, _ in table:
        row = Target(number, Rejected.BAD_ROW) if cells is None else read(number, cells)
        if excluded_at is not None and cells and row.rejected is None:
            table.unclear_exclusions += read_ground(cells[excluded_at]) is ExclusionGround.UNKNOWN
        yield row


def _payments(table: Table) -> Iterator[PaymentRow]:
    read = make_payment_reader(table.layout, format_value)
    for number, cells, _, _ in table:
        yield Payment(number, Rejected.BAD_ROW) if cells is None else read(number, cells)


def _calls(table: Table, results: dict[str, CallResult]) -> Iterator[CallRow]:
    read = make_call_reader(table.layout, results, format_value)
    for number, cells, _, _ in table:
        yield Call(number, Rejected.BAD_ROW) if cells is None else read(number, cells)


def _exclusions(table: Table) -> Iterator[ExclusionRow]:
    read = make_exclusion_reader(table.layout, format_value)
    for number, cells, _, _ in table:
        yield Exclusion(number, Rejected.BAD_ROW) if cells is None else read(number, cells)


def _decisions(table: Table) -> Iterator[DecisionRow]:
    read = make_decision_reader(table.layout, format_value)
    for number, cells, _, _ in table:
        yield Decision(number, Rejected.BAD_ROW) if cells is None else read(number, cells)


if __name__ == "__main__":
    main()
