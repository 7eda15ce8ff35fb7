"""A provider's list settles the messages that it certainly has; where several could be meant, none."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.sent_lists import DoubtfulMessage, ListedMessage, find_sent

BEGAN = datetime(2026, 7, 7, 0, 0, tzinfo=UTC)
ANNA, BORIS = b"a", b"b"


def listed(phone: bytes, minutes: int, reference: str | None = None) -> ListedMessage:
    return ListedMessage(phone, BEGAN + timedelta(minutes=minutes), reference)


def doubtful(number: int, phone: bytes, begun: int = 0) -> DoubtfulMessage:
    return DoubtfulMessage(number, phone, f"nofu:{number:024x}", BEGAN + timedelta(minutes=begun))


@pytest.mark.parametrize(
    ("rows", "messages", "known", "expected"),
    [
        ([listed(ANNA, 5)], [doubtful(1, ANNA), doubtful(2, BORIS)], {}, {1: 5}),
        ([], [doubtful(1, ANNA)], {}, {}),
        ([listed(ANNA, -10)], [doubtful(1, ANNA)], {}, {1: -10}),
        ([listed(ANNA, -11)], [doubtful(1, ANNA)], {}, {}),
        # The row is of a message that is known as sent.
        ([listed(ANNA, 5)], [doubtful(1, ANNA)], {ANNA: [BEGAN + timedelta(minutes=9)]}, {}),
        ([listed(ANNA, 5), listed(ANNA, 90)], [doubtful(1, ANNA)], {ANNA: [BEGAN + timedelta(minutes=9)]}, {1: 90}),
        # One row for two messages: nobody knows which.
        ([listed(ANNA, 90)], [doubtful(1, ANNA), doubtful(2, ANNA, 60)], {}, {}),
        ([listed(ANNA, 5), listed(ANNA, 90)], [doubtful(1, ANNA), doubtful(2, ANNA, 60)], {}, {1: 5, 2: 90}),
        # A row that stands twice, and the parts of a long text, are one message.
        ([listed(ANNA, 90), listed(ANNA, 90)], [doubtful(1, ANNA), doubtful(2, ANNA, 60)], {}, {}),
        ([listed(ANNA, 5), listed(ANNA, 6)], [doubtful(1, ANNA)], {ANNA: [BEGAN + timedelta(minutes=5)]}, {}),
        ([listed(ANNA, 5), listed(ANNA, 5)], [doubtful(1, ANNA)], {}, {1: 5}),
        # A row of a time to come is wrong.
        ([listed(ANNA, 171)], [doubtful(1, ANNA)], {}, {}),
        ([listed(ANNA, 170)], [doubtful(1, ANNA)], {}, {1: 170}),
        # A reference whose number or time is another message's proves nothing.
        ([listed(BORIS, 5, f"nofu:{1:024x}")], [doubtful(1, ANNA), doubtful(2, BORIS)], {}, {}),
        ([listed(ANNA, -11, f"nofu:{1:024x}")], [doubtful(1, ANNA)], {}, {}),
        # A reference says which, and a row with another program's reference is none of ours.
        ([listed(ANNA, 90, f"nofu:{1:024x}")], [doubtful(1, ANNA), doubtful(2, ANNA, 60)], {}, {1: 90}),
        ([listed(ANNA, 5, f"nofu:{9:024x}")], [doubtful(1, ANNA)], {}, {}),
    ],
)
def test_rows_settle_messages_by_reference_or_by_number_and_time(
    rows: list[ListedMessage],
    messages: list[DoubtfulMessage],
    known: dict[bytes, list[datetime]],
    expected: dict[int, int],
) -> None:
    found = find_sent(rows, messages, known, BEGAN + timedelta(minutes=160))
    assert found == {number: BEGAN + timedelta(minutes=minutes) for number, minutes in expected.items()}
