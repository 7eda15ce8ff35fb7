"""Characters and billed units of a text: what a provider counts, and what a campaign is estimated by.

A character is one UTF-16 code unit, CRLF counting as LF (domain.md 1.1, providers.md); the first unit holds
`first_unit` characters, and a longer text is cut into parts of `next_unit` each, the first part too.
"""

from decimal import ROUND_HALF_UP, Decimal

from bot.rules.delivery import Terms
from bot.rules.text import normal


def characters(text: str) -> int:
    """The text's length in UTF-16 code units, as it is sent: CRLF as LF, without one final newline."""
    return len(normal(text).encode("utf-16-le", "surrogatepass")) // 2


def units(text: str, terms: Terms) -> int:
    """How many units the text is billed as, by the provider's terms; an empty text is one."""
    count = characters(text)
    if count <= terms.first_unit:
        return 1
    return -(-count // terms.next_unit)


def fits(text: str, terms: Terms) -> bool:
    """Whether the provider takes a text of this length at all."""
    return characters(text) <= terms.max_characters


def yen(count: int, price: Decimal) -> int:
    """What so many units cost at a price, in whole yen, halves up."""
    return int((count * price).to_integral_value(ROUND_HALF_UP))
