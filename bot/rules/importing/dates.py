"""Dates in the formats of core systems, spreadsheets and people. An invalid date is a fault."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.cells import clean_cell, fold_cell, is_nothing

EARLIEST_DAY = date(1926, 12, 25)
LATEST_DAY = date(2099, 12, 31)
_SERIAL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _Era:
    before_first_year: int
    begins: date
    ends: date


_SHOWA = _Era(1925, date(1926, 12, 25), date(1989, 1, 7))
_HEISEI = _Era(1988, date(1989, 1, 8), date(2019, 4, 30))
_REIWA = _Era(2018, date(2019, 5, 1), LATEST_DAY)
_ERAS = {
    **dict.fromkeys(("3", "s", "昭", "昭和"), _SHOWA),
    **dict.fromkeys(("4", "h", "平", "平成"), _HEISEI),
    **dict.fromkeys(("5", "r", "令", "令和"), _REIWA),
}
"""Names of eras; the digits are the era codes of seven-digit dates (5080630 = 令和8年6月30日)."""

_NAME = "令和|平成|昭和|[令平昭rhs]"
_WEEKDAY = re.compile(r"[(\[][日月火水木金土祝](?:曜日?)?(?:[・.]祝)?[)\]]$")
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.A)
_SEPARATED = re.compile(rf"(?:(\d{{4}})|({_NAME})(\d{{1,2}}|元))([-/.年])(\d{{1,2}})(?:[-/.]|月)(\d{{1,2}})日?", re.A)
_PLAIN = re.compile(rf"(\d{{4}})(\d\d)(\d\d)|({_NAME}|[345](?=\d{{6}}$))(\d\d)(\d\d)(\d\d)", re.A)
_YEAR = re.compile(rf"(?:西暦)?(?:(?:({_NAME})\.?|([345])-?(?=\d\d$))(\d{{1,2}}|元)|(\d{{4}}))(?:年度?)?", re.A)
_SERIAL = re.compile(r"([1-7]\d{4})(?:\.0+)?", re.A)
_TWO_YEARS = re.compile(r"(.+?)\((.+)\)(?:年度?)?|([^/]*[^/0-9][^/]*|[0-9]{4})/([^/]+)")
_YEAR_SUFFIX = re.compile("(?:(?<=[年度])分|(?<=[年度0-9元])(?:課税分?|賦課分?|相当(?:分|年度?)?))$")
_KANJI_NUMBER = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_KANJI_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_SPACE_BETWEEN = re.compile(r"(?<=[\d年度])\s+(?=\d{2,4}(?:年度?)?$)")
_SHORT_YEAR = 2
_DECIMAL_ZEROS = re.compile(r"(?<=\d)\.0+$")
_REIWA_YEAR = re.compile(r"0?([1-9]|1\d|20)(?:年度?)?", re.A)


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A date from a cell; `from_era`: it was converted from a Japanese year."""

    day: date
    from_era: bool

    @property
    def corrected(self) -> tuple[Corrected, ...]:
        """The correction to count."""
        return (Corrected.DATE_ERA,) if self.from_era else ()


@lru_cache(maxsize=4096)
def read_date(cell: str) -> ReadDay | Rejected | None:
    """The date in a cell; None if it is blank. A two-digit year without an era is a fault: it is ambiguous."""
    text = _TIME.sub("", clean_cell(cell).casefold())
    text = _WEEKDAY.sub("", re.sub(r"\s", "", text)).replace("−", "-").replace("‐", "-")
    if is_nothing(text) or not text.strip("0-/."):
        return None
    if found := _SEPARATED.fullmatch(text):
        western, era, era_year, _, month, day = found.groups()
    elif found := _PLAIN.fullmatch(text):
        groups = found.groups()
        western, (era, era_year) = groups[0], groups[3:5]
        month, day = groups[1:3] if western else groups[5:7]
    else:
        return _read_serial(text)
    return _make_date(western, era, era_year, int(month), int(day))


def _read_serial(text: str) -> ReadDay | Rejected:
    """The date of a spreadsheet's serial number: 46203 is 30 June 2026. No other date has five digits."""
    found = _SERIAL.fullmatch(text)
    day = _SERIAL_ZERO + timedelta(days=int(found[1])) if found else LATEST_DAY + timedelta(days=1)
    return ReadDay(day, from_era=False) if EARLIEST_DAY <= day <= LATEST_DAY else Rejected.BAD_DATE


def _make_date(western: str | None, era: str | None, era_year: str, month: int, day: int) -> ReadDay | Rejected:
    known_era = _ERAS[era] if era else None
    year = known_era.before_first_year + _parse_era_year(era_year) if known_era else int(western or 0)
    first, last = (known_era.begins, known_era.ends) if known_era else (EARLIEST_DAY, LATEST_DAY)
    try:
        found = date(year, month, day)
    except ValueError:
        return Rejected.BAD_DATE
    return ReadDay(found, known_era is not None) if first <= found <= last else Rejected.BAD_DATE


@lru_cache(maxsize=1024)
def read_year(cell: str) -> int | None:
    """The Western year in a cell: 2026, 令和8年度（2026）, R8/2026, R8 26, R8, 508, 8. None if it is not certain.

    One or two digits up to 20 are a year of 令和; larger ones could be of another era.
    """
    text = fold_cell(_SPACE_BETWEEN.sub("/", clean_cell(cell)))
    if twice := _TWO_YEARS.fullmatch(text):
        first, second = read_year(twice[1] or twice[3]), _read_second_year(twice[2] or twice[4])
        return first if first == second else None
    text = write_digits(text)
    text = _YEAR_SUFFIX.sub("", _DECIMAL_ZEROS.sub("", text))
    if bare := _REIWA_YEAR.fullmatch(text):
        return _REIWA.before_first_year + int(bare[1])
    found = _YEAR.fullmatch(text)
    if not found:
        return None
    era, era_year, western = found[1] or found[2], found[3], found[4]
    year = _ERAS[era].before_first_year + _parse_era_year(era_year) if era else int(western)
    return year if EARLIEST_DAY.year <= year <= LATEST_DAY.year else None


def _read_second_year(text: str) -> int | None:
    """The year that repeats another one; two digits are then the end of a Western year."""
    is_short = len(text) == _SHORT_YEAR and text.isascii() and text.isdecimal()
    return int(f"20{text}") if is_short else read_year(text)


def write_digits(text: str) -> str:
    """A text with kanji numerals up to 九十九 as digits."""
    return _KANJI_NUMBER.sub(lambda found: _write_number(found[0]), text)


def _write_number(kanji: str) -> str:
    tens, ten, ones = kanji.translate(_KANJI_DIGITS).rpartition("十")
    return (tens or "1") + (ones or "0") if ten else ones


def _parse_era_year(era_year: str) -> int:
    return 1 if era_year == "元" else int(era_year)
