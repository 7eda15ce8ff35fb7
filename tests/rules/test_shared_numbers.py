from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FileRefused
from bot.model.lists import SharedChoice
from bot.rules.shared_numbers import NumberDecision, NumberHolder, choose_one_each, match_decisions, read_choice
from tests.tables import list_cases

SEND, LEAVE, NONE, UNKNOWN = SharedChoice.SEND, SharedChoice.LEAVE, SharedChoice.NONE, SharedChoice.UNKNOWN
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
    ("choice", "cell"),
    list_cases(
        (SEND, "○", "〇", "◯", "o", "Ｏ", " ○ "),
        (LEAVE, "×", "✕", "x", "Ｘ", "☓"),
        (NONE, "", " ", "　"),
        (UNKNOWN, "送る", "1", "0", "△", "はい", "○×", "-", "？"),
    ),
)
def test_unknown_marks_are_not_a_choice(choice: SharedChoice, cell: str) -> None:
    assert read_choice(cell) is choice


HELD: Mapping[tuple[int, int], int] = {(1, 7): 11, (2, 7): 12, (2, 8): 12, (3, 8): 13}


Mark = tuple[int, int, int, SharedChoice]
"""The line, the person and the number of a decision, and the choice."""


def test_only_the_marked_person_gets_the_message() -> None:
    marks: list[Mark] = [(2, 1, 7, LEAVE), (3, 2, 7, SEND), (4, 2, 8, NONE), (5, 3, 8, NONE)]
    assert match_decisions([NumberDecision(*mark) for mark in marks], HELD) == {11: LEAVE, 12: SEND}


@pytest.mark.parametrize(
    ("code", "named", "marks"),
    [
        ("decisions_unknown_word", "2, 9", [(2, 1, 7, UNKNOWN), (9, 2, 7, UNKNOWN)]),
        ("decisions_unknown_word", "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …", [(n, 1, 7, UNKNOWN) for n in range(2, 20)]),
        ("decisions_not_shared", "2", [(2, 1, 8, SEND)]),
        ("decisions_not_shared", "2", [(2, 9, 7, NONE)]),
        ("decisions_contradict", "2, 3", [(2, 1, 7, SEND), (3, 1, 7, LEAVE)]),
        ("decisions_contradict", "2, 3", [(2, 2, 7, SEND), (3, 2, 8, LEAVE)]),
        ("decisions_two_marked", "2, 4", [(2, 1, 7, SEND), (4, 2, 7, SEND)]),
        # ○ for 2 by the number 8 alone: the number 7 is read by 2 as well.
        ("decisions_two_marked", "2, 4", [(2, 1, 7, SEND), (4, 2, 8, SEND)]),
    ],
)
def test_invalid_decisions_are_refused_with_their_lines(code: str, named: str, marks: list[Mark]) -> None:
    with pytest.raises(FileRefused) as refused:
        match_decisions([NumberDecision(*mark) for mark in marks], HELD)
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
