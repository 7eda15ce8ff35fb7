"""個人番号 in a file: not one may come in, in whatever column, in whatever writing."""

import re
from collections.abc import Sequence, Set

from bot.rules.privacy import Kind, leaks

_SHORTEST = 12
_TWELVE_DIGITS = re.compile(r"\s*\d{4}([-‐‑–—−－ー\s]?)\d{4}\1\d{4}(?:\.0+)?\s*")


def holds_personal_number(cells: Sequence[str], other_numbers: Set[int]) -> bool:
    """Whether a cell is a 個人番号 by its twelve digits; `other_numbers` are the places of columns of other numbers."""
    if not [cell for cell in cells if len(cell) >= _SHORTEST and _TWELVE_DIGITS.fullmatch(cell)]:
        return False  # as nearly always; what follows takes its time
    return any(
        place not in other_numbers and _TWELVE_DIGITS.fullmatch(cell) is not None and _is_one(cell)
        for place, cell in enumerate(cells)
    )


def _is_one(cell: str) -> bool:
    return any(trace.kind is Kind.PERSONAL_NUMBER for trace in leaks(re.sub(r"\.0+\s*$", "", cell)))
