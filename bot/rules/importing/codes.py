"""Tables of a city's codes, as settings write them: `21=absent,22=voicemail`."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from bot.rules.importing.cells import fold_cell

Meaning = TypeVar("Meaning")
_DECIMAL_ZEROS = re.compile(r"(?<=[0-9])\.0+$")


class BadTable(ValueError):
    """A table has entries that cannot be used; `positions` count from 1."""

    def __init__(self, positions: tuple[int, ...]) -> None:
        super().__init__(", ".join(map(str, positions)))
        self.positions = positions


@lru_cache(maxsize=1024)
def fold_code(cell: str) -> str:
    """A code for comparison: without leading zeros and a decimal part, which spreadsheets change."""
    code = _DECIMAL_ZEROS.sub("", fold_cell(cell))
    return code.lstrip("0") or "0" if code.isdigit() else code


def read_code_table(text: str, read_meaning: Callable[[str], Meaning | None]) -> dict[str, Meaning]:
    """The meaning of each code, folded. Raises BadTable: no code, no such meaning, a second one."""
    table: dict[str, Meaning] = {}
    bad: list[int] = []
    for position, entry in enumerate((entry for entry in text.split(",") if entry.strip()), 1):
        cell, _, word = (part.strip() for part in entry.rpartition("="))
        meaning = read_meaning(word)
        if not cell or meaning is None or table.get(fold_code(cell), meaning) != meaning:
            bad.append(position)
        else:
            table[fold_code(cell)] = meaning
    if bad:
        raise BadTable(tuple(bad))
    return table
