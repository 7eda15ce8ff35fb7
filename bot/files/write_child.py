"""The process that writes one table: `python -I -m bot.files.write_child`, started by exports.

Only this process decrypts values for a file. The task names the descriptors to write to, which the parent has opened.
It either copies rows of a file with a reason for each (`copy`), or decrypts a table (`table`). The answer is
{"rows": n}, or a refusal.
"""

import os
from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.files import child_task
from bot.files.formats import open_file
from bot.files.sealing import hash_heading
from bot.files.table_formats import Row, write_csv, write_xlsx
from bot.model.errors import FileRefused
from bot.rules.importing.kinds import FILE_FORMATS
from bot.vault import Vault


def main() -> None:
    """Read one task from standard input and do it."""
    task = child_task.read_task()
    try:
        child_task.write_answer({"rows": write_files(task)})
    except FileRefused as refusal:
        child_task.write_answer({"refused": refusal.code, "facts": refusal.facts})


def write_files(task: Mapping[str, Any]) -> int:
    """Write the files of a task, close its descriptors, and return the number of rows. Raises FileRefused."""
    rows, struck = _copy_rows(task["copy"]) if "copy" in task else (_decrypt_table(task["table"]), set())
    if task["xlsx"] is not None:
        choices = dict(task["choices"])
        with os.fdopen(task["xlsx"], "wb") as file:
            write_xlsx(file, rows, wide=task["wide"], frozen=task["frozen"], choices=choices, struck=struck)
    if task["csv"] is not None:
        with os.fdopen(task["csv"], "wb") as file:
            # In a CSV, a row that is struck through could not be told from the others.
            write_csv(file, [row for index, row in enumerate(rows) if index not in struck], task["encoding"])
    return len(rows) - 1


def _copy_rows(task: Mapping[str, Any]) -> tuple[list[Row], set[int]]:
    """Return the heading and the wanted rows as written in the file, each with its number, sentence and code.

    Returns the indexes of the rows that are struck through, too.
    """
    codes: dict[int, str] = dict(task["wanted"])
    with os.fdopen(task["descriptor"], "rb") as file:
        table = open_file(
            file, FILE_FORMATS[task["kind"]].columns, task["columns"], partial(hash_heading, _open_vault(task))
        )
        rows: list[Row] = [[*task["heading"], *table.layout.heading]]
        struck: set[int] = set()
        for number, cells, _, as_found, garbled, _ in table:
            code = codes.pop(number, None)
            if code is not None:
                found = cells if cells is not None or garbled else as_found
                if number in table.struck:
                    struck.add(len(rows))
                rows.append([str(number), task["sentences"][code], code, *(found or ())])
            if not codes:
                break
    return rows, struck


def _open_vault(task: Mapping[str, Any]) -> Vault:
    return Vault(bytes.fromhex(task["sealing"]), bytes.fromhex(task["lookup"]))


def _decrypt_table(task: Mapping[str, Any]) -> list[Row]:
    """Return a table of texts from cells that are texts or [context, box]."""
    vault = _open_vault(task)
    return [
        [cell if isinstance(cell, str) else vault.decrypt(*map(bytes.fromhex, cell)) for cell in row]
        for row in task["rows"]
    ]


if __name__ == "__main__":
    main()
