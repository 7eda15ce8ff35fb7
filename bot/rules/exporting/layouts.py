"""Layouts of files for the city's own system, and of its provider's list of stops, described as data (TOML).

nofu ships one for each kind of file, in this folder. A city's own file names the shipped one as its `base` and says
what differs; of several versions the newest counts. Every code that can occur must have its value, so that no cell is
blank because somebody forgot one.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from bot.model.call_backs import CallBackDetail, CallBackResult, CorrectionReason
from bot.model.campaigns import Intent
from bot.model.contact_records import RecordedEvent
from bot.model.followups import FollowUpKind, NumberFault
from bot.model.reasons import Held, NotDelivered
from bot.rules.hours import JST
from bot.rules.importing.record_layouts import BadLayout

Value = str | date | datetime | tuple[bytes, bytes]
"""What a column shows: a text or code, a day, a moment, or an encrypted value, which stays as it is."""


class ExportKind(StrEnum):
    """A kind of file for another system."""

    FOLLOW_UP = "followup"
    RECORDS = "records"
    STOPS = "stops"


_DAYS = {"YYYY-MM-DD": "%Y-%m-%d", "YYYY/MM/DD": "%Y/%m/%d", "YYYYMMDD": "%Y%m%d"}
_TIMES = {"HH:MM": "%H:%M", "HH:MM:SS": "%H:%M:%S", "HHMM": "%H%M", "HHMMSS": "%H%M%S"}
_ENCODINGS = frozenset({"cp932", "utf-8"})
_FORMATS = frozenset({"csv", "xlsx"})
_KEYS = frozenset({"name", "version", "kind", "formats", "encoding", "columns", "codes"})
_COLUMN = frozenset({"heading", "field", "text", "day", "time"})
_MOMENTS = frozenset({"due_on", "promised_on", "since", "sent_at", "at"})
"""The fields that are a day or a moment; a column says how it writes them."""
_DAYS_ALONE = frozenset({"due_on", "promised_on", "since"})
_FIELDS: Mapping[ExportKind, frozenset[str]] = {
    ExportKind.FOLLOW_UP: frozenset(
        {
            *("taxpayer", "name", "phone", "tax", "year", "instalment", "due_on"),
            *("ref", "campaign", "intent", "sent_at", "result", "group"),
        }
    ),
    ExportKind.RECORDS: frozenset(
        {
            *("key", "taxpayer", "at", "ref", "campaign", "intent", "event", "reason"),
            *("detail", "verified", "promised_on", "corrects"),
        }
    ),
    ExportKind.STOPS: frozenset({"phone", "since"}),
}
_CODES: Mapping[ExportKind, Mapping[str, frozenset[str]]] = {
    ExportKind.FOLLOW_UP: {
        "group": frozenset(FollowUpKind),
        "result": frozenset({"delivered", "unknown", *NotDelivered, *NumberFault}),
        "intent": frozenset(Intent),
    },
    ExportKind.RECORDS: {
        "event": frozenset(RecordedEvent),
        "reason": frozenset({*NotDelivered, *Held, *CallBackResult, *CorrectionReason}),
        "detail": frozenset(CallBackDetail),
        "verified": frozenset({"yes", "no"}),
        "intent": frozenset(Intent),
    },
    ExportKind.STOPS: {},
}
"""Of each kind of file the fields that are codes, with all of their codes."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column: its heading, and the field that it shows, or the same text in each row (`field` is None)."""

    heading: str
    field: str | None
    text: str = ""
    day: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class ExportLayout:
    """A layout. `formats`: csv, xlsx; `encoding`: of the CSV; `codes`: field → code → what is written for it."""

    name: str
    version: int
    kind: ExportKind
    formats: tuple[str, ...]
    encoding: str
    columns: tuple[ExportColumn, ...]
    codes: Mapping[str, Mapping[str, str]]

    @property
    def headings(self) -> list[str]:
        """The heading of each column."""
        return [column.heading for column in self.columns]

    def make_row(self, values: Mapping[str, Value]) -> list[str | tuple[bytes, bytes]]:
        """Make a row from its values by field; a field without a value is blank."""
        return [self._make_cell(column, values) for column in self.columns]

    def _make_cell(self, column: ExportColumn, values: Mapping[str, Value]) -> str | tuple[bytes, bytes]:
        if column.field is None:
            return column.text
        value = values.get(column.field, "")
        if isinstance(value, date):
            return _format_moment(column, value)
        codes = self.codes.get(column.field)
        return codes[value] if codes is not None and isinstance(value, str) and value else value


