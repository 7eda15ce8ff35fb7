"""A renumbering is read as one step for everybody at once, and says who becomes one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.renumbering import find_meanings, find_merged, find_new_id, read_renumberings

IDS = st.sampled_from("ABCDEF")


def test_chains_and_swaps_are_one_step() -> None:
    found = read_renumberings([(2, "A", "B"), (3, "B", "C"), (4, "D", "E"), (5, "E", "D"), (6, "A", "B")])
    assert found.moves == {"A": "B", "B": "C", "D": "E", "E": "D"}
    assert (found.repeated, found.conflicts) == (1, ())
    assert find_merged(found.moves, "ABDE") == set()


def test_an_old_id_with_two_new_ones_moves_nobody_and_names_each_line() -> None:
    found = read_renumberings([(2, "A", "B"), (3, "C", "D"), (4, "A", "E"), (5, "A", "B")])
    assert (found.moves, found.repeated, found.conflicts) == ({"C": "D"}, 1, (2, 4, 5))


def test_people_become_one_also_with_somebody_whom_no_row_names() -> None:
    assert find_merged({"A": "C", "B": "C"}, "AB") == {"A", "B"}
    assert find_merged({"A": "C"}, "AC") == {"A", "C"}
    assert find_merged({"A": "C", "C": "D"}, "AC") == set()


@given(st.lists(st.tuples(IDS, IDS)), st.sets(IDS))
def test_no_order_of_rows_changes_what_moves_and_nobody_is_lost(pairs: list[tuple[str, str]], known: set[str]) -> None:
    found = read_renumberings((line, old, new) for line, (old, new) in enumerate(pairs))
    backwards = read_renumberings((line, old, new) for line, (old, new) in reversed(list(enumerate(pairs))))
    assert found == backwards
    named = {old: {new for one, new in pairs if one == old} for old, _ in pairs}
    assert {pairs[line][0] for line in found.conflicts} == {old for old, new in named.items() if len(new) > 1}
    assert all(named[old] == {new} for old, new in found.moves.items())
    assert set(found.moves) == {old for old, new in named.items() if len(new) == 1}
    groups: dict[str, set[str]] = {}
    for one in known:
        groups.setdefault(find_new_id(found.moves, one), set()).add(one)
    assert find_merged(found.moves, known) == {one for group in groups.values() if len(group) > 1 for one in group}


@pytest.mark.parametrize(
    ("steps", "meanings"),
    [
        ([{"A": "B"}], {"A": {"B"}}),
        ([{"A": "B"}, {"B": "C"}], {"A": {"C"}, "B": {"C"}}),
        ([{"A": "B", "B": "C"}], {"A": {"B"}, "B": {"B", "C"}}),
        ([{"A": "B", "B": "A"}], {"A": {"A", "B"}, "B": {"A", "B"}}),
        ([{"A": "C", "B": "C"}], {"A": {"C"}, "B": {"C"}}),
        ([{"A": "B"}, {"D": "A"}], {"A": {"A", "B"}, "D": {"A"}}),
        ([{"A": "B"}, {"B": "A"}], {"A": {"A"}, "B": {"A"}}),
        ([], {}),
    ],
)
def test_an_old_id_means_everybody_whom_it_may_have_meant(
    steps: list[dict[str, str]], meanings: dict[str, set[str]]
) -> None:
    assert {old: set(people) for old, people in find_meanings(steps).items()} == meanings
