"""One row of a day's call results. In clear it exists only inside the files' own process."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.rules.importing.call_results import COUNTED_RESULTS, QUIET_RESULTS, CallResult, ResultTable, read_result
from bot.rules.importing.cells import fold_cell, read_taxpayer
from bot.rules.importing.columns import Layout
from bot.rules.importing.headings import DIALLED, Column
from bot.rules.importing.phones import Phone, read_phone
from bot.rules.importing.row_reader import CellValue, ValueForm, find_first_fault, keep_value, make_cell_value, read_day
from bot.rules.importing.target_rows import Number, Taxpayer, read_promised_on

_TIME = re.compile(
    r"(?P<half>午前|午後|am|pm)?(?P<hour>\d{1,2})(?::|時)(?P<minute>\d{1,2})(?:(?::|分)(?P<second>\d{1,2})(?:\.\d+)?)?"
    r"(?:分|秒)?(?P<behind>am|pm)?",
    re.ASCII,
)
_DIGITS = re.compile(r"(\d\d)(\d\d)(\d\d)?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})時", re.ASCII)
_FRACTION = re.compile(r"0?(\.\d+)", re.ASCII)
_BOTH = re.compile(r"(?P<day>.*\S)(?:\s+|t)(?P<time>\S*\d{1,2}(?::|時).*|\S*\d{1,2}:\d.*)", re.ASCII)
_COMPACT = re.compile(r"(\d{8})(\d{4}(?:\d\d)?)", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(\.\d+)", re.ASCII)
_DAY_PATTERN = 86_400


class Call(NamedTuple, Generic[Taxpayer, Number]):
    """What a row says of one call. `called_time` is in Japan; None: the file does not say.

    `phone` is the number that was called, where the file has it and it can be read: a row is no worse without.
    `promised_on`: by when payment was promised; None: it was not, or without a day; `unclear`: its day could not be
    used. `several`: the row has more than one number, and does not say which was called. A rejected row carries its
    reason and nothing else.
    """

    number: int
    rejected: Rejected | None = None
    taxpayer: Taxpayer | None = None
    phone: Number | None = None
    called_on: date | None = None
    called_time: time | None = None
    result: CallResult | None = None
    promised_on: date | None = None
    unclear: bool = False
    several: bool = False

    @property
    def counted(self) -> bool:
        """Whether it is an attempt that counts."""
        return self.result in COUNTED_RESULTS

    def __repr__(self) -> str:
        """Its place only: a row that is shown in a traceback must name nobody."""
        return f"Call(number={self.number}, rejected={self.rejected})"


CallRow = Call[str, Phone]
"""A row with the person who was called, in clear."""

CALL_FACTS = Call._fields.index("called_on")
"""Where the facts begin."""


def make_call_reader(
    layout: Layout, table: ResultTable, form: ValueForm = keep_value
) -> Callable[[int, Sequence[str]], CallRow]:
    """What reads the rows of a file of call results: their number and their cells, which fit the layout.

    It never raises. `form` is what every fact (the fields behind `phone`) is put into.
    """
    places = layout.places
    taxpayer_at, called_at, result_at = (
        places[column] for column in (Column.TAXPAYER, Column.CALLED_ON, Column.RESULT)
    )
    is_dialled = bool(layout.phones) and fold_cell(layout.heading[layout.phones[0]]) in DIALLED
    time_at, promised_at = places.get(Column.CALLED_TIME), places.get(Column.PROMISED_ON)

    def read(number: int, cells: Sequence[str]) -> CallRow:
        day, clock = _moment(cells[called_at].strip(), "" if time_at is None else cells[time_at].strip())
        taxpayer = make_cell_value(read_taxpayer(cells[taxpayer_at]))
        result = make_cell_value(read_result(cells[result_at], table) or Rejected.UNKNOWN_RESULT)
        promised: CellValue[date | None] = (
            CellValue(None) if promised_at is None else read_promised_on(cells[promised_at].strip())
        )
        promised_on, fault, unclear = _promise(result.value, day.value, promised)
        rejected = find_first_fault([taxpayer, day, clock, result, CellValue(None, fault)])
        if rejected:
            return Call(number, rejected)
        phone, several = _phone([cells[place] for place in layout.phones], is_dialled=is_dialled)
        facts = map(form, (day.value, clock.value, result.value, promised_on, unclear, several))
        return Call(number, None, taxpayer.value, phone, *facts)

    return read


def _promise(
    result: CallResult | None, called_on: date | None, promised: CellValue[date | None]
) -> tuple[date | None, Rejected | None, bool]:
    """The promised day, or the fault of its cell; and whether there was a day that cannot be used.

    Core systems carry an old promise along on every row; only where one was heard, a day before the call is a slip.
    Whoever promised is left alone all the same: of a slip in its day the row must not be lost.
    """
    heard = result in QUIET_RESULTS
    past = promised.value is not None and called_on is not None and promised.value < called_on
    if promised.fault:
        return None, None if heard else promised.fault, heard
    return (None, None, heard) if past else (promised.value, None, False)


def _phone(cells: Sequence[str], *, is_dialled: bool) -> tuple[Phone | None, bool]:
    """The number that was called, and whether it may have been another; `is_dialled`: the first cell says which."""
    found = [read_phone(cell) for cell in cells]
    numbers = [phone for phone in found if isinstance(phone, Phone)]
    if not numbers:
        return None, False
    is_known = is_dialled and isinstance(found[0], Phone)
    return numbers[0], not is_known and len({phone.digits for phone in numbers}) > 1


def _moment(cell: str, beside: str) -> tuple[CellValue[date | None], CellValue[time | None]]:
    """The day of a call and its time, which may stand in the same cell or in one of its own."""
    day, within = _parted(cell)
    read = read_day(day)
    return read if read.value or read.fault else CellValue(None, Rejected.BAD_DATE), read_time(beside or within)


@lru_cache(maxsize=4096)
def _parted(cell: str) -> tuple[str, str]:
    """The day and the time of a cell that may hold both; the time is blank where there is none."""
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    if found := _COMPACT.fullmatch(text) or _SERIAL.fullmatch(text) or _BOTH.fullmatch(text):
        return found[1], found[2]
    return cell, ""


@lru_cache(maxsize=4096)
def read_time(cell: str) -> CellValue[time | None]:
    """A time of day in Japan; None when the cell is blank. One that does not exist is a fault."""
    text = "".join(unicodedata.normalize("NFKC", cell).split()).casefold()
    if not text:
        return CellValue(None)
    if found := _TIME.fullmatch(text):
        half = found["half"] or found["behind"] or ""
        hour = int(found["hour"])
        if half and hour <= 12:
            hour = hour % 12 + (12 if half in ("午後", "pm") else 0)
        return _existing(hour, int(found["minute"]), int(found["second"] or 0))
    if found := _DIGITS.fullmatch(text):
        return _existing(int(found[1]), int(found[2]), int(found[3] or 0))
    if found := _HOUR.fullmatch(text):
        return _existing(int(found[1]), 0, 0)
    if found := _FRACTION.fullmatch(text):
        seconds = round(float(found[1]) * _DAY_PATTERN)
        return _existing(seconds // 3600, seconds // 60 % 60, seconds % 60)
    return CellValue(None, Rejected.BAD_DATE)


def _existing(hour: int, minute: int, second: int) -> CellValue[time | None]:
    try:
        return CellValue(time(hour, minute, second))
    except ValueError:
        return CellValue(None, Rejected.BAD_DATE)
