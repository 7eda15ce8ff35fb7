"""The faults that Slack and the carrier of the sandbox share."""

import pytest

from sandbox.faults import SLACK, BadFault, Fault, Faults
from tests.tables import list_cases


def test_a_fault_happens_once_unless_asked_otherwise() -> None:
    faults = Faults()
    faults.set({"fault": "slow", "seconds": 2})
    assert faults.take("garbage") is None
    assert faults.take("slow") == Fault("slow", seconds=2.0)
    assert faults.take("slow") is None


def test_after_skips_occasions_and_times_counts_the_next() -> None:
    faults = Faults()
    faults.set({"fault": "slow", "after": 2, "times": 2})
    assert [faults.take("slow") is not None for _ in range(6)] == [False, False, True, True, False, False]


def test_only_matching_occasions_count() -> None:
    faults = Faults()
    faults.set({"fault": "http_429", "method": "chat.update"})
    faults.set({"fault": "garbage", "to_suffix": "01", "after": 1})
    assert faults.take("http_429", method="chat.postMessage") is None
    assert faults.take("http_429") is None
    assert faults.take("http_429", method="chat.update") is not None
    hits = [faults.take("garbage", to=to) is not None for to in ("09000000001", "09000000002", "09000000001", None)]
    assert hits == [False, False, True, False]


def test_two_of_a_kind_happen_in_order_and_clear_removes_all() -> None:
    faults = Faults()
    faults.set({"fault": "slow", "seconds": 1})
    faults.set({"fault": "slow", "seconds": 2})
    first, second = faults.take("slow"), faults.take("slow")
    assert (first and first.seconds, second and second.seconds) == (1, 2)
    faults.set({"fault": "slow"})
    faults.set({"clear": True})
    assert faults.take("slow") is None


def test_latency_lasts_until_it_is_set_anew_or_cleared() -> None:
    faults = Faults(SLACK)
    faults.set({"fault": "latency", "seconds": 0.5})
    faults.set({"fault": "latency", "seconds": 3, "method": "users.info", "times": 1})
    taken = [faults.take("latency", method="views.open") for _ in range(100)]
    assert {fault and fault.seconds for fault in taken} == {0.5}
    faults.set({"fault": "latency", "seconds": 0.2})
    later = [faults.take("latency", method="users.info") for _ in range(2)]
    assert [fault and fault.seconds for fault in later] == [3, 0.2]
    faults.set({"clear": True})
    assert faults.take("latency", method="views.open") is None


WRONG = list_cases(("times", 0, True), ("after", -1), ("seconds", "5", -1, float("inf")), ("method", 5), ("often", 5))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"fault": "unknown"},
        {"fault": "slow"},
        {"fault": "latency"},
        {"fault": "list_lags"},
        *[{"fault": "http_429", key: value} for key, value in WRONG],
    ],
)
def test_a_wrong_request_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadFault):
        Faults(SLACK).set(wrong)
