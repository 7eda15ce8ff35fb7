"""One row of an exclusion file. In clear it exists only inside the files' own process: its word never leaves it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.rules.importing.cells import read_taxpayer
from bot.rules.importing.columns import Layout
from bot.rules.importing.exclusion_grounds import ExclusionGround, combine_grounds, read_ground, read_ground_heading
from bot.rules.importing.headings import Column
from bot.rules.importing.row_reader import CellValue, ValueForm, find_first_fault, keep_value, make_cell_value, read_day
from bot.rules.importing.target_rows import Taxpayer


class Exclusion(NamedTuple, Generic[Taxpayer]):
    """What a row says of one person. `as_of`: the day for which it holds; None: the file's.

    `ground` is `none` where the row says that there is nothing (any more). A rejected row carries its reason only.
    """

    number: int
    rejected: Rejected | None = None
    taxpayer: Taxpayer | None = None
    as_of: date | None = None
    ground: ExclusionGround = ExclusionGround.NONE

    def __repr__(self) -> str:
        """Its place only: a row that is shown in a traceback must name nobody."""
        return f"Exclusion(number={self.number}, rejected={self.rejected})"


ExclusionRow = Exclusion[str]
"""A row with the person it is about, in clear."""

EXCLUSION_FACTS = Exclusion._fields.index("as_of")
"""Where the facts begin."""


def make_exclusion_reader(layout: Layout, form: ValueForm = keep_value) -> Callable[[int, Sequence[str]], ExclusionRow]:
    """What reads the rows of an exclusion file: their number and their cells, which fit the layout. It never raises.

    A column that bears the name of a ground (支援措置) is one of marks: what its heading says must not be overlooked.
    """
    taxpayer_at, as_of_at = layout.places[Column.TAXPAYER], layout.places.get(Column.AS_OF)
    words = [layout.places[column] for column in (Column.EXCLUDED, Column.GROUND) if column in layout.places]
    taken = set(layout.places.values())
    marks = [
        (place, ground)
        for place, heading in enumerate(layout.heading)
        if place not in taken and (ground := read_ground_heading(heading)) is not ExclusionGround.NONE
    ]

    def read(number: int, cells: Sequence[str]) -> ExclusionRow:
        taxpayer = read_taxpayer(cells[taxpayer_at])
        as_of: CellValue[Any] = CellValue(None) if as_of_at is None else read_day(cells[as_of_at].strip())
        fault = find_first_fault([make_cell_value(taxpayer), as_of])
        if fault or isinstance(taxpayer, Rejected):
            return Exclusion(number, fault)
        ground = ExclusionGround.NONE
        for place in words:
            ground = combine_grounds(ground, read_ground(cells[place]))
        for place, meant in marks:
            if read_ground(cells[place]) is not ExclusionGround.NONE:
                ground = combine_grounds(ground, meant)
        return Exclusion(number, None, taxpayer, form(as_of.value), form(ground))

    return read
