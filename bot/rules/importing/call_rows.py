"""Rows of a file of call results. Plain text exists only in the file reader's process."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Generic, NamedTuple

from bot.model.reasons import Rejected
from bot.rules.importing.call_results import (
    COUNTED_RESULTS,
    DEFAULT_RESULTS,
    QUIET_RESULTS,
    SUPPRESSES_NUMBER,
    SUPPRESSES_PERSON,
    CallResult,
    ResultTable,
)
from bot.rules.importing.call_sentences import is_not_made, read_result
from bot.rules.importing.cells import PersonReader, fold_cell, is_clear_no
from bot.rules.importing.exclusion_grounds import ExclusionGround
from bot.rules.importing.heading_names import normalise_heading
from bot.rules.importing.headings import DIALLED, Column, find_sensitive_kind
from bot.rules.importing.layouts import Layout
from bot.rules.importing.owners import names_number_of_another
from bot.rules.importing.phones import Phone, read_phone
from bot.rules.importing.relative_days import find_relative_day
from bot.rules.importing.remarks import Touch, find_touch, is_plain, strip_harmless
from bot.rules.importing.row_reader import (
    CellResult,
    RowContext,
    find_first_fault,
    make_cell_result,
    read_day,
)
from bot.rules.importing.spare_columns import (
    list_means,
    list_promise_marks,
    list_remarks,
    list_spare,
    make_spare_reader,
)
from bot.rules.importing.target_rows import Number, Taxpayer, read_promised_on
from bot.rules.importing.unknown_columns import MAY_HAVE_STEM, has_stem, is_of_things

_TIME = re.compile(
    r"(?P<half>午前|午後|am|pm)?(?P<hour>\d{1,2})(?::|時)(?P<minute>\d{1,2})(?:(?::|分)(?P<second>\d{1,2})(?:\.\d+)?)?"
    r"(?:分|秒)?(?P<after>am|pm)?",
    re.ASCII,
)
_DIGITS = re.compile(r"(\d\d)(\d\d)(\d\d)?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})時", re.ASCII)
_FRACTION = re.compile(r"0?(\.\d+)", re.ASCII)
_DAY_AND_TIME = re.compile(r"(?P<day>.*\S)(?:\s+|t)(?P<time>\S*\d{1,2}(?::|時).*|\S*\d{1,2}:\d.*)", re.ASCII)
_COMPACT = re.compile(r"(\d{8})(\d{4}(?:\d\d)?)", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(\.\d+)", re.ASCII)
_DAY_SECONDS = 86_400
_LONGEST_MARK = 8
_NO_CALL = re.compile(
    "訪問|臨戸|臨宅|臨場|現地|戸別|面談|催告書|はがき|ハガキ|来庁|来所|窓口|文書|郵送|郵便|手紙|メール|sms|ショートメッセージ|ファックス|fax"
)
"""How a person was met, other than by telephone: nobody was called in vain."""
_TALKED = re.compile(
    "(?:通話|会話|応対|応答|対応|接触|折衝|交渉)(?:した)?(?:相手|者)(?:名|区分|続柄)?|(?:通話|応対|会話|聴取|聞き?取り?)内容"
)
"""The heading of who answered, and of what was said: 妻 beside 不在 says that it was no call in vain."""
_HANDED_OVER = re.compile(
    "(?:市|職員|担当者?|課|収納課|委託元)(?:へ|への|に)?の?(?:連絡|引き?継ぎ?|確認|報告|依頼|申送り?)(?:事項|内容|区分|要否)?|引き?継ぎ?(?:事項|内容)?|"
    "要望(?:事項|内容)?|依頼事項"
)
"""The heading of what the city's officials must do: until then nobody is messaged."""


