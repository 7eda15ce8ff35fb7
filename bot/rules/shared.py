"""Numbers that several people of one list have: who of them gets a message is a person's decision, never a guess.

Whoever answers such a number reads for all who have it. So a number gets at most one message, of one decision; and
none at all while something keeps one of its holders from being messaged that the whole household must not read past.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from bot.rules.cells import tidy
from bot.rules.errors import FileRefused

Person = TypeVar("Person")
Number = TypeVar("Number")
_MOST_NAMED = 10


class How(StrEnum):
    """How it was decided."""

    LEAVE = "leave"
    ONE = "one"
    FILE = "file"


class Mark(StrEnum):
    """What stands in the column 判断."""

    SEND = "send"
    LEAVE = "leave"
    NONE = "none"
    UNKNOWN = "unknown"


_MARKS = {
    **dict.fromkeys(("○", "〇", "◯", "o"), Mark.SEND),
    **dict.fromkeys(("×", "✕", "✖", "☓", "✗", "x"), Mark.LEAVE),
    "": Mark.NONE,
}


def read_mark(cell: str) -> Mark:
    """What a cell of the column 判断 says; any other word is unknown, not a yes."""
    return _MARKS.get(tidy(cell), Mark.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Holder(Generic[Number]):
    """Somebody who shares numbers. `fits`: may be messaged but for that; `closes`: their numbers get no message."""

    recipient_id: int
    numbers: frozenset[Number]
    fits: bool
    closes: bool


def one_each(holders: Sequence[Holder[Number]]) -> frozenset[int]:
    """Who gets the one message of each number: the first, in this order, who fits and takes no other's number."""
    taken = {number for holder in holders if holder.closes for number in holder.numbers}
    chosen: set[int] = set()
    for holder in holders:
        if holder.fits and not holder.numbers & taken:
            chosen.add(holder.recipient_id)
            taken |= holder.numbers
    return frozenset(chosen)


class Marked(NamedTuple, Generic[Person, Number]):
    """A row of the file that came back; `row` as a spreadsheet counts, from 1."""

    row: int
    person: Person
    number: Number
    mark: Mark


def by_file(rows: Iterable[Marked[Person, Number]], holders: Mapping[tuple[Person, Number], int]) -> dict[int, Mark]:
    """What was decided of whom (by recipient), by the rows of a file. Raises FileRefused, with their numbers.

    `holders`: the recipient who is a person and has a number. Whoever is not marked, or not in the file, is undecided.
    """
    rows = list(rows)
    if unknown := [row.row for row in rows if row.mark is Mark.UNKNOWN]:
        raise FileRefused("decisions_unknown_word", rows=named(unknown))
    if others := [row.row for row in rows if (row.person, row.number) not in holders]:
        raise FileRefused("decisions_not_shared", rows=named(others))
    marks: dict[int, set[Mark]] = defaultdict(set)
    for row in rows:
        marks[holders[row.person, row.number]].add(row.mark)
    both = {who for who, found in marks.items() if {Mark.SEND, Mark.LEAVE} <= found}
    if both:
        contradicting = [row.row for row in rows if holders[row.person, row.number] in both]
        raise FileRefused("decisions_contradict", rows=named(contradicting))
    sent = {who for who, found in marks.items() if Mark.SEND in found}
    messages = Counter(number for (_, number), who in holders.items() if who in sent)
    twice = {who for (_, number), who in holders.items() if messages[number] > 1 and who in sent}
    if twice:
        marked = [row.row for row in rows if row.mark is Mark.SEND and holders[row.person, row.number] in twice]
        raise FileRefused("decisions_two_marked", rows=named(marked))
    left = {who: Mark.LEAVE for who, found in marks.items() if Mark.LEAVE in found}
    return left | dict.fromkeys(sent, Mark.SEND)


def named(rows: Sequence[int]) -> str:
    """The first of these rows, and that there are more."""
    return ", ".join(map(str, rows[:_MOST_NAMED])) + (", …" if len(rows) > _MOST_NAMED else "")
