"""The days on which banks are open."""

from datetime import date

import pytest

from bot.rules.bank_days import find_bank_day, is_bank_day


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 7, 7), True),
        (date(2026, 7, 11), False),
        (date(2026, 7, 12), False),
        (date(2026, 7, 20), False),
        (date(2026, 12, 29), True),
        (date(2026, 12, 30), True),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), False),
        (date(2029, 1, 2), False),
        (date(2029, 1, 3), False),
        (date(2029, 1, 4), True),
        (date(2027, 3, 22), False),
        (date(2027, 3, 23), True),
    ],
)
def test_banks_are_closed_at_weekends_on_holidays_and_around_new_year(day: date, *, is_open: bool) -> None:
    assert is_bank_day(day) == is_open


@pytest.mark.parametrize(
    ("day", "following", "before"),
    [
        (date(2026, 7, 7), date(2026, 7, 7), date(2026, 7, 7)),
        (date(2026, 7, 18), date(2026, 7, 21), date(2026, 7, 17)),
        (date(2026, 12, 31), date(2027, 1, 4), date(2026, 12, 30)),
    ],
)
def test_the_next_bank_day_and_the_last_one_are_found(day: date, following: date, before: date) -> None:
    assert find_bank_day(day) == following
    assert find_bank_day(day, earlier=True) == before
