"""The breaker: after which results it pauses, for which reason, and when it says that the provider is well again."""

from datetime import timedelta

import pytest

from bot.model.campaigns import PauseReason
from bot.model.providers import KEPT_BACK, Accepted, NotSent, Refused, SendResult, Uncertain
from bot.rules.breaker import (
    FAILURES_IN_A_ROW,
    MOST_OF_RECENT,
    NOT_NOW_IN_A_ROW,
    Breaker,
    find_probe_pause,
    is_failure,
    is_probed,
    is_share_too_high,
    is_visible,
    may_offer,
)

SENT, REFUSED = Accepted("p1"), Refused("E1")
NO_CONNECTION = NotSent("connect_error", answered=False)
LOST, FAILED, NOT_NOW = Uncertain("read_timeout"), Uncertain("http_503"), NotSent("http_429")


def judge(*results: SendResult) -> list[str | None]:
    """Return what the breaker says after each result."""
    breaker, found = Breaker(), []
    for result in results:
        breaker, reason = breaker.after(result)
        found.append(reason)
    return found


@pytest.mark.parametrize(
    ("result", "fails"),
    [
        (Accepted("p1"), False),
        (Refused("invalid_number"), False),
        (NotSent("http_429"), False),
        (NotSent("connect_error", answered=False), True),
        (Uncertain("read_timeout"), True),
        (Uncertain("http_500"), True),
    ],
)
def test_only_a_provider_that_gives_no_proper_answer_fails(result: SendResult, *, fails: bool) -> None:
    assert is_failure(result) is fails


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([NotSent("http_401", stop=True)], "http_401"),
        ([NotSent("http_402", stop=True)], "http_402"),
        ([Uncertain("http_307")], PauseReason.REDIRECTED),
        ([NO_CONNECTION] * FAILURES_IN_A_ROW, PauseReason.PROVIDER_UNREACHABLE),
        ([FAILED, FAILED, LOST, LOST, LOST], PauseReason.PROVIDER_UNREACHABLE),
        ([LOST, LOST, FAILED, FAILED, FAILED], PauseReason.PROVIDER_FAILING),
        ([NOT_NOW] * NOT_NOW_IN_A_ROW, PauseReason.PROVIDER_BUSY),
        ([SENT, NotSent("http_429", retry_after=61.0)], PauseReason.PROVIDER_BUSY),
        ([NotSent("http_429", retry_after=60.0)] * NOT_NOW_IN_A_ROW, PauseReason.PROVIDER_BUSY),
        ([FAILED, SENT] * (MOST_OF_RECENT - 1) + [FAILED], PauseReason.PROVIDER_FAILING),
        ([NO_CONNECTION, NO_CONNECTION, SENT] * 4 + [NO_CONNECTION] * 2, PauseReason.PROVIDER_UNREACHABLE),
    ],
)
def test_it_pauses_with_the_last_of_these_results_and_not_before(results: list[SendResult], reason: str) -> None:
    assert judge(*results) == [None] * (len(results) - 1) + [reason]


@pytest.mark.parametrize(
    "results",
    [
        [REFUSED] * 100,
        [*[LOST] * (FAILURES_IN_A_ROW - 1), SENT, SENT, SENT] * 1 + [LOST] * (FAILURES_IN_A_ROW - 1),
        [*[NO_CONNECTION] * 4, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED],
        [*[NOT_NOW] * (NOT_NOW_IN_A_ROW - 1), SENT] * 5,
        [NotSent(KEPT_BACK)] * 100,
        [FAILED, SENT, SENT] * 50,
    ],
)
def test_it_does_not_pause_for_refused_numbers_or_single_failures(results: list[SendResult]) -> None:
    assert not any(judge(*results))


def test_it_begins_anew_after_a_pause() -> None:
    found = judge(*[LOST] * (2 * FAILURES_IN_A_ROW))
    assert [index + 1 for index, reason in enumerate(found) if reason] == [FAILURES_IN_A_ROW, 2 * FAILURES_IN_A_ROW]


@pytest.mark.parametrize(
    ("failed", "total", "usual", "high"),
    [
        (0, 0, (0, 0), False),
        (9, 9, (0, 0), False),  # too few to judge by
        (10, 10, (0, 0), True),
        (14, 50, (0, 0), False),
        (15, 50, (0, 0), True),  # 30 %; usual is 10 % until more is known
        (15, 50, (199, 199), True),  # too few to know what is usual
        (15, 50, (1, 1000), True),
        (22, 50, (150, 1000), False),
        (23, 50, (150, 1000), True),  # three times 15 %
        (39, 50, (400, 1000), False),
        (40, 50, (400, 1000), True),  # 80 % are always too many
    ],
)
def test_far_more_failures_than_usual_are_three_times_the_share(
    failed: int, total: int, usual: tuple[int, int], *, high: bool
) -> None:
    assert is_share_too_high(failed, total, *usual) is high


@pytest.mark.parametrize(
    ("reason", "probed", "visible", "soonest"),
    [
        (PauseReason.PROVIDER_UNREACHABLE, True, True, 30),
        (PauseReason.PROVIDER_FAILING, True, True, 30),
        (PauseReason.PROVIDER_BUSY, True, True, 30),
        ("http_401", True, True, 30),
        ("http_402", True, False, 600),
        ("invalid_tenant", True, False, 600),
        *((reason, False, False, 600) for reason in ("by_hand", "data_stale", "redirected", "failures_high")),
    ],
)
def test_an_offer_waits_for_the_first_time_at_which_an_answer_proves_enough(
    reason: str, soonest: int, *, probed: bool, visible: bool
) -> None:
    assert (is_probed(reason), is_visible(reason)) == (probed, visible)
    assert not may_offer(reason, timedelta(seconds=soonest - 1))
    assert may_offer(reason, timedelta(seconds=soonest))


def test_probes_become_rarer_to_one_in_ten_minutes() -> None:
    assert [find_probe_pause(failed).total_seconds() for failed in (0, 1, 2, 4, 5, 10_000)] == [
        30,
        60,
        120,
        480,
        600,
        600,
    ]
    assert not is_probed(None)
