"""Text of a cell that no vocabulary has: it leaves the reading process as a keyed hash only."""

from typing import NamedTuple


class FreeText(NamedTuple):
    """Text that is sealed as `before` + a keyed hash of it + `after`: equal texts stay equal, and nobody reads them."""

    text: str
    before: str = ""
    after: str = ""
