"""Old and new ids of taxpayers: how the rows of a renumbering are read together, and which people become one."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Renumberings(Generic[Id]):
    """The new id of each old one, and how many rows repeat another. `conflicts` are the lines of contradicting rows."""

    moves: Mapping[Id, Id]
    repeated: int
    conflicts: tuple[int, ...]


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
    pairs = sum(map(len, found.values()))
    return Renumberings(moves, count - pairs, tuple(conflicts))


def find_new_id(moves: Mapping[Id, Id], old: Id) -> Id:
    """The id that a person has after a renumbering: one step, and the same id where no row names it."""
    return moves.get(old, old)


def count_merged(moves: Mapping[Id, Id], known: Collection[Id]) -> int:
    """Count the known people who share their new id with another known one, also with one whom no row names."""
    shares = Counter(find_new_id(moves, one) for one in known)
    return sum(people for people in shares.values() if people > 1)
