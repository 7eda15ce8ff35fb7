"""Characters and billed units at their boundaries."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.providers import Terms
from bot.rules.message_text.units import count_characters, count_units, is_within_limit
from tests.tables import list_cases

USUAL = Terms("usual", 0, True, True, max_characters=660, first_unit=70, next_unit=66)
CONSUMER = Terms("consumer", 0, True, True, max_characters=670, first_unit=70, next_unit=67)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, 1), (1, 1), (70, 1), (71, 2), (132, 2), (133, 3), (198, 3), (199, 4), (594, 9), (595, 10), (660, 10)],
)
def test_seventy_characters_are_one_unit_and_longer_texts_have_parts_of_sixty_six(count: int, expected: int) -> None:
    assert count_units("あ" * count, USUAL) == expected


@pytest.mark.parametrize(("count", "expected"), [(70, 1), (71, 2), (134, 2), (135, 3), (670, 10)])
def test_the_length_of_parts_is_the_providers(count: int, expected: int) -> None:
    assert count_units("あ" * count, CONSUMER) == expected


def test_the_maximum_length_is_the_providers() -> None:
    assert is_within_limit("あ" * 660, USUAL)
    assert not is_within_limit("あ" * 661, USUAL)
    assert is_within_limit("あ" * 660 + "\n", USUAL)


@pytest.mark.parametrize(
    ("count", "text"),
    list_cases(
        (0, "", "\n", "\r\n"),
        (1, "\n\n", "が", "\ud83d"),
        (2, "𠮷", "😀", "か\u3099"),
        (3, "a\r\nb", "a\rb", "あ\r\nい\r\n", "ABC"),
    ),
)
def test_characters_are_utf16_code_units_without_the_final_newline(count: int, text: str) -> None:
    assert count_characters(text) == count


@given(st.text(max_size=700))
def test_units_depend_only_on_the_number_of_characters(text: str) -> None:
    count = count_characters(text)
    assert count_units(text, USUAL) == (1 if count <= 70 else math.ceil(count / 66))
    assert count_units(text.replace("\n", "\r\n"), USUAL) == count_units(text, USUAL)


NARROW = replace(USUAL, next_unit=67, narrow_units=(160, 153))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("[" * 80, 1),
        ("[" * 81, 2),
        ("é" * 160, 1),
        ("`" * 71, 2),
        ("a" * 159 + "あ", 3),
        ("ã" * 71, 2),
        ("あ" * 70, 1),
        ("あ" * 135, 3),
        ("", 1),
    ],
)
def test_a_text_of_gsm7_characters_alone_is_billed_in_larger_units(text: str, units: int) -> None:
    assert count_units(text, NARROW) == units
