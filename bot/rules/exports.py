"""What is written to a file for people: nothing in a cell is ever computed, and no file's word becomes a name."""

import unicodedata

MOST_ROWS = 20_000
"""Of one file: more is not repaired by hand, but by the export that made them."""

_BEGINS_A_FORMULA = frozenset("=+-@−")


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, also where it drops what nobody sees in front.

    An apostrophe before it is a spreadsheet's own mark for text; reading takes it off again (cells.plain).
    """
    first = cell[:1]
    if first.isalnum() or not first:  # as nearly all are
        return cell
    if first in "\t\r\n" or unicodedata.category(first)[0] == "C":
        return f"'{cell}"
    seen = next((sign for sign in cell if unicodedata.category(sign)[0] not in "CZ"), " ")
    return f"'{cell}" if unicodedata.normalize("NFKC", seen)[:1] in _BEGINS_A_FORMULA else cell
