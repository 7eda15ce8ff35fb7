"""Layouts of files whose records have a fixed length and no headings, described as data (TOML).

A layout names the columns by the headings that other files of its kind have, so everything behind the reading of the
records is the same. nofu ships the layouts whose description is public, without the place of the taxpayer's id: each
city agrees that with its bank. A city's own file gives it, and may describe a whole layout (see the administrator's
guide). Of several versions of a layout that fit a file, the newest counts.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

_KEYS = frozenset({"name", "version", "kind", "length", "marks", "texts", "columns", "constants", "count", "only"})
_MARKS = frozenset({"header", "data", "trailer", "end"})
_PLACE = frozenset({"start", "length"})
_COLUMN = _PLACE | {"record", "day", "values"}
_MONTH_DAY = "MMDD"
_LENGTHS = range(20, 4097)
_DAYS_AHEAD = 60


class BadLayout(ValueError):
    """A layout cannot be used; `key` is the entry to correct."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Place(NamedTuple):
    """A place in a record, in bytes; `start` is counted from 1, as in the descriptions of banks."""

    start: int
    length: int

    def cut(self, record: bytes) -> str:
        """The text at this place, without the spaces around it. Raises UnicodeDecodeError."""
        return record[self.start - 1 : self.start - 1 + self.length].decode("cp932").strip()


class RecordColumn(NamedTuple):
    """A column: its heading, and its place in the data record, or in the header for all records below it.

    `has_month_day`: the cell is a day without a year. `values` replaces codes by words; a code without one is kept.
    """

    heading: str
    place: Place
    in_header: bool
    has_month_day: bool
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """A layout. `length`: bytes of a record. `marks`: with what header, data, trailer and end begin.

    `texts`: what the header has at which byte, by which a file of this layout is known. `constants`: cells that all
    rows have. `count`: where the trailer has the number of data records. `only`: what a data record has where it is a
    row; the others are left out, such as debits that a bank did not make.
    """

    name: str
    version: int
    kind: str
    length: int
    marks: Mapping[str, str]
    texts: Mapping[int, str]
    columns: tuple[RecordColumn, ...]
    constants: Mapping[str, str]
    count: Place | None
    only: tuple[Place, frozenset[str]] | None
    source: Mapping[str, Any]
    """The values from which it was made, for JSON."""

    @property
    def headings(self) -> list[str]:
        """The headings of the rows that are read with this layout."""
        return [column.heading for column in self.columns] + list(self.constants)

    def fits(self, header: bytes) -> bool:
        """Whether a file that begins with this record has this layout."""
        return header.startswith(self.marks["header"].encode("cp932")) and all(
            header[at - 1 :].startswith(text.encode("cp932")) for at, text in self.texts.items()
        )


