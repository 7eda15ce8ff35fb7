"""Columns that nothing else reads: a cell that is a word for a ground, or a remark with one, still holds its person.

Vendors have many columns for what a person's case is (状態, 住民区分, 備考), and no list of headings knows them all.
"""

from collections.abc import Callable, Sequence

from bot.rules.importing.exclusion_grounds import CellGround, ExclusionGround, combine_grounds
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.headings import find_sensitive_kind
from bot.rules.importing.layouts import Layout
from bot.rules.importing.mark_columns import find_mark_reader, is_remark, read_exact_word, read_word

_LONGEST_WORD = 14


def list_remarks(layout: Layout) -> list[int]:
    """The positions of the columns of remarks."""
    return [at for at in _list_spare(layout) if is_remark(normalise_heading(layout.heading[at]))]


def make_spare_reader(layout: Layout, *, remarks: bool = True) -> Callable[[Sequence[str]], ExclusionGround] | None:
    """Make a function that returns the ground in the spare columns of a row; None if there are none."""
    told: list[tuple[int, CellGround]] = []
    plain: list[int] = []
    for at in _list_spare(layout):
        heading = normalise_heading(layout.heading[at])
        if is_remark(heading):
            told += [(at, read_word)] if remarks else []
        elif reader := find_mark_reader(heading):
            told.append((at, reader))
        elif not find_sensitive_kind(heading):
            plain.append(at)
    if not told and not plain:
        return None

    def read(cells: Sequence[str]) -> ExclusionGround:
        ground = ExclusionGround.NONE
        for at, reader in told:
            if cells[at]:
                ground = combine_grounds(ground, reader(cells[at]))
        for at in plain:
            cell = cells[at]
            if cell and len(cell) <= _LONGEST_WORD and not cell.isdigit():
                ground = combine_grounds(ground, read_exact_word(cell))
        return ground

    return read


def _list_spare(layout: Layout) -> list[int]:
    """The positions that no column, number, owner, name or mark of a layout uses."""
    used = {at for places in layout.places.values() for at in places}
    used |= {at for phone_at, owners in layout.phones for at in (phone_at, *owners)}
    used |= {*layout.names, *(at for at, _ in layout.exclusions)}
    return [at for at, heading in enumerate(layout.heading) if at not in used and heading.strip()]
