"""Which promised days are believed."""

from datetime import date

import pytest

from bot.rules.promises import find_latest_promise


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2026, 7, 7), date(2028, 7, 7)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_promise_is_believed_for_two_years(today: date, latest: date) -> None:
    assert find_latest_promise(today) == latest
