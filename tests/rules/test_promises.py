"""Which promised days are believed, and which promises the city's data breaks."""

from datetime import date

import pytest

from bot.model.errors import BadInput
from bot.model.policy import Policy
from bot.rules.importing.channels import read_channel_lags
from bot.rules.promises import (
    check_promised_day,
    find_last_broken_day,
    find_latest_promise,
    find_promise_limit,
    suggest_promised_day,
)


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


LAGS = read_channel_lags("コンビニ=3, 口座=5")
MONDAY, TODAY = date(2026, 7, 13), date(2026, 7, 31)


def find(policy: Policy, channels: dict[str, date], newest: date | None = None, today: date = TODAY) -> date | None:
    return find_last_broken_day(policy, channels, newest, today)


@pytest.mark.parametrize(
    ("newest", "today", "last"),
    [
        (None, TODAY, None),
        (date(2026, 7, 20), TODAY, date(2026, 7, 6)),
        (date(2062, 7, 20), date(2026, 7, 20), date(2026, 7, 6)),
    ],
)
def test_without_other_settings_the_last_day_of_all_data_and_calendar_days_decide(
    newest: date | None, today: date, last: date | None
) -> None:
    assert find(Policy(), {"コンビニ": TODAY}, newest, today) == last


@pytest.mark.parametrize(
    ("bank_days", "day", "last"),
    [
        (0, "2026-07-12", "2026-07-12"),
        (1, "2026-07-13", "2026-07-12"),
        (1, "2026-07-12", "2026-07-09"),
        (3, "2026-07-13", "2026-07-08"),
        (1, "2026-07-20", "2026-07-16"),
        (1, "2027-01-04", "2027-01-03"),
        (1, "2027-01-03", "2026-12-29"),
    ],
    ids=["none", "Monday", "Sunday", "three over a weekend", "a holiday", "the first day of a year", "New Year"],
)
def test_a_lag_in_bank_days_counts_no_closed_day(bank_days: int, day: str, last: str) -> None:
    policy = Policy(payment_channels_expected=("コンビニ",), payment_channel_lags=(("コンビニ", bank_days),))
    found = find(policy, {"コンビニ": date.fromisoformat(day)}, today=date(2027, 12, 31))
    assert found == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("channels", "last"),
    [
        ({"コンビニ": MONDAY}, None),
        ({"コンビニ": MONDAY, "口座振替": MONDAY}, date(2026, 7, 6)),
        ({"コンビニ": date(2026, 7, 7), "口座振替": MONDAY}, date(2026, 7, 2)),
        ({"コンビニ速報": MONDAY, "口座振替": TODAY}, date(2026, 7, 8)),
        ({"コンビニ": MONDAY, "口座振替": MONDAY, "eLTAX": date(2026, 1, 5)}, date(2026, 7, 6)),
    ],
    ids=["one is missing", "both are here", "the older one decides", "a preliminary notice serves", "another is old"],
)
def test_a_promise_is_broken_only_once_every_expected_channel_has_come(
    channels: dict[str, date], last: date | None
) -> None:
    policy = Policy(payment_channels_expected=("コンビニ", "口座振替"), payment_channel_lags=LAGS)
    assert find(policy, channels, newest=TODAY) == last


def test_without_expected_channels_the_longest_lag_decides() -> None:
    assert find(Policy(payment_channel_lags=LAGS), {}, MONDAY) == date(2026, 6, 29)
    assert find(Policy(payment_channel_lags=LAGS, payment_lag_days=2), {}, MONDAY) == date(2026, 7, 6)


@pytest.mark.parametrize("expected", [(), ("銀行",)])
@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (date(2026, 7, 26), date(2026, 7, 26)),
        (date(2026, 7, 27), date(2026, 7, 27)),
        (date(2026, 7, 28), date(2026, 7, 27)),
        (date(2026, 7, 29), date(2026, 7, 27)),
    ],
)
def test_a_promise_is_not_broken_before_its_day_is_over(expected: tuple[str, ...], as_of: date, last: date) -> None:
    policy = Policy(payment_channels_expected=expected, payment_channel_lags=(("銀行", 0),), payment_lag_days=0)
    assert find(policy, {"銀行": as_of}, as_of, today=date(2026, 7, 28)) == last
