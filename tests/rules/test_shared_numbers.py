from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FileRefused
from bot.model.lists import SharedChoice
from bot.rules.shared_numbers import DecisionLine, NumberHolder, choose_one_each, match_decisions, read_choice

NUMBERS = st.frozensets(st.integers(1, 4), min_size=1, max_size=3)
HOLDERS = st.lists(
    st.builds(NumberHolder, recipient_id=st.integers(1, 8), numbers=NUMBERS, fits=st.booleans(), closes=st.booleans()),
    unique_by=lambda holder: holder.recipient_id,
    max_size=8,
)
MARKS = st.lists(
    st.builds(
        DecisionLine,
        row=st.integers(2, 99),
        person=st.integers(1, 4),
        number=st.integers(1, 3),
        mark=st.sampled_from(SharedChoice),
    ),
    max_size=8,
)


def holder(who: int, *numbers: int, fits: bool = True, closes: bool = False) -> NumberHolder[int]:
    return NumberHolder(who, frozenset(numbers), fits=fits, closes=closes)


@given(HOLDERS)
def test_a_number_gets_one_message_at_most_and_none_where_it_is_closed(holders: list[NumberHolder[int]]) -> None:
    chosen = choose_one_each(holders)
    for number in range(1, 5):
        having = [one for one in holders if number in one.numbers]
        assert sum(one.recipient_id in chosen for one in having) <= 1
        if any(one.closes for one in having):
            assert not any(one.recipient_id in chosen for one in having)
    assert all(one.fits for one in holders if one.recipient_id in chosen)


@given(HOLDERS)
def test_nobody_is_passed_over_without_a_reason(holders: list[NumberHolder[int]]) -> None:
    chosen = choose_one_each(holders)
    read = {number for one in holders if one.closes or one.recipient_id in chosen for number in one.numbers}
    assert all(one.recipient_id in chosen or one.numbers & read for one in holders if one.fits)


def test_the_first_of_the_file_who_may_be_messaged_gets_the_message() -> None:
    assert choose_one_each([holder(1, 7, fits=False), holder(2, 7), holder(3, 7)]) == {2}


def test_whoever_has_two_numbers_reads_on_both() -> None:
    assert choose_one_each([holder(1, 7), holder(2, 7, 8), holder(3, 8)]) == {1, 3}


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        *[(cell, SharedChoice.SEND) for cell in ("○", "〇", "◯", "o", "Ｏ", " ○ ")],
        *[(cell, SharedChoice.LEAVE) for cell in ("×", "✕", "x", "Ｘ", "☓")],
        *[(cell, SharedChoice.NONE) for cell in ("", " ", "　")],
        *[(cell, SharedChoice.UNKNOWN) for cell in ("送る", "1", "0", "△", "はい", "○×", "-", "？")],
    ],
)
def test_a_mark_is_known_or_it_is_none(cell: str, mark: SharedChoice) -> None:
    assert read_choice(cell) is mark


HELD: Mapping[tuple[int, int], int] = {(1, 7): 11, (2, 7): 12, (2, 8): 12, (3, 8): 13}


def test_exactly_the_person_who_is_marked_gets_the_message() -> None:
    rows = [
        DecisionLine(2, 1, 7, SharedChoice.LEAVE),
        DecisionLine(3, 2, 7, SharedChoice.SEND),
        DecisionLine(4, 2, 8, SharedChoice.NONE),
        DecisionLine(5, 3, 8, SharedChoice.NONE),
    ]
    assert match_decisions(rows, HELD) == {11: SharedChoice.LEAVE, 12: SharedChoice.SEND}


@pytest.mark.parametrize(
    ("rows", "code", "named"),
    [
        (
            [DecisionLine(2, 1, 7, SharedChoice.UNKNOWN), DecisionLine(9, 2, 7, SharedChoice.UNKNOWN)],
            "decisions_unknown_word",
            "2, 9",
        ),
        ([DecisionLine(2, 1, 8, SharedChoice.SEND)], "decisions_not_shared", "2"),
        ([DecisionLine(2, 9, 7, SharedChoice.NONE)], "decisions_not_shared", "2"),
        (
            [DecisionLine(2, 1, 7, SharedChoice.SEND), DecisionLine(3, 1, 7, SharedChoice.LEAVE)],
            "decisions_contradict",
            "2, 3",
        ),
        (
            [DecisionLine(2, 2, 7, SharedChoice.SEND), DecisionLine(3, 2, 8, SharedChoice.LEAVE)],
            "decisions_contradict",
            "2, 3",
        ),
        (
            [DecisionLine(2, 1, 7, SharedChoice.SEND), DecisionLine(4, 2, 7, SharedChoice.SEND)],
            "decisions_two_marked",
            "2, 4",
        ),
        # ○ for 2 by the number 8 alone: the number 7 is read by 2 as well.
        (
            [DecisionLine(2, 1, 7, SharedChoice.SEND), DecisionLine(4, 2, 8, SharedChoice.SEND)],
            "decisions_two_marked",
            "2, 4",
        ),
        (
            [DecisionLine(n, 1, 7, SharedChoice.UNKNOWN) for n in range(2, 20)],
            "decisions_unknown_word",
            "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …",
        ),
    ],
)
def test_what_is_no_decision_is_refused_with_its_rows(
    rows: list[DecisionLine[int, int]], code: str, named: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        match_decisions(rows, HELD)
    assert (refused.value.code, refused.value.facts) == (code, {"rows": named})


@given(MARKS)
def test_whatever_a_file_says_no_number_gets_two_messages(rows: list[DecisionLine[int, int]]) -> None:
    held = {(person, number): person for person in range(1, 4) for number in (1, 2) if (person, number) != (3, 1)}
    try:
        marks = match_decisions(rows, held)
    except FileRefused:
        return
    sent = {who for who, mark in marks.items() if mark is SharedChoice.SEND}
    for number in (1, 2):
        assert sum((who, number) in held for who in sent) <= 1
    assert sent == {row.person for row in rows if row.mark is SharedChoice.SEND}