def read_layout(text: str) -> ExportLayout:
    """Read a layout from the text of its file. Raises BadLayout. What it does not say is its `base`'s."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadLayout("toml") from fault
    base = values.pop("base", None)
    if base is not None:
        if base not in set(ExportKind):
            raise BadLayout("base")
        values = _merge(tomllib.loads(_read_shipped(ExportKind(base))), values)
    return _make_layout(values)


def choose_layout(own: Iterable[ExportLayout], kind: ExportKind) -> ExportLayout:
    """Choose the newest of the city's own layouts of a kind, else the one that nofu ships."""
    return choose_own_layout(own, kind) or _get_shipped(kind)


def choose_own_layout(own: Iterable[ExportLayout], kind: ExportKind) -> ExportLayout | None:
    """Choose the newest of the city's own layouts of a kind; None if there is none."""
    return max((layout for layout in own if layout.kind is kind), key=lambda layout: layout.version, default=None)


@cache
def _get_shipped(kind: ExportKind) -> ExportLayout:
    return read_layout(_read_shipped(kind))


def _read_shipped(kind: ExportKind) -> str:
    return Path(__file__).with_name(f"{kind.value}.toml").read_text("utf-8")


def _merge(base: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Put values over those of a base, table by table; a list replaces the base's."""
    merged = dict(base)
    for key, value in values.items():
        under = base.get(key)
        merged[key] = _merge(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _make_layout(values: Mapping[str, Any]) -> ExportLayout:
    if unknown := values.keys() - _KEYS:
        raise BadLayout(min(unknown))
    if values.get("kind") not in set(ExportKind):
        raise BadLayout("kind")
    kind = ExportKind(values["kind"])
    version, formats = values.get("version"), values.get("formats")
    if type(version) is not int or version < 1:
        raise BadLayout("version")
    if not isinstance(formats, list) or not formats or not _FORMATS.issuperset(map(str, formats)):
        raise BadLayout("formats")
    if values.get("encoding") not in _ENCODINGS:
        raise BadLayout("encoding")
    columns = values.get("columns")
    if not isinstance(columns, list) or not columns:
        raise BadLayout("columns")
    made = tuple(_make_column(kind, column) for column in columns)
    if len({column.heading for column in made}) != len(made):
        raise BadLayout("columns.heading")
    return ExportLayout(
        name=_require_text(values, "name"),
        version=version,
        kind=kind,
        formats=tuple(dict.fromkeys(formats)),
        encoding=values["encoding"],
        columns=made,
        codes=_make_codes(kind, values.get("codes", {})),
    )


def _require_text(values: Mapping[str, Any], key: str) -> str:
    if not isinstance(text := values.get(key), str) or not text:
        raise BadLayout(key)
    return text


def _make_column(kind: ExportKind, column: object) -> ExportColumn:
    if not isinstance(column, dict) or column.keys() - _COLUMN:
        raise BadLayout("columns")
    heading = _require_text(column, "heading")
    field, text, day, time = (column.get(key) for key in ("field", "text", "day", "time"))
    if (field is None) == (text is None) or (field is None and not isinstance(text, str)):
        raise BadLayout(f"{heading}.text")
    if field is not None and field not in _FIELDS[kind]:
        raise BadLayout(f"{heading}.field")
    if (day is not None or time is not None) != (field in _MOMENTS) or day not in (None, *_DAYS):
        raise BadLayout(f"{heading}.day")
    if time not in (None, *_TIMES) or (time is not None and field in _DAYS_ALONE):
        raise BadLayout(f"{heading}.time")
    return ExportColumn(heading, field, text or "", day, time)


def _make_codes(kind: ExportKind, tables: object) -> dict[str, dict[str, str]]:
    """Check that each field of codes has a value for each code, and that there are no others."""
    if not isinstance(tables, dict) or tables.keys() != _CODES[kind].keys():
        raise BadLayout("codes")
    for field, table in tables.items():
        known = _CODES[kind][field]
        if not isinstance(table, dict):
            raise BadLayout(f"codes.{field}")
        if wrong := table.keys() ^ known:
            raise BadLayout(f"codes.{field}.{min(wrong)}")
        if not all(isinstance(value, str) for value in table.values()):
            raise BadLayout(f"codes.{field}")
    return tables


def _format_moment(column: ExportColumn, value: date) -> str:
    """Write a day or a moment, in Japan's time, as the column says."""
    local = value.astimezone(JST) if isinstance(value, datetime) else value
    parts = [_DAYS[column.day]] if column.day else []
    parts += [_TIMES[column.time]] if column.time else []
    return f"{local:{' '.join(parts)}}"
