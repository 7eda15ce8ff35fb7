"""The messages that go first: when the others may follow, and when a person is asked."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.messages import BatchCounts
from bot.rules.first_batch import LONGEST_WAIT, BatchVerdict, judge_batch

LEFT_AT = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counts", "waited", "verdict"),
    [
        (BatchCounts(to_send=20), 0, BatchVerdict.WAIT),
        (BatchCounts(to_send=1, arrived=19, last_left=LEFT_AT), 3600, BatchVerdict.WAIT),
        (BatchCounts(open=20, last_left=LEFT_AT), 599, BatchVerdict.WAIT),
        (BatchCounts(open=20, last_left=LEFT_AT), 600, BatchVerdict.ASK),
        (BatchCounts(open=10, arrived=10, last_left=LEFT_AT), 1, BatchVerdict.GO_ON),
        (BatchCounts(open=11, arrived=9, last_left=LEFT_AT), 599, BatchVerdict.WAIT),
        (BatchCounts(open=11, arrived=9, last_left=LEFT_AT), 600, BatchVerdict.ASK),
        (BatchCounts(open=1, arrived=9, failed=10, last_left=LEFT_AT), 1, BatchVerdict.WAIT),
        (BatchCounts(arrived=9, failed=11, last_left=LEFT_AT), 1, BatchVerdict.ASK),
        (BatchCounts(open=9, failed=11, last_left=LEFT_AT), 1, BatchVerdict.ASK),
        (BatchCounts(arrived=10, failed=10, last_left=LEFT_AT), 3600, BatchVerdict.GO_ON),
        (BatchCounts(arrived=1, failed=0, last_left=LEFT_AT), 1, BatchVerdict.GO_ON),
        (BatchCounts(), 0, BatchVerdict.TAKE_NEXT),
        (BatchCounts(open=1), 0, BatchVerdict.ASK),  # it left at no known time
    ],
)
def test_the_others_follow_when_half_have_arrived_and_a_person_is_asked_when_they_cannot(
    counts: BatchCounts, waited: int, verdict: BatchVerdict
) -> None:
    assert timedelta(minutes=10) == LONGEST_WAIT
    assert judge_batch(counts, LEFT_AT + timedelta(seconds=waited)) is verdict
