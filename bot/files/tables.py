"""Where the heading of a file is, and which of its records are rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from bot.files.formats import Record
from bot.rules.columns import Kind, Layout, find_heading, is_blank, lay_out

_LOOK_FOR_HEADING = 30


@dataclass(frozen=True, slots=True)
class Table:
    """A file's layout, and its rows: without title lines, blank lines, repeated headings and totals.

    A row without cells is broken, or does not fit the layout.
    """

    layout: Layout
    rows: Iterator[Record]


def open_table(records: Iterator[Record], kind: Kind, chosen: Mapping[str, str]) -> Table:
    """Find the heading among the first records. Raises FileRefused (no_heading, no_phone_column, …)."""
    opening = list(islice(records, _LOOK_FOR_HEADING))
    at = find_heading([record.cells or [] for record in opening], kind, chosen)
    layout = lay_out(opening[at].cells or [], kind, chosen)
    return Table(layout, _rows(chain(opening[at + 1 :], records), layout))


def _rows(records: Iterator[Record], layout: Layout) -> Iterator[Record]:
    for record in records:
        cells = record.cells
        if cells is None:
            yield record
        elif not (is_blank(cells) or layout.is_heading(cells) or layout.is_total(cells)):
            yield record if layout.fits(cells) else Record(record.number, None)
