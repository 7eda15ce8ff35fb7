import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.message_text.refs import is_valid_ref, make_ref, read_ref

NUMBERS = st.integers(0, 10_000_000)


@pytest.mark.parametrize(("number", "text"), [(572, "5724"), (0, "0000"), (1, "0013"), (43881234567, "438812345679")])
def test_a_reference_is_a_number_with_a_check_digit(number: int, text: str) -> None:
    assert make_ref(number) == text


@given(number=NUMBERS)
def test_every_reference_is_valid_and_unique(number: int) -> None:
    assert is_valid_ref(make_ref(number))
    assert make_ref(number) != make_ref(number + 1)


@given(number=NUMBERS, place=st.integers(0, 20), digit=st.integers(0, 9))
def test_one_wrong_digit_is_detected(number: int, place: int, digit: int) -> None:
    text = make_ref(number)
    place %= len(text)
    assume(text[place] != str(digit))
    assert not is_valid_ref(text[:place] + str(digit) + text[place + 1 :])


@given(number=NUMBERS, place=st.integers(0, 20))
def test_two_swapped_adjacent_digits_are_detected(number: int, place: int) -> None:
    text = make_ref(number)
    place %= len(text) - 1
    assume(text[place] != text[place + 1])
    assert not is_valid_ref(text[:place] + text[place + 1] + text[place] + text[place + 2 :])


@pytest.mark.parametrize("text", ["", "0", "000", "5723", "57 24", "５７２４", "572x", "-5724"])
def test_other_texts_are_not_references(text: str) -> None:
    assert not is_valid_ref(text)


@pytest.mark.parametrize(
    ("typed", "ref"),
    [
        ("5724", "5724"),
        (" ５７２４ ", "5724"),
        ("57 24", "5724"),
        ("57-24", "5724"),
        ("受付番号5724", "5724"),
        ("受付番号 ５７２４", "5724"),
        ("5742", None),
        ("", None),
        ("5724x", None),
    ],
)
def test_a_typed_reference_is_read_in_every_form(typed: str, ref: str | None) -> None:
    assert read_ref(typed) == ref
