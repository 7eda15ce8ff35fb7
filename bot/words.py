"""Every word that a person reads, in Japanese and in English: two catalogues, complete, with the same keys.

The catalogues are gettext `.po` files, read as they are (no build step). A key says where a text stands; ints, days
and moments among its facts are written as the language writes them, moments in Japan's time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

JST = ZoneInfo("Asia/Tokyo")

Fact = str | int | float | date | datetime


class Locale(StrEnum):
    """The languages that nofu speaks."""

    JA = "ja"
    EN = "en"


_DAY = {Locale.JA: "y年M月d日(E)", Locale.EN: "EEE, d MMM y"}
_SHORT = {Locale.JA: "M月d日(E) HH:mm", Locale.EN: "EEE, d MMM, HH:mm"}


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Called with a key and its facts, it gives the sentence; an unknown key is a KeyError."""

    locale: Locale
    catalogue: Mapping[str, str]

    def __call__(self, key: str, /, **facts: Fact) -> str:
        """The sentence that stands under a key, filled."""
        return self.catalogue[key].format_map({name: self.fact(value) for name, value in facts.items()})

    def fact(self, value: Fact) -> str:
        """A value as this language writes it."""
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, int | float):
            return str(format_decimal(value, locale=self.locale.value))
        return value

    def day(self, day: date) -> str:
        """A day with its weekday."""
        return str(format_date(day, _DAY[self.locale], locale=self.locale.value))

    def moment(self, moment: datetime) -> str:
        """A moment, in Japan's time, to the minute."""
        return str(format_datetime(moment.astimezone(JST), _SHORT[self.locale], locale=self.locale.value))


def words(locale: str) -> Words:
    """The words for a locale such as ja, ja-JP or en-US; whoever reads no Japanese gets English."""
    return _load(Locale.JA if locale.lower().startswith("ja") else Locale.EN)


@cache
def _load(locale: Locale) -> Words:
    with files("bot").joinpath("locales", f"{locale.value}.po").open("rb") as file:
        catalogue = read_po(file, locale=locale.value)
    return Words(locale, {str(message.id): str(message.string) for message in catalogue if message.id})
