"""The yearly contract: which fiscal year pays, and what is left for a campaign."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.budget import Budget, UnsentUnits
from bot.rules.budget import find_fiscal_year, find_start_year, get_fiscal_year_start, make_budget

JST = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 7, 7, 9, 0, tzinfo=JST)
NEXT_YEAR = datetime(2027, 4, 1, 9, 0, tzinfo=JST)
units = st.integers(0, 100_000)


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 3, 31, 23, 59, 59, tzinfo=JST), 2025),
        (datetime(2026, 4, 1, tzinfo=JST), 2026),
        (datetime(2026, 3, 31, 14, 59, 59, tzinfo=ZoneInfo("UTC")), 2025),
        (datetime(2026, 3, 31, 15, 0, tzinfo=ZoneInfo("UTC")), 2026),
        (datetime(2026, 12, 31, tzinfo=JST), 2026),
        (datetime(2027, 1, 1, tzinfo=JST), 2026),
    ],
)
def test_a_fiscal_year_begins_on_1_april_in_japan(moment: datetime, year: int) -> None:
    assert find_fiscal_year(moment) == year


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=JST)))  # noqa: DTZ001
def test_every_moment_is_in_its_fiscal_year(moment: datetime) -> None:
    year = find_fiscal_year(moment)
    assert get_fiscal_year_start(year) <= moment < get_fiscal_year_start(year + 1)


@pytest.mark.parametrize(
    ("starts_at", "year"), [(None, 2026), (NOW - timedelta(365), 2026), (NEXT_YEAR, 2027), (NOW, 2026)]
)
def test_what_is_not_sent_yet_is_paid_for_by_the_year_in_which_it_starts(starts_at: datetime | None, year: int) -> None:
    assert find_start_year(starts_at, NOW) == year


def compute(own: int, sent: int = 0, unsent: list[UnsentUnits] | None = None, year: int = 2026) -> Budget:
    return make_budget(100, sent, unsent or [], campaign=7, own=own, year=year, now=NOW)


@pytest.mark.parametrize(
    ("own", "sent", "approved", "left", "over"),
    [
        (100, 0, 0, 0, 0),
        (101, 0, 0, 0, 1),
        (1, 99, 0, 0, 0),
        (1, 100, 0, 0, 1),
        (1, 50, 49, 0, 0),
        (1, 50, 50, 0, 1),
        (10, 20, 30, 40, 0),
        (5, 150, 0, 0, 5),
    ],
)
def test_what_was_sent_and_what_is_approved_is_taken_from_the_contract(
    own: int, sent: int, approved: int, left: int, over: int
) -> None:
    budget = compute(own, sent, [UnsentUnits(1, True, NOW, approved)])
    assert (budget.left, budget.over) == (left, over)


def test_a_campaign_that_waits_for_a_decision_is_shown_and_takes_nothing() -> None:
    budget = compute(60, unsent=[UnsentUnits(1, False, None, 80), UnsentUnits(2, True, None, 40)])
    assert (budget.waiting, budget.approved, budget.free, budget.left, budget.over) == (80, 40, 60, 0, 0)


def test_a_campaign_is_not_counted_twice() -> None:
    budget = compute(60, unsent=[UnsentUnits(7, True, NOW, 60)])
    assert (budget.approved, budget.left) == (0, 40)


def test_a_campaign_that_starts_in_april_takes_nothing_from_this_year() -> None:
    later = [UnsentUnits(1, True, NEXT_YEAR, 90)]
    assert compute(50, unsent=later).over == 0
    assert compute(50, unsent=later, year=2027).over == 40


@given(own=units, sent=units, approved=units, contract=units)
def test_a_campaign_is_over_exactly_when_all_together_are_more_than_the_contract(
    own: int, sent: int, approved: int, contract: int
) -> None:
    unsent = [UnsentUnits(1, True, None, approved)]
    budget = make_budget(contract, sent, unsent, campaign=None, own=own, year=2026, now=NOW)
    assert (budget.over > 0) == (own > 0 and own + sent + approved > contract)
    assert budget.left == max(contract - sent - approved - own, 0)
