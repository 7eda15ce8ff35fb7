"""The process that reads one file: `python -I -m bot.files.read_child`, started by reader.

A malicious file (a zip bomb, a parser bug) affects only this process. The task (a line of JSON: limits, keys, file
descriptor) comes on standard input, because other users can see arguments and environment. The answers are lines of
JSON: {"columns": […], …} or {"refused": code, "facts": {…}}, then lists of rows, each perhaps behind
{"similar_ids": […]}, finally {"end": rows, …}.
Standard error receives at most the type of an exception: a traceback could quote a cell.
"""

import gc
import json
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

from bot.files import child_task
from bot.files.formats import RecordLayouts, open_file
from bot.files.sealing import RowSealer
from bot.files.tables import Record, Table
from bot.model.errors import FileRefused
from bot.model.reasons import Rejected, RowQuestion
from bot.rules.importing.code_tables import decode_tables
from bot.rules.importing.dates import LATEST_DAY
from bot.rules.importing.kinds import FILE_FORMATS, FileFormat
from bot.rules.importing.repeated_columns import make_merger
from bot.rules.importing.row_reader import RowContext
from bot.vault import Vault

_BATCHES_SEALED = 4
"""Batches of a table that are sealed at once, which takes less time than one by one."""


def main() -> None:
    """Read one task from standard input and answer it on standard output."""
    gc.disable()  # rows contain no reference cycles; collecting took 10 % of the time
    for line in answer_task(child_task.read_task()):
        child_task.write_line(line)


def answer_task(task: Mapping[str, Any]) -> Generator[str, None, None]:
    """Yield the answers as lines of JSON; the last one is the end, or a refusal."""
    try:
        yield from _read_file(task)
    except FileRefused as refusal:
        yield json.dumps({"refused": refusal.code, "facts": refusal.facts})


def _read_file(task: Mapping[str, Any]) -> Iterator[str]:
    sealer = RowSealer(Vault(bytes.fromhex(task["sealing"]), bytes.fromhex(task["lookup"])))
    file_format, tables = FILE_FORMATS[task["kind"]], decode_tables(task["tables"])
    today = date.fromisoformat(task["today"]) if task["today"] else None
    records = RecordLayouts(tables.layouts, task["kind"], today)
    with os.fdopen(task["descriptor"], "rb") as file:
        table = open_file(file, file_format.columns, task["columns"], sealer.hash_heading, records)
        layout = table.layout
        opening = {
            "columns": sorted(layout.columns),
            "sensitive": sorted(layout.sensitive),
            "unknown_headings": layout.unknown,
            "assigned": layout.assigned,
            "layout": layout.fingerprint,
            "hidden_columns": table.hidden_columns,
        }
        yield json.dumps(opening)
        context = RowContext(sealer.format_value, tables, today or LATEST_DAY)
        batches, read = _read_batches(file_format, table, context), 0
        while rows := list(chain.from_iterable(islice(batches, _BATCHES_SEALED))):
            lines = ",".join(sealer.seal(rows))
            if similar := sealer.take_similar_ids():
                yield json.dumps({"similar_ids": similar})
            yield f"[{lines}]"
            read += len(rows)
        end = {"end": read, "content_key": sealer.content_key, "hidden_rows": table.hidden_rows}
        yield json.dumps({**end, "questions": +context.questions})


def _read_batches(file_format: FileFormat, table: Table, context: RowContext) -> Iterator[list[Any]]:
    read, merge = file_format.make_reader(table.layout, context), make_merger(table.layout.places)
    marked = table.struck | table.commented

    def read_row(record: Record, cells: Sequence[str]) -> Any:
        if record.cells is None and not cells:
            return file_format.row(record.number, Rejected.BAD_ROW)
        row = read(record.number, merge(cells) if merge else cells)
        return row if record.cells is not None else file_format.salvage(row, context)

    def strike(row: Any, record: Record) -> Any:
        if not record.is_excluded and record.number not in marked:
            return row
        context.questions[_find_question(table, record)] += 1
        return file_format.strike(row, context.convert)

    for records, rows, columns in table.read_batches():
        context.batch = columns
        yield [strike(read_row(record, cells), record) for record, cells in zip(records, rows, strict=True)]


def _find_question(table: Table, record: Record) -> RowQuestion:
    """Why a row is read as one that is struck through."""
    if record.number in table.struck:
        return RowQuestion.STRUCK_ROW
    return RowQuestion.COMMENTED_ROW if record.number in table.commented else RowQuestion.EXCLUDED_PART


if __name__ == "__main__":
    main()
