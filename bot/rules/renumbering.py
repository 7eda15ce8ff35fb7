"""Old and new ids of taxpayers: how the rows of a renumbering are read together, and what holds of merged people.

Of several people who become one, the stricter holds: nobody who was out becomes sendable (docs/decisions/0032).
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.model.payments import CountedPayment
from bot.model.reasons import Excluded
from bot.rules.eligibility import EligibilityFacts, JudgementBasis, judge_rows
from bot.rules.eligibility.conditions import PERSON_RULES

Id = TypeVar("Id", bound=Hashable)

_OCCASIONS = frozenset({Excluded.NO_PROMISE, Excluded.NOT_AFFECTED})
"""Reasons that only say that there is no occasion for a message: the promise or the message of one is that of all."""


@dataclass(frozen=True, slots=True)
class Renumberings(Generic[Id]):
    """The new id of each old one, and how many rows repeat another. `conflicts` are the lines of contradicting rows.

    `lines` has the first line of each old id.
    """

    moves: Mapping[Id, Id]
    repeated: int
    conflicts: tuple[int, ...]
    lines: Mapping[Id, int]


def read_renumberings(rows: Iterable[tuple[int, Id, Id]]) -> Renumberings[Id]:
    """Read rows of a line, an old and a new id.

    Every row is about the ids before the file: A → B and B → C move two people by one step each, and A → B and B → A
    swap them. An old id with several new ones names several people or a mistake: each of its rows is a conflict.
    """
    found: dict[Id, dict[Id, list[int]]] = {}
    count = 0
    for line, old, new in rows:
        found.setdefault(old, {}).setdefault(new, []).append(line)
        count += 1
    conflicts = sorted(line for new in found.values() if len(new) > 1 for lines in new.values() for line in lines)
    moves = {old: next(iter(new)) for old, new in found.items() if len(new) == 1}
    firsts = {old: min(line for lines in new.values() for line in lines) for old, new in found.items()}
    pairs = sum(map(len, found.values()))
    return Renumberings(moves, count - pairs, tuple(conflicts), firsts)


def find_new_id(moves: Mapping[Id, Id], old: Id) -> Id:
    """The id that a person has after a renumbering: one step, and the same id where no row names it."""
    return moves.get(old, old)


def find_meanings(steps: Iterable[Mapping[Id, Id]]) -> dict[Id, tuple[Id, ...]]:
    """For each id that a renumbering replaced: the people whom it may mean in a file, by their ids now.

    `steps` are the renumberings that were carried out, in order; a file may be older than any of them. If an id is
    somebody else's new one (chains, swaps), it may mean this person, too. An id that came back (A → B, then B → A) was
    replaced, too: whoever had B may have become one with the person meanwhile.
    """
    found: dict[Id, set[Id]] = {}
    for moves in steps:
        found = {old: {find_new_id(moves, one) for one in people} for old, people in found.items()}
        for old, new in moves.items():
            found.setdefault(old, set()).add(new)
        for old in found.keys() & set(moves.values()):
            found[old].add(old)
    return {old: tuple(people) for old, people in found.items()}


def find_merged(moves: Mapping[Id, Id], known: Collection[Id]) -> set[Id]:
    """Find the known people who share their new id with another known one, also with one whom no row names."""
    shares = Counter(find_new_id(moves, one) for one in known)
    return {one for one in known if shares[find_new_id(moves, one)] > 1}


def keep_in_force(counted: Iterable[CountedPayment], in_force: Iterable[CountedPayment]) -> list[CountedPayment]:
    """Add to the payments of people who became one those that stood for one of them before.

    Counted together, a reversal of one could take back the payment of another, who would become sendable.
    """
    kept = {payment.known_by: payment for payment in in_force}
    return [*(payment for payment in counted if payment.known_by not in kept), *kept.values()]


def is_loosened(before: Sequence[EligibilityFacts], after: EligibilityFacts, bases: Iterable[JudgementBasis]) -> bool:
    """Whether a person of a list may be messaged now for any intent, although one of those whom it unites was out.

    Also if a reason that held for one of them no longer holds: another reason may hide it today.
    """
    return any(_is_loosened_for(one, after, basis) for basis in bases for one in before)


def _is_loosened_for(before: EligibilityFacts, after: EligibilityFacts, basis: JudgementBasis) -> bool:
    if any(
        rule(before, basis) and not rule(after, basis)
        for reason, rule in PERSON_RULES.items()
        if reason not in _OCCASIONS
    ):
        return True
    return _is_sendable(after, basis) and not _is_sendable(before, basis, _OCCASIONS)


def _is_sendable(facts: EligibilityFacts, basis: JudgementBasis, ignored: frozenset[Excluded] = frozenset()) -> bool:
    return any(reason is None or reason in ignored for reason in judge_rows(facts, basis).values())