def read_layout(text: str) -> RecordLayout:
    """A layout from the text of its file. Raises BadLayout. With `base`, what the file does not say is the base's."""
    try:
        return decode_layout(_add_base(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as fault:
        raise BadLayout("toml") from fault


def decode_layout(values: Mapping[str, Any]) -> RecordLayout:
    """A layout from its values. Raises BadLayout."""
    _check_keys(values, _KEYS, "")
    marks = _read_texts(values, "marks")
    _check_keys(marks, _MARKS, "marks.")
    if not marks.get("header") or not marks.get("data"):
        raise BadLayout("marks")
    texts = _read_texts(values, "texts")
    if not texts or not all(at.isdecimal() and text for at, text in texts.items()):
        raise BadLayout("texts")  # without them, every file of this length would be taken for one of this layout
    columns = _read_table(values, "columns")
    length = _read_number(values, "length", _LENGTHS)
    return RecordLayout(
        name=_read_text(values, "name"),
        version=_read_number(values, "version", range(1, 1_000_000)),
        kind=_read_text(values, "kind"),
        length=length,
        marks=marks,
        texts={int(at): text for at, text in texts.items()},
        columns=tuple(_read_column(columns, heading, length) for heading in columns),
        constants=_read_texts(values, "constants"),
        count=_read_place(values, "count", length, _PLACE) if "count" in values else None,
        only=_read_only(values, length) if "only" in values else None,
        source=values,
    )


def choose_layout(layouts: Iterable[RecordLayout], kind: str, header: bytes) -> RecordLayout | None:
    """The layout of a file that begins with this record: the newest version; None if there is none, or two names."""
    fitting = [layout for layout in layouts if layout.kind == kind and layout.fits(header)]
    if len({layout.name for layout in fitting}) != 1:
        return None
    return max(fitting, key=lambda layout: layout.version)


def add_year(cell: str, today: date | None) -> str:
    """A day such as 0731 with its year: the last one, or the next one if that is near. Other cells are unchanged.

    A day to come is a fault of the row. Taken for a day of last year, the payment would hold nobody.
    """
    if today is None or len(cell) != len(_MONTH_DAY) or not (cell.isascii() and cell.isdecimal()):
        return cell
    latest = today + timedelta(days=_DAYS_AHEAD)
    for year in range(latest.year, latest.year - 9, -1):
        try:
            found = date(year, int(cell[:2]), int(cell[2:]))
        except ValueError:
            continue
        if found <= latest:
            return found.isoformat()
    return cell


def _add_base(values: dict[str, Any]) -> dict[str, Any]:
    base = values.pop("base", None)
    if base is None:
        return values
    path = Path(__file__).with_name(f"{base}.toml") if base in SHIPPED else None
    if path is None:
        raise BadLayout("base")
    merged: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    for key, value in values.items():
        merged[key] = {**merged[key], **value} if isinstance(value, dict) and key in merged else value
    return merged


def _check_keys(values: Mapping[str, Any], known: Collection[str], path: str) -> None:
    for key in values:
        if key not in known:
            raise BadLayout(path + key)


def _read_text(values: Mapping[str, Any], key: str) -> str:
    if not isinstance(text := values.get(key), str) or not text:
        raise BadLayout(key)
    return text


def _read_number(values: Mapping[str, Any], key: str, allowed: range) -> int:
    if not isinstance(number := values.get(key), int) or number not in allowed:
        raise BadLayout(key)
    return number


def _read_table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    if not isinstance(table := values.get(key, {}), dict):
        raise BadLayout(key)
    return table


def _read_texts(values: Mapping[str, Any], key: str) -> dict[str, str]:
    table = _read_table(values, key)
    if not all(isinstance(text, str) for text in table.values()):
        raise BadLayout(key)
    return dict(table)


def _read_place(values: Mapping[str, Any], key: str, record: int, known: Collection[str]) -> Place:
    table = _read_table(values, key)
    _check_keys(table, known, f"{key}.")
    try:
        place = Place(_read_number(table, "start", range(1, record + 1)), _read_number(table, "length", range(1, 101)))
    except BadLayout as fault:
        raise BadLayout(f"{key}.{fault.key}") from fault
    if place.start - 1 + place.length > record:
        raise BadLayout(f"{key}.length")
    return place


def _read_column(columns: Mapping[str, Any], heading: str, length: int) -> RecordColumn:
    place = _read_place(columns, heading, length, _COLUMN)
    column = _read_table(columns, heading)
    if column.get("record", "data") not in ("data", "header"):
        raise BadLayout(f"{heading}.record")
    if column.get("day", _MONTH_DAY) != _MONTH_DAY:
        raise BadLayout(f"{heading}.day")
    values = _read_texts(column, "values")
    return RecordColumn(heading, place, column.get("record") == "header", "day" in column, values)


def _read_only(values: Mapping[str, Any], length: int) -> tuple[Place, frozenset[str]]:
    texts = _read_table(values, "only").get("texts")
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise BadLayout("only.texts")
    return _read_place(values, "only", length, _PLACE | {"texts"}), frozenset(texts)


SHIPPED = ("zengin_transfer",)
"""The layouts that a city's file can name as its `base`."""
