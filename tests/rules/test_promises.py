"""Which promised days are believed."""

from datetime import date

import pytest

from bot.model.errors import BadInput
from bot.rules.promises import check_promised_day, find_latest_promise, find_promise_limit, suggest_promised_day


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


@pytest.mark.parametrize(
    ("today", "limit"),
    [
        (date(2026, 7, 7), date(2027, 5, 31)),
        (date(2026, 12, 31), date(2027, 5, 31)),
        (date(2027, 3, 31), date(2027, 5, 31)),
        (date(2027, 4, 1), date(2027, 5, 31)),
        (date(2027, 5, 31), date(2027, 5, 31)),
        (date(2027, 6, 1), date(2028, 5, 31)),
    ],
)
def test_the_last_day_that_can_be_promised_is_the_day_on_which_the_books_close(today: date, limit: date) -> None:
    assert find_promise_limit(today) == limit


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 7, 7), date(2026, 7, 14)),
        (date(2026, 7, 13), date(2026, 7, 21)),  # a week later is a holiday
        (date(2027, 5, 28), date(2027, 5, 31)),
        (date(2026, 5, 27), date(2026, 5, 29)),  # the books close on a Sunday
        (date(2026, 5, 31), date(2026, 5, 31)),
    ],
)
def test_a_form_proposes_a_bank_day_in_a_week_within_the_year(today: date, day: date) -> None:
    assert suggest_promised_day(today) == day


@pytest.mark.parametrize(
    ("today", "day", "code"),
    [
        (date(2026, 7, 7), date(2026, 7, 6), "promise_past"),
        (date(2026, 7, 7), date(2027, 6, 1), "promise_beyond_year"),
        (date(2026, 7, 7), date(2062, 7, 7), "promise_beyond_year"),
        (date(2026, 7, 7), date(2026, 7, 11), "promise_on_holiday"),
        (date(2026, 7, 7), date(2026, 7, 20), "promise_on_holiday"),
        (date(2026, 7, 7), date(2026, 12, 31), "promise_on_holiday"),
        (date(2026, 5, 31), date(2026, 5, 31), "promise_beyond_year"),
    ],
)
def test_a_day_that_cannot_be_promised_is_refused_at_its_field(today: date, day: date, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_promised_day(day, today)
    assert (caught.value.code, caught.value.field) == (code, "day")


@pytest.mark.parametrize(
    ("today", "day", "offered"),
    [
        (date(2026, 7, 7), date(2026, 7, 18), "2026-07-21"),
        (date(2026, 5, 20), date(2026, 5, 30), "2026-05-29"),  # after it, the next bank day is in June
    ],
)
def test_for_a_holiday_a_bank_day_within_the_year_is_offered(today: date, day: date, offered: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_promised_day(day, today)
    assert caught.value.facts["next"] == offered
    check_promised_day(date.fromisoformat(offered), today)


@pytest.mark.parametrize("day", [date(2026, 7, 7), date(2026, 7, 8), date(2027, 3, 31), date(2027, 5, 31)])
def test_today_and_every_bank_day_until_the_books_close_can_be_promised(day: date) -> None:
    check_promised_day(day, date(2026, 7, 7))
