"""Rows of an exclusion file. Plain text exists only in the file reader's process."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.rules.importing.cells import is_excluded, read_person
from bot.rules.importing.dates import LATEST_DAY
from bot.rules.importing.exclusion_grounds import ExclusionGround, combine_grounds
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.headings import Column
from bot.rules.importing.layouts import Layout
from bot.rules.importing.mark_columns import read_row_ground, read_word
from bot.rules.importing.phones import Phone, find_mobiles
from bot.rules.importing.row_reader import (
    CellResult,
    RowContext,
    find_first_fault,
    read_day,
)
from bot.rules.importing.spare_columns import list_spare, make_spare_reader
from bot.rules.importing.target_rows import Number, Taxpayer


class Exclusion(NamedTuple, Generic[Taxpayer, Number]):
    """The exclusion of one person. `as_of`: the day of the row's data; None: the day of the file.

    `ground` is `none` if the person is not or no longer excluded. A rejected row has its reason; one that excludes
    somebody whose id cannot be read has their mobile number, too (`phone`, else None).
    """

    number: int
    rejected: Rejected | None = None
    taxpayer: Taxpayer | None = None
    phone: Number | None = None
    as_of: date | None = None
    ground: ExclusionGround = ExclusionGround.NONE

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Exclusion(number={self.number}, rejected={self.rejected})"


ExclusionRow = Exclusion[str, Phone]
"""A row in plain text."""

_END = re.compile(
    "(?:除外|対象外|適用|有効|登録|停止|抑止|保留|(?:催告|架電|送信|連絡)停止)?の?(?:終了|解除|満了)(?:年月)?日|"
    r"(?:除外|対象外|適用|有効|除外の?有効)の?(?:期限|期間(?:の?終了|[(|]?(?:至|まで)\)?))日?"
)
"""The heading of the day on which an exclusion ends; not of a measure that has an end of its own (支援措置終了日)."""
_LIFTED_ON = re.compile("(?:除外の?)?解除(?:年月)?日")
"""The heading of the day on which an exclusion was lifted before its end; of the two, a blank one says nothing."""
_OTHER = re.compile("その他(?:の?(?:理由|事由|除外|区分))?|その他[(](?:理由|事由|内容)[)]")
"""The heading of a ground that has no column of its own."""
_ENDLESS = frozenset({ExclusionGround.CITY, ExclusionGround.DECEASED})

EXCLUSION_FACTS = Exclusion._fields.index("as_of")
"""Index of the first field that is not about the person."""


def make_exclusion_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], ExclusionRow]:
    """Make a reader for rows of an exclusion file. The cells must fit the layout; the reader never raises.

    A file of ids alone names the people to exclude, and so does one of grounds alone, where the ground is blank.
    """
    taxpayer_at, as_of_at = layout.positions[Column.TAXPAYER], layout.positions.get(Column.AS_OF)
    convert, read_spare = context.convert, make_spare_reader(layout, context)
    words_at = [at for at, reader in layout.exclusions if reader is read_word]
    only_words = words_at if len(words_at) == len(layout.exclusions) else []
    grounds_at = layout.places.get(Column.GROUND, ())
    only_grounds = grounds_at if len(grounds_at) == len(layout.exclusions) else ()
    other_at = [at for at in list_spare(layout) if _OTHER.fullmatch(normalise_heading(layout.heading[at]))]
    has_ended = _make_end_reader(layout, context.today)
    numbers_at = [at for at, _ in layout.phones] + [*layout.other_phones]

    def read(number: int, cells: Sequence[str]) -> ExclusionRow:
        taxpayer, id_fault = read_person(cells[taxpayer_at])
        as_of: CellResult[Any] = CellResult(None) if as_of_at is None else read_day(cells[as_of_at].strip())
        ground = read_row_ground(cells, layout.exclusions) if layout.exclusions else ExclusionGround.FLAGGED
        if read_spare is not None:
            ground = combine_grounds(ground, read_spare(cells))
        if ground is ExclusionGround.NONE and only_grounds and not any(cells[at].strip() for at in only_grounds):
            ground = ExclusionGround.UNSTATED
        if ground is ExclusionGround.NONE and only_words and any(is_excluded(cells[at]) for at in only_words):
            ground = ExclusionGround.UNKNOWN
        if ground is ExclusionGround.NONE and any(is_excluded(cells[at]) for at in other_at):
            ground = ExclusionGround.UNKNOWN
        if ground not in _ENDLESS and has_ended(cells):
            ground = ExclusionGround.NONE
        if as_of.fault and ground is not ExclusionGround.NONE:
            as_of = CellResult(None)  # who is excluded stays excluded, as of the day of the file
        if id_fault and ground is not ExclusionGround.NONE and not isinstance(taxpayer, Rejected):
            id_fault, ground = None, ExclusionGround.UNKNOWN  # an id beside words: the user is asked
        fault = find_first_fault([CellResult(None, id_fault), as_of])
        facts = convert(as_of.value), convert(ground)
        if isinstance(taxpayer, Rejected) and ground is not ExclusionGround.NONE:
            phone = next((phone for at in numbers_at for phone in find_mobiles(cells[at])), None)
            return Exclusion(number, fault, None, phone, *facts) if phone else Exclusion(number, fault)
        if fault or isinstance(taxpayer, Rejected):
            return Exclusion(number, fault)
        return Exclusion(number, None, taxpayer, None, *facts)

    return read


def _make_end_reader(layout: Layout, today: date) -> Callable[[Sequence[str]], bool]:
    """Make a function that says whether the exclusion of a row has ended. Two days of an end leave it open which."""
    ends = [at for at, heading in enumerate(layout.heading) if _END.fullmatch(normalise_heading(heading))]
    lifted = [at for at in ends if _LIFTED_ON.fullmatch(normalise_heading(layout.heading[at]))]
    is_pair = len(ends) == 2 and len(lifted) == 1
    if today >= LATEST_DAY:  # nobody said what day it is
        return lambda _: False

    def has_ended(cells: Sequence[str]) -> bool:
        days = [read_day(cells[at].strip()).value for at in ends if cells[at].strip() or not is_pair]
        return len(days) == 1 and days[0] is not None and days[0] < today

    return has_ended
