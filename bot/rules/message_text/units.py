"""The length of a text in characters and billed units.

A character is a UTF-16 code unit, and CRLF counts as LF. A text of up to `first_unit` characters is one unit; a longer
text is split into parts of `next_unit` characters.
"""

from decimal import ROUND_HALF_UP, Decimal

from bot.model.providers import Terms
from bot.rules.message_text.text import normalise_text


def count_characters(text: str) -> int:
    """The length of the normalised text in UTF-16 code units."""
    return len(normalise_text(text).encode("utf-16-le", "surrogatepass")) // 2


def count_units(text: str, terms: Terms) -> int:
    """The number of billed units of a text; an empty text is one."""
    count = count_characters(text)
    if count <= terms.first_unit:
        return 1
    return -(-count // terms.next_unit)


def is_within_limit(text: str, terms: Terms) -> bool:
    """Whether the provider accepts a text of this length."""
    return count_characters(text) <= terms.max_characters


def compute_yen(count: int, price: Decimal) -> int:
    """The price of `count` units in yen, rounded half up."""
    return int((count * price).to_integral_value(ROUND_HALF_UP))
