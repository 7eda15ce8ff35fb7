"""The length of a text in characters and billed units.

A character is a UTF-16 code unit, and CRLF counts as LF. A text of up to `first_unit` characters is one unit; a longer
text is split into parts of `next_unit` characters. Some providers bill a text of GSM-7 characters alone, such as an
English one, in larger units (`narrow_units`), counted in septets: some characters are two.
"""

from decimal import ROUND_HALF_UP, Decimal

from bot.model.providers import Terms
from bot.rules.message_text.text import normalise_text


def count_characters(text: str) -> int:
    """The length of the normalised text in UTF-16 code units."""
    return len(normalise_text(text).encode("utf-16-le", "surrogatepass")) // 2


_SEPTETS = dict.fromkeys(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà",
    1,
) | dict.fromkeys("\f^{}\\[~]|€", 2)
"""The alphabet GSM-7 (3GPP TS 23.038, 6.2.1) and its extension, with the septets of each character."""


def count_units(text: str, terms: Terms) -> int:
    """The number of billed units of a text; an empty text is one."""
    count, (first, following) = _measure(text, terms)
    return 1 if count <= first else -(-count // following)


def count_excess(text: str, terms: Terms) -> int:
    """By how many characters, or septets, a text is longer than one unit; 0 if it is one."""
    count, (first, _) = _measure(text, terms)
    return max(0, count - first)


def _measure(text: str, terms: Terms) -> tuple[int, tuple[int, int]]:
    """The length of a text, and how much of it the first unit and each further part hold."""
    septets = _count_septets(text) if terms.narrow_units is not None else None
    if terms.narrow_units is not None and septets is not None:
        return septets, terms.narrow_units
    return count_characters(text), (terms.first_unit, terms.next_unit)


def _count_septets(text: str) -> int | None:
    """The length of a text in septets of GSM-7; None if a character is not in it."""
    lengths = [_SEPTETS.get(character) for character in normalise_text(text)]
    return None if None in lengths else sum(length for length in lengths if length is not None)


def is_within_limit(text: str, terms: Terms) -> bool:
    """Whether the provider accepts a text of this length."""
    return count_characters(text) <= terms.max_characters


def compute_yen(count: int, price: Decimal) -> int:
    """The price of `count` units in yen, rounded half up."""
    return int((count * price).to_integral_value(ROUND_HALF_UP))


def add_tax(yen: int, rate: Decimal) -> int:
    """A price with its consumption tax in yen, rounded half up. `rate`: 0.1 is 10 %."""
    return compute_yen(yen, 1 + rate)
