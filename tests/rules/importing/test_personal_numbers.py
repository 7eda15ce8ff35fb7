import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.importing.cells import find_personal_number
from bot.rules.privacy import is_personal_number
from tests.tables import list_cases

RIGHT = "123456789018"


@pytest.mark.parametrize(
    ("is_found", "cell"),
    list_cases(
        (True, RIGHT, f" {RIGHT} ", "1234-5678-9018", "1234 5678 9018", f"{RIGHT}.0"),
        (True, "１２３４５６７８９０１８", "１２３４－５６７８－９０１８"),
        (False, "123456789019", f"{RIGHT}0", RIGHT[:11], f"A{RIGHT}", "090-1234-5678", "2026/06/30 12:00", ""),
    ),
)
def test_a_personal_number_is_found_in_every_format_and_other_digits_are_not(is_found: bool, cell: str) -> None:
    assert find_personal_number(["a", cell], frozenset()) == (1 if is_found else None)


def test_a_column_of_other_numbers_contains_no_personal_number() -> None:
    assert find_personal_number([RIGHT, "a"], frozenset({0})) is None
    assert find_personal_number([RIGHT, RIGHT], frozenset({0})) == 1


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_personal_number_has_a_valid_check_digit(digits: str) -> None:
    if find_personal_number([digits], frozenset()) is not None:
        assert is_personal_number(digits)
