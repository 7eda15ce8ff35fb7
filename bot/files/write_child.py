"""The process that writes one table, and nothing else: `python -I -m bot.files.write_child`, started by exports.

What stands in clear in a file that people get, stands in clear here alone. The task names the descriptors to write
to, opened by whoever started us. Either rows of a file are copied (`copy`: which, and what is to be said of each), or
sealed values are opened (`table`). It answers {"rows": n, "csv": whether one was written}.
"""

import os
from collections.abc import Mapping
from typing import Any

from bot.files import child_limits
from bot.files.formats import open_file
from bot.files.table_formats import Row, write_csv, write_xlsx
from bot.model.errors import FileRefused
from bot.rules.importing.columns import TARGET_LIST
from bot.vault import Vault


def main() -> None:
    """Read one task from standard input and do it."""
    task = child_limits.read_task()
    try:
        rows = _copied(task["copy"]) if "copy" in task else _opened(task["table"])
    except FileRefused as refusal:
        child_limits.write_answer({"refused": refusal.code, "facts": refusal.facts})
        return
    with os.fdopen(task["xlsx"], "wb") as file:
        write_xlsx(file, rows, wide=task["wide"], fixed=task["fixed"], choices=dict(task["choices"]))
    has_csv = False
    if task["csv"] is not None:
        with os.fdopen(task["csv"], "wb") as file:
            try:
                write_csv(file, rows)
                has_csv = True
            except UnicodeEncodeError:
                pass  # a name with a letter of another kind: written as "?" it would be somebody else's
    child_limits.write_answer({"rows": len(rows) - 1, "csv": has_csv})


def _copied(task: Mapping[str, Any]) -> list[Row]:
    """The heading and the wanted rows of a file, as they stand there, each with its number and what is said of it."""
    wanted: dict[int, str] = dict(task["wanted"])
    with os.fdopen(task["descriptor"], "rb") as file:
        table = open_file(file, TARGET_LIST, task["columns"])
        rows: list[Row] = [[*task["heading"], *table.layout.heading]]
        for number, cells, _, as_found in table:
            code = wanted.pop(number, None)
            if code is not None:
                found = as_found if cells is None else cells
                rows.append([str(number), task["sentences"][code], code, *(found or ())])
            if not wanted:
                break
    return rows


def _opened(task: Mapping[str, Any]) -> list[Row]:
    """Return a table whose cells are texts or [context, box], with its boxes opened."""
    vault = Vault(bytes.fromhex(task["sealing"]), bytes.fromhex(task["lookup"]))
    return [
        [cell if isinstance(cell, str) else vault.open(bytes.fromhex(cell[0]), bytes.fromhex(cell[1])) for cell in row]
        for row in task["rows"]
    ]


if __name__ == "__main__":
    main()
