"""The pace uses the rate and never exceeds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.accrete.connection import TERMS as ACCRETE
from bot.providers.dry_run import DryRun
from bot.rules.pace import CATCH_UP, LONGEST_PAUSE, Pace, limit_rate, provider_pause


def starts(rate: int, lateness: list[float], begin: float) -> list[float]:
    """The times of requests that wait as required and are then late by `lateness` seconds."""
    pace, now, found = Pace(rate), begin, []
    for late in lateness:
        now += pace.seconds_to_wait(now)
        while pace.seconds_to_wait(now) > 0.0:
            now += 1e-9
        now += late
        pace = pace.after_request(now)
        found.append(now)
    return found


@given(
    st.integers(1, 60),
    st.lists(st.sampled_from([0.0, 0.0001, 0.001, 0.005, 0.02, 0.3]), min_size=1, max_size=300),
    st.floats(0.0, 1e6),
)
def test_no_second_has_more_requests_than_the_rate(rate: int, lateness: list[float], begin: float) -> None:
    found = starts(rate, lateness, begin)
    for first, beyond in zip(found, found[rate:], strict=False):
        assert beyond - first > 1.0 - 1e-6


@pytest.mark.parametrize("rate", [1, 10, 30, 50])
def test_the_rate_is_nearly_reached_although_sleeping_takes_too_long(rate: int) -> None:
    found = starts(rate, [0.001] * rate * 20, 100.0)
    assert (len(found) - 1) / (found[-1] - found[0]) >= 0.98 * rate


def test_idle_time_does_not_allow_a_burst() -> None:
    pace = Pace(10).after_request(0.0)
    late = pace.after_request(100.0)
    assert late.seconds_to_wait(100.0) == pytest.approx((1.0 + CATCH_UP) / 10 - CATCH_UP)


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    pace = Pace(10).after_request(5.0).after_pause(5.0, 30.0).after_pause(6.0, 1.0)
    assert pace.seconds_to_wait(5.0) == pytest.approx(30.0)
    assert pace.seconds_to_wait(34.9) == pytest.approx(0.1)
    assert pace.seconds_to_wait(35.1) == 0.0


def test_a_pause_is_the_providers_or_doubles_within_limits() -> None:
    pauses = [provider_pause(failures, None) for failures in (1, 2, 5, 10, 10_000)]
    assert pauses == [1.0, 2.0, 16.0, LONGEST_PAUSE, LONGEST_PAUSE]
    assert provider_pause(1, 7.0) == provider_pause(9, 7.0) == 7.0
    assert (provider_pause(1, 0.0), provider_pause(1, 1e9)) == (1.0, LONGEST_PAUSE)


@pytest.mark.parametrize(("setting", "rate"), [(1, 1), (29, 29), (30, 29), (1000, 29)])
def test_a_providers_limit_holds_whatever_the_setting_says(setting: int, rate: int) -> None:
    assert limit_rate(setting, ACCRETE) == rate
    assert limit_rate(setting, DryRun.terms) == setting
