"""Characters and billed units at their boundaries."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.providers import Terms
from bot.rules.message_text.units import count_characters, count_units, explain_length, is_within_limit
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


@pytest.mark.parametrize(
    ("count", "excess"), [(0, 0), (70, 0), (71, 1), (73, 3), (132, 62), (133, 1), (198, 66), (199, 1), (660, 66)]
)
def test_the_excess_is_what_must_go_to_save_a_unit(count: int, excess: int) -> None:
    assert explain_length("あ" * count, USUAL).excess == excess


@given(st.text(alphabet="あa😀é[\n", max_size=300), st.sampled_from((USUAL, CONSUMER, NARROW)))
def test_only_a_text_of_several_units_has_an_excess(text: str, terms: Terms) -> None:
    detail = explain_length(text, terms)
    assert detail.units == count_units(text, terms)
    assert (detail.excess > 0) == (detail.units > 1)
    assert detail.units_without <= detail.units


def test_pairs_and_links_are_named_where_a_text_costs_more_than_one_unit() -> None:
    text = "😀🏠😀" + "あ" * 50 + " https://city.example.lg.jp/tax"
    detail = explain_length(text, USUAL)
    assert (detail.units, detail.double, detail.links) == (2, ("😀", "🏠"), ("https://city.example.lg.jp/tax",))
    short = explain_length("😀" + "あ" * 50, USUAL)
    assert (short.units, short.double, short.links) == (1, (), ())


@pytest.mark.parametrize(
    ("text", "terms", "outside", "without"),
    [
        ("a" * 159 + "ã", NARROW, ("ã",), 1),
        ("a" * 100 + "“b”", NARROW, ("“", "”"), 1),
        ("a" * 159 + "ã", USUAL, (), 3),
        ("a" * 60 + "ã", NARROW, (), 1),
        ("あいうえおかきくけこさしすせそ" * 6, NARROW, (), 2),
    ],
)
def test_the_characters_that_keep_a_text_from_the_cheaper_alphabet_are_named(
    text: str, terms: Terms, outside: tuple[str, ...], without: int
) -> None:
    detail = explain_length(text, terms)
    assert (detail.outside, detail.units_without) == (outside, without)


def test_a_character_of_two_septets_is_named_in_a_text_of_the_cheaper_alphabet() -> None:
    assert explain_length("a" * 158 + "[€]", NARROW).double == ("[", "€", "]")


@given(st.integers(71, 660), st.sampled_from((USUAL, CONSUMER, NARROW)))
def test_a_text_shorter_by_its_excess_is_one_unit_less(count: int, terms: Terms) -> None:
    detail = explain_length("あ" * count, terms)
    assert count_units("あ" * (count - detail.excess), terms) == detail.units - 1
    assert count_units("あ" * (count - detail.excess + 1), terms) == detail.units
