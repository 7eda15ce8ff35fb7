from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FileRefused
from bot.model.lists import SharedChoice
from bot.rules.shared_numbers import NumberDecision, NumberHolder, choose_one_each, match_decisions, read_choice

NUMBERS = st.frozensets(st.integers(1, 4), min_size=1, max_size=3)
HOLDERS = st.lists(
    st.builds(
        NumberHolder,
        recipient_id=st.integers(1, 8),
        numbers=NUMBERS,
        is_eligible=st.booleans(),
        blocks_numbers=st.booleans(),
    ),
    unique_by=lambda holder: holder.recipient_id,
    max_size=8,
)
MARKS = st.lists(
    st.builds(
        NumberDecision,
        line=st.integers(2, 99),
        person=st.integers(1, 4),
        number=st.integers(1, 3),
        choice=st.sampled_from(SharedChoice),
    ),
    max_size=8,
)


def holder(who: int, *numbers: int, is_eligible: bool = True, blocks_numbers: bool = False) -> NumberHolder[int]:
    return NumberHolder(who, frozenset(numbers), is_eligible=is_eligible, blocks_numbers=blocks_numbers)


@given(HOLDERS)
def test_a_number_gets_at_most_one_message_and_none_if_blocked(holders: list[NumberHolder[int]]) -> None:
    chosen = choose_one_each(holders)
    for number in range(1, 5):
        having = [one for one in holders if number in one.numbers]
        assert sum(one.recipient_id in chosen for one in having) <= 1
        if any(one.blocks_numbers for one in having):
            assert not any(one.recipient_id in chosen for one in having)
    assert all(one.is_eligible for one in holders if one.recipient_id in chosen)


@given(HOLDERS)
def test_every_eligible_person_is_chosen_unless_a_number_is_used(holders: list[NumberHolder[int]]) -> None:
    chosen = choose_one_each(holders)
    read = {number for one in holders if one.blocks_numbers or one.recipient_id in chosen for number in one.numbers}
    assert all(one.recipient_id in chosen or one.numbers & read for one in holders if one.is_eligible)


def test_the_first_eligible_person_gets_the_message() -> None:
    assert choose_one_each([holder(1, 7, is_eligible=False), holder(2, 7), holder(3, 7)]) == {2}


def test_a_person_with_two_numbers_uses_both() -> None:
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
def test_unknown_marks_are_not_a_choice(cell: str, mark: SharedChoice) -> None:
    assert read_choice(cell) is mark


HELD: Mapping[tuple[int, int], int] = {(1, 7): 11, (2, 7): 12, (2, 8): 12, (3, 8): 13}


def test_only_the_marked_person_gets_the_message() -> None:
    rows = [
        NumberDecision(2, 1, 7, SharedChoice.LEAVE),
        NumberDecision(3, 2, 7, SharedChoice.SEND),
        NumberDecision(4, 2, 8, SharedChoice.NONE),
        NumberDecision(5, 3, 8, SharedChoice.NONE),
    ]
    assert match_decisions(rows, HELD) == {11: SharedChoice.LEAVE, 12: SharedChoice.SEND}


@pytest.mark.parametrize(
    ("rows", "code", "named"),
    [
        (
            [NumberDecision(2, 1, 7, SharedChoice.UNKNOWN), NumberDecision(9, 2, 7, SharedChoice.UNKNOWN)],
            "decisions_unknown_word",
            "2, 9",
        ),
        ([NumberDecision(2, 1, 8, SharedChoice.SEND)], "decisions_not_shared", "2"),
        ([NumberDecision(2, 9, 7, SharedChoice.NONE)], "decisions_not_shared", "2"),
        (
            [NumberDecision(2, 1, 7, SharedChoice.SEND), NumberDecision(3, 1, 7, SharedChoice.LEAVE)],
            "decisions_contradict",
            "2, 3",
        ),
        (
            [NumberDecision(2, 2, 7, SharedChoice.SEND), NumberDecision(3, 2, 8, SharedChoice.LEAVE)],
            "decisions_contradict",
            "2, 3",
        ),
        (
            [NumberDecision(2, 1, 7, SharedChoice.SEND), NumberDecision(4, 2, 7, SharedChoice.SEND)],
            "decisions_two_marked",
            "2, 4",
        ),
        # ○ for 2 by the number 8 alone: the number 7 is read by 2 as well.
        (
            [NumberDecision(2, 1, 7, SharedChoice.SEND), NumberDecision(4, 2, 8, SharedChoice.SEND)],
            "decisions_two_marked",
            "2, 4",
        ),
        (
            [NumberDecision(n, 1, 7, SharedChoice.UNKNOWN) for n in range(2, 20)],
            "decisions_unknown_word",
            "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …",
        ),
    ],
)
def test_invalid_decisions_are_refused_with_their_lines(
    rows: list[NumberDecision[int, int]], code: str, named: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        match_decisions(rows, HELD)
    assert (refused.value.code, refused.value.facts) == (code, {"rows": named})


@given(MARKS)
def test_no_file_of_decisions_gives_a_number_two_messages(rows: list[NumberDecision[int, int]]) -> None:
    held = {(person, number): person for person in range(1, 4) for number in (1, 2) if (person, number) != (3, 1)}
    try:
        marks = match_decisions(rows, held)
    except FileRefused:
        return
    sent = {who for who, mark in marks.items() if mark is SharedChoice.SEND}
    for number in (1, 2):
        assert sum((who, number) in held for who in sent) <= 1
    assert sent == {row.person for row in rows if row.choice is SharedChoice.SEND}
