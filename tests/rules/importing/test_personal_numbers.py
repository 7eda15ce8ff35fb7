import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.importing.cells import holds_personal_number
from bot.rules.privacy import is_personal_number

RIGHT = "123456789018"


@pytest.mark.parametrize("cell", [
    RIGHT, f" {RIGHT} ", "1234-5678-9018", "1234 5678 9018", "１２３４５６７８９０１８",
    "１２３４－５６７８－９０１８", f"{RIGHT}.0",
])  # fmt: skip
def test_a_personal_number_is_found_in_every_format(cell: str) -> None:
    assert holds_personal_number(["a", cell], frozenset())


@pytest.mark.parametrize(
    "cell", ["123456789019", f"{RIGHT}0", RIGHT[:11], f"A{RIGHT}", "090-1234-5678", "2026/06/30 12:00", ""]
)
def test_other_digits_are_not_personal_numbers(cell: str) -> None:
    assert not holds_personal_number(["a", cell], frozenset())


def test_a_column_of_other_numbers_contains_no_personal_number() -> None:
    assert not holds_personal_number([RIGHT, "a"], frozenset({0}))
    assert holds_personal_number([RIGHT, RIGHT], frozenset({0}))


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_personal_number_has_a_valid_check_digit(digits: str) -> None:
    if holds_personal_number([digits], frozenset()):
        assert is_personal_number(digits)
