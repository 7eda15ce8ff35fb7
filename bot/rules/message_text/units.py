"""Characters and billed units of a text: what a provider counts, and what a campaign is estimated by.

A character is one UTF-16 code unit, CRLF counting as LF (domain.md 1.1, providers.md); the first unit holds
`first_unit` characters, and a longer text is cut into parts of `next_unit` each, the first part too.
"""

from decimal import ROUND_HALF_UP, Decimal

from bot.model.providers import Terms
from bot.rules.message_text.text import normalise_text


def count_characters(text: str) -> int:
    """The text's length in UTF-16 code units, as it is sent: CRLF as LF, without one final newline."""
    return len(normalise_text(text).encode("utf-16-le", "surrogatepass")) // 2


def count_units(text: str, terms: Terms) -> int:
    """How many units the text is billed as, by the provider's terms; an empty text is one."""
    count = count_characters(text)
    if count <= terms.first_unit:
        return 1
    return -(-count // terms.next_unit)


def is_within_limit(text: str, terms: Terms) -> bool:
    """Whether the provider takes a text of this length at all."""
    return count_characters(text) <= terms.max_characters


def compute_yen(count: int, price: Decimal) -> int:
    """What so many units cost at a price, in whole yen, halves up."""
    return int((count * price).to_integral_value(ROUND_HALF_UP))
