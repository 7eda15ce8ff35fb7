"""Rows of a target list with cells that only say "the same as above" (〃, 同上): they hold people, and let nobody in.

Once a list was sorted or filtered, such a cell stands below another row than before, so that it can mean two things. A
mark above counts for its row, too. In a column that must be read, the row is rejected; what it would say with the cells
above (also of the person above) keeps messages from them, as every rejected row does.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot.model.reasons import RowQuestion
from bot.rules.importing.cells import DITTOS
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.headings import Column, find_sensitive_kind
from bot.rules.importing.layouts import Layout
from bot.rules.importing.phones import Phone
from bot.rules.importing.row_reader import Columns, RowContext, search_batches
from bot.rules.importing.target_rows import UNREAD_FACTS, Target, TargetRow, make_target_reader


def make_list_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], TargetRow]:
    """Make a reader for rows of a target list that knows the row above."""
    read, combine = make_target_reader(layout, context), _make_combiner(context)
    read_repeated = make_target_reader(layout, RowContext(context.convert, context.tables, context.today))
    taxpayer_at, name_at = layout.positions[Column.TAXPAYER], layout.positions.get(Column.NAME)
    above: Sequence[str] = [""] * len(layout.heading)
    telling = _list_telling(layout)

    def may_repeat(columns: Columns) -> bool:
        is_blank = not all(map(str.strip, columns[taxpayer_at]))
        return is_blank or not all(DITTOS.isdisjoint(map(str.strip, columns[at])) for at in telling)

    may_repeat_above = search_batches(context, may_repeat)

    def has_no_own_id(cells: Sequence[str]) -> bool:
        """Whether a row without an id may be the next debt of the person above: it has no other name."""
        return not cells[taxpayer_at].strip() and (name_at is None or cells[name_at].strip() in ("", above[name_at]))

    def read_row(number: int, cells: Sequence[str]) -> TargetRow:
        nonlocal above
        if not may_repeat_above(cells):
            above = cells
            return read(number, cells)
        if DITTOS.isdisjoint([cells[at].strip() for at in telling]) and not has_no_own_id(cells):
            above = cells
            return read(number, cells)
        repeated = [upper if cell.strip() in DITTOS else cell for cell, upper in zip(cells, above, strict=True)]
        repeated[taxpayer_at] = repeated[taxpayer_at] if repeated[taxpayer_at].strip() else above[taxpayer_at]
        above = repeated
        return combine(read(number, cells), read_repeated(number, repeated))

    return read_row


def _list_telling(layout: Layout) -> list[int]:
    """The positions of columns whose cells may repeat those above. An address may be that of the column beside it."""
    personal = {at for at, heading in enumerate(layout.heading) if find_sensitive_kind(normalise_heading(heading))}
    personal -= {at for at, _ in layout.exclusions}
    return [at for at in range(len(layout.heading)) if at not in personal]


def _make_combiner(context: RowContext) -> Callable[[TargetRow, TargetRow], TargetRow]:
    """Make a function that adds to a row what keeps messages away in the row with the cells above."""
    flagged, says_nothing = context.convert(True), (context.convert(None), context.convert(False))

    def combine(row: TargetRow, as_above: TargetRow) -> TargetRow:
        if row.rejected is None:
            return row._replace(flagged=flagged) if as_above.flagged == flagged else row
        if as_above.taxpayer is None:
            return row
        facts: dict[str, Any] = {Target._fields[at]: as_above[at] for at in UNREAD_FACTS}
        said = any(value not in says_nothing for value in facts.values())
        if row.taxpayer is not None or row.phone is not None:  # then the row itself was counted
            said = said and all(row[at] in says_nothing for at in UNREAD_FACTS)
            facts |= {Target._fields[at]: row[at] for at in UNREAD_FACTS if row[at] not in says_nothing}
        context.questions[RowQuestion.UNREAD_ROW] += said
        phone = as_above.phone if isinstance(as_above.phone, Phone) and as_above.phone.mobile else None
        own = () if row.phone is None else (row.phone,)
        others = tuple(dict.fromkeys((*own, *row.others, *as_above.others)))
        return as_above._replace(rejected=row.rejected, phone=phone, others=others, **facts)

    return combine
