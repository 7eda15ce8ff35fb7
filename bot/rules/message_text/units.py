"""The length of a text in characters and billed units.

A character is a UTF-16 code unit, and CRLF counts as LF. A text of up to `first_unit` characters is one unit; a longer
text is split into parts of `next_unit` characters. Some providers bill a text of GSM-7 characters alone, such as an
English one, in larger units (`narrow_units`), counted in septets: some characters are two.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from bot.model.drafts import LengthDetail
from bot.model.providers import Terms
from bot.rules.message_text.contact_details import find_links
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
    return _measure(text, terms).units


def explain_length(text: str, terms: Terms) -> LengthDetail:
    """What makes a text cost more than one unit, or than it need cost with the provider's cheaper alphabet."""
    measure = _measure(text, terms)
    if measure.is_narrow:
        double = [character for character in text if _SEPTETS.get(character) == 2]
    else:
        double = [character for character in text if ord(character) > _LAST_SINGLE]
    outside = tuple(dict.fromkeys(character for character in text if character not in _SEPTETS))
    cheaper = measure.units
    if terms.narrow_units is not None and not measure.is_narrow and len(outside) <= _FEW:
        cheaper = count_units("".join(character for character in text if character in _SEPTETS), terms)
    return LengthDetail(
        units=measure.units,
        excess=measure.excess,
        double=tuple(dict.fromkeys(double)) if measure.units > 1 else (),
        links=tuple(find_links(text)) if measure.units > 1 else (),
        outside=outside if cheaper < measure.units else (),
        units_without=cheaper,
    )


_LAST_SINGLE = 0xFFFF
"""A character beyond this is two UTF-16 code units."""
_FEW = 10
"""As many different characters can be replaced; a Japanese text has more, and no cheaper alphabet."""


class _Measure(NamedTuple):
    """A text in characters, or septets if `is_narrow`, and how many the first and the following units hold."""

    length: int
    first: int
    following: int
    is_narrow: bool

    @property
    def units(self) -> int:
        return 1 if self.length <= self.first else -(-self.length // self.following)

    @property
    def excess(self) -> int:
        """By how many characters the text is over one unit less."""
        if self.units == 1:
            return 0
        return self.length - (self.first if self.units == 2 else (self.units - 1) * self.following)


def _measure(text: str, terms: Terms) -> _Measure:
    septets = _count_septets(text)
    if terms.narrow_units is not None and septets is not None:
        return _Measure(septets, *terms.narrow_units, is_narrow=True)
    return _Measure(count_characters(text), terms.first_unit, terms.next_unit, is_narrow=False)


def count_excess(text: str, terms: Terms) -> int:
    """By how many characters, or septets, a text is longer than one unit; 0 if it is one."""
    measure = _measure(text, terms)
    return max(0, measure.length - measure.first)


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
