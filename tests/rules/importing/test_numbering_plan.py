"""The cache of `is_mobile` is correct: the plan depends only on the first six digits and the length."""

from collections.abc import Iterable

import phonenumbers
import pytest

from bot.rules.importing.phones import is_mobile

ENDINGS = ("00000", "12345", "99999", "50831")


def by_the_library(digits: str) -> bool | None:
    number = phonenumbers.parse(f"+81{digits[1:]}")
    kind = phonenumbers.number_type(number)
    if not phonenumbers.is_valid_number(number) or kind == phonenumbers.PhoneNumberType.PERSONAL_NUMBER:
        return None
    return kind == phonenumbers.PhoneNumberType.MOBILE


def disagreements(prefixes: Iterable[str], length: int) -> list[str]:
    rest = length - 6
    return [
        prefix + ending[:rest]
        for prefix in prefixes
        for ending in ENDINGS
        if is_mobile.__wrapped__(prefix, length) is not by_the_library(prefix + ending[:rest])
    ]


@pytest.mark.parametrize("start", ["060", "070", "080", "090", "050", "020"])
def test_the_cache_agrees_with_the_library_for_all_mobile_prefixes(start: str) -> None:
    assert disagreements((f"{start}{rest:03d}" for rest in range(1000)), 11) == []


@pytest.mark.parametrize("length", [10, 11])
def test_the_cache_agrees_with_the_library_for_a_sample_of_area_codes(length: int) -> None:
    assert disagreements((f"0{code:05d}" for code in range(10_000, 100_000, 29)), length) == []
