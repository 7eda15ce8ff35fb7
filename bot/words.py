"""The texts that people read: a complete catalogue in Japanese and one in English, with the same keys.

A catalogue is the gettext files `locales/<language>/<noun>.po`, read without a build step. A key's first word names
the part of the screen. Numbers, days and times in a text are formatted for the language; times are Japan's.

English has a text for one and a text for many where a count changes the words: `msgid_plural "{n}"` names the fact that
counts, `msgstr[0]` is the text for 1 and `msgstr[1]` the text for every other number. Japanese has one text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

JST = ZoneInfo("Asia/Tokyo")

Fact = str | int | float | date | datetime


class Locale(StrEnum):
    """The supported languages."""

    JA = "ja"
    EN = "en"


_DAY = {Locale.JA: "y年M月d日(E)", Locale.EN: "EEE, d MMM y"}
_TIME = "HH:mm"
_SHORT = {Locale.JA: "M月d日(E) HH:mm", Locale.EN: "EEE, d MMM, HH:mm"}


class Singular(NamedTuple):
    """The text of a key for a count of 1; `counted` is the fact that counts."""

    counted: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """One language's catalogue. Call it with a key and facts to get the text. Raises KeyError for an unknown key."""

    locale: Locale
    catalogue: Mapping[str, str]
    """the text of each key; where a count changes the words, the text for many"""
    singulars: Mapping[str, Singular]

    def __call__(self, key: str, /, **facts: Fact) -> str:
        """The text of a key, with its facts filled in."""
        text, singular = self.catalogue[key], self.singulars.get(key)
        if singular is not None and facts[singular.counted] == 1:
            text = singular.text
        return text.format_map({name: self.fact(value) for name, value in facts.items()})

    def fact(self, value: Fact) -> str:
        """A value formatted for this language."""
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, int | float):
            return _format_number(value, self.locale)
        return value

    def day(self, day: date) -> str:
        """A day with its weekday."""
        return str(format_date(day, _DAY[self.locale], locale=self.locale.value))

    def time(self, moment: datetime) -> str:
        """The time of day in Asia/Tokyo, to the minute."""
        return _format_moment(moment, _TIME, self.locale)

    def moment(self, moment: datetime) -> str:
        """A time in Asia/Tokyo, to the minute."""
        return _format_moment(moment, _SHORT[self.locale], self.locale)


def words(locale: str) -> Words:
    """The catalogue for a locale such as ja, ja-JP or en-US: Japanese, or English for any other locale."""
    return _load(Locale.JA if locale.lower().startswith("ja") else Locale.EN)


@lru_cache(maxsize=4096, typed=True)
def _format_number(value: float, locale: Locale) -> str:
    """Format a number for a language. A screen shows a few numbers many times, and Babel takes 30 µs for each."""
    return str(format_decimal(value, locale=locale.value))


@lru_cache(maxsize=4096)
def _format_moment(moment: datetime, pattern: str, locale: Locale) -> str:
    """Format a time in Asia/Tokyo. A screen shows the same times many times, too."""
    return str(format_datetime(moment.astimezone(JST), pattern, locale=locale.value))


@cache
def _load(locale: Locale) -> Words:
    catalogue: dict[str, str] = {}
    singulars: dict[str, Singular] = {}
    for path in files("bot").joinpath("locales", locale.value).iterdir():
        with path.open("rb") as file:
            entries = [entry for entry in read_po(file) if entry.id]
        for entry in entries:
            if isinstance(entry.id, str):
                catalogue[entry.id] = str(entry.string)
            else:
                key, counted = entry.id
                one, many = list(entry.string or ())
                catalogue[key], singulars[key] = many, Singular(counted.strip("{}"), one)
    return Words(locale, catalogue, singulars)
