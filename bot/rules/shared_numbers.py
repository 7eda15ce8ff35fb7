"""Numbers that several people of one list have: who of them gets a message is a person's decision, never a guess.

Whoever answers such a number reads for all who have it. So a number gets at most one message, of one decision; and
none at all while something keeps one of its holders from being messaged that the whole household must not read past.
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


_MARKS = {
    **dict.fromkeys(("○", "〇", "◯", "o"), SharedChoice.SEND),
    **dict.fromkeys(("×", "✕", "✖", "☓", "✗", "x"), SharedChoice.LEAVE),
    "": SharedChoice.NONE,
}


def read_choice(cell: str) -> SharedChoice:
    """What a cell of the column 判断 says; any other word is unknown, not a yes."""
    return _MARKS.get(fold_cell(cell), SharedChoice.UNKNOWN)


@dataclass(frozen=True, slots=True)
class NumberHolder(Generic[Number]):
    """Somebody who shares numbers. `fits`: may be messaged but for that; `closes`: their numbers get no message."""

    recipient_id: int
    numbers: frozenset[Number]
    fits: bool
    closes: bool


def choose_one_each(holders: Sequence[NumberHolder[Number]]) -> frozenset[int]:
    """Who gets the one message of each number: the first, in this order, who fits and takes no other's number."""
    taken = {number for holder in holders if holder.closes for number in holder.numbers}
    chosen: set[int] = set()
    for holder in holders:
        if holder.fits and not holder.numbers & taken:
            chosen.add(holder.recipient_id)
            taken |= holder.numbers
    return frozenset(chosen)


class DecisionLine(NamedTuple, Generic[Person, Number]):
    """A row of the file that came back; `row` as a spreadsheet counts, from 1."""

    row: int
    person: Person
    number: Number
    mark: SharedChoice


def match_decisions(
    rows: Iterable[DecisionLine[Person, Number]], holders: Mapping[tuple[Person, Number], int]
) -> dict[int, SharedChoice]:
    """What was decided of whom (by recipient), by the rows of a file. Raises FileRefused, with their numbers.

    `holders`: the recipient who is a person and has a number. Whoever is not marked, or not in the file, is undecided.
    """
    rows = list(rows)
    if unknown := [row.row for row in rows if row.mark is SharedChoice.UNKNOWN]:
        raise FileRefused("decisions_unknown_word", rows=name_rows(unknown))
    if others := [row.row for row in rows if (row.person, row.number) not in holders]:
        raise FileRefused("decisions_not_shared", rows=name_rows(others))
    marks: dict[int, set[SharedChoice]] = defaultdict(set)
    for row in rows:
        marks[holders[row.person, row.number]].add(row.mark)
    both = {who for who, found in marks.items() if {SharedChoice.SEND, SharedChoice.LEAVE} <= found}
    if both:
        contradicting = [row.row for row in rows if holders[row.person, row.number] in both]
        raise FileRefused("decisions_contradict", rows=name_rows(contradicting))
    sent = {who for who, found in marks.items() if SharedChoice.SEND in found}
    messages = Counter(number for (_, number), who in holders.items() if who in sent)
    twice = {who for (_, number), who in holders.items() if messages[number] > 1 and who in sent}
    if twice:
        marked = [row.row for row in rows if row.mark is SharedChoice.SEND and holders[row.person, row.number] in twice]
        raise FileRefused("decisions_two_marked", rows=name_rows(marked))
    left = {who: SharedChoice.LEAVE for who, found in marks.items() if SharedChoice.LEAVE in found}
    return left | dict.fromkeys(sent, SharedChoice.SEND)


def name_rows(rows: Sequence[int]) -> str:
    """The first of these rows, and that there are more."""
    return ", ".join(map(str, rows[:_MAX_NAMED])) + (", …" if len(rows) > _MAX_NAMED else "")
