"""Reading one row: every cell is read, faults and repairs are collected, and the first fault by order counts."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from bot.rules.cells import Yen, read_yen
from bot.rules.columns import Layout
from bot.rules.dates import Day, read_date
from bot.rules.headings import Column
from bot.rules.reasons import Corrected, Rejected

_ORDER = {reason: place for place, reason in enumerate(Rejected)}
T = TypeVar("T")


class Reading:
    """One row being read. It never raises: what cannot be read is a fault of the row."""

    __slots__ = ("_cells", "_corrected", "_faults", "_layout")

    def __init__(self, cells: Sequence[str], layout: Layout) -> None:
        self._cells = cells
        self._layout = layout
        self._faults: list[Rejected] = []
        self._corrected: list[Corrected] = []

    @property
    def rejected(self) -> Rejected | None:
        """The fault that counts, None when the row could be read."""
        return min(self._faults, key=_ORDER.__getitem__) if self._faults else None

    @property
    def corrected(self) -> tuple[Corrected, ...]:
        """Each kind of repair once."""
        return tuple(dict.fromkeys(self._corrected))

    def text(self, column: Column) -> str | None:
        """What stands in a column; None when the file does not have it."""
        return self._layout.cell(self._cells, column)

    def phones(self) -> list[str]:
        """What stands in the columns of numbers, the mobile's first."""
        return [self._cells[place].strip() for place in self._layout.phones]

    def day(self, column: Column, *, required: bool = False) -> date | None:
        """The date in a column; None when it is blank or absent."""
        found = read_date(self.text(column) or "")
        if isinstance(found, Day):
            self.repaired(found.corrected)
            return found.day
        if found is not None or required:
            self._faults.append(Rejected.BAD_DATE)
        return None

    def yen(self, column: Column, *, required: bool = False) -> int | None:
        """The sum in a column; None when it is blank or absent. A required one is more than nothing."""
        found = read_yen(self.text(column) or "")
        if isinstance(found, Yen) and not (required and found.amount == 0):
            self.repaired(found.corrected)
            return found.amount
        if found is not None or required:
            self._faults.append(Rejected.BAD_AMOUNT)
        return None

    def checked(self, value: T | Rejected) -> T | None:
        """A value that was read, or None and its fault noted."""
        if isinstance(value, Rejected):
            self._faults.append(value)
            return None
        return value

    def repaired(self, corrected: Sequence[Corrected]) -> None:
        """Note repairs."""
        self._corrected.extend(corrected)
