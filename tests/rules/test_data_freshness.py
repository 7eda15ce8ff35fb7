"""How recent the data must be."""

from datetime import date

import pytest

from bot.model.policy import Policy
from bot.rules.data_freshness import DataDays, find_stale_data

TODAY = date(2026, 7, 7)
NOTHING = DataDays(None, None, {})


def test_no_data_is_stale_if_none_is_required() -> None:
    assert find_stale_data(Policy(), NOTHING, TODAY) == ()
    assert Policy().requires_no_data


@pytest.mark.parametrize(("day", "is_stale"), [(date(2026, 7, 6), False), (date(2026, 7, 5), True), (None, True)])
def test_calls_and_exclusions_are_stale_after_the_maximum_age(day: date | None, is_stale: bool) -> None:
    for policy, known, name in (
        (Policy(calls_max_age_days=1), DataDays(day, TODAY, {}), "calls"),
        (Policy(exclusions_max_age_days=1), DataDays(TODAY, day, {}), "exclusions"),
    ):
        assert find_stale_data(policy, known, TODAY) == ((name,) if is_stale else ())
        assert not policy.requires_no_data


def test_each_expected_channel_is_stale_after_the_lag() -> None:
    policy = Policy(payment_channels_expected=("コンビニ", "スマホ", "窓口"), payment_lag_days=14)
    known = DataDays(None, None, {"ｺﾝﾋﾞﾆ": date(2026, 6, 23), "窓口": date(2026, 6, 22), "銀行": date(2020, 1, 1)})
    assert find_stale_data(policy, known, TODAY) == ("スマホ", "窓口")
