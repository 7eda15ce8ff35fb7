"""Shared numbers: phone numbers that several people of a list have. A user decides which of them gets the message.

All of them may read a message to the number. So a number gets at most one message, and none if one of them has a
reason that also excludes the others (eligibility.conditions.FOR_ALL_OF_A_NUMBER).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from bot.model.errors import FileRefused
from bot.model.lists import SharedChoice
from bot.rules.importing.cells import fold_cell

Person = TypeVar("Person")
Number = TypeVar("Number")
_MAX_NAMED = 10


_CHOICES = {
    **dict.fromkeys(("○", "〇", "◯", "o"), SharedChoice.SEND),
    **dict.fromkeys(("×", "✕", "✖", "☓", "✗", "x"), SharedChoice.LEAVE),
    "": SharedChoice.NONE,
}


def read_choice(cell: str) -> SharedChoice:
    """The choice in a cell of the column 判断; an unknown word is never a yes."""
    return _CHOICES.get(fold_cell(cell), SharedChoice.UNKNOWN)


@dataclass(frozen=True, slots=True)
class NumberHolder(Generic[Number]):
    """A person with shared numbers. `is_eligible`: ignoring the sharing; `blocks_numbers`: these get no message."""

    recipient_id: int
    numbers: frozenset[Number]
    is_eligible: bool
    blocks_numbers: bool


def choose_one_each(holders: Sequence[NumberHolder[Number]]) -> frozenset[int]:
    """Choose who gets the one message of each number: in order, each eligible person whose numbers are all unused."""
    used_numbers = {number for holder in holders if holder.blocks_numbers for number in holder.numbers}
    chosen: set[int] = set()
    for holder in holders:
        if holder.is_eligible and not holder.numbers & used_numbers:
            chosen.add(holder.recipient_id)
            used_numbers |= holder.numbers
    return frozenset(chosen)


class NumberDecision(NamedTuple, Generic[Person, Number]):
    """A row of a file of decisions; `line` is its number in the spreadsheet, from 1."""

    line: int
    person: Person
    number: Number
    choice: SharedChoice


def match_decisions(
    rows: Iterable[NumberDecision[Person, Number]], holders: Mapping[tuple[Person, Number], int]
) -> dict[int, SharedChoice]:
    """The decisions in the rows of a file, by recipient id. Raises FileRefused with the lines of the faulty rows.

    `holders`: the recipient id of each person and number. People without a mark or a row are undecided.
    """
    rows = list(rows)
    if unknown := [row.line for row in rows if row.choice is SharedChoice.UNKNOWN]:
        raise FileRefused("decisions_unknown_word", rows=format_lines(unknown))
    if unshared := [row.line for row in rows if (row.person, row.number) not in holders]:
        raise FileRefused("decisions_not_shared", rows=format_lines(unshared))
    choices: dict[int, set[SharedChoice]] = defaultdict(set)
    for row in rows:
        choices[holders[row.person, row.number]].add(row.choice)
    both = {SharedChoice.SEND, SharedChoice.LEAVE}
    contradictory = {person for person, found in choices.items() if both <= found}
    if contradictory:
        lines = [row.line for row in rows if holders[row.person, row.number] in contradictory]
        raise FileRefused("decisions_contradict", rows=format_lines(lines))
    sent = {person for person, found in choices.items() if SharedChoice.SEND in found}
    messages = Counter(number for (_, number), person in holders.items() if person in sent)
    doubled = {person for (_, number), person in holders.items() if messages[number] > 1 and person in sent}
    if doubled:
        marked = [
            row.line for row in rows if row.choice is SharedChoice.SEND and holders[row.person, row.number] in doubled
        ]
        raise FileRefused("decisions_two_marked", rows=format_lines(marked))
    excluded = {person: SharedChoice.LEAVE for person, found in choices.items() if SharedChoice.LEAVE in found}
    return excluded | dict.fromkeys(sent, SharedChoice.SEND)


def format_lines(rows: Sequence[int]) -> str:
    """The first of these lines, with an ellipsis if there are more."""
    return ", ".join(map(str, rows[:_MAX_NAMED])) + (", …" if len(rows) > _MAX_NAMED else "")