class Call(NamedTuple, Generic[Taxpayer, Number]):
    """One call. `called_time` is in JST; None: the file does not say.

    `phone`: the called number, None if it is missing or unreadable. `promised_on`: None without a promise, or for a
    promise without a day; `unclear`: the promised day is unusable. `several`: the row has several numbers and does not
    say which was called. `struck`: the row is struck through. A rejected row has its reason, and what can be read of it
    if its taxpayer or the called number can.
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
    struck: bool = False

    @property
    def counted(self) -> bool:
        """Whether the call counts towards MIN_CALLS."""
        return self.result in COUNTED_RESULTS and not self.struck

    def __repr__(self) -> str:
        """The line and the fault only, so that tracebacks contain no personal data."""
        return f"Call(number={self.number}, rejected={self.rejected})"


CallRow = Call[str, Phone]
"""A row in plain text."""

CALL_FACTS = Call._fields.index("called_on")
"""Index of the first field that is not about the person."""


def make_call_reader(layout: Layout, context: RowContext) -> Callable[[int, Sequence[str]], CallRow]:
    """Make a reader for rows of a file of call results. The cells must fit the layout; the reader never raises.

    Every field after `phone` is converted.
    """
    positions, convert = layout.positions, context.convert
    taxpayer_at, called_at, people = positions[Column.TAXPAYER], positions[Column.CALLED_ON], PersonReader()
    read_results = _make_result_reader(layout, context)
    is_dialled = bool(layout.phones) and normalise_heading(layout.heading[layout.phones[0][0]]) in DIALLED
    time_at, promised_at = positions.get(Column.CALLED_TIME), positions.get(Column.PROMISED_ON)
    said_at = [*layout.places[Column.RESULT], *list_remarks(layout)]

    def read(number: int, cells: Sequence[str]) -> CallRow:
        day, clock = read_day_and_time(cells[called_at].strip(), "" if time_at is None else cells[time_at].strip())
        person, id_fault = people.read(cells[taxpayer_at])
        found, is_blank = read_results(cells)
        promised, is_promise = _read_promised(cells, promised_at, day.value)
        if is_promise and found not in SUPPRESSES_PERSON | SUPPRESSES_NUMBER | QUIET_RESULTS:
            found = CallResult.PROMISE
        if found is CallResult.PROMISE and promised.value is None and not promised.fault and day.value:
            promised = CellResult(_find_said_day(cells, said_at, day.value))
        result = make_cell_result(found or Rejected.UNKNOWN_RESULT)
        promised_on, fault, unclear = _read_promise(result.value, day.value, promised)
        rejected = find_first_fault([CellResult(None, id_fault), day, clock, result, CellResult(None, fault)])
        says_nothing = is_blank and found is None and promised_on is None and not fault
        phone, several = _find_called_phone([cells[position] for position, _ in layout.phones], is_dialled=is_dialled)
        if (isinstance(person, Rejected) and phone is None) or (rejected and says_nothing):
            return Call(number, rejected)
        is_unclear = unclear or fault is not None
        facts = map(convert, (day.value, clock.value, result.value, promised_on, is_unclear, several, False))
        return Call(number, rejected, None if isinstance(person, Rejected) else person, phone, *facts)

    return read


_NOT_PROMISED = frozenset({"未", "未約束", "約束せず", "約束できず", "済", "履行", "履行済", "不履行"})


def _read_promised(
    cells: Sequence[str], at: int | None, called_on: date | None
) -> tuple[CellResult[date | None], bool]:
    """The promised day, and whether the cell says that a promise was made, but no day: 月末頃, あり, 未定.

    A day that is said relative to that of the call (来月5日) is read, if it is certain.
    """
    if at is None or is_clear_no(cells[at]) or fold_cell(cells[at]) in _NOT_PROMISED:
        return CellResult(None), False
    promised = read_promised_on(cells[at].strip())
    if promised.value is None and called_on and (day := find_relative_day(fold_cell(cells[at]), called_on)):
        return CellResult(day), True
    return promised, promised.value is None and not promised.fault


def _find_said_day(cells: Sequence[str], places: Sequence[int], called_on: date) -> date | None:
    """The day that a result or a remark names beside a promise, if they name one alone."""
    days = {find_relative_day(fold_cell(cells[at]), called_on) for at in places} - {None}
    return days.pop() if len(days) == 1 else None


_STRICTEST_FIRST = (
    CallResult.DECEASED,
    *sorted(SUPPRESSES_PERSON - {CallResult.DECEASED}),
    *sorted(SUPPRESSES_NUMBER),
    CallResult.PROMISE,
    *sorted(QUIET_RESULTS - {CallResult.PROMISE}),
)
"""The results that keep messages away, the one that keeps most away first."""
_OF_GROUND = {
    ExclusionGround.DECEASED: CallResult.DECEASED,
    **dict.fromkeys(
        (
            ExclusionGround.IN_INSTALMENTS,
            ExclusionGround.OFFICIAL,
            ExclusionGround.DEFERRED,
            ExclusionGround.DIRECT_DEBIT,
        ),
        CallResult.PLAN_WISHED,
    ),
    ExclusionGround.UNKNOWN: CallResult.PROMISE,
}
"""What a mark in another column of the file says; every other ground is a request not to call. One that is not certain
holds as a promise without a day does."""
_OF_TOUCH = {
    Touch.DEATH: CallResult.DECEASED,
    Touch.STATE: CallResult.STOP_CALLS,
    Touch.NO_CONTACT: CallResult.STOP_CALLS,
    Touch.NOT_OWN: CallResult.OTHER_PERSON_ANSWERED,
    Touch.UNCLEAR: CallResult.PROMISE,
}
"""What a remark says that is not understood: one that is unclear holds its person as a promise without a day does."""
_CONVERSATIONS = frozenset(
    {CallResult.SPOKE, CallResult.FAMILY, CallResult.REFUSED_TO_PAY, CallResult.CALLED_BACK, CallResult.OTHER}
)
"""Results that hold nobody although somebody was talked with: what was said stands in the remark, if anywhere."""
_SAYS_NO_MORE = COUNTED_RESULTS | {CallResult.FAMILY, CallResult.SPOKE, CallResult.CALLED_BACK, CallResult.OTHER}


def _make_result_reader(
    layout: Layout, context: RowContext
) -> Callable[[Sequence[str]], tuple[CallResult | None, bool]]:
    """Make a function that returns the result of a row, and whether its columns of results are blank.

    Of several columns of results the first that is known counts, unless another column, a remark or a mark says
    something that keeps messages away.
    """
    remarks = sorted({*list_remarks(layout), *_list_headed(layout, _TALKED)})
    places, promises = layout.places[Column.RESULT], list_promise_marks(layout)
    handed_over = _list_headed(layout, _HANDED_OVER)
    read_spare, means = make_spare_reader(layout, context, calls=True), list_means(layout)
    others = {*list_spare(layout), *(at for _, owners in layout.phones for at in owners)} - {*remarks}
    spare = [at for at in sorted(others) if not find_sensitive_kind(_read_key(layout, at))]
    unknown = [at for at in spare if not is_of_things(_read_key(layout, at))]
    read_cell = lru_cache(maxsize=4096)(lambda cell: read_result(cell, context.tables.results))
    read_said = lru_cache(maxsize=4096)(lambda cell: _read_said(cell, context.tables.results))

    read_stem = lru_cache(maxsize=4096)(lambda cell: read_said(cell) if has_stem(cell) else None)

    def is_understood(cell: str) -> bool:
        return is_plain(cell) or read_cell(cell) is not None

    def read(cells: Sequence[str]) -> tuple[CallResult | None, bool]:
        found = [result for at in places if (result := read_cell(cells[at]))]
        is_blank = all(is_not_made(cells[at]) for at in places)
        read_remark = read_said if found or is_blank else read_cell  # an unknown result holds, and is reported
        said = [result for at in remarks if (result := read_remark(cells[at]))]
        if found and found[0] in _CONVERSATIONS and not all(is_understood(cells[at]) for at in remarks):
            said.append(CallResult.PROMISE)
        results = found + said + [result for at in spare if (result := _read_mark(cells[at]))]
        results += [result for at in unknown if MAY_HAVE_STEM.search(cells[at]) and (result := read_stem(cells[at]))]
        if found and found[0] in COUNTED_RESULTS:  # 不在 beside 母が対応: nobody was called in vain
            found = [result for result in said if result not in COUNTED_RESULTS] + found
        if read_spare and (ground := read_spare(cells)) is not ExclusionGround.NONE:
            results.append(_OF_GROUND.get(ground, CallResult.STOP_CALLS))
        if any(not is_clear_no(cells[at]) for at in promises) or any(_is_wanted(cells[at]) for at in handed_over):
            results.append(CallResult.PROMISE)
        if any(_NO_CALL.search(fold_cell(cells[at])) for at in means):
            found = [CallResult.OTHER if result in COUNTED_RESULTS else result for result in found]
        strict = next((result for result in _STRICTEST_FIRST if result in results), None)
        return strict or next(iter(found), None), is_blank

    return read


def _is_wanted(cell: str) -> bool:
    return not is_clear_no(cell) and fold_cell(cell) != "不要"


def _list_headed(layout: Layout, sign: re.Pattern[str]) -> list[int]:
    """The positions of the spare columns with such a heading."""
    return [at for at in list_spare(layout) if sign.fullmatch(_read_key(layout, at))]


def _read_said(cell: str, table: ResultTable) -> CallResult | None:
    """What a remark says: a result, or what it touches. Of both, the one that keeps most away."""
    result, touch = read_result(strip_harmless(cell), table), find_touch(cell)
    if touch is None or result in _SAYS_NO_MORE:
        return result
    touched = _OF_TOUCH[touch]
    return result if result and _rank(result) <= _rank(touched) else touched


def _rank(result: CallResult) -> int:
    """How much a result keeps away: 0 most."""
    kinds = ({CallResult.DECEASED}, SUPPRESSES_PERSON, SUPPRESSES_NUMBER, QUIET_RESULTS)
    return next((rank for rank, results in enumerate(kinds) if result in results), len(kinds))


def _read_key(layout: Layout, at: int) -> str:
    return normalise_heading(layout.heading[at])


@lru_cache(maxsize=4096)
def _read_mark(cell: str) -> CallResult | None:
    """What a short cell of any other column says of the number or the person: 別人, 欠番; nothing less counts."""
    text = fold_cell(cell)
    if not 0 < len(text) <= _LONGEST_MARK or text.isdecimal():
        return None
    if names_number_of_another(text):
        return CallResult.OTHER_PERSON_ANSWERED
    result = read_result(cell, DEFAULT_RESULTS)
    return result if result in SUPPRESSES_NUMBER | SUPPRESSES_PERSON else None


def _read_promise(
    result: CallResult | None, called_on: date | None, promised: CellResult[date | None]
) -> tuple[date | None, Rejected | None, bool]:
    """The promised day, the fault of its cell, and whether the day is unusable.

    Core systems repeat old promises on every row, so a day before the call is an error only if the call itself was a
    promise. Such a row is not rejected: the person must not be messaged.
    """
    is_promise = result in QUIET_RESULTS
    past = promised.value is not None and called_on is not None and promised.value < called_on
    if promised.fault:
        return None, None if is_promise else promised.fault, is_promise
    return (None, None, is_promise) if past else (promised.value, None, False)


def _find_called_phone(cells: Sequence[str], *, is_dialled: bool) -> tuple[Phone | None, bool]:
    """The called number, and whether it may have been another; `is_dialled`: the first cell has the called number."""
    found = [read_phone(cell) for cell in cells]
    numbers = [phone for phone in found if isinstance(phone, Phone)]
    if not numbers:
        return None, False
    is_known = is_dialled and isinstance(found[0], Phone)
    return numbers[0], not is_known and len({phone.digits for phone in numbers}) > 1


def read_day_and_time(cell: str, time_cell: str) -> tuple[CellResult[date | None], CellResult[time | None]]:
    """The day and the time of a call, or of a message; the time may be in the cell of the day or in its own cell."""
    day, time_part = _split_day_and_time(cell)
    read = read_day(day)
    return read if read.value or read.fault else CellResult(None, Rejected.BAD_DATE), read_time(time_cell or time_part)


@lru_cache(maxsize=4096)
def _split_day_and_time(cell: str) -> tuple[str, str]:
    """Split a cell into day and time; the time is empty if there is none."""
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    if found := _COMPACT.fullmatch(text) or _SERIAL.fullmatch(text) or _DAY_AND_TIME.fullmatch(text):
        return found[1], found[2]
    return cell, ""


@lru_cache(maxsize=4096)
def read_time(cell: str) -> CellResult[time | None]:
    """A time of day; None if the cell is blank. An invalid time is a fault."""
    text = "".join(unicodedata.normalize("NFKC", cell).split()).casefold()
    if not text:
        return CellResult(None)
    if found := _TIME.fullmatch(text):
        half = found["half"] or found["after"] or ""
        hour = int(found["hour"])
        if half and hour <= 12:
            hour = hour % 12 + (12 if half in ("午後", "pm") else 0)
        return _make_time(hour, int(found["minute"]), int(found["second"] or 0))
    if found := _DIGITS.fullmatch(text):
        return _make_time(int(found[1]), int(found[2]), int(found[3] or 0))
    if found := _HOUR.fullmatch(text):
        return _make_time(int(found[1]), 0, 0)
    if found := _FRACTION.fullmatch(text):
        seconds = round(float(found[1]) * _DAY_SECONDS)
        return _make_time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    return CellResult(None, Rejected.BAD_DATE)


def _make_time(hour: int, minute: int, second: int) -> CellResult[time | None]:
    try:
        return CellResult(time(hour, minute, second))
    except ValueError:
        return CellResult(None, Rejected.BAD_DATE)
